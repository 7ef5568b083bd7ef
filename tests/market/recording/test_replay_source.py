import random
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.market.listing.instruments import InstrumentBook, builtin
from haero.market.prices.messages import Auction, MarketDataError, Print, Quote, Summary
from haero.market.prices.source import PriceSource
from haero.market.recording import files as recording_files
from haero.market.recording.replay_source import ReplaySource, open_replay
from haero.market.time.sessions import SessionBook
from haero.terms import Currency, Exchange
from tests.recordings import BARS, FORD, IBM, IBM_DAY, TICKS, as_parquet, at, needs_real_data, written

D = Decimal
END = at("2026-11-21T00:00")
BEFORE = at("2026-11-20T00:00")


def opened(*paths: Path) -> ReplaySource:
    return ReplaySource(paths, SessionBook(), builtin())


def short(messages: list[Print | Quote]) -> list[tuple[str, ...]]:
    return [(str(m.bid), str(m.ask)) if isinstance(m, Quote) else (str(m.price), str(m.auction)) for m in messages]


def test_a_recording_plays(tmp_path: Path) -> None:
    source = opened(TICKS)
    plain: PriceSource = source
    assert plain.step is not None
    assert (source.first, source.last) == (at("2026-11-20T14:29:59"), at("2026-11-20T21:00:10"))
    assert short(source.messages(IBM, BEFORE, END)) == [
        ("0", "260.10"), ("260.00", "260.05"), ("260.05", "None"), ("260.02", "open"),
        ("260.06", "260.07"), ("260.065", "None"), ("261.50", "close"),
    ]  # fmt: skip


def test_every_format_says_the_same(tmp_path: Path) -> None:
    expected = opened(TICKS).messages(IBM, BEFORE, END)
    packed = written(tmp_path / "t.csv.gz", TICKS.read_text().splitlines()[1:], TICKS.read_text().splitlines()[0])
    for path in (
        packed,
        as_parquet(tmp_path / "a.parquet", TICKS, typed=False),
        as_parquet(tmp_path / "b.parquet", TICKS, typed=True),
    ):
        found = opened(path).messages(IBM, BEFORE, END)
        assert found == expected
        assert [str(m) for m in found] == [str(m) for m in expected]


def test_totals_know_nothing_of_what_comes() -> None:
    source = opened(TICKS)
    # The first price of the recording is the one thing that is known ahead.
    assert source.summary(IBM, at("2026-11-20T14:29")) == Summary(None, D(0), D(0), D(0), D("260.05"), 0, 0, D(0))
    assert source.quote(IBM, at("2026-11-20T14:29:58")) is None
    summary = source.summary(IBM, at("2026-11-20T14:30:03"))
    assert (summary.last, summary.open, summary.high, summary.low) == (
        D("260.02"),
        D("260.02"),
        D("260.05"),
        D("260.02"),
    )
    assert (summary.volume, summary.amount) == (9_120, D("260.05") * 50 + D("260.02") * 9000 + D(255) * 70)
    # Asked again for the past: exactly as long as single messages are kept, then to the minute.
    source.quote(IBM, at("2026-11-20T14:50"))
    assert source.summary(IBM, at("2026-11-20T14:30:03")) == summary
    long_after = opened(TICKS)
    assert long_after.summary(IBM, END).last == D("261.5")
    assert long_after.summary(IBM, at("2026-11-20T14:30:03")).volume == 0
    assert long_after.summary(IBM, at("2026-11-20T14:31:03")).volume == 9_120
    assert source.summary(IBM, at("2026-11-20T14:30:00")).volume == 0


def test_the_next_day_begins_at_its_first_session() -> None:
    source = opened(TICKS)
    monday = source.summary(IBM, at("2026-11-23T09:00"))
    assert (monday.open, monday.volume, monday.last, monday.previous_close) == (D(0), 0, D("261.5"), D("261.5"))
    assert monday.previous_volume == 17_150
    assert source.summary(IBM, at("2026-11-22T09:00")).volume == 17_150


def test_bars_and_depth_of_the_recording() -> None:
    source = opened(TICKS)
    (day,) = source.daily(IBM, END, 5)
    assert (day.open, day.close, day.volume) == (D("260.02"), D("261.5"), 17_150)
    assert [bar.volume for bar in source.minutes(IBM, END, 5, 1)] == [9_120, 30, 8_000]
    assert [bar.volume for bar in source.minutes(IBM, END, 2, 60)] == [9_150, 8_000]
    (level,) = source.depth(IBM, at("2026-11-20T14:31"), 10)
    assert (level.bid, level.ask, level.ask_size, level.ask_change) == (D("260.06"), D("260.07"), 400, 200)
    assert source.daily(IBM, END, 0) == source.minutes(IBM, END, 0, 1) == []
    assert source.depth(IBM, END, 0) == []


def test_bars_are_played_as_prints() -> None:
    source = opened(BARS)
    prints = [m for m in source.messages(FORD, BEFORE, END) if isinstance(m, Print)]
    assert [str(trade.price) for trade in prints] == [
        "10.00", "9.97", "10.09", "10.05", "10.01", "10.02", "10.00", "10.04", "10.03",
    ]  # fmt: skip
    quote = source.quote(FORD, at("2026-11-20T14:30:30"))
    assert quote is not None
    assert (quote.bid, quote.bid_size, quote.ask, quote.ask_size) == (D("9.96"), 101, D("9.98"), 101)
    first, second, last = source.minutes(FORD, END, 9, 1)
    assert (first.open, first.high, first.low, first.close, first.volume) == (
        D(10),
        D("10.09"),
        D("9.97"),
        D("10.05"),
        403,
    )
    assert (second.volume, last.start) == (1, at("2026-11-20T20:59"))
    assert not source.marks_auctions(FORD)


def test_the_symbols_of_a_recording(tmp_path: Path) -> None:
    """Those that nobody listed are new; of the others the price before is the recording's own, not today's."""
    rows = ["2026-11-20T03:00:00Z,9999,SHANGHAI,trade,5,100", "2026-11-20T15:00:00Z,IBM,NYSE,trade,1,1"]
    new, ibm = opened(written(tmp_path / "a.csv", rows)).instruments()
    assert ibm == replace(IBM, base_price=D(1))
    assert (new.exchange, new.symbol, new.name_en, new.lot) == (Exchange.SHANGHAI, "9999", "9999", 100)
    assert (new.currency, new.base_price) == (Currency.CNY, D(5))


def test_a_symbol_of_which_nothing_is_recorded() -> None:
    source = opened(TICKS)
    assert source.quote(FORD, END) is None
    assert source.summary(FORD, END).previous_close == FORD.base_price
    assert source.messages(FORD, BEFORE, END) == []
    assert source.daily(FORD, END, 5) == source.minutes(FORD, END, 5, 1) == []
    assert not source.marks_auctions(FORD)
    assert source.marks_auctions(IBM)


def test_the_end_is_known_from_the_start() -> None:
    source = opened(TICKS)
    assert source.messages(IBM, source.last - timedelta(microseconds=1), source.last)
    assert source.messages(IBM, source.last, END) == []


def test_a_file_must_not_change_meanwhile(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ["2026-11-20T15:00:00Z,IBM,NYSE,trade,1,1"])
    source = opened(path)
    written(path, ["2026-11-20T15:00:00Z,F,NYSE,trade,1,1"])
    for _ in range(2):  # and nobody goes on with half a recording
        with pytest.raises(MarketDataError, match="NYSE F was not there at the start"):
            source.quote(IBM, END)


def test_open_replay_takes_a_pattern(tmp_path: Path) -> None:
    written(tmp_path / "a.csv", ["2026-11-20T15:00:00Z,IBM,NYSE,trade,1,1"])
    written(tmp_path / "b.csv", ["2026-11-20T16:00:00Z,IBM,NYSE,trade,2,1"])
    source = open_replay(str(tmp_path / "*.csv"), SessionBook(), InstrumentBook())
    assert [str(m.price) for m in source.messages(IBM, BEFORE, END) if isinstance(m, Print)] == ["1.00", "2.00"]
    assert [one.symbol for one in source.instruments()] == ["IBM"]
    with pytest.raises(MarketDataError, match="no such file"):
        open_replay(str(tmp_path / "*.parquet"), SessionBook(), InstrumentBook())


# Bounded, and never ahead


def made_up(seed: int, count: int) -> list[str]:
    """Rows around the opening of a day: trades of three kinds, pairs and single sides."""
    draw = random.Random(seed)
    rows, time = [], at("2026-11-20T14:25")
    for _ in range(count):
        time += timedelta(milliseconds=draw.choice((0, 1, 700, 9_000)))
        bid = D(draw.randrange(9_900, 10_100)) / 100
        stamp = f"{time.isoformat(timespec='milliseconds').replace('+00:00', 'Z')},IBM,NYSE"
        what = draw.random()
        if what < 0.4:
            flags = draw.choice(("1", "1", "1", "20", "100000", "80000000", "40", "80"))
            rows.append(f"{stamp},trade,{bid},{draw.randrange(1, 500)},{draw.choice('NPQD')},{flags}")
        elif what < 0.8:
            rows.append(f"{stamp},bid,{bid},100,P,1")
            rows.append(f"{stamp},ask,{bid + D(draw.randrange(-1, 4)) / 100},100,P,1")
        else:
            rows.append(f"{stamp},{draw.choice(('bid', 'ask'))},{bid},{draw.choice((0, 100))},P,1")
    return rows


HEADING = "time_utc,symbol,exchange,kind,price,size,venue,condition"


def answers(source: ReplaySource, moment: datetime) -> tuple[object, ...]:
    return (
        source.quote(IBM, moment),
        source.summary(IBM, moment),
        source.depth(IBM, moment, 10),
        source.daily(IBM, moment, 9),
        source.minutes(IBM, moment, 99, 1),
        source.minutes(IBM, moment, 99, 5),
        source.messages(IBM, moment - timedelta(seconds=90), moment),
    )


@given(st.integers(0, 10_000), st.integers(1, 300), st.integers(900, 5_000))
@settings(max_examples=10, deadline=None)
def test_no_answer_knows_what_comes_later(
    tmp_path_factory: pytest.TempPathFactory, seed: int, cut: int, block: int
) -> None:
    """A source that holds the whole file says of a moment what one says whose file ends there."""
    folder = tmp_path_factory.mktemp("cut")
    rows = made_up(seed, 300)
    moment = datetime.fromisoformat(rows[cut].split(",")[0])
    early = [row for row in rows if datetime.fromisoformat(row.split(",")[0]) <= moment]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording_files, "BLOCK_BYTES", block)
        short_one = opened(written(folder / "short.csv", early, HEADING))
        whole = opened(written(folder / "whole.csv", rows, HEADING))
        expected = answers(short_one, moment)
        base = whole.summary(IBM, BEFORE).previous_close
        # The base price may be a trade that comes later: all else is the same.
        if base == short_one.summary(IBM, BEFORE).previous_close:
            assert answers(whole, moment) == expected
            whole.quote(IBM, moment + timedelta(minutes=15))
            assert answers(whole, moment) == expected
        assert whole.messages(IBM, BEFORE, moment) == short_one.messages(IBM, BEFORE, moment)


def test_chunks_add_up_to_the_whole_and_old_messages_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_files, "BLOCK_BYTES", 2_000)
    path = written(tmp_path / "a.csv", made_up(1, 3_000), HEADING)
    whole = opened(path).messages(IBM, BEFORE, END)
    source, found = opened(path), list[Print | Quote]()
    time = source.first - timedelta(microseconds=1)
    while time < source.last:
        until = time + timedelta(seconds=60)
        found += source.messages(IBM, time, until)
        found_again = source.messages(IBM, until - timedelta(seconds=20), until)
        assert found[len(found) - len(found_again) :] == found_again
        time = until
    assert found == whole
    with pytest.raises(ValueError, match="not kept any more"):
        source.messages(IBM, source.first, time)
    history = source._histories[Exchange.NYSE, "IBM"]
    assert len(history._messages) < len(whole) / 2
    assert opened(path).summary(IBM, END) == source.summary(IBM, END)


# The real day


def totals(path: Path) -> dict[str, object]:
    """The day as polars itself adds it up: price times size of all trades that are no mere reports."""
    frame = pl.read_csv(path, infer_schema=False).filter(pl.col("kind") == "trade", pl.col("suspicious") == "0")
    flags = pl.col("condition").str.to_integer(base=16)
    frame = frame.filter(flags & 0x5000000 == 0).with_columns(
        size=pl.col("size").cast(pl.Int64),
        price=(pl.col("price").str.replace(".", "", literal=True).cast(pl.Int64)),
        minute=pl.col("time_utc").str.slice(0, 16),
    )
    day = frame.select(pl.col("size").sum(), amount=(pl.col("size") * pl.col("price")).sum()).row(0, named=True)
    minutes = frame.group_by("minute").agg(pl.col("size").sum(), amount=(pl.col("size") * pl.col("price")).sum())
    return day | {"minutes": {row[0]: (row[1], D(row[2]) / 10_000) for row in minutes.rows()}}


@needs_real_data
def test_the_real_day_adds_up() -> None:
    source = opened(IBM_DAY)
    assert source.rows == 133_360 - 1 - 2  # one suspicious row, two reports of an official price
    end = source.last
    summary, (day,) = source.summary(IBM, end), source.daily(IBM, end, 9)
    own = totals(IBM_DAY)
    assert (summary.volume, summary.amount) == (own["size"], D(str(own["amount"])) / 10_000)
    assert (summary.volume, round(summary.amount / summary.volume, 4)) == (3_960_266, D("182.5005"))
    assert (day.open, day.close, day.high, day.low) == (D(182), D("182.01"), D("183.31"), D("181.35"))
    minutes = {f"{bar.start:%Y-%m-%dT%H:%M}": (bar.volume, bar.amount) for bar in source.minutes(IBM, end, 9_999, 1)}
    assert minutes == own["minutes"]


@needs_real_data
def test_the_real_auctions() -> None:
    source = opened(IBM_DAY)
    prints = [m for m in source.messages(IBM, at("2013-10-01T00:00"), END) if isinstance(m, Print)]
    assert [(p.at, p.price, p.size, p.auction) for p in prints if p.auction] == [
        (at("2013-10-07T13:30:16.893"), D(182), 138_862, Auction.OPEN),
        (at("2013-10-07T20:01:04.221"), D("182.01"), 151_665, Auction.CLOSE),
    ]
    assert source.marks_auctions(IBM)


@needs_real_data
def test_the_real_day_is_the_same_twice(tmp_path: Path) -> None:
    first, second = opened(IBM_DAY), opened(as_parquet(tmp_path / "p.parquet", IBM_DAY, typed=True))
    long_ago = at("2013-10-01T00:00")
    one, other = first.messages(IBM, long_ago, END), second.messages(IBM, long_ago, END)
    assert len(one) == 78_386
    assert one == other
