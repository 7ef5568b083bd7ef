"""python-kis 2.1.6, unmodified: only its URL constants and its own rate limits are set from outside."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pykis.kis
import pytest
from pykis import KisAuth, PyKis
from pykis.client.exceptions import KisAPIError
from pykis.responses.exceptions import KisNotFoundError

from tests.peers.conftest import House, Keys, Wire

pytestmark = pytest.mark.peer

ENVIRONMENTS = ("real", "mock")
PRODUCT_PAGE = "/uapi/domestic-stock/v1/quotations/search-info"
Connect = Callable[[House, Keys], Any]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Makes a PyKis for an account. A client in mock needs real keys too: it asks for products there."""
    opened: list[Any] = []

    def auth(keys: Keys) -> Any:
        mock = keys.environment == "mock"
        return KisAuth(keys.hts_id, keys.appkey, keys.appsecret, keys.account, virtual=mock)

    def client(house: House, keys: Keys) -> Any:
        monkeypatch.setattr(pykis.kis, "REAL_DOMAIN", house.real)
        monkeypatch.setattr(pykis.kis, "VIRTUAL_DOMAIN", house.mock)
        for name in ("REAL_API_REQUEST_PER_SECOND", "VIRTUAL_API_REQUEST_PER_SECOND"):
            monkeypatch.setattr(pykis.kis, name, 10**9)
        if keys.environment == "real":
            kis = PyKis(auth(keys), use_websocket=False)
        else:
            kis = PyKis(auth(house.open_account("real")), auth(keys), use_websocket=False)
        opened.append(kis)
        return kis

    yield client
    for kis in opened:
        kis.close()


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_buy_fills_and_shows_as_a_holding(house: House, connect: Connect, wire: Wire, environment: str) -> None:
    account = connect(house, house.open_account(environment)).account()
    order = account.buy("NASDAQ", "AAPL", price=150.25, qty=10)
    assert order.number == "0000000001"
    assert order.branch == {"real": "01790", "mock": "00950"}[environment]
    assert (order.time_kst.hour, order.time_kst.minute, order.time.hour) == (0, 0, 10)  # KST, and New York
    house.trade("150.25", 4)
    house.trade("150.00", 100)
    stocks = account.balance("US").stocks
    assert [(s.symbol, s.market, s.qty, s.orderable) for s in stocks] == [("AAPL", "NASDAQ", 10, 10)]
    assert (stocks[0].purchase_amount, stocks[0].current_price) == (Decimal("1502.5"), 150)
    expected = {"real": ["TTTT1002U", "CTRP6504R"], "mock": ["VTTT1002U", "VTRP6504R"] + ["VTTS3012R"] * 3}
    assert wire.tr_ids() == expected[environment]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_sell_fills_at_the_bid(house: House, connect: Connect, wire: Wire, environment: str) -> None:
    account = connect(house, house.open_account(environment)).account()
    account.buy("NASDAQ", "AAPL", price=152, qty=3)
    account.sell("NASDAQ", "AAPL", price=148, qty=3)
    assert not account.balance("US").stocks
    # 3 × 151.00 and a fee of 1.13 went out, 3 × 149.00 less a fee of 1.13 (0.01 of it for the SEC) came in.
    assert account.orderable_amount("NASDAQ", "AAPL", price=150).foreign_amount == Decimal("99991.74")
    sell = {"real": "TTTT1006U", "mock": "VTTT1001U"}[environment]
    assert wire.last(sell).form["SLL_TYPE"] == "00"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_orderable_amount_keeps_room_for_the_fee(house: House, connect: Connect, environment: str) -> None:
    account = connect(house, house.open_account(environment)).account()
    found = account.orderable_amount("NASDAQ", "AAPL", price=150)
    assert (found.foreign_amount, found.foreign_qty, found.exchange_rate) == (100_000, 665, 1380)


def test_cash_is_shown_per_currency_on_real_and_not_at_all_on_mock(house: House, connect: Connect) -> None:
    real = connect(house, house.open_account("real")).account().balance("US")
    usd = real.deposits["USD"]
    assert (usd.amount, usd.withdrawable_amount, usd.exchange_rate) == (100_000, 100_000, 1380)
    # On mock the page gives output3 only, so the client has no cash and no rate to offer.
    assert connect(house, house.open_account("mock")).account().balance("US").deposits == {}


def test_open_orders_on_real(house: House, connect: Connect) -> None:
    account = connect(house, house.open_account("real")).account()
    order = account.buy("NASDAQ", "AAPL", price=150.25, qty=10)
    house.trade("150.25", 3)
    (row,) = account.pending_orders(country="US").orders
    assert (row.number, row.type, row.symbol, row.market) == (order.number, "buy", "AAPL", "NASDAQ")
    assert (row.qty, row.executed_qty, row.pending_qty, row.unit_price) == (10, 3, 7, Decimal("150.25"))


def test_open_orders_run_over_pages_though_the_paging_keys_come_in_small_letters(
    house: House, connect: Connect, wire: Wire
) -> None:
    account = connect(house, house.open_account("real")).account()
    for _ in range(41):
        account.buy("NASDAQ", "AAPL", price=140, qty=1)
    rows = account.pending_orders(country="US").orders
    assert sorted(int(row.number) for row in rows) == list(range(1, 42))
    pages = [sent for sent in wire if sent.tr_id == "TTTS3018R"]
    assert [sent.headers.get("tr_cont", "") for sent in pages] == ["", "N"]
    assert all("CTX_AREA_NK200" not in sent.query for sent in pages)
    assert pages[1].query["ctx_area_nk200"] == pages[0].reply["ctx_area_nk200"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_cancellation_takes_all_that_is_open(house: House, connect: Connect, wire: Wire, environment: str) -> None:
    account = connect(house, house.open_account(environment)).account()
    order = account.buy("NASDAQ", "AAPL", price=150.25, qty=10)
    house.trade("150.25", 3)
    cancelled = order.cancel()
    assert cancelled.number == "0000000002"
    cancel = wire.last({"real": "TTTT1004U", "mock": "VTTT1004U"}[environment]).form
    assert (cancel["RVSE_CNCL_DVSN_CD"], cancel["ORD_QTY"], cancel["ORGN_ODNO"]) == ("02", "0", "0000000001")
    house.trade("149.50", 100)
    assert [s.qty for s in account.balance("US").stocks] == [3]
    with pytest.raises(KisAPIError) as refused:
        order.cancel()
    assert refused.value.error_code == {"real": "APBK0927", "mock": "40330000"}[environment]


def test_a_revision_on_real_moves_the_order_to_its_own_number(house: House, connect: Connect, wire: Wire) -> None:
    account = connect(house, house.open_account("real")).account()
    order = account.buy("NASDAQ", "AAPL", price=149.5, qty=10)
    revised = order.modify(price=150.5)
    assert (revised.number, wire.last("TTTT1004U").form["ORGN_ODNO"]) == ("0000000002", "0000000001")
    (row,) = account.pending_orders(country="US").orders
    assert (row.number, row.pending_qty) == (revised.number, 10)
    house.trade("150.25", 6)
    assert [s.qty for s in account.balance("US").stocks] == [6]
    revised.cancel()
    assert not account.pending_orders(country="US").orders


def test_on_mock_open_orders_are_empty_and_so_nothing_can_be_revised(
    house: House, connect: Connect, wire: Wire
) -> None:
    """VTTS3018R was recorded to answer without rows while an order was open. The client looks there before it revises."""
    account = connect(house, house.open_account("mock")).account()
    order = account.buy("NASDAQ", "AAPL", price=149.5, qty=10)
    assert not account.pending_orders(country="US").orders
    assert (wire[-1].tr_id, wire[-1].reply["rt_cd"], wire[-1].reply["output"]) == ("VTTS3018R", "0", [])
    with pytest.raises(ValueError, match="주문정보를 찾을 수 없습니다"):
        order.modify(price=150.5)
    assert "VTTT1004U" not in wire.tr_ids()
    order.cancel()


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_refusals_arrive_with_the_code_of_kis(house: House, connect: Connect, environment: str) -> None:
    account = connect(house, house.open_account(environment)).account()
    with pytest.raises(KisAPIError) as poor:
        account.buy("NASDAQ", "AAPL", price=150, qty=100_000)
    assert (poor.value.status_code, poor.value.error_code, poor.value.rt_cd) == {
        "real": (200, "APBK0952", 7),
        "mock": (200, "40250000", 1),
    }[environment]
    with pytest.raises(KisAPIError) as bare:
        account.sell("NASDAQ", "AAPL", price=150, qty=1)
    assert bare.value.error_code == {"real": "APBK0400", "mock": "40240000"}[environment]
    unknown = {"real": KisNotFoundError, "mock": KisAPIError}[environment]
    with pytest.raises(unknown):
        account.buy("NASDAQ", "NOSUCH", price=150, qty=1)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_outside_hours_an_order_is_refused(closed_house: House, connect: Connect, environment: str) -> None:
    account = connect(closed_house, closed_house.open_account(environment)).account()
    with pytest.raises(KisAPIError) as refused:
        account.buy("NASDAQ", "AAPL", price=150, qty=1)
    assert refused.value.error_code == {"real": "APBK0918", "mock": "40580000"}[environment]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("market", ["NASDAQ", None])
def test_a_stock_handle_finds_its_market_and_buys(
    house: House, connect: Connect, wire: Wire, environment: str, market: str | None
) -> None:
    """Without a market the client asks the domestic price first (0: not ours), then exchange by exchange, then the names."""
    kis = connect(house, house.open_account(environment))
    stock = kis.stock("AAPL", market=market) if market else kis.stock("AAPL")
    assert (stock.market, stock.info.name_eng) == ("NASDAQ", "Apple Inc.")
    assert ("FHKST01010100" in wire.tr_ids(), "CTPF1604R" in wire.tr_ids()) == (market is None, True)
    assert stock.buy(price=152, qty=2).number == "0000000001"
    assert [s.qty for s in kis.account().balance("US").stocks] == [2]


def test_the_token_is_asked_for_once_and_its_expiry_is_read_by_the_wall_clock(
    house: House, connect: Connect, wire: Wire
) -> None:
    kis = connect(house, house.open_account("real"))
    for _ in range(3):
        kis.account().orderable_amount("NASDAQ", "AAPL", price=150)
    assert [sent.path for sent in wire].count("/oauth2/tokenP") == 1
    assert 23 * 3600 < (kis.token.expired_at - datetime.now(kis.token.expired_at.tzinfo)).total_seconds() <= 24 * 3600


def test_the_four_auction_orders(morning: House, connect: Connect, wire: Wire) -> None:
    """MOO, LOO, MOC and LOC, which no paper server takes: both auctions of a day."""
    account = connect(morning, morning.open_account("real")).account()
    morning.show("99.99", "100.00")
    account.buy("NASDAQ", "AAPL", price=100, qty=30)
    account.sell("NASDAQ", "AAPL", qty=10, condition="MOO")
    account.sell("NASDAQ", "AAPL", qty=10, condition="MOC")
    account.sell("NASDAQ", "AAPL", price=102, qty=10, condition="LOC")
    account.buy("NASDAQ", "AAPL", price=101, qty=5, condition="LOO")
    sent = [one.form["ORD_DVSN"] for one in wire if one.path.endswith("/trading/order")]
    assert sent == ["00", "31", "33", "34", "32"]
    morning.to("2026-11-20T09:30:00-05:00")
    morning.trade("100.50", 1000)
    (stock,) = account.balance("US").stocks
    assert stock.qty == 30 - 10 + 5
    morning.to("2026-11-20T15:59:59-05:00")
    morning.trade("102.00", 1000)
    morning.to("2026-11-20T16:00:00-05:00")
    (stock,) = account.balance("US").stocks
    assert stock.qty == 25 - 10 - 10
