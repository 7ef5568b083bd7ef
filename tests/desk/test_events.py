from datetime import timedelta

import msgspec
import pytest

from haero.desk.events import (
    KINDS,
    CashMoved,
    ChildSent,
    ClockMoved,
    Event,
    OrderCancelled,
    OrderExecuted,
    OrderExpired,
    OrderRejected,
    OrderRevised,
    PrintPosted,
    QuotePosted,
    ReservationAccepted,
    ReservationCancelled,
    ReservationRefused,
    ServiceChanged,
    SymbolHalted,
    SymbolResumed,
)
from haero.terms import Currency, OrderType, Side
from tests.makers import CLOSE, NASDAQ, NOW, TODAY, D, accepted, account_opened

USD = Currency.USD
EXAMPLES: list[Event] = [
    account_opened(),
    CashMoved(USD, D("-0.10"), "withdrawal"),
    ServiceChanged(overseas=False),
    accepted(1),
    ChildSent(1, 7, 25, D("182.0100")),
    OrderRevised(2, 1, 5, D("1.0100"), TODAY, "regular", CLOSE, D("5.07"), D("5.02"), USD, "mine"),
    OrderCancelled(3, 2, 5, TODAY, "pre", CLOSE, D(0), USD),
    OrderExecuted(1, 3, D("0.9999"), D("0.01"), D("2.01"), USD, "after"),
    OrderExpired(1, 2, USD),
    OrderRejected(1, 2, USD, "거래정지"),
    ReservationAccepted(
        1, NASDAQ, "AAPL", Side.SELL, OrderType.MARKET_ON_OPEN, 7, D("230.00"), TODAY, NOW + timedelta(days=1)
    ),
    ReservationCancelled(1),
    ReservationRefused(2, "insufficient_cash"),
    ClockMoved(NOW + timedelta(microseconds=1), 0.0),
    PrintPosted(NASDAQ, "AAPL", D("230.10"), 100),
    QuotePosted(NASDAQ, "AAPL", D(0), 0, D("1E+2"), 7),
    SymbolHalted(NASDAQ, "AAPL", "news"),
    SymbolResumed(NASDAQ, "AAPL"),
]


def test_the_journal_has_a_name_for_every_kind_of_event() -> None:
    assert {kind.__name__: kind for kind in Event.__subclasses__()} == KINDS
    assert {type(event) for event in EXAMPLES} == set(KINDS.values())


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_an_event_is_the_same_after_a_way_through_json(event: Event) -> None:
    text = msgspec.json.Encoder(decimal_format="string").encode(event)
    again = msgspec.json.decode(text, type=type(event))
    assert again == event
    assert str(again) == str(event)  # also the zeros behind the point


def test_empty_fields_are_left_out_of_the_journal() -> None:
    fields = msgspec.json.decode(msgspec.json.encode(accepted(1)))
    assert "reference" not in fields
    assert "warning" not in fields
    assert fields["side"] == Side.BUY
