"""What the market says: every question of it, in both environments where they exist."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

import haero
from haero.client.blocking.market import Market
from haero.client.results.bars import ChartHead, IndexHead
from haero.client.results.events import CollateralTotals
from tests.client.results.classes import wrong_types
from tests.client.stage import House

ONE: dict[str, Callable[[Market], Any]] = {
    "price": lambda ask: ask.price("AAPL"),
    "detail": lambda ask: ask.detail("NYSE:IBM"),
    "instrument": lambda ask: ask.instrument("AAPL"),
}
MANY: dict[str, Callable[[Market], haero.Pages[Any]]] = {
    "quotes": lambda ask: ask.quotes(["AAPL", "NYSE:IBM", "TKSE:7203"]),
    "daily_bars": lambda ask: ask.daily_bars("AAPL", period="week"),
    "minute_bars": lambda ask: ask.minute_bars("AAPL", 5),
    "trades": lambda ask: ask.trades("AAPL"),
    "settlement_dates": lambda ask: ask.settlement_dates("2026-11-20"),
    "search": lambda ask: ask.search("NASD", price=(100, "400")),
    "chart": lambda ask: ask.chart("AAPL", "2026-11-01", "2026-11-20"),
    "index_minutes": lambda ask: ask.index_minutes("FX@KRW", kind="rate"),
    "industries": lambda ask: ask.industries("NASD"),
    "rights": lambda ask: ask.rights("2026-01-01", "2026-12-31"),
    "ice_rights": lambda ask: ask.ice_rights("AAPL"),
    "collateral": lambda ask: ask.collateral(),
    "news": lambda ask: ask.news(),
    "breaking_news": lambda ask: ask.breaking_news(),
}
ON_MOCK = {"price", "daily_bars", "chart", "search"}
EMPTY = {"rights", "ice_rights", "collateral", "news", "breaking_news"}
"""Haero serves them, and has nothing to tell."""


def test_every_question_is_among_them() -> None:
    assert {*ONE, *MANY} == {name for name in vars(Market) if not name.startswith("_")}


@pytest.mark.parametrize("name", [*ONE, *MANY])
def test_real_types(tape: House, name: str) -> None:
    with tape.client(tape.keys()) as kis:
        rows = [ONE[name](kis.market)] if name in ONE else MANY[name](kis.market).first(20)
    assert [wrong for row in rows for wrong in wrong_types(row)] == []
    assert rows or name in EMPTY


@pytest.mark.parametrize("name", [*ONE, *MANY])
def test_on_mock_or_a_word_of_what_is(tape: House, name: str) -> None:
    keys = tape.keys("mock")
    with tape.client(keys) as kis:
        ask: Callable[[], Any] = lambda: ONE[name](kis.market) if name in ONE else MANY[name](kis.market).first(5)  # noqa: E731
        if name in ON_MOCK:
            assert ask()
        else:
            with pytest.raises(haero.NotOnMock) as told:
                ask()
            assert "모의투자 has no" in str(told.value)
            assert tape.asked(keys) == []


def test_a_quote_of_both_environments(new_york: House) -> None:
    with new_york.client(new_york.keys()) as kis:
        new_york.trade("NYSE:IBM", "229.95", 7)
        quote = kis.quote("NYSE:IBM", detail=True)
        assert (quote.bid, quote.ask, quote.last) == (Decimal("229.9"), Decimal(230), Decimal("229.95"))
        assert (quote.bid_size, quote.ask_size, quote.volume) == (10_000, 10_000, 7)
        assert quote.at is not None
        assert quote.at.isoformat() == "2026-11-21T00:00:00+09:00"
        assert quote.detail is not None
        assert (quote.detail.tick, quote.currency) == (Decimal("0.01"), haero.Currency.USD)
        assert (quote.change, quote.previous_close) == (
            quote.last - quote.previous_close,
            kis.market.price("NYSE:IBM").previous_close,
        )
        assert str(quote.last) == quote.price.raw.last
    with new_york.client(new_york.keys("mock")) as kis:
        quote = kis.quote("NYSE:IBM")
        assert (quote.last, quote.bid, quote.asks) == (Decimal("229.95"), None, [])


def test_bars_go_back_as_far_as_somebody_reads(tape: House) -> None:
    """One page is a hundred days: 30 cost one request, 150 two."""
    for half in ("real", "mock"):
        keys = tape.keys(half)
        with tape.client(keys) as kis:
            bars = kis.market.daily_bars("AAPL", until="2026-11-19")
            assert len(bars.first(30)) == 30
            assert len(tape.asked(keys, "/dailyprice")) == 1
            days = [bar.day for bar in bars.first(150)]
            assert len(tape.asked(keys, "/dailyprice")) == 2
            assert days[0] == date(2026, 11, 19)
            assert all(later > sooner for later, sooner in pairwise(days))
            assert all(bar.low <= bar.open <= bar.high for bar in bars.first(150))


def test_minutes_go_back_over_pages(tape: House) -> None:
    keys = tape.keys()
    with tape.client(keys) as kis:
        moments = [bar.at for bar in kis.market.minute_bars("AAPL").first(200)]
        assert len(tape.asked(keys, "/inquire-time-itemchartprice")) == 2
    assert all(later > sooner for later, sooner in pairwise(moments))


def test_other_blocks_of_a_reply(tape: House) -> None:
    with tape.client(tape.keys()) as kis:
        for rows, kind in (
            (kis.market.chart("AAPL", "2026-11-01", "2026-11-20"), ChartHead),
            (kis.market.index_minutes("FX@KRW", kind="rate"), IndexHead),
            (kis.market.collateral(), CollateralTotals),
        ):
            assert rows.also(kind) or kind is CollateralTotals
            assert [wrong for head in rows.also(kind) for wrong in wrong_types(head)] == []


def test_a_search_finds_what_it_was_asked_for(tape: House) -> None:
    for half in ("real", "mock"):
        with tape.client(tape.keys(half)) as kis:
            found = kis.market.search("NASD", price=(100, 300))
            assert found
            assert all(100 <= row.last <= 300 for row in found)


def test_what_is_not_there(tape: House) -> None:
    with tape.client(tape.keys()) as kis:
        for ask in (kis.quote, kis.market.price):
            with pytest.raises(haero.NotFound, match="NASD:NOSUCH"):
                ask("NOSUCH")
        with pytest.raises(haero.Answered, match="KIOK0560"):
            kis.market.instrument("NOSUCH")
        assert kis.market.daily_bars("NOSUCH").all() == []
        with pytest.raises(haero.BadOrder, match="no such exchange"):
            kis.market.price("MARS:AAPL")


def test_one_symbol_is_not_its_letters(tape: House) -> None:
    with tape.client(tape.keys()) as kis:
        for one in ("NYSE:IBM", haero.Ticker(haero.Exchange.NYSE, "IBM")):
            assert [row.symbol for row in kis.market.quotes(one)] == ["IBM"]


def test_tables(tape: House) -> None:
    polars = pytest.importorskip("polars")
    with tape.client(tape.keys()) as kis:
        table = kis.market.quotes(["AAPL", "MSFT"]).to_polars()
    assert isinstance(table, polars.DataFrame)
    assert table["symbol"].to_list() == ["AAPL", "MSFT"]
