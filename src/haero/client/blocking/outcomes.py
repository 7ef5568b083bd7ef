"""What `resolve` found out, with an order that can be worked with."""

from haero.client.blocking.office import Office
from haero.client.blocking.order import Order
from haero.client.core.accepted import Accepted
from haero.client.core.resolving import Found, NotReceived, Resolution, StillUnknown


def outcome_of(office: Office, found: Resolution) -> Accepted[Order] | NotReceived | StillUnknown:
    """The outcome of a resolution."""
    return Accepted(Order(office, found.receipt), found.seen) if isinstance(found, Found) else found
