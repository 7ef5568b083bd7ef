"""May an order be placed at this moment: what the calendar says, put into the desk's words."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from haero.desk.auctions import Auctions
from haero.desk.reasons import Reason, Refusal
from haero.terms import Environment


class Phase(StrEnum):
    BEFORE_OPEN = "before_open"
    OPEN = "open"
    BREAK = "break"
    AFTER_CLOSE = "after_close"
    CLOSED_DAY = "closed_day"


REGULAR = "regular"
DAYTIME = "daytime"
"""Sessions that rules speak of; pre and after are the others."""


class Hours(msgspec.Struct, frozen=True):
    """Where in its day an exchange is: `session` is pre, regular, after or empty; `expires` ends a day order placed now.

    `opens` and `closes` are the date's regular session, from its first open to its last close; None on a closed day and for daytime
    trading. `auctions` is None where the exchange has none.
    """

    phase: Phase
    session: str
    trade_date: date
    expires: datetime
    opens: datetime | None = None
    closes: datetime | None = None
    auctions: Auctions | None = None


_REFUSED = {
    Phase.BEFORE_OPEN: Reason.BEFORE_OPEN,
    Phase.BREAK: Reason.BEFORE_OPEN,
    Phase.AFTER_CLOSE: Reason.AFTER_CLOSE,
    Phase.CLOSED_DAY: Reason.CLOSED_DAY,
}


def check_hours(hours: Hours, environment: Environment) -> None:
    """Refuses an order outside the hours of its environment: 모의 trades in the regular session only, 실전 also before and after.

    Raises:
        Refusal: BEFORE_OPEN, AFTER_CLOSE or CLOSED_DAY.
    """
    if hours.phase is not Phase.OPEN:
        raise Refusal(_REFUSED[hours.phase])
    if environment is Environment.MOCK and hours.session != REGULAR:
        raise Refusal(Reason.BEFORE_OPEN if hours.session == "pre" else Reason.AFTER_CLOSE)
