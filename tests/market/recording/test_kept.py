from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from haero.market.prices.messages import Auction, Print, Quote, VolumeOnly
from haero.market.recording import kept as module
from haero.market.recording.kept import History
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange
from tests.recordings import at

D = Decimal
FAR = at("2026-11-30T00:00")


def trade(price: str, size: int, moment: str, auction: Auction | None = None) -> Print:
    return Print(Exchange.NYSE, "IBM", D(price), size, at(moment), auction)


def quote(bid: str, moment: str) -> Quote:
    return Quote(Exchange.NYSE, "IBM", D(bid), 100, D(bid) + 1, 100, at(moment))


def filled(*messages: Print | Quote | VolumeOnly) -> History:
    found = History(Exchange.NYSE, SessionBook())
    add(found, *messages)
    return found


def add(found: History, *messages: Print | Quote | VolumeOnly) -> None:
    shown = [m for m in messages if not isinstance(m, VolumeOnly)]
    quotes = [m for m in messages if isinstance(m, Quote)]
    found.extend(shown, quotes, [m for m in messages if not isinstance(m, Quote)])


TWO_DAYS = (
    trade("9", 1, "2026-11-19T15:00"),
    trade("10", 2, "2026-11-20T10:00"),
    trade("11", 3, "2026-11-20T14:30:10"),
    trade("13", 4, "2026-11-20T14:30:50"),
    trade("8", 5, "2026-11-20T21:30"),
)


def test_a_day_is_known_as_it_stood_at_any_moment() -> None:
    found = filled(*TWO_DAYS)
    assert found.standing(at("2026-11-19T14:59")) == (None, None, None)
    day, previous, last = found.standing(at("2026-11-20T14:30:10"))
    assert day is not None
    assert previous is not None
    assert (day.open, day.high, day.low, day.close, day.volume, day.amount, last) == (
        D(11),
        D(11),
        D(10),
        D(11),
        5,
        D(53),
        D(11),
    )
    assert previous.close == 9
    day, _, last = found.standing(FAR)
    assert day is not None
    assert (day.open, day.high, day.low, day.close, day.volume, last) == (D(11), D(13), D(8), D(13), 14, D(8))


def test_bars_end_at_the_moment() -> None:
    found = filled(*TWO_DAYS)
    assert [bar.volume for bar in found.days(FAR)] == [14, 1]
    assert [bar.volume for bar in found.days(at("2026-11-20T14:30:20"))] == [5, 1]
    assert [bar.volume for bar in found.minutes(at("2026-11-20T14:30:20"))] == [3, 2, 1]
    assert [bar.volume for bar in found.minutes(at("2026-11-20T14:30:59"))] == [7, 2, 1]
    assert [bar.volume for bar in found.minutes(at("2026-11-20T14:29"))] == [2, 1]
    assert [bar.volume for bar in found.minutes(at("2026-11-19T15:00"))] == [1]
    assert list(found.minutes(at("2026-11-19T14:59"))) == list(found.days(at("2026-11-19T14:59"))) == []


def test_the_auctions_are_the_days_open_and_close() -> None:
    found = filled(
        trade("10", 1, "2026-11-20T14:30:01"),
        trade("11", 1, "2026-11-20T14:30:05", Auction.OPEN),
        trade("12", 1, "2026-11-20T20:59"),
        trade("14", 1, "2026-11-20T21:00:01"),
        trade("13", 1, "2026-11-20T21:00:09", Auction.CLOSE),
        trade("15", 1, "2026-11-20T21:10"),
    )
    day, _, last = found.standing(FAR)
    assert day is not None
    assert (day.open, day.close, day.high, last) == (D(11), D(13), D(15), D(15))


def test_a_trade_that_only_counts_moves_no_price() -> None:
    found = filled(trade("10", 1, "2026-11-20T14:30:01"), VolumeOnly(D(99), 5, at("2026-11-20T14:31")))
    day, _, last = found.standing(FAR)
    assert day is not None
    assert (day.high, day.close, day.volume, day.amount, last) == (D(10), D(10), 6, D(505), D(10))
    newest = next(found.minutes(FAR))
    assert (newest.open, newest.low, newest.volume, newest.amount) == (D(10), D(10), 5, D(495))
    assert len(found.messages(at("2026-11-20T14:00"), FAR)) == 1


def test_quotes_stand() -> None:
    found = filled(quote("1", "2026-11-20T15:00"), quote("2", "2026-11-20T15:01"))
    assert found.quotes(at("2026-11-20T14:59")) == (None, None)
    first, second = quote("1", "2026-11-20T15:00"), quote("2", "2026-11-20T15:01")
    assert found.quotes(at("2026-11-20T15:00:59")) == (first, None)
    assert found.quotes(FAR) == (second, first)


def many() -> tuple[History, list[Print | Quote]]:
    """An hour with a trade and a quote every seven seconds, in which the price climbs."""
    start, messages = at("2026-11-20T14:30:00.5"), list[Print | Quote]()
    for step in range(514):
        moment = start + timedelta(seconds=7 * step)
        messages.append(Print(Exchange.NYSE, "IBM", D(100 + step), 1, moment))
        messages.append(Quote(Exchange.NYSE, "IBM", D(100 + step), 1, D(200 + step), 1, moment))
    found = History(Exchange.NYSE, SessionBook())
    add(found, *messages)
    return found, messages


def test_what_is_trimmed_is_remembered_to_the_minute() -> None:
    found, messages = many()
    whole, _ = many()
    found.trim(at("2026-11-20T15:10:30"))
    assert list(found.minutes(FAR)) == list(whole.minutes(FAR))
    assert found.standing(FAR) == whole.standing(FAR)
    for moment in ("15:10", "15:10:30", "15:20:13"):  # kept one by one
        assert found.standing(at(f"2026-11-20T{moment}")) == whole.standing(at(f"2026-11-20T{moment}"))
        assert list(found.minutes(at(f"2026-11-20T{moment}"))) == list(whole.minutes(at(f"2026-11-20T{moment}")))
    past = at("2026-11-20T15:00:40")
    assert found.standing(past) == whole.standing(at("2026-11-20T14:59:59.9"))
    assert list(found.minutes(past)) == list(whole.minutes(at("2026-11-20T14:59:59.9")))
    assert list(found.days(past)) == list(whole.days(at("2026-11-20T14:59:59.9")))
    assert found.quotes(at("2026-11-20T14:59:59"))[0] == whole.quotes(at("2026-11-20T14:59:59"))[0]
    standing = found.quotes(past)[0]
    assert standing is not None
    assert timedelta(0) <= past - standing.at < timedelta(seconds=60)
    assert found.quotes(at("2026-11-20T15:10:29")) == whole.quotes(at("2026-11-20T15:10:29"))
    assert found.messages(at("2026-11-20T15:10:30"), FAR) == [m for m in messages if m.at > at("2026-11-20T15:10:30")]


def test_messages_that_are_gone_are_not_passed_over_in_silence() -> None:
    found, _ = many()
    found.trim(at("2026-11-20T15:10:30"))
    with pytest.raises(ValueError, match="not kept any more"):
        found.messages(at("2026-11-20T15:09"), FAR)
    assert found.messages(at("2026-11-20T15:09"), at("2026-11-20T15:08")) == []


def test_the_memory_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUOTES_KEPT", 5)
    found, _ = many()
    found.trim(FAR)
    kept: set[datetime] = set()
    for second in range(3_600):
        standing, _ = found.quotes(at("2026-11-20T14:30:00.5") + timedelta(seconds=second))
        if standing is not None:
            kept.add(standing.at)
    assert len(kept) <= 5 + 2
    assert found.standing(FAR).last == D(613)
