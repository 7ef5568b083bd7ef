"""cluefin-openapi 0.5.0 (TypeScript, for Node), unmodified: the fields `baseUrl` and `url` of its objects are set from outside.

It calls mock "dev", takes the TR of an order from its caller, and gives KIS's refusals as replies; but it takes every HTTP 500
for a fault of the network, and sends again what was refused. Its replies are in camel case: KIS's large names become oDNO, oRDTMD.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.peers.conftest import House, Keys, Wire
from tests.peers.node_client import ClientFault, Cluefin, Node, why_not

pytestmark = [pytest.mark.peer, pytest.mark.skipif(bool(why_not()), reason=why_not())]

ENVIRONMENTS = ("real", "mock")
BUY = {"real": "TTTT1002U", "mock": "VTTT1002U"}
SELL = {"real": "TTTT1006U", "mock": "VTTT1001U"}
CHANGE = {"real": "TTTT1004U", "mock": "VTTT1004U"}
BALANCE = {"real": "TTTS3012R", "mock": "VTTS3012R"}
APPLE: dict[str, Any] = {"ovrsExcgCd": "NASD", "pdno": "AAPL"}
NAS = {"auth": "", "excd": "NAS"}
Connect = Callable[[House, Keys], Cluefin]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    running = Node(tmp_path_factory.mktemp("node") / "stderr.log")
    yield running
    assert running.stop() == 0


@pytest.fixture
def wire(node: Node) -> Wire:
    """What the client put on the wire in this test."""
    node.wire.clear()
    return node.wire


@pytest.fixture
def connect(node: Node, wire: Wire) -> Iterator[Connect]:
    """Makes a client for an account, with its token."""
    made: list[Cluefin] = []

    def client(house: House, keys: Keys) -> Cluefin:
        made.append(Cluefin(node, keys, house.ws_real if keys.environment == "real" else house.ws_mock))
        return made[-1]

    yield client
    for one in made:
        one.leave()


def order(client: Cluefin, tr_id: str, quantity: int, price: float, **more: Any) -> dict[str, Any]:
    fields = APPLE | {"trId": tr_id, "ordQty": quantity, "ovrsOrdUnpr": price, "ordDvsn": "00"} | more
    found: dict[str, Any] = client.account("requestStockOrder", **fields)["body"]
    return found


def change(client: Cluefin, tr_id: str, division: str, original: str, quantity: int, price: float) -> dict[str, Any]:
    fields = {"trId": tr_id, "rvseCnclDvsnCd": division, "orgnOdno": original, "ordQty": quantity}
    found: dict[str, Any] = client.account("requestStockQuoteCorrection", **APPLE, **fields, ovrsOrdUnpr=price)["body"]
    return found


def held(client: Cluefin, environment: str) -> list[dict[str, Any]]:
    fields = {"trId": BALANCE[environment], "ovrsExcgCd": "NASD", "trCrcyCd": "USD"}
    found: list[dict[str, Any]] = client.account("getStockBalance", **fields)["body"]["output1"]
    return found


def waiting(client: Cluefin) -> list[dict[str, Any]]:
    reply = client.account("getStockNotConclusionHistory", ovrsExcgCd="NASD", sortSqn="DS")
    found: list[dict[str, Any]] = reply["body"]["output"]
    return found


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_buy_fills_and_shows_in_the_balance(house: House, connect: Connect, wire: Wire, environment: str) -> None:
    client = connect(house, house.open_account(environment))
    assert (client.token["tokenType"], client.token["expiresIn"]) == ("Bearer", 86400)
    reply = order(client, BUY[environment], 10, 150.25)
    assert (reply["rtCd"], reply["msgCd"]) == ("0", {"real": "APBK0013", "mock": "40600000"}[environment])
    assert reply["output"] == {
        "kRXFWDGORDORGNO": {"real": "01790", "mock": "00950"}[environment],
        "oDNO": "0000000001",
        "oRDTMD": "000000",
    }
    house.trade("150.00", 100)
    (row,) = held(client, environment)
    assert (row["ovrsPdno"], row["ovrsCblcQty"], row["pchsAvgPric"]) == ("AAPL", "10", "150.2500")
    sent = wire.last(BUY[environment])
    assert (sent.form["ORD_QTY"], sent.form["OVRS_ORD_UNPR"]) == ("10", "150.25")
    # Empty fields of algo orders, also on mock, whose TRs have none.
    assert (sent.form["START_TIME"], sent.form["ALGO_ORD_TMD_DVSN_CD"], "SLL_TYPE" in sent.form) == ("", "", False)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_sell(house: House, connect: Connect, environment: str) -> None:
    client = connect(house, house.open_account(environment))
    order(client, BUY[environment], 10, 151)
    assert order(client, SELL[environment], 4, 149)["output"]["oDNO"] == "0000000002"
    assert [row["ovrsCblcQty"] for row in held(client, environment)] == ["6"]


def test_the_sell_that_official_samples_send_to_mock(house: House, connect: Connect, wire: Wire) -> None:
    client = connect(house, house.open_account("mock"))
    order(client, BUY["mock"], 10, 151)
    assert order(client, "VTTT1006U", 4, 149)["msgCd"] == "90000000"
    assert [row["ovrsCblcQty"] for row in held(client, "mock")] == ["10"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_revise_then_cancel(house: House, connect: Connect, wire: Wire, environment: str) -> None:
    client = connect(house, house.open_account(environment))
    first = order(client, BUY[environment], 10, 149.5)["output"]["oDNO"]
    second = change(client, CHANGE[environment], "01", first, 10, 150.5)["output"]["oDNO"]
    house.trade("150.25", 4)
    if environment == "real":
        (row,) = waiting(client)
        assert (row["odno"], row["orgnOdno"], row["nccsQty"], row["ftOrdUnpr3"]) == (second, first, "6", "150.50000000")
    assert change(client, CHANGE[environment], "02", second, 6, 0)["rtCd"] == "0"
    house.trade("150.25", 100)
    assert [row["ovrsCblcQty"] for row in held(client, environment)] == ["4"]
    assert [(s.form["RVSE_CNCL_DVSN_CD"], s.form["ORGN_ODNO"]) for s in wire if s.tr_id == CHANGE[environment]] == [
        ("01", first),
        ("02", second),
    ]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_fills_and_buying_power(house: House, connect: Connect, environment: str) -> None:
    client = connect(house, house.open_account(environment))
    order(client, BUY[environment], 10, 151)
    fields = {"pdno": "", "ordStrtDt": "20261120", "ordEndDt": "20261121", "sllBuyDvsn": "00", "ccldNccsDvsn": "00"}
    tr_id = {"real": "TTTS3035R", "mock": "VTTS3035R"}[environment]
    reply = client.account("getStockConclusionHistory", trId=tr_id, **fields, ovrsExcgCd="", sortSqn="DS")
    (row,) = reply["body"]["output"]
    number = {"real": "0000000001", "mock": "1"}[environment]  # mock writes it without zeros here
    assert (row["odno"], row["ftCcldQty"], row["ftCcldUnpr3"]) == (number, "10", "151.00000000")
    assert (reply["headers"]["trCont"], reply["headers"]["trId"]) == ("D", tr_id)
    tr_id = {"real": "TTTS3007R", "mock": "VTTS3007R"}[environment]
    power = client.account("getBuyTradableAmount", trId=tr_id, ovrsExcgCd="NASD", ovrsOrdUnpr=150, itemCd="AAPL")
    assert (power["body"]["output"]["maxOrdPsblQty"], power["body"]["output"]["exrt"]) == ("654", "1380.0000000000")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_refusals_of_the_desk_come_as_replies(
    house: House, closed_house: House, connect: Connect, wire: Wire, environment: str
) -> None:
    poor = order(connect(house, house.open_account(environment)), BUY[environment], 100_000, 150)
    assert (poor["rtCd"], poor["msgCd"]) == {"real": ("7", "APBK0952"), "mock": ("1", "40250000")}[environment]
    late = order(connect(closed_house, closed_house.open_account(environment)), BUY[environment], 1, 150)
    assert late["msgCd"] == {"real": "APBK0918", "mock": "40580000"}[environment]
    assert wire.tr_ids() == [BUY[environment]] * 2


@pytest.mark.parametrize(
    ("environment", "tr_id", "code"),
    [("real", "VTTT1002U", "EGW02004"), ("mock", "TTTT1002U", "EGW02006"), ("real", "TTTT1003U", "OPSQ0002")],
)
def test_refusals_of_the_gateway_are_sent_again(
    house: House, connect: Connect, wire: Wire, environment: str, tr_id: str, code: str
) -> None:
    """Once more here, three times by default: for an order that would be an order again."""
    client = connect(house, house.open_account(environment))
    with pytest.raises(ClientFault) as refused:
        order(client, tr_id, 1, 150)
    assert (refused.value.name, refused.value.status, refused.value.code) == ("KisServerError", 500, code)
    assert wire.tr_ids() == [tr_id] * 2


def test_open_orders_are_asked_of_real_only(house: House, connect: Connect, wire: Wire) -> None:
    """The one TR that it fixes is that of real."""
    with pytest.raises(ClientFault) as refused:
        waiting(connect(house, house.open_account("mock")))
    assert (refused.value.code, wire[-1].tr_id) == ("EGW02006", "TTTS3018R")


def test_a_reservation_can_be_made_but_not_taken_back(korean_noon: House, connect: Connect, wire: Wire) -> None:
    """Its cancellation spells a field as KIS's workbook does, RSYN_ORD_RCIT_DT; KIS's own example has RSVN."""
    client = connect(korean_noon, korean_noon.open_account("real"))

    def reserved() -> list[dict[str, Any]]:
        period = {"inqrStrtDt": "20261118", "inqrEndDt": "20261121", "inqrDvsnCd": "00", "prdtTypeCd": "512"}
        reply = client.account("getReserveOrders", trId="TTTT3039R", **period, ovrsExcgCd="NASD")
        found: list[dict[str, Any]] = reply["body"]["output"]
        return found

    fields = APPLE | {"prdtTypeCd": "512", "ftOrdQty": 2, "ftOrdUnpr3": 140, "ordDvsn": "00"}
    made = client.account("requestStockReserveQuote", trId="TTTT3014U", **fields)["body"]["output"]["oDNO"]
    (before,) = reserved()
    assert (before["pdno"], before["ftOrdQty"], before["cnclYn"]) == ("AAPL", "2", "N")
    number = {"rsynOrdRcitDt": "20261120", "ovrsRsvnOdno": made}
    with pytest.raises(ClientFault) as refused:
        client.account("requestStockReserveQuoteCorrection", trId="TTTT3017U", **number)
    assert (refused.value.code, wire[-1].reply["msg1"]) == ("IGW00010", "해외주문접수일자를 확인해주세요.")
    assert "RSYN_ORD_RCIT_DT" in wire[-1].form
    assert reserved() == [before]


def test_a_daytime_order_and_its_end(korean_noon: House, connect: Connect) -> None:
    client = connect(korean_noon, korean_noon.open_account("real"))
    fields = APPLE | {"trId": "TTTS6036U", "ordQty": 3, "ovrsOrdUnpr": 140, "ordDvsn": "00"}
    made = client.account("requestOrderAfterDayTime", **fields)["body"]["output"]["oDNO"]
    fields = APPLE | {"orgnOdno": made, "rvseCnclDvsnCd": "02", "ordQty": 3, "ovrsOrdUnpr": 0}
    assert client.account("cancelCorrectAfterDayTime", **fields)["body"]["rtCd"] == "0"
    assert waiting(client) == []


def test_a_revoked_token(house: House, connect: Connect) -> None:
    client = connect(house, house.open_account("real"))
    assert client.revoke() is True
    with pytest.raises(ClientFault) as refused:
        client.quote("getStockCurrentPriceConclusion", **NAS, symb="AAPL")
    assert refused.value.code == "EGW00121"


def test_quotes_as_they_come(house: House, connect: Connect, node: Node) -> None:
    client = connect(house, house.open_account("real"))
    client.connect()
    assert client.subscribe("subscribeExecution", "DNASAAPL") == "OPSP0000"
    assert client.subscribe("subscribeOrderbook", "AAPL", "NAS", "D") == "OPSP0000"
    house.trade("150.50", 3)
    trade = client.event()
    assert (trade["trId"], trade["encrypted"]) == ("HDFSCNT0", False)
    (read,) = node.do("parse", method="parseExecutionData", input=trade["values"])
    assert (read["symb"], read["last"], read["evol"]) == ("AAPL", "150.5000", "3")
    house.show("149.50", "151.50")
    book = client.event()
    assert book["trId"] == "HDFSASP0"
    (read,) = node.do("parse", method="parseOrderbookData", input=book["values"])
    assert (read["pbid1"], read["pask1"], read["vbid1"]) == ("149.5000", "151.5000", "1000")


def test_a_notice_comes_and_stays_encrypted(house: House, connect: Connect) -> None:
    """The client throws the key of the subscription away."""
    keys = house.open_account("real")
    client = connect(house, keys)
    client.connect()
    assert client.subscribe("subscribeExecutionNotification", keys.hts_id) == "OPSP0000"
    order(client, BUY["real"], 1, 140)
    notice = client.event()
    assert (notice["trId"], notice["encrypted"], len(notice["values"])) == ("H0GSCNI0", True, 1)


def test_mock_streams_nothing_to_it(house: House, connect: Connect) -> None:
    """By its own word: it asks haero for nothing."""
    client = connect(house, house.open_account("mock"))
    client.connect()
    with pytest.raises(ClientFault, match="prod"):
        client.subscribe("subscribeExecutionNotification", "h1000001")
