"""What may still be cancelled, and what not any more."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from haero.desk.reasons import Reason, Refusal
from haero.desk.reservations import Reservation, ReservationStatus, waiting
from haero.terms import Exchange, OrderType, Side

TODAY = date(2026, 11, 20)
NOW = datetime.fromisoformat("2026-11-20T12:00:00+09:00")


def book(status: ReservationStatus = ReservationStatus.ACCEPTED) -> dict[int, Reservation]:
    made = Reservation(
        1, Exchange.NASDAQ, "AAPL", Side.BUY, OrderType.LIMIT, 10, Decimal("100.00"), NOW, TODAY, NOW, status=status
    )
    return {1: made}


def test_a_waiting_one_is_found_by_number_and_date() -> None:
    assert waiting(book(), 1, TODAY).number == 1


@pytest.mark.parametrize(("number", "day"), [(2, TODAY), (1, date(2026, 11, 19)), (0, TODAY)])
def test_another_number_or_date_is_unknown(number: int, day: date) -> None:
    with pytest.raises(Refusal) as refused:
        waiting(book(), number, day)
    assert refused.value.reason is Reason.UNKNOWN_ORIGINAL


@pytest.mark.parametrize("status", [s for s in ReservationStatus if s is not ReservationStatus.ACCEPTED])
def test_what_is_done_cannot_be_taken_back(status: ReservationStatus) -> None:
    with pytest.raises(Refusal) as refused:
        waiting(book(status), 1, TODAY)
    assert refused.value.reason is Reason.NOTHING_LEFT
