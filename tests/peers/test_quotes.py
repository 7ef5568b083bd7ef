"""The quotes of python-kis, kis-trader and mojito2, unmodified, against a synthetic and a manual market."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import kis_trader._internal._endpoints as endpoints
import kis_trader.overseas._engine.market_data as kis_trader_quotes
import kis_trader.overseas._engine.reference as kis_trader_reference
import mojito
import pykis.kis
import pytest
from kis_trader import KISClient
from kis_trader.errors import KISError
from pykis import KisAuth, PyKis
from pykis.responses.exceptions import KisNotFoundError

from tests.peers.conftest import ASK, BID, House, Wire
from tests.support import OPEN_TIME

pytestmark = pytest.mark.peer

D = Decimal
NOW = dt.datetime.fromisoformat(OPEN_TIME)
Open = Callable[[House], Any]


@pytest.fixture
def python_kis(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    opened: list[Any] = []

    def client(house: House) -> Any:
        monkeypatch.setattr(pykis.kis, "REAL_DOMAIN", house.real)
        for name in ("REAL_API_REQUEST_PER_SECOND", "VIRTUAL_API_REQUEST_PER_SECOND"):
            monkeypatch.setattr(pykis.kis, name, 10**9)
        keys = house.open_account("real")
        auth = KisAuth(keys.hts_id, keys.appkey, keys.appsecret, keys.account, virtual=False)
        opened.append(PyKis(auth, use_websocket=False))
        return opened[-1]

    yield client
    for kis in opened:
        kis.close()


@pytest.fixture
def kis_trader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Open]:
    opened: list[Any] = []

    def client(house: House) -> Any:
        monkeypatch.setitem(endpoints._BASE_URL_BY_ENVIRONMENT, "real", house.real)
        keys = house.open_account("real")
        kis = KISClient(
            app_key=keys.appkey, app_secret=keys.appsecret, account=keys.account, environment="real",
            token_cache_dir=str(tmp_path / "tokens"), throttle=False,
        )  # fmt: skip
        opened.append(kis)
        return kis

    yield client
    for kis in opened:
        kis.close()


def stock(kis: Any, symbol: str = "AAPL") -> Any:
    return kis.stock(symbol, market="NASDAQ")


def test_python_kis_quote(market: House, python_kis: Open, wire: Wire) -> None:
    quote = stock(python_kis(market)).quote()
    sent = wire.last("HHDFS76200200").reply["output"]
    assert (quote.price, quote.prev_price, quote.volume) == (D(sent["last"]), D(sent["base"]), int(sent["tvol"]))
    assert (quote.open, quote.high, quote.low) == (D(sent["open"]), D(sent["high"]), D(sent["low"]))
    assert quote.low <= quote.price <= quote.high
    assert (quote.tick, quote.unit, quote.decimal_places, quote.exchange_rate) == (D("0.01"), 1, 4, 1380)
    assert quote.sign == {"2": "rise", "3": "steady", "5": "decline"}[sent["t_xsgn"]]
    assert (quote.halt, quote.market_cap) == (False, D(sent["tomv"]))
    indicator = quote.indicator
    assert (indicator.eps, indicator.per) == (0, 0)
    assert indicator.week52_low <= quote.low <= quote.high <= indicator.week52_high
    year = dt.timedelta(days=366)
    assert NOW.date() - year <= indicator.week52_low_date <= NOW.date()


def test_python_kis_quote_before_the_first_trade(house: House, python_kis: Open) -> None:
    quote = stock(python_kis(house), "COST").quote()
    assert (quote.price, quote.prev_price, quote.volume) == (quote.prev_price, quote.price, 0)


def test_python_kis_knows_by_the_blanks_that_a_symbol_is_none(market: House, python_kis: Open) -> None:
    kis = python_kis(market)
    asks: tuple[Callable[[], Any], ...] = (
        lambda: pykis.api.stock.quote.foreign_quote(kis, "NONE", "NASDAQ"),
        lambda: pykis.api.stock.order_book.foreign_orderbook(kis, "NASDAQ", "NONE"),
        lambda: pykis.api.stock.daily_chart.foreign_daily_chart(kis, "NONE", "NASDAQ"),
    )
    for ask in asks:
        with pytest.raises(KisNotFoundError):
            ask()


@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_python_kis_daily_chart(market: House, python_kis: Open, wire: Wire, period: str) -> None:
    """Over several pages: the client goes back by a period of its own, and must find no bar twice."""
    days = {"day": 250, "week": 900, "month": 400}[period]
    start, end = NOW.date() - dt.timedelta(days=days), NOW.date()
    chart = stock(python_kis(market)).daily_chart(start=start, end=end, period=period)
    times = [bar.time.date() for bar in chart.bars]
    assert times == sorted(set(times))
    assert len(times) == pytest.approx(days / {"day": 1.46, "week": 7, "month": 30.5}[period], abs=4)
    assert all(bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high for bar in chart.bars)
    if period == "day":
        assert len([sent for sent in wire if sent.tr_id == "HHDFS76240000"]) > 1
        assert times[-1] == end


def test_python_kis_minute_chart_and_hours(market: House, python_kis: Open) -> None:
    kis = python_kis(market)
    chart = stock(kis).chart("1h")
    times = [bar.time for bar in chart.bars]
    assert times == sorted(set(times))
    assert len(times) >= 60
    assert times[-1].time() == dt.time(9, 59)  # the second that has just begun has no print yet
    hours = kis.trading_hours("US")
    assert (hours.open.hour, hours.close.hour) == (4, 17)


def test_python_kis_orderbook(market: House, python_kis: Open) -> None:
    book = stock(python_kis(market)).orderbook()
    bids, asks = [item.price for item in book.bids], [item.price for item in book.asks]
    assert (len(bids), len(asks)) == (10, 10)
    assert bids == sorted(bids, reverse=True)
    assert asks == sorted(asks)
    assert bids[0] < asks[0]
    assert all(item.volume > 0 for item in (*book.bids, *book.asks))


def test_python_kis_orderbook_of_a_posted_quote(house: House, python_kis: Open) -> None:
    book = stock(python_kis(house)).orderbook()
    assert (book.bids[0].price, book.asks[0].price) == (D(BID), D(ASK))
    assert {item.price for item in book.bids[1:]} == {D(0)}


def apple(kis: Any) -> Any:
    return kis.overseas.stock("AAPL", exchange="NAS")


def test_kis_trader_quote(market: House, kis_trader: Open, wire: Wire) -> None:
    quote = apple(kis_trader(market)).quote()
    sent = wire.last("HHDFS76200200").reply["output"]
    assert (quote.current_price, quote.previous_close) == (D(sent["last"]), D(sent["base"]))
    assert (quote.currency, quote.volume) == ("USD", int(sent["tvol"]))
    assert quote.week_52_low <= quote.low <= quote.high <= quote.week_52_high


@pytest.mark.parametrize(("interval", "days", "most"), [("1d", 400, 290), ("1wk", 1500, 216), ("1mo", 3650, 121)])
def test_kis_trader_bars(market: House, kis_trader: Open, interval: str, days: int, most: int) -> None:
    start = f"{NOW - dt.timedelta(days=days):%Y%m%d}"
    bars = apple(kis_trader(market)).bars(interval=interval, start=start, end=f"{NOW:%Y%m%d}")
    times = [bar.timestamp for bar in bars]
    assert times == sorted(set(times))
    assert most * 0.9 < len(bars) <= most
    assert all(bar.low <= bar.close <= bar.high and bar.volume > 0 for bar in bars)


def test_kis_trader_minute_bars(market: House, kis_trader: Open, wire: Wire) -> None:
    bars = apple(kis_trader(market)).bars(interval="1m", max_bars=300)
    times = [bar.timestamp for bar in bars]
    assert len(bars) == 300
    assert times == sorted(set(times))
    assert times[-1] == NOW - dt.timedelta(minutes=1)
    assert len([sent for sent in wire if sent.tr_id == "HHDFS76950200"]) == 3


def test_kis_trader_order_book_and_product(market: House, kis_trader: Open) -> None:
    kis = kis_trader(market)
    book = kis_trader_quotes.fetch_order_book(kis._transport, symbol="AAPL", exchange="NAS")
    assert len(book.bids) == len(book.asks) == 10
    assert book.total_bid_quantity == sum(level.quantity for level in book.bids)
    product = kis_trader_quotes.fetch_product_info(kis._transport, exchange="NAS", symbol="AAPL")
    assert (product.name, product.exchange_code, product.currency, product.is_listed) == ("애플", "NASD", "USD", True)
    with pytest.raises(KISError):
        kis_trader_quotes.fetch_product_info(kis._transport, exchange="NAS", symbol="NONE")


def test_kis_trader_screen(market: House, kis_trader: Open) -> None:
    kis = kis_trader(market)
    screen = kis_trader_quotes.screen_stocks(kis._transport, exchange="NAS", price=(100, 300))
    assert screen.total_count == len(screen.matches) > 0
    assert all(100 <= match.price <= 300 and match.is_tradable for match in screen.matches)


def test_kis_trader_settlement_dates(market: House, kis_trader: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    class MarketTime(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> "MarketTime":
            return cls.fromisoformat("2026-11-20T12:00:00+09:00").astimezone(tz)

    monkeypatch.setattr(kis_trader_reference, "datetime", MarketTime)
    found = kis_trader_reference.fetch_settlement_dates(kis_trader(market)._transport, environment="real")
    us = next(row for row in found if row.market_type_code == "512")
    assert (us.local_settlement_date, us.domestic_settlement_date) == (dt.date(2026, 11, 23), dt.date(2026, 11, 24))


@pytest.mark.parametrize("environment", ["real", "mock"])
def test_mojito_ohlcv(market: House, monkeypatch: pytest.MonkeyPatch, environment: str) -> None:
    keys = market.open_account(environment)
    monkeypatch.setattr(
        mojito.KoreaInvestment, "set_base_url", lambda self, mock=True: setattr(self, "base_url", keys.url)
    )
    broker = mojito.KoreaInvestment(
        api_key=keys.appkey,
        api_secret=keys.appsecret,
        acc_no=keys.account,
        exchange="나스닥",
        mock=environment == "mock",
    )
    answer = broker.fetch_ohlcv("AAPL", timeframe="D", end_day="20261120", adj_price=True)
    assert (answer["rt_cd"], len(answer["output2"]), answer["output2"][0]["xymd"]) == ("0", 100, "20261120")
