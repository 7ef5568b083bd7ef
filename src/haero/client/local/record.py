"""An order as the store keeps it: what was asked for, and what is known of it. No account number, no key of an app, no token."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Fate(StrEnum):
    """What is known of an order that was written down.

    SENDING: its first byte may have left, nothing is known (also after a crash). UNKNOWN: the same, and its program was told so.
    UNSENT: proven that KIS did not take it up (no byte left, or it was turned away at the door); its key may be used again.
    ACCEPTED, REJECTED: KIS's word. ABSENT: `resolve` proved that it was not received.
    """

    SENDING = "sending"
    UNKNOWN = "unknown"
    UNSENT = "unsent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ABSENT = "absent"


OPEN_FATES = frozenset({Fate.SENDING, Fate.UNKNOWN})
"""Nobody knows yet."""


class OrderRecord(NamedTuple):
    """One order of the store.

    `scope` says whose key it is: broker, environment and account, hashed. `content` is what was asked for as texts by name (kind,
    symbol, exchange, side, quantity, price, type, …): equal content is an equal order. `sent_at` is the local clock, `server_at`
    the server's clock as last seen before it (None if never). `number` and `branch` are ODNO and KRX_FWDG_ORD_ORGNO once known;
    `outcome` is KIS's answer by names (code, text, status, at, …), or why nothing is known.
    """

    scope: str
    key: str
    content: dict[str, str]
    tr_id: str
    sent_at: datetime
    server_at: datetime | None
    fate: Fate = Fate.SENDING
    number: str = ""
    branch: str = ""
    outcome: dict[str, str] = {}  # noqa: RUF012 - never written to


class Settled(NamedTuple):
    """What became of an order. `sent_at` names the sending that it is about: a key whose order did not arrive may be sent again."""

    fate: Fate
    number: str = ""
    branch: str = ""
    outcome: dict[str, str] = {}  # noqa: RUF012 - never written to
    sent_at: datetime | None = None


class Entered(NamedTuple):
    """`fresh`: the order was written down and may be sent now. Else `record` is what stood there under the key."""

    fresh: bool
    record: OrderRecord
