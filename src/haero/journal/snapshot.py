"""The state, saved beside the journal: a start then reads it and the events after it. A short cut, never a second truth.

File `haero.snapshot`: a line with the number of its form, a line of JSON that says of what it speaks, a line with the BLAKE2b of
all other bytes, then msgpack. It is written under another name, synced, and put in place in one step. Whatever is not of this form,
of this journal or of this haero's accounts is passed over. The first three lines are the same in every form.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path

import msgspec
from msgspec.structs import replace

from haero.desk.accounts import Account, CashMovement, Position, Purse, Rebuilt
from haero.desk.orders import Execution, Order
from haero.desk.reservations import Reservation
from haero.desk.state import State
from haero.desk.trades import DayTrade
from haero.journal.codec import Row
from haero.journal.columns import Table, pack, shape, unpack
from haero.journal.log import Log
from haero.journal.private import open_private

log = logging.getLogger("haero.journal.snapshot")
FILE_NAME = "haero.snapshot"
FORM = b"haero snapshot 2\n"  # 1 was a table in haero.db
FOLD = 1
"""Raised when a haero makes another state of the same events: a snapshot of before must not hide it."""
SHAPE = f"{FOLD}:" + shape((Account, Purse, CashMovement, Position, Rebuilt, Order, Execution, Reservation, DayTrade))
OTHER = "another version of haero wrote it"
_encoder = msgspec.msgpack.Encoder(decimal_format="string")


class Heading(msgspec.Struct):
    """Of what a snapshot speaks: of the journal `journal` up to event `seq`, whose row has the digest `row`."""

    journal: str
    seq: int
    row: str
    shape: str = ""


class Body(msgspec.Struct, array_like=True):
    """`accounts` without their orders and executions; those of all accounts one after the other, and how many each has."""

    accounts: list[Account]
    counts: list[tuple[int, int]]
    orders: Table
    executions: Table


_decode_body = msgspec.msgpack.Decoder(Body).decode
_decode_heading = msgspec.json.Decoder(Heading).decode


class Unusable(Exception):
    """A snapshot that is passed over; the text says why."""


class OtherVersion(Unusable):
    """Another version of haero wrote it."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one process at a time makes a snapshot in a folder. Raises OSError where another one does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def save(folder: Path, store: Log, state: State, seq: int) -> bool:
    """Saves the state after event `seq`. False where the journal has no name yet, or a later snapshot is there. Use it `alone`.

    Raises:
        OSError: it could not be written; what was there before is still there.
    """
    row = store.row(seq)
    if not store.identity or row is None:
        return False
    path = folder / FILE_NAME
    known = read_heading(path)
    if known is not None and known.journal == store.identity and known.seq > seq:
        return False
    heading = msgspec.json.encode(Heading(store.identity, seq, digest(row), SHAPE)) + b"\n"
    body = _encoder.encode(_body(state))
    unready = path.with_name(FILE_NAME + ".part")
    with open_private(unready) as file:
        file.writelines((FORM, heading, _sum(FORM, heading, body), body))
        file.flush()
        os.fsync(file.fileno())
    os.replace(unready, path)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)  # the name too
    finally:
        os.close(handle)
    return True


def load(folder: Path, store: Log) -> tuple[int, State]:
    """(last event in it, state with its checks off); (0, empty) where there is no usable snapshot of this journal."""
    try:
        heading, body = read(folder / FILE_NAME)
        if heading.journal != store.identity:
            raise Unusable("it is of another journal")
        row = store.row(heading.seq)
        if row is not None and digest(row) != heading.row:
            raise Unusable(f"its event {heading.seq} is not the journal's")
        if heading.shape != SHAPE:
            raise OtherVersion(OTHER)
        return heading.seq, state_of(body)
    except FileNotFoundError:
        pass
    except (Unusable, OSError) as error:
        log.warning("%s is passed over, all events are read: %s", FILE_NAME, error)
    return 0, State(checked=False)


def read(path: Path) -> tuple[Heading, bytes]:
    """(what it speaks of, its bytes) of a snapshot whose bytes are as they were written.

    Raises:
        Unusable: it has another form, or is damaged.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        form, heading, said, body = file.readline(64), file.readline(), file.readline(), file.read()
    if said != _sum(form, heading, body):
        raise Unusable("it is damaged")
    if form != FORM:
        raise OtherVersion(OTHER)
    try:
        return _decode_heading(heading), body
    except msgspec.MsgspecError as error:
        raise Unusable(str(error)) from error


def read_heading(path: Path) -> Heading | None:
    """What the snapshot speaks of, without a look at the rest; None where there is none of this form."""
    try:
        with path.open("rb") as file:
            return _decode_heading(file.readline()) if file.readline(64) == FORM else None
    except (OSError, msgspec.MsgspecError):
        return None


def state_of(body: bytes) -> State:
    """The state in a snapshot's bytes, with its checks off. Raises Unusable where they are not what this haero writes."""
    state = State(checked=False)
    try:
        saved = _decode_body(body)
        if (saved.orders.length, saved.executions.length) != tuple(map(sum, zip((0, 0), *saved.counts, strict=True))):
            raise ValueError("its accounts do not count what it has")
        orders, executions = unpack(Order, saved.orders), unpack(Execution, saved.executions)
        for account, (ordered, executed) in zip(saved.accounts, saved.counts, strict=True):
            account.take_orders(islice(orders, ordered))
            account.executions.extend(islice(executions, executed))
            state.accounts[account.id] = account
    except (msgspec.MsgspecError, ValueError, IndexError, TypeError) as error:
        raise Unusable(str(error)) from error
    return state


def same(left: State, right: State) -> bool:
    """Do two states say the same, to the last digit?"""
    return left.accounts.keys() == right.accounts.keys() and all(
        _encoder.encode(account) == _encoder.encode(right.accounts[key]) for key, account in left.accounts.items()
    )


def digest(row: Row) -> str:
    """What tells one row from any other."""
    return blake2b(msgspec.json.encode(row), digest_size=16).hexdigest()


def _body(state: State) -> Body:
    accounts = list(state.accounts.values())
    return Body(
        [replace(a, orders={}, working={}, by_date={}, references={}, executions=[]) for a in accounts],
        [(len(account.orders), len(account.executions)) for account in accounts],
        pack(Order, list(chain.from_iterable(account.orders.values() for account in accounts))),
        pack(Execution, list(chain.from_iterable(account.executions for account in accounts))),
    )


def _sum(*parts: bytes) -> bytes:
    found = blake2b(digest_size=32)
    for part in parts:
        found.update(part)
    return found.hexdigest().encode() + b"\n"
