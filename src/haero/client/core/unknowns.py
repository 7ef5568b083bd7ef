"""The orders whose outcome nobody knows, as the store has them."""

from haero.client.core.effects import Asking, local
from haero.client.errors import OrderOutcomeUnknown


def key_of(unknown: OrderOutcomeUnknown | str) -> str:
    """The key of an error, or the key itself."""
    return unknown.key if isinstance(unknown, OrderOutcomeUnknown) else unknown


def unknowns(scope: str) -> Asking[list[OrderOutcomeUnknown]]:
    """Oldest first. An order that is on its way in another thread or program right now is among them: nobody knows of it yet."""
    records = yield from local(lambda machine: machine.store.unsettled(scope))
    return [
        OrderOutcomeUnknown(
            record.key,
            record.content,
            record.sent_at,
            record.outcome.get("cause", "no reply came, or its program ended before one did"),
        )
        for record in records
    ]
