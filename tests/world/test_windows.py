"""When reservations are taken and sent: the page's table, minute by minute at its edges, in Korean time."""

from datetime import datetime

import pytest

from haero.market.time.sessions import SessionBook
from haero.terms import Exchange
from haero.world.windows import reservation_window

BOOK = SessionBook()
NYSE, HK, TOKYO, HANOI = Exchange.NYSE, Exchange.HONG_KONG, Exchange.TOKYO, Exchange.HANOI


def kst(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+09:00")


@pytest.mark.parametrize(
    ("exchange", "now", "sends"),
    [
        (NYSE, "2026-11-20T09:59:59", None),
        (NYSE, "2026-11-20T10:00:00", "2026-11-20T23:30"),
        (NYSE, "2026-11-20T16:29:59", "2026-11-20T23:30"),
        (NYSE, "2026-11-20T16:30:00", None),
        (NYSE, "2026-11-20T16:45:00", "2026-11-20T23:30"),
        (NYSE, "2026-11-20T23:19:59", "2026-11-20T23:30"),
        (NYSE, "2026-11-20T23:20:00", None),
        (NYSE, "2026-07-10T22:19:59", "2026-07-10T22:30"),  # summer time
        (NYSE, "2026-07-10T22:20:00", None),
        (NYSE, "2026-11-26T12:00:00", "2026-11-27T23:30"),  # Thanksgiving: the next business day
        (NYSE, "2026-11-26T23:20:00", None),
        (NYSE, "2026-11-21T12:00:00", None),  # a Saturday
        (HK, "2026-11-20T08:59:59", None),
        (HK, "2026-11-20T09:00:00", "2026-11-20T10:30"),
        (HK, "2026-11-20T10:20:00", None),
        (HK, "2026-11-20T10:40:00", "2026-11-20T14:00"),
        (HK, "2026-11-20T13:50:00", None),
        (Exchange.SHANGHAI, "2026-11-20T09:00:00", "2026-11-20T10:30"),
        (TOKYO, "2026-11-20T09:10:00", "2026-11-20T12:30"),
        (TOKYO, "2026-11-20T12:20:00", None),
        (TOKYO, "2026-11-23T10:00:00", None),  # 勤労感謝の日
        (HANOI, "2026-11-20T10:59:59", "2026-11-20T11:15"),
        (HANOI, "2026-11-20T11:20:00", "2026-11-20T15:00"),
        (HANOI, "2026-11-20T14:50:00", None),
    ],
)
def test_the_table_of_the_page(exchange: Exchange, now: str, sends: str | None) -> None:
    window = reservation_window(BOOK, exchange, kst(now))
    if sends is None:
        assert window is None
    else:
        assert window is not None
        assert window.sends_at == kst(sends)
        assert window.receipt_date == kst(now).date()


@pytest.mark.parametrize("exchange", list(Exchange))
def test_the_market_is_open_when_a_reservation_is_sent(exchange: Exchange) -> None:
    for hour in range(9, 24):
        window = reservation_window(BOOK, exchange, kst(f"2026-11-20T{hour:02d}:12:00"))
        if window is not None:
            phase = BOOK.phase(exchange, window.sends_at)
            assert (phase.position, str(phase.kind)) == ("open", "regular")


def test_an_order_for_the_opening_auction_is_sent_before_it() -> None:
    """When the US window closes: ten minutes before the open, in summer and in winter."""
    for now, sends in (
        ("2026-11-20T12:00:00", "2026-11-20T23:20"),
        ("2026-07-10T12:00:00", "2026-07-10T22:20"),
        ("2026-11-26T12:00:00", "2026-11-27T23:20"),  # Thanksgiving: the next business day
    ):
        window = reservation_window(BOOK, NYSE, kst(now), on_open=True)
        assert window is not None
        assert window.sends_at == kst(sends)
    assert reservation_window(BOOK, NYSE, kst("2026-11-20T23:20:00"), on_open=True) is None
