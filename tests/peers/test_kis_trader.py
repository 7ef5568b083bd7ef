"""kis-trader 0.12.2, unmodified: its URL table is set from outside and its throttle is off. It calls mock "paper"."""

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

import kis_trader._internal._endpoints as endpoints
import kis_trader.overseas._engine.orders as engine
import pytest
from kis_trader import KISClient
from kis_trader.errors import KISUsageError, OrderRejectedError

from tests.peers.conftest import House, Keys, Wire
from tests.support import OPEN_TIME

pytestmark = pytest.mark.peer

ENVIRONMENTS = ("real", "mock")
Connect = Callable[[House, Keys], Any]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Connect]:
    """Makes a client for an account, with a token folder of its own."""
    opened: list[Any] = []

    def client(house: House, keys: Keys) -> Any:
        paper = keys.environment == "mock"
        monkeypatch.setitem(endpoints._BASE_URL_BY_ENVIRONMENT, "real", house.real)
        monkeypatch.setitem(endpoints._BASE_URL_BY_ENVIRONMENT, "paper", house.mock)
        kis = KISClient(
            app_key=keys.appkey,
            app_secret=keys.appsecret,
            account=keys.account,
            environment="paper" if paper else "real",
            token_cache_dir=str(tmp_path / "tokens"),
            throttle=False,
        )
        opened.append(kis)
        return kis

    yield client
    for kis in opened:
        kis.close()


@pytest.fixture
def market_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets the clock by which the client chooses the dates of a query to the market's: yesterday and today in Korea."""

    class MarketTime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "MarketTime":
            return cls.fromisoformat(OPEN_TIME).astimezone(tz)

    monkeypatch.setattr(engine, "datetime", MarketTime)


def apple(kis: Any) -> Any:
    return kis.overseas.stock("AAPL", exchange="NAS")  # without an exchange it downloads the master files of KIS


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_buy_fills_and_shows_as_a_position(house: House, connect: Connect, wire: Wire, environment: str) -> None:
    kis = connect(house, house.open_account(environment))
    report = apple(kis).buy(quantity=10, limit_price="150.25")
    assert (report.order_id, report.status.value, report.filled_quantity) == ("0000000001", "new", 0)
    house.trade("150.00", 100)
    (position,) = kis.account.overseas.positions(market="US")
    assert (position.symbol, position.exchange) == ("AAPL", "NASD")
    assert (position.quantity, position.sellable_quantity) == (10, 10)
    assert (position.average_purchase_price.amount, position.current_price.amount) == (Decimal("150.25"), 150)
    balance = kis.account.overseas.balance(market="US")
    assert (balance.purchase_amount.amount, balance.unrealized_pnl.amount) == (Decimal("1502.5"), Decimal("-2.5"))
    order = wire.last({"real": "TTTT1002U", "mock": "VTTT1002U"}[environment])
    assert "SLL_TYPE" not in order.form
    assert [sent.path for sent in wire].count("/oauth2/tokenP") == 1


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_sell_realises_its_profit(house: House, connect: Connect, wire: Wire, environment: str) -> None:
    kis = connect(house, house.open_account(environment))
    apple(kis).buy(quantity=5, limit_price="151")
    apple(kis).sell(quantity=5, limit_price="160")
    house.trade("161.00", 100)
    assert kis.account.overseas.positions(market="US") == []
    balance = kis.account.overseas.balance(market="US")
    assert (balance.realized_pnl.amount > 0, balance.unrealized_pnl.amount) == (True, 0)
    assert wire.last({"real": "TTTT1006U", "mock": "VTTT1001U"}[environment]).form["SLL_TYPE"] == "00"


def test_open_orders_on_real_and_none_asked_for_on_paper(house: House, connect: Connect, wire: Wire) -> None:
    kis = connect(house, house.open_account("real"))
    apple(kis).buy(quantity=10, limit_price="150.25")
    house.trade("150.25", 4)
    (row,) = kis.account.overseas.open_orders(market="US")
    assert (row.order_id, row.side, row.order_price.amount) == ("0000000001", "buy", Decimal("150.25"))
    assert (row.order_quantity, row.filled_quantity, row.unfilled_quantity) == (10, 4, 6)
    assert [row.order_id for row in kis.account.overseas.open_orders()] == ["0000000001"]  # asks seven exchanges
    asked = len(wire)
    paper = connect(house, house.open_account("mock"))
    with pytest.raises(KISUsageError):
        paper.account.overseas.open_orders(market="US")
    assert len(wire) == asked


def test_open_orders_run_over_pages(house: House, connect: Connect, wire: Wire) -> None:
    kis = connect(house, house.open_account("real"))
    for _ in range(41):
        apple(kis).buy(quantity=1, limit_price="140")
    assert len(kis.account.overseas.open_orders(market="US")) == 41
    first, second = [sent for sent in wire if sent.tr_id == "TTTS3018R"]
    assert second.headers["tr_cont"] == "N"
    assert second.query["CTX_AREA_NK200"] == first.reply["ctx_area_nk200"].strip()


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_modify_then_cancel(house: House, connect: Connect, wire: Wire, environment: str) -> None:
    kis = connect(house, house.open_account(environment))
    apple(kis).buy(quantity=10, limit_price="149.5", client_order_id="mine")
    assert kis.orders.modify("mine", limit_price="150.5").order_id == "0000000002"
    house.trade("150.25", 4)
    (position,) = kis.account.overseas.positions(market="US")
    assert (position.quantity, position.average_purchase_price.amount) == (4, Decimal("150.5"))
    assert kis.orders.cancel("mine").order_id == "0000000003"
    house.trade("150.25", 100)
    assert [p.quantity for p in kis.account.overseas.positions(market="US")] == [4]
    change = {"real": "TTTT1004U", "mock": "VTTT1004U"}[environment]
    sent = [s.form for s in wire if s.tr_id == change]
    assert [(f["RVSE_CNCL_DVSN_CD"], f["ORGN_ODNO"]) for f in sent] == [("01", "0000000001"), ("02", "0000000002")]


@pytest.mark.usefixtures("market_time")
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_reconcile_reads_the_fills(house: House, connect: Connect, wire: Wire, environment: str) -> None:
    kis = connect(house, house.open_account(environment))
    apple(kis).buy(quantity=10, limit_price="150.25", client_order_id="mine")
    house.trade("150.25", 4)
    partly = kis.orders.reconcile("mine", refresh=True)
    assert (partly.status.value, partly.filled_quantity, partly.average_price) == (
        "partially_filled",
        4,
        Decimal("150.25"),
    )
    house.trade("150.00", 100)
    filled = kis.orders.reconcile("mine", refresh=True)
    assert (filled.status.value, filled.filled_quantity) == ("filled", 10)
    asked = wire.last({"real": "TTTS3035R", "mock": "VTTS3035R"}[environment]).query
    assert (asked["ORD_STRT_DT"], asked["ORD_END_DT"]) == ("20261120", "20261121")


@pytest.mark.usefixtures("market_time")
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_reconcile_does_not_know_a_revised_order(house: House, connect: Connect, environment: str) -> None:
    """A revision is listed as a row of its own that points at its original, as recorded; the client skips such rows."""
    kis = connect(house, house.open_account(environment))
    apple(kis).buy(quantity=10, limit_price="149.5", client_order_id="mine")
    kis.orders.modify("mine", limit_price="150.5")
    house.trade("150.25", 100)
    assert kis.orders.reconcile("mine", refresh=True) is None
    assert [p.quantity for p in kis.account.overseas.positions(market="US")] == [10]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_cash_and_price(house: House, connect: Connect, environment: str) -> None:
    kis = connect(house, house.open_account(environment))
    apple(kis).buy(quantity=10, limit_price="151")
    house.trade("150.00", 1)
    present = kis.account.overseas.present_balance(won_basis=False, nation="US")
    assert present.total_evaluation_amount == 10 * 150 * 1380
    held = {"real": (["AAPL"], ["USD"]), "mock": ([], [])}  # mock gives output3 only
    assert ([p.symbol for p in present.positions], [c.currency for c in present.currencies]) == held[environment]
    buyable = kis.account.overseas.buyable("AAPL", exchange="NAS", limit_price="150")
    assert (buyable.orderable_amount.amount, buyable.orderable_amount.currency) == (Decimal("98486.22"), "USD")
    assert (buyable.max_orderable_quantity, buyable.exchange_rate) == (654, 1380)
    price = apple(kis).current_price()
    assert (price.current_price, price.decimal_places) == (150, 4)


def test_an_order_id_is_sent_once(house: House, connect: Connect, wire: Wire) -> None:
    kis = connect(house, house.open_account("real"))
    first = apple(kis).buy(quantity=1, limit_price="150.25", client_order_id="mine")
    again = apple(kis).buy(quantity=1, limit_price="150.25", client_order_id="mine")
    assert again.order_id == first.order_id
    with pytest.raises(KISUsageError):
        apple(kis).buy(quantity=2, limit_price="150.25", client_order_id="mine")
    assert wire.tr_ids() == ["TTTT1002U"]
    assert len(kis.account.overseas.open_orders(market="US")) == 1


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_refused_order_raises_with_the_code_and_its_id_is_free_again(
    house: House, connect: Connect, environment: str
) -> None:
    kis = connect(house, house.open_account(environment, usd="1000"))
    with pytest.raises(OrderRejectedError) as poor:
        apple(kis).buy(quantity=10, limit_price="150.25", client_order_id="mine")
    assert (poor.value.rt_cd, poor.value.msg_cd) == {"real": ("7", "APBK0952"), "mock": ("1", "40250000")}[environment]
    assert apple(kis).buy(quantity=1, limit_price="150.25", client_order_id="mine").order_id == "0000000001"
    with pytest.raises(OrderRejectedError) as bare:
        apple(kis).sell(quantity=1, limit_price="160")
    assert bare.value.msg_cd == {"real": "APBK0400", "mock": "40240000"}[environment]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_outside_hours_an_order_is_refused(closed_house: House, connect: Connect, environment: str) -> None:
    kis = connect(closed_house, closed_house.open_account(environment))
    with pytest.raises(OrderRejectedError) as refused:
        apple(kis).buy(quantity=1, limit_price="150")
    assert refused.value.msg_cd == {"real": "APBK0918", "mock": "40580000"}[environment]


@pytest.mark.parametrize("algo", ["twap", "vwap"])
def test_an_order_in_slices(morning: House, connect: Connect, wire: Wire, algo: str) -> None:
    kis = connect(morning, morning.open_account("real"))
    morning.to("2026-11-20T09:30:00-05:00")
    morning.show("99.99", "100.00")
    report = apple(kis).buy(quantity=100, limit_price="100.00", algo=algo, algo_window=("233500", "234500"))
    assert wire.last("TTTT1002U").form["ORD_DVSN"] == {"twap": "35", "vwap": "36"}[algo]
    morning.to("2026-11-20T09:40:30-05:00")
    (order,) = kis.account.overseas.algo_orders(trade_date="20261120")
    assert (order.order_id, order.filled_quantity, order.split_attribute) == (report.order_id, 60, "233500~234500")
    fills = kis.account.overseas.algo_executions(
        order.order_id, order_date="20261120", branch_number=order.branch_number
    )
    assert [(fill.filled_quantity, fill.price.amount) for fill in fills] == [(10, 100)] * 6
    morning.to("2026-11-20T09:45:00-05:00")
    assert len(kis.account.overseas.algo_executions(order.order_id, order_date="20261120")) == 10
