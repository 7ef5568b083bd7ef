# Written by tools/make_async.py from blocking/outcomes.py: don't edit.
"""What `resolve` found out."""

from typing import NamedTuple

from haero.client.asynchronous.office import AsyncOffice
from haero.client.asynchronous.order import AsyncOrder
from haero.client.core.looking import Seen
from haero.client.core.resolving import Absence, Found, Missing, Resolution


class AsyncAccepted(NamedTuple):
    """KIS took the order. `seen` is its row in KIS's list; None where the store knew it already."""

    order: AsyncOrder
    seen: Seen | None = None


class NotReceived(NamedTuple):
    """KIS has no such order: `proof` says how that is known. Its key may be used again."""

    key: str
    proof: Absence


class StillUnknown(NamedTuple):
    """Nobody can tell yet. `candidates` are the rows of KIS that it may be; `why` says what stands in the way."""

    key: str
    candidates: tuple[Seen, ...]
    why: str


def outcome_of(office: AsyncOffice, found: Resolution) -> AsyncAccepted | NotReceived | StillUnknown:
    """The outcome of a resolution, with an order that can be worked with."""
    if isinstance(found, Found):
        return AsyncAccepted(AsyncOrder(office, found.receipt), found.seen)
    if isinstance(found, Missing):
        return NotReceived(found.key, found.proof)
    return StillUnknown(found.key, found.candidates, found.why)
