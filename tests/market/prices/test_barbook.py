import datetime as dt
from decimal import Decimal

import pytest

from haero.market.prices import barbook
from haero.market.prices.barbook import BarBook
from haero.market.prices.messages import Auction, Print, VolumeOnly
from haero.terms import Exchange

D = Decimal
FAR = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


def add(book: BarBook, price: str, size: int, moment: str, *, regular: bool = True) -> None:
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
    start = at.replace(hour=9, minute=0, second=0, microsecond=0)
    book.add([Print(Exchange.NYSE, "IBM", D(price), size, at)], start, regular)


def test_days_open_and_close_with_the_regular_session() -> None:
    book = BarBook()
    assert (book.day, book.previous) == (None, None)
    add(book, "9", 1, "2026-11-20T10:00:10", regular=False)
    assert book.day is not None
    assert book.day.open == 9
    add(book, "10", 2, "2026-11-20T15:00:10")
    add(book, "12", 3, "2026-11-20T15:00:50")
    add(book, "8", 4, "2026-11-20T21:30:00", regular=False)
    (day,) = book.newest_days(FAR)
    assert (day.open, day.high, day.low, day.close, day.volume, day.amount) == (D(10), D(12), D(8), D(12), 10, D(97))
    assert day.start == dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
    add(book, "5", 1, "2026-11-23T15:00:00")
    assert book.previous is not None
    assert (book.previous.close, [bar.close for bar in book.newest_days(FAR)]) == (D(12), [D(5), D(12)])
    assert [bar.close for bar in book.newest_days(day.start)] == [D(12)]


def test_minutes_join_what_falls_into_one() -> None:
    book = BarBook()
    for price, size, moment in (("3", 1, "15:00:00"), ("5", 2, "15:00:30"), ("2", 1, "15:00:59"), ("4", 7, "15:02:00")):
        add(book, price, size, f"2026-11-20T{moment}")
    newest, oldest = book.newest_minutes(FAR)
    assert (oldest.open, oldest.high, oldest.low, oldest.close, oldest.volume, oldest.amount) == (
        D(3),
        D(5),
        D(2),
        D(2),
        4,
        D(15),
    )
    assert (newest.open, newest.volume, newest.start.minute) == (D(4), 7, 2)
    assert list(book.newest_minutes(oldest.start)) == [oldest]


def test_the_day_after_each_trade_is_told() -> None:
    start = dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.UTC)
    trades: list[Print | VolumeOnly] = [
        VolumeOnly(D(99), 2, start),
        Print(Exchange.NYSE, "IBM", D(5), 1, start),
        VolumeOnly(D(99), 2, start + dt.timedelta(minutes=1)),
        Print(Exchange.NYSE, "IBM", D(4), 1, start + dt.timedelta(minutes=1, seconds=1)),
    ]
    book = BarBook()
    days = book.add(trades, start, regular=True)
    # Before there is a price, the only one known is the trade's own; the first print replaces it.
    assert [(day.open, day.high, day.low, day.close, day.volume) for day in days] == [
        (D(99), D(99), D(99), D(99), 2), (D(5), D(5), D(5), D(5), 3), (D(5), D(5), D(5), D(5), 5), (D(5), D(5), D(4), D(4), 6),
    ]  # fmt: skip
    assert days[-1] == book.day
    assert [(bar.open, bar.close, bar.volume, bar.amount) for bar in book.newest_minutes(FAR)] == [
        (D(4), D(4), 3, D(202)), (D(5), D(5), 3, D(203)),
    ]  # fmt: skip
    book.add([VolumeOnly(D(99), 2, start + dt.timedelta(minutes=2))], start, regular=True)
    flat = next(book.newest_minutes(FAR))
    assert (flat.open, flat.high, flat.close, flat.volume) == (D(4), D(4), D(4), 2)
    assert book.add([], start, regular=True) == []


def test_marked_auctions_open_and_close_the_day() -> None:
    book, start = BarBook(), dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.UTC)
    prices = [("1", None), ("2", Auction.OPEN), ("3", None)]
    book.add(
        [Print(Exchange.NYSE, "IBM", D(price), 1, start, auction) for price, auction in prices], start, regular=True
    )
    late = [Print(Exchange.NYSE, "IBM", D(5), 1, start, Auction.CLOSE), Print(Exchange.NYSE, "IBM", D(6), 1, start)]
    book.add(late, start, regular=False)
    assert book.day is not None
    assert (book.day.open, book.day.close, book.day.high) == (D(2), D(5), D(6))


def test_the_memory_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(barbook, "DAYS_KEPT", 3)
    book = BarBook()
    for day in range(1, 31):
        add(book, "1", day, f"2026-11-{day:02d}T15:00:00")
    assert [bar.volume for bar in book.newest_days(FAR)] == [30, 29, 28]
    add(book, "1", 31, "2026-12-10T15:00:00")
    minutes = list(book.newest_minutes(FAR))
    assert minutes[-1].start == dt.datetime(2026, 11, 10, 15, tzinfo=dt.UTC)
    assert len(minutes) == 22
