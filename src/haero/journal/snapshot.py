"""The state, saved: one part an account, so that no part grows without bound."""

import msgspec

from haero.desk.accounts import Account
from haero.desk.state import State
from haero.journal.sqlite.store import Store

_encoder = msgspec.msgpack.Encoder(decimal_format="string")
_decoder = msgspec.msgpack.Decoder(Account)
MAX_PART = 900_000_000  # SQLite holds values up to 1 GB


def save(store: Store, state: State, seq: int) -> bool:
    """Saves the state after event `seq`. False where an account is too large to be one value: recovery then reads events."""
    parts = [_encoder.encode(account) for account in state.accounts.values()]
    if any(len(part) > MAX_PART for part in parts):
        return False
    store.write_snapshot(seq, parts)
    return True


def load(store: Store) -> tuple[int, State]:
    """(last event in it, state with its checks off); (0, empty) where there is no usable snapshot.

    A snapshot is only a short cut: one that this version cannot read is passed over, and the events are read instead.
    """
    seq, parts = store.read_snapshot()
    state = State(checked=False)
    try:
        for part in parts:
            account = _decoder.decode(part)
            state.accounts[account.id] = account
    except msgspec.MsgspecError:
        return 0, State(checked=False)
    return seq, state


def same(left: State, right: State) -> bool:
    """Do two states say the same, to the last digit?"""
    return left.accounts.keys() == right.accounts.keys() and all(
        _encoder.encode(account) == _encoder.encode(right.accounts[key]) for key, account in left.accounts.items()
    )
