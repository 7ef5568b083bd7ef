"""kis-wrapper 0.3.0, unmodified: `kis.auth._URLS` and `WSClient._ws_url` are set from outside. It calls mock "paper".

What it sends wrong, and what comes of it: quotes' codes of exchanges in orders, "market orders", changes and cancellations
without a symbol, inquiries without their fields, another TR for the order book, and on paper real TRs of US orders.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import kis.auth
import pytest
from kis import AsyncKIS, InsufficientBalanceError, KISError, OrderError, WSClient, overseas
from kis.client import KIS

from tests.peers.conftest import House, Keys, Wire

pytestmark = pytest.mark.peer

ENVIRONMENTS = ("real", "mock")
Connect = Callable[[House, Keys], Any]


@pytest.fixture(autouse=True)
def own_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client keeps tokens, and the connection that it fetches them with, for the whole process: here for one test."""
    monkeypatch.setattr(kis.auth, "_tokens", {})
    monkeypatch.setattr(kis.auth, "_async_client", None)


def point(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    monkeypatch.setitem(kis.auth._URLS, "prod", house.real)
    monkeypatch.setitem(kis.auth._URLS, "paper", house.mock)


def of(keys: Keys, kind: Any) -> Any:
    env = "paper" if keys.environment == "mock" else "prod"
    return kind(keys.appkey, keys.appsecret, keys.account, env=env, retry_delay=0.01)


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Makes a client for an account. The token is fetched with the first call."""
    opened: list[Any] = []

    def client(house: House, keys: Keys) -> Any:
        point(monkeypatch, house)
        opened.append(of(keys, KIS))
        return opened[-1]

    yield client
    for made in opened:
        made.close()


def test_a_buy_fills_and_shows_as_a_position(house: House, connect: Connect, wire: Wire) -> None:
    """With KIS's code of the exchange. Its own type allows NAS only, which it sends as it is: see below."""
    client = connect(house, house.open_account("real"))
    assert overseas.buy(client, "AAPL", "NASD", 10, 150.25)["ODNO"] == "0000000001"
    house.trade("150.00", 100)
    held = overseas.position(client, "AAPL", "NASD")
    assert (held["ovrs_cblc_qty"], held["pchs_avg_pric"]) == ("10", "150.2500")
    assert overseas.balance(client)["output1"] == [held]
    order = wire.last("JTTT1002U")
    assert (order.form["OVRS_ORD_UNPR"], "SLL_TYPE" in order.form, "custtype" in order.headers) == (
        "150.25",
        False,
        False,
    )
    assert [sent.path for sent in wire].count("/oauth2/tokenP") == 1


def test_a_sell_on_real(house: House, connect: Connect, wire: Wire) -> None:
    client = connect(house, house.open_account("real"))
    overseas.buy(client, "AAPL", "NASD", 10, 151.0)
    assert overseas.sell(client, "AAPL", "NASD", 4, 149.0)["ODNO"] == "0000000002"
    assert (wire[-1].tr_id, wire[-1].form["SLL_TYPE"]) == ("JTTT1006U", "00")
    assert overseas.position(client, "AAPL", "NASD")["ovrs_cblc_qty"] == "6"


@pytest.mark.parametrize("exchange", ["NAS", "NYS", "AMS", "HKS", "TSE"])
def test_its_codes_of_exchanges_are_those_of_quotes(house: House, connect: Connect, wire: Wire, exchange: str) -> None:
    """KIS then knows no such symbol; and the client tells its user, by a table of its own, that money is short."""
    client = connect(house, house.open_account("real"))
    with pytest.raises(InsufficientBalanceError, match="APBK0656"):
        overseas.buy(client, "AAPL", exchange, 1, 150.0)
    assert wire[-1].form["OVRS_EXCG_CD"] == exchange
    assert overseas.pending_orders(client, "NASD") == []


def test_its_market_orders_are_none_of_kis(house: House, connect: Connect, wire: Wire) -> None:
    """ORD_DVSN 01 is a market order of Korean stocks. So selling all of a holding does not work either."""
    client = connect(house, house.open_account("real"))
    overseas.buy(client, "AAPL", "NASD", 2, 151.0)
    asks: tuple[Callable[[], Any], ...] = (
        lambda: overseas.buy(client, "AAPL", "NASD", 1),
        lambda: overseas.sell_all(client, "AAPL", "NASD"),
    )
    for ask in asks:
        with pytest.raises(KISError, match="APBK1269"):
            ask()
        assert (wire[-1].form["ORD_DVSN"], wire[-1].form["OVRS_ORD_UNPR"]) == ("01", "0")
    assert overseas.position(client, "AAPL", "NASD")["ovrs_cblc_qty"] == "2"


def test_open_orders_on_real_and_no_rows_on_paper(house: House, connect: Connect, wire: Wire) -> None:
    client = connect(house, house.open_account("real"))
    overseas.buy(client, "AAPL", "NASD", 10, 150.25)
    house.trade("150.25", 4)
    (row,) = overseas.pending_orders(client, "NASD")
    assert (row["odno"], row["ft_ord_qty"], row["ft_ccld_qty"], row["nccs_qty"]) == ("0000000001", "10", "4", "6")
    assert overseas.pending_orders(connect(house, house.open_account("mock"))) == []
    assert wire[-1].tr_id == "VTTS3018R"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_it_changes_nothing_for_want_of_the_symbol(
    house: House, connect: Connect, wire: Wire, environment: str
) -> None:
    """Both bodies lack PDNO. What KIS says to it, the user doesn't hear: the client reads no body of a 500."""
    client = connect(house, house.open_account(environment))
    with pytest.raises(httpx.HTTPStatusError):
        overseas.modify(client, "NASD", "0000000001", 5, 141.0)
    assert (wire[-1].tr_id, wire[-1].code) == ({"real": "TTTT1004U", "mock": "VTTT1004U"}[environment], "IGW00017")
    with pytest.raises(httpx.HTTPStatusError):
        overseas.cancel(client, "NASD", "0000000001", 5)
    assert "PDNO" not in wire[-1].form
    # The cancellation carries the real TR on paper as well, which is looked at first.
    assert (wire[-1].tr_id, wire[-1].code) == ("TTTT1004U", {"real": "IGW00017", "mock": "EGW02006"}[environment])


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_on_paper_it_sends_the_real_trs_of_us_orders(house: House, connect: Connect, wire: Wire, side: str) -> None:
    """It turns TT… into VT…, and its names of US orders begin with J."""
    client = connect(house, house.open_account("mock"))
    with pytest.raises(httpx.HTTPStatusError):
        getattr(overseas, side)(client, "AAPL", "NASD", 1, 150.0)
    assert (wire[-1].tr_id, wire[-1].code) == ({"buy": "JTTT1002U", "sell": "JTTT1006U"}[side], "EGW02006")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_inquiries_without_their_fields(house: House, connect: Connect, wire: Wire, environment: str) -> None:
    client = connect(house, house.open_account(environment))
    with pytest.raises(KISError, match=r"APMP0001.*상품번호"):
        overseas.orders(client, "NASD")
    with pytest.raises(KISError, match=r"APMP0001.*원화외화구분코드"):
        overseas.exchange_rate(client)
    assert set(wire[-1].query) == {"CANO", "ACNT_PRDT_CD"}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_price_and_days(market: House, connect: Connect, wire: Wire, environment: str) -> None:
    client = connect(market, market.open_account(environment))
    price = overseas.price(client, "AAPL", "NAS")
    assert (price["rsym"], float(price["last"]) > 0) == ("DNASAAPL", True)
    assert overseas.daily(client, "AAPL", "NAS") == []  # the client looks for a list where the reply has none
    assert len(wire.last("HHDFS76240000").reply["output2"]) == 100


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_its_order_book_carries_the_tr_of_the_price_detail(
    house: House, connect: Connect, wire: Wire, environment: str
) -> None:
    client = connect(house, house.open_account(environment))
    with pytest.raises(httpx.HTTPStatusError):
        overseas.orderbook(client, "AAPL", "NAS")
    assert wire[-1].path.endswith("/inquire-asking-price")
    assert (wire[-1].tr_id, wire[-1].code) == ("HHDFS76200200", {"real": "OPSQ0002", "mock": "EGW02006"}[environment])


def test_a_refusal_raises_what_the_client_takes_the_code_for(closed_house: House, connect: Connect) -> None:
    client = connect(closed_house, closed_house.open_account("real"))
    with pytest.raises(OrderError, match="장운영시간이 아닙니다"):  # its table calls the code too small a quantity
        overseas.buy(client, "AAPL", "NASD", 1, 150.0)


async def test_the_asynchronous_client(house: House, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """The calls of `overseas` take it as well, and give what is to be awaited."""
    point(monkeypatch, house)
    async with of(house.open_account("real"), AsyncKIS) as client:
        bought = await overseas.buy(client, "AAPL", "NASD", 10, 151.0)
        sold = await overseas.sell(client, "AAPL", "NASD", 4, 149.0)
        assert (bought["ODNO"], sold["ODNO"]) == ("0000000001", "0000000002")
        (held,) = (await overseas.balance(client))["output1"]
        assert (held["ovrs_pdno"], held["ovrs_cblc_qty"]) == ("AAPL", "6")
        assert (await overseas.price(client, "AAPL", "NAS"))["rsym"] == "DNASAAPL"
        with pytest.raises(KISError, match="APBK1269"):
            await overseas.buy(client, "AAPL", "NASD", 1)
    await kis.auth._async_client.aclose()  # its own, for tokens: it never closes it
    assert [sent.path for sent in wire].count("/oauth2/tokenP") == 1


async def test_the_asynchronous_client_asks_for_no_list(
    house: House, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The calls that look into a reply find one that nobody awaited: no holding, no bar, and nothing was sent."""
    point(monkeypatch, house)
    async with of(house.open_account("real"), AsyncKIS) as client:
        with pytest.warns(RuntimeWarning, match="never awaited"):
            assert overseas.positions(client, "NASD") == []
        with pytest.warns(RuntimeWarning, match="never awaited"):
            assert overseas.daily(client, "AAPL", "NAS") == []
    assert wire == []


async def test_its_socket_is_never_let_in(house: House, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its approval key goes out once, without customer or TR, and its registrations carry none. At the answers it does not look."""
    monkeypatch.setattr(WSClient, "_ws_url", house.ws_real)
    socket = WSClient(connect(house, house.open_account("real")))
    heard: list[Any] = []
    await socket.connect()
    await socket.subscribe("HDFSCNT0", ["DNASAAPL"], heard.append)
    answers = [await socket._ws.recv() for _ in range(2)]
    assert [json.loads(answer)["body"]["msg_cd"] for answer in answers] == ["OPSP9997", "OPSP9996"]
    for answer in answers:
        await socket._handle_message(answer)
    assert (heard, socket._subscriptions) == ([], {"HDFSCNT0": {"DNASAAPL"}})
    await socket.close()
