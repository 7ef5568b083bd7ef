"""Notices as other people's WebSocket clients read them, unmodified.

python-kis 2.1.6 knows 21 fields and takes no other number, kis-trader 0.12.2 knows 25: so each has a haero of its own.
"""

import queue
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import kis_trader._internal._endpoints as endpoints
import pykis.client.websocket
import pykis.kis
import pytest
from kis_trader import KISClient
from pykis import KisAuth, PyKis

from tests.peers.conftest import ASK, BID, House, Keys
from tests.support import OPEN_TIME, process

pytestmark = pytest.mark.peer
PATIENCE = 10.0
_FLAGS = ("--market", "manual", "--speed", "0", "--unlimited", "--at", OPEN_TIME)


class Heard:
    """What a client's callback was given, from whatever thread."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Any] = queue.Queue()

    def take(self, *arguments: Any) -> None:
        self._queue.put(arguments[-1])

    def next(self) -> Any:
        return self._queue.get(timeout=PATIENCE)

    def nothing(self) -> bool:
        try:
            self._queue.get(timeout=0.1)
        except queue.Empty:
            return True
        return False


def until(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def old_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A haero that sends notices of 21 fields."""
    folder = tmp_path_factory.mktemp("notices")
    config = folder / "haero.toml"
    config.write_text("notice_fields = 21\n", encoding="utf-8")
    with process(folder / "data", *_FLAGS, "--config", str(config)) as running:
        yield House(running.ready)


@pytest.fixture(scope="module")
def new_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with process(tmp_path_factory.mktemp("notices") / "data", *_FLAGS) as running:
        yield House(running.ready)


@pytest.fixture
def python_kis(old_house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    monkeypatch.setattr(pykis.kis, "REAL_DOMAIN", old_house.real)
    monkeypatch.setattr(pykis.kis, "VIRTUAL_DOMAIN", old_house.mock)
    monkeypatch.setattr(pykis.client.websocket, "WEBSOCKET_REAL_DOMAIN", old_house.ws_real)
    monkeypatch.setattr(pykis.client.websocket, "WEBSOCKET_VIRTUAL_DOMAIN", old_house.ws_mock)
    for name in ("REAL_API_REQUEST_PER_SECOND", "VIRTUAL_API_REQUEST_PER_SECOND"):
        monkeypatch.setattr(pykis.kis, name, 10**9)
    opened: list[Any] = []

    def auth(keys: Keys) -> Any:
        mock = keys.environment == "mock"
        return KisAuth(keys.hts_id, keys.appkey, keys.appsecret, keys.account, virtual=mock)

    def client(*keys: Keys) -> Any:
        opened.append(PyKis(*(auth(one) for one in keys), use_websocket=True))
        return opened[-1]

    yield client
    for kis in opened:
        leave(kis, None)
        kis.websocket.disconnect()
        kis.close()


def leave(kis: Any, tickets: Any) -> None:
    """Ends the subscriptions of a client, as long as the tickets that hold them are alive.

    A ticket ends its registration when it is collected: with a warning, over the network, and after the test at KIS's own address.
    The ticket of foreign notices cannot be ended by hand, it hides behind the domestic one.
    """
    for websocket in (kis.websocket, kis.websocket._primary_client):
        if websocket is not None:
            websocket.event.clear()
            websocket._subscriptions.clear()
    del tickets


def registered(kis: Any, tr_id: str) -> bool:
    return any(tr.id == tr_id for tr in tuple(kis.websocket._registered_subscriptions))


def test_python_kis_hears_the_whole_life_of_an_order(old_house: House, python_kis: Callable[..., Any]) -> None:
    old_house.show(BID, ASK)
    kis = python_kis(old_house.open_account("real"))
    account, heard = kis.account(), Heard()
    ticket = account.on("execution", heard.take)
    # In either order: the client keeps what it asks for in a set.
    until(lambda: registered(kis, "H0GSCNI0") and registered(kis, "H0STCNI0"))

    order = account.buy("NASDAQ", "AAPL", price=150.25, qty=10)
    found = heard.next().response
    assert (found.symbol, found.market, found.type, found.condition) == ("AAPL", "NASDAQ", "buy", None)
    assert (found.quantity, found.executed_quantity, found.receipt, found.rejected) == (10, 0, True, False)
    assert (found.price, found.unit_price) == (Decimal("150.25"), Decimal("150.25"))
    assert found.order_number == order
    assert found.account_number == account.account_number

    revised = order.modify(price=149.5)
    found = heard.next().response
    assert (int(found.order_number.number), found.price) == (int(revised.number), Decimal("149.5"))
    assert (found.raw()[3], found.raw()[5], found.raw()[12], found.raw()[13]) == (str(int(order.number)), "1", "1", "2")

    old_house.trade("149.00", 4)
    fill = heard.next().response
    assert (fill.executed_quantity, fill.quantity, fill.price, fill.receipt) == (4, 10, Decimal("149.5"), False)
    assert (fill.executed_amount, fill.order_number) == (598, revised)

    cancelled = revised.cancel()
    found = heard.next().response
    assert (int(found.order_number.number), found.raw()[5], found.raw()[8]) == (
        int(cancelled.number),
        "2",
        "0000000006",
    )

    account.sell("NASDAQ", "AAPL", price=148, qty=2)
    notices = [heard.next().response for _ in range(2)]
    assert [(one.type, one.receipt, one.price) for one in notices] == [("sell", True, 148), ("sell", False, 149)]
    assert heard.nothing()
    leave(kis, ticket)


def test_python_kis_asks_for_mock_notices_on_the_real_port_and_gets_none(
    old_house: House, python_kis: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own slip: H0GSCNI9 goes to the real socket. Users of the real server report that nothing ever comes, so it is here."""
    kis = python_kis(old_house.open_account("real"), old_house.open_account("mock"))
    refused: list[str] = []
    real = kis.websocket
    handle = real._handle_control

    def listen(data: dict[str, Any]) -> Any:
        refused.append(data.get("body", {}).get("msg_cd", ""))
        return handle(data)

    monkeypatch.setattr(real, "_handle_control", listen)
    account, heard = kis.account(), Heard()
    ticket = account.on("execution", heard.take)
    until(lambda: "OPSP8991" in refused)
    until(lambda: registered_on(real._primary_client, "H0STCNI9"))
    account.buy("NASDAQ", "AAPL", price=100, qty=1)
    assert heard.nothing()
    leave(kis, ticket)


def registered_on(client: Any, tr_id: str) -> bool:
    return any(tr.id == tr_id for tr in tuple(client._registered_subscriptions))


def test_python_kis_hears_the_market(old_house: House, python_kis: Callable[..., Any]) -> None:
    kis = python_kis(old_house.open_account("real"))
    trades, books = Heard(), Heard()
    stock = kis.stock("AAPL", market="NASDAQ")
    tickets = [stock.on("price", trades.take), stock.on("orderbook", books.take)]
    until(lambda: registered(kis, "HDFSCNT0") and registered(kis, "HDFSASP0"))
    old_house.show("149.90", "150.10", size=70)
    book = books.next().response
    assert [(one.price, one.volume) for one in (book.bid_price, book.ask_price)] == [
        (Decimal("149.9"), 70),
        (Decimal("150.1"), 70),
    ]
    old_house.trade("150.10", 3)
    price = trades.next().response
    assert (price.symbol, price.market, price.price) == ("AAPL", "NASDAQ", Decimal("150.1"))
    assert price.time.isoformat() == OPEN_TIME
    leave(kis, tickets)


@pytest.fixture
def kis_trader(new_house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[Keys], Any]]:
    for name, rest, ws in (("real", new_house.real, new_house.ws_real), ("paper", new_house.mock, new_house.ws_mock)):
        monkeypatch.setitem(endpoints._BASE_URL_BY_ENVIRONMENT, name, rest)
        monkeypatch.setitem(endpoints._WEBSOCKET_URL_BY_ENVIRONMENT, name, ws)
    opened: list[Any] = []

    def client(keys: Keys) -> Any:
        kis = KISClient(
            app_key=keys.appkey,
            app_secret=keys.appsecret,
            account=keys.account,
            environment="paper" if keys.environment == "mock" else "real",
            token_cache_dir=str(tmp_path / "tokens"),
            throttle=False,
        )
        opened.append(kis)
        return kis

    yield client
    for kis in opened:
        kis.close()


@pytest.mark.parametrize("environment", ["real", "mock"])
def test_kis_trader_hears_the_whole_life_of_an_order(
    new_house: House, kis_trader: Callable[[Keys], Any], environment: str
) -> None:
    new_house.show(BID, ASK)
    keys = new_house.open_account(environment)
    kis, heard = kis_trader(keys), Heard()
    realtime = kis.realtime(reconnect=False)
    realtime.overseas.execution_notices.stock(keys.hts_id, on=heard.take)
    realtime.start()
    try:
        until(lambda: realtime._conn._crypto)
        apple = kis.overseas.stock("AAPL", exchange="NAS")
        order = apple.buy(quantity=10, limit_price="150.25")
        found = heard.next()
        assert (found.customer_id, found.account_number) == (keys.hts_id, keys.account.replace("-", ""))
        assert (found.order_id, found.original_order_id, found.sell_buy, found.symbol) == ("1", "", "02", "AAPL")
        assert (found.filled_quantity, found.filled_price, found.order_quantity) == (10, 1502500, 0)
        assert (found.rejected, found.fill_status, found.accepted_status) == (False, "1", "1")
        assert (found.name, found.time, found._raw["CNTG_UNPR12"]) == ("애플", "000000", "000001502500")

        kis.orders.modify(order.client_order_id, limit_price="149.5")
        found = heard.next()
        assert (found.order_id, found.original_order_id, found._raw["RCTF_CLS"]) == ("2", "1", "1")
        assert (found.filled_quantity, found.filled_price, found.fill_status) == (10, 1495000, "1")

        new_house.trade("149.00", 4)
        found = heard.next()
        assert (found.filled_quantity, found.order_quantity, found.fill_status) == (4, 10, "2")
        assert (found.order_id, found.accepted_status) == ("2", "2")

        kis.orders.cancel(order.client_order_id)
        found = heard.next()
        assert (found.order_id, found.original_order_id, found._raw["RCTF_CLS"]) == ("3", "2", "2")
        assert found.filled_quantity == 6

        apple.sell(quantity=4, limit_price="148")
        notices = [heard.next() for _ in range(2)]
        assert [(one.sell_buy, one.fill_status, one.filled_price) for one in notices] == [
            ("01", "1", 1480000),
            ("01", "2", 1490000),
        ]
        assert heard.nothing()
    finally:
        realtime.stop(timeout=1)


def test_kis_trader_hears_the_market(new_house: House, kis_trader: Callable[[Keys], Any]) -> None:
    """By the plain subscription: its handles download the master files of KIS first."""
    kis, heard = kis_trader(new_house.open_account("real")), Heard()
    realtime = kis.realtime(reconnect=False)
    for tr_id in ("HDFSCNT0", "HDFSASP0"):
        realtime.subscribe(tr_id=tr_id, tr_key="DNASAAPL", on=heard.take)
    realtime.start()
    try:
        until(lambda: len(realtime._conn._crypto) == 2)
        new_house.show("149.90", "150.10", size=70)
        new_house.trade("150.10", 3)
        book, trade = heard.next(), heard.next()
        assert (book.tr_id, book.tr_key, book.data.symbol) == ("HDFSASP0", "DNASAAPL", "AAPL")
        assert (trade.tr_id, trade.data.symbol, trade.data.current_price) == ("HDFSCNT0", "AAPL", Decimal("150.1"))
    finally:
        realtime.stop(timeout=1)
