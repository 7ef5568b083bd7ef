# Written by tools/make_async.py from blocking/outcomes.py: don't edit.
"""What `resolve` found out, with an order that can be worked with."""

from haero.client.asynchronous.office import AsyncOffice
from haero.client.asynchronous.order import AsyncOrder
from haero.client.core.accepted import Accepted
from haero.client.core.resolving import Found, NotReceived, Resolution, StillUnknown


def outcome_of(office: AsyncOffice, found: Resolution) -> Accepted[AsyncOrder] | NotReceived | StillUnknown:
    """The outcome of a resolution."""
    return Accepted(AsyncOrder(office, found.receipt), found.seen) if isinstance(found, Found) else found
