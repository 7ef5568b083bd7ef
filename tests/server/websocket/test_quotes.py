"""The market to frames: what is pushed, to whom, when, and how much at once."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from haero.broker.broker import Broker
from haero.desk.events import PrintPosted, QuotePosted
from haero.kis import frames, words
from haero.kis.frames import read_key
from haero.market.prices.messages import Print, Quote
from haero.server.websocket.connection import Connection
from haero.server.websocket.quotes import MAX_MESSAGES, QuoteFeed
from haero.server.websocket.registration import Registration
from haero.server.websocket.subscriptions import Subscriptions
from haero.terms import Exchange
from tests.makers import D, Ear, house
from tests.server.websocket.fakes import FakeSocket

NASDAQ = Exchange.NASDAQ


class Feed:
    """A feed of one broker, and sessions whose queues are read."""

    def __init__(self, broker: Broker, free_levels: int = 10) -> None:
        self.broker = broker
        self.subscriptions = Subscriptions()
        self.feed = QuoteFeed(self.subscriptions, free_levels)
        self.feed.attach(broker)
        Ear(broker, self._on_event)

    def _on_event(self, at: Any, account: str, event: Any) -> None:
        if isinstance(event, PrintPosted):
            self.feed.posted(Print(event.exchange, event.symbol, event.price, event.size, at))
        elif isinstance(event, QuotePosted):
            self.feed.posted(
                Quote(event.exchange, event.symbol, event.bid, event.bid_size, event.ask, event.ask_size, at)
            )

    def watch(self, tr_id: str, text: str, session: Connection | None = None) -> Connection:
        session = session or Connection(FakeSocket())
        key = read_key(tr_id, text)
        assert key is not None
        exchange = words.EXCHANGES[key.code.order_code]
        self.subscriptions.watch(session, Registration(tr_id, text), key, exchange)
        return session

    def move(self, **step: float) -> None:
        """Time passes, and the feed looks."""
        clock = self.broker.market.clock
        clock.move_to(clock.now() + timedelta(**step))
        self.broker.advance()
        self.feed.look()


@contextmanager
def feed(folder: Path, **settings: Any) -> Iterator[Feed]:
    with house(folder, **settings) as opened:
        yield Feed(opened.broker)


def taken(session: Connection) -> list[list[dict[str, str]]]:
    """The frames in a session's queue, each as its records by field."""
    found = []
    while session._queue:
        flag, tr_id, count, payload = session._queue.popleft().decode().split("|")
        names, values = frames.FIELDS[tr_id], payload.split("^")
        assert (flag, len(values)) == ("0", int(count) * len(names))
        starts = range(0, len(values), len(names))
        found.append([dict(zip(names, values[start : start + len(names)], strict=True)) for start in starts])
    return found


def test_a_posted_print(tmp_path: Path) -> None:
    with feed(tmp_path) as made:
        session = made.watch("HDFSCNT0", "DNASAAPL")
        made.broker.post_quote(NASDAQ, "AAPL", D("99.98"), 300, D("100.02"), 200)
        made.broker.post_print(NASDAQ, "AAPL", D("99.98"), 40)
        made.broker.post_print(NASDAQ, "AAPL", D("100.02"), 10)
        made.broker.post_print(NASDAQ, "AAPL", D("100.00"), 5)
        base = made.broker.market.instrument(NASDAQ, "AAPL").base_price
        first, second, third = (one for (one,) in taken(session))
        assert first == {
            "RSYM": "DNASAAPL", "SYMB": "AAPL", "ZDIV": "4", "TYMD": "20261120", "XYMD": "20261120", "XHMS": "100000",
            "KYMD": "20261121", "KHMS": "000000", "OPEN": "99.9800", "HIGH": "99.9800", "LOW": "99.9800", "LAST": "99.9800",
            "SIGN": "5", "DIFF": f"{base - D('99.98'):.4f}", "RATE": f"{(D('99.98') - base) * 100 / base:.2f}",
            "PBID": "99.9800", "PASK": "100.0200", "VBID": "300", "VASK": "200", "EVOL": "40", "TVOL": "40", "TAMT": "3999",
            "BIVL": "40", "ASVL": "0", "STRN": "0.00", "MTYP": "1",
        }  # fmt: skip
        assert [second[name] for name in ("LAST", "EVOL", "TVOL", "BIVL", "ASVL", "STRN")] == [
            "100.0200", "10", "50", "40", "10", "25.00",
        ]  # fmt: skip
        assert [third[name] for name in ("TVOL", "BIVL", "ASVL")] == ["55", "40", "10"]  # between the quotes: neither


def test_a_posted_quote(tmp_path: Path) -> None:
    with feed(tmp_path) as made:
        session = made.watch("HDFSASP0", "DNASAAPL")
        made.broker.post_quote(NASDAQ, "AAPL", D("99.98"), 300, D("100.02"), 200)
        made.broker.post_quote(NASDAQ, "AAPL", D("99.98"), 300, D("100.02"), 200)  # nothing new
        made.broker.post_quote(NASDAQ, "AAPL", D("99.98"), 250, D("100.02"), 210)
        made.broker.post_print(NASDAQ, "AAPL", D("99.98"), 40)
        first, second = (one for (one,) in taken(session))
        assert list(first)[:7] == ["RSYM", "SYMB", "ZDIV", "XYMD", "XHMS", "KYMD", "KHMS"]
        assert [first[name] for name in list(first)[7:17]] == [
            "300", "200", "300", "200", "99.9800", "100.0200", "300", "200", "300", "200",
        ]  # fmt: skip
        assert [second[name] for name in ("BVOL", "AVOL", "DBID1", "DASK1")] == ["250", "210", "-50", "10"]
        assert (first["PBID2"], first["VBID10"]) == ("0.0000", "0")  # nobody posted more


def test_a_synthetic_book_has_all_its_levels_as_the_inquiry_shows_them(tmp_path: Path) -> None:
    with feed(tmp_path, market="synthetic") as made:
        session = made.watch("HDFSASP0", "DNASAAPL")
        made.move(seconds=1)
        ((record,),) = taken(session)
        now = made.broker.market.clock.now()
        levels = made.broker.market.source.depth(made.broker.market.instrument(NASDAQ, "AAPL"), now, 10)
        assert len(levels) == 10
        for number, level in enumerate(levels, 1):
            assert (record[f"PBID{number}"], record[f"PASK{number}"]) == (f"{level.bid:.4f}", f"{level.ask:.4f}")
            assert (record[f"VBID{number}"], record[f"DASK{number}"]) == (str(level.bid_size), str(level.ask_change))
        assert record["BVOL"] == str(sum(level.bid_size for level in levels))


def test_a_free_key_may_have_one_level_as_the_sample_of_kis_reads_it(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        made = Feed(opened.broker, free_levels=1)
        free, paid = made.watch("HDFSASP0", "DNASAAPL"), made.watch("HDFSASP0", "RNASAAPL")
        made.broker.post_quote(NASDAQ, "AAPL", D("99.98"), 300, D("100.02"), 200)
        short, long = (session._queue.popleft().decode().split("|")[3].split("^") for session in (free, paid))
        assert (len(short), len(long)) == (17, 71)
        assert short[1:] == long[1:17]


def test_only_those_who_asked_are_told(tmp_path: Path) -> None:
    with feed(tmp_path) as made:
        apple, microsoft, book = (
            made.watch("HDFSCNT0", "DNASAAPL"),
            made.watch("HDFSCNT0", "DNASMSFT"),
            made.watch("HDFSASP0", "DNASAAPL"),
        )
        made.broker.post_print(NASDAQ, "AAPL", D("100"), 1)
        made.broker.post_print(NASDAQ, "TSLA", D("100"), 1)
        assert [len(taken(one)) for one in (apple, microsoft, book)] == [1, 0, 0]


def test_a_running_market_is_told_as_it_runs(tmp_path: Path) -> None:
    with feed(tmp_path, market="synthetic") as made:
        trades, book = made.watch("HDFSCNT0", "DNASAAPL"), made.watch("HDFSASP0", "DNASAAPL")
        source, start = made.broker.market.source, made.broker.market.clock.now()
        for _ in range(120):
            made.move(seconds=0.25)
        instrument = made.broker.market.instrument(NASDAQ, "AAPL")
        messages = list(source.messages(instrument, start, made.broker.market.clock.now()))
        prints = [one for one in messages if isinstance(one, Print)]
        records = [record for frame in taken(trades) for record in frame]
        assert len(prints) > 5
        assert [(r["LAST"], r["EVOL"]) for r in records] == [(f"{p.price:.4f}", str(p.size)) for p in prints]
        quotes = [one for one in messages if isinstance(one, Quote)]
        shown = [record for frame in taken(book) for record in frame]
        assert [(r["PBID1"], r["VASK1"]) for r in shown] == [(f"{q.bid:.4f}", str(q.ask_size)) for q in quotes]
        volumes = [int(record["TVOL"]) for record in records]
        assert volumes == sorted(set(volumes))


def test_several_prints_of_one_look_share_a_frame(tmp_path: Path) -> None:
    with feed(tmp_path, market="synthetic") as made:
        session = made.watch("HDFSCNT0", "DNASAAPL")
        made.move(seconds=10)
        (records,) = taken(session)
        assert len(records) > 1
        assert [r["XHMS"] for r in records] == sorted(r["XHMS"] for r in records)


def test_a_jump_of_the_clock_floods_nobody(tmp_path: Path) -> None:
    with feed(tmp_path, market="synthetic") as made:
        trades, book = made.watch("HDFSCNT0", "DNASAAPL"), made.watch("HDFSASP0", "DNASAAPL")
        made.move(hours=2)
        (records,) = taken(trades)
        quotes = taken(book)
        assert 0 < len(records) + len(quotes) <= MAX_MESSAGES
        assert quotes[-1][0]["XHMS"] == "120000"  # the newest, not the oldest
        made.feed.look()
        assert (taken(trades), taken(book)) == ([], [])
        made.move(days=1.5)  # a Sunday: nothing trades
        assert (taken(trades), taken(book)) == ([], [])


def test_nobody_asks_the_market_for_what_nobody_watches(tmp_path: Path) -> None:
    with feed(tmp_path, market="synthetic") as made:
        session = made.watch("HDFSCNT0", "DNASAAPL")
        asked: list[str] = []
        source = made.broker.market.source
        messages = source.messages

        def listen(instrument: Any, *span: Any) -> Any:
            asked.append(instrument.symbol)
            return messages(instrument, *span)

        source.messages = listen  # type: ignore[method-assign, assignment]
        made.move(seconds=1)
        assert asked == ["AAPL"]
        made.subscriptions.forget_all(session)
        made.move(seconds=1)
        assert asked == ["AAPL"]


def test_free_asian_keys_are_fifteen_minutes_late(tmp_path: Path) -> None:
    """In the market's time: synthetic prices are read behind, posted ones are kept until they are due."""
    with feed(tmp_path / "s", market="synthetic", at="2026-11-20T10:00:00+08:00") as made:
        late, prompt = made.watch("HDFSASP1", "DHKS00700"), made.watch("HDFSASP0", "RHKS00700")
        made.move(seconds=2)
        assert taken(late)[-1][0]["XHMS"] == "094502"
        assert taken(prompt)[-1][0]["XHMS"] == "100002"
    with feed(tmp_path / "m", at="2026-11-20T10:00:00+08:00") as made:
        late, prompt = made.watch("HDFSCNT0", "DHKS00700"), made.watch("HDFSCNT0", "RHKS00700")
        made.broker.post_print(Exchange.HONG_KONG, "00700", D("400"), 100)
        made.move(minutes=14, seconds=59)
        assert (len(taken(late)), len(taken(prompt))) == (0, 1)
        made.move(seconds=1)
        ((record,),) = taken(late)
        assert (record["LAST"], record["XHMS"], record["KHMS"]) == ("400.000", "100000", "110000")


def test_market_data_may_be_late(tmp_path: Path) -> None:
    """Clients see what was; orders meet what is."""
    with feed(tmp_path, market="synthetic", data_latency_ms=1500) as made:
        late, prompt = made.watch("HDFSASP1", "DHKS00700"), made.watch("HDFSASP0", "DNASAAPL")
        market = made.broker.market
        start = market.clock.now()
        made.move(seconds=4)
        assert taken(late) == []  # Hong Kong is closed
        newest = taken(prompt)[-1][0]
        assert newest["XHMS"] == "100002"
        instrument = market.instrument(NASDAQ, "AAPL")
        seen = market.source.quote(instrument, start + timedelta(seconds=2.5))
        assert seen is not None
        assert (newest["PBID1"], newest["PASK1"]) == (f"{seen.bid:.4f}", f"{seen.ask:.4f}")
        made.move(seconds=0.25)
        assert taken(prompt) == []
        made.move(seconds=0.25)
        assert [record["XHMS"] for (record,) in taken(prompt)] == ["100003"]


def test_a_halted_symbol_says_nothing(tmp_path: Path) -> None:
    with feed(tmp_path, market="synthetic") as made:
        session = made.watch("HDFSASP0", "DNASAAPL")
        made.broker.halt(NASDAQ, "AAPL")
        made.move(seconds=10)
        assert taken(session) == []
        made.broker.resume(NASDAQ, "AAPL")
        made.move(seconds=2)
        assert [record["XHMS"] for (record,) in taken(session)] == ["100011", "100012"]


def test_daytime_keys_have_the_daytime_session_and_the_others_the_rest(tmp_path: Path) -> None:
    for name, at, expected in (("night", "10:00:00-05:00", (1, 0, 1)), ("day", "22:00:00-05:00", (0, 1, 0))):
        date = "2026-11-20" if name == "night" else "2026-11-19"
        with feed(tmp_path / name, at=f"{date}T{at}") as made:
            sessions = [made.watch("HDFSCNT0", text) for text in ("DNASAAPL", "RBAQAAPL", "RNASAAPL")]
            made.broker.post_print(NASDAQ, "AAPL", D("100"), 1)
            assert tuple(len(taken(one)) for one in sessions) == expected, name


def test_the_market_type_and_the_dates_of_the_after_market(tmp_path: Path) -> None:
    for at, kind, local in (("08:00", "1", "080000"), ("10:00", "1", "100000"), ("16:30", "3", "163000")):
        with feed(tmp_path / kind / local, at=f"2026-11-20T{at}:00-05:00") as made:
            session = made.watch("HDFSCNT0", "DNASAAPL")
            made.broker.post_print(NASDAQ, "AAPL", D("100"), 1)
            ((record,),) = taken(session)
            assert (record["MTYP"], record["XHMS"], record["PBID"], record["VBID"]) == (kind, local, "0.0000", "0")


def test_the_counts_of_both_sides_begin_anew_each_day(tmp_path: Path) -> None:
    with feed(tmp_path, at="2026-11-19T15:00:00-05:00") as made:
        session = made.watch("HDFSCNT0", "DNASAAPL")
        made.broker.post_quote(NASDAQ, "AAPL", D("99"), 1, D("101"), 1)
        made.broker.post_print(NASDAQ, "AAPL", D("101"), 7)
        made.move(days=1)
        made.broker.post_print(NASDAQ, "AAPL", D("99"), 3)
        counts = [(r["BIVL"], r["ASVL"], r["TYMD"]) for (r,) in taken(session)]
        assert counts == [("0", "7", "20261119"), ("3", "0", "20261120")]


def test_a_date_without_a_calendar_has_no_market(tmp_path: Path) -> None:
    with feed(tmp_path, market="synthetic") as made:
        session = made.watch("HDFSCNT0", "DSHS600519")
        made.move(days=400)
        assert taken(session) == []


def test_asian_decimals(tmp_path: Path) -> None:
    places = (("TSE7203", Exchange.TOKYO, "7203", "2500.0", "1"), ("HSXVNM", Exchange.HO_CHI_MINH, "VNM", "2500", "0"))
    for text, exchange, symbol, shown, digits in places:
        with feed(tmp_path / symbol, at="2026-11-20T11:00:00+09:00") as made:
            session = made.watch("HDFSCNT0", f"R{text}")
            made.broker.post_print(exchange, symbol, Decimal(2500), 100)
            ((record,),) = taken(session)
            assert (record["LAST"], record["ZDIV"]) == (shown, digits)


def test_the_queue_of_one_session_takes_all_its_keys_of_one_look(tmp_path: Path) -> None:
    with feed(tmp_path, market="synthetic") as made:
        symbols = [one.symbol for one in made.broker.market.instruments.on(NASDAQ)][:41]
        session = asyncio.run(_session())
        for symbol in symbols:
            made.watch("HDFSASP0", f"DNAS{symbol}", session)
        made.move(hours=1)
        assert len(symbols) < session.waiting <= 41 * MAX_MESSAGES


async def _session() -> Connection:
    return Connection(FakeSocket())
