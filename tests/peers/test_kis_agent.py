"""kis-agent 1.6.1, unmodified: `Agent(base_url=…)` points it at haero, and `enable_rate_limiter=False` lets it hurry.

Its import chooses the token file by KIS_TOKEN_PATH and reads the .env of the working folder: so a fixture imports it. When an Agent
is made, a thread of it downloads master files of KIS: here it finds no name to ask. Its overseas calls know the TRs of real alone.
"""

import importlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.peers.conftest import ASK, BID, House, Keys, Wire

pytestmark = pytest.mark.peer

ENVIRONMENTS = ("real", "mock")
Connect = Callable[..., Any]
KIS_MOCK_HOST = "openapivts.koreainvestment.com"


@pytest.fixture(scope="module")
def kis_agent(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The package, imported where it finds neither settings nor tokens."""
    folder = tmp_path_factory.mktemp("kis-agent")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.setenv("KIS_TOKEN_PATH", str(folder / "token.json"))
        patch.chdir(folder)
        return importlib.import_module("kis_agent")


@pytest.fixture
def connect(kis_agent: Any) -> Iterator[Connect]:
    """Makes a client for an account. The constructor already asks for the token."""
    before = set(threading.enumerate())

    def client(keys: Keys, url: str = "") -> Any:
        account, product = keys.account.split("-")
        base = url or keys.url
        return kis_agent.Agent(
            keys.appkey, keys.appsecret, account, product, base_url=base, enable_rate_limiter=False
        ).overseas

    yield client
    for thread in set(threading.enumerate()) - before:
        thread.join(10)  # the download ends while no name can be looked up


def number(reply: Any) -> str:
    """The order number of a reply. The client's own examples read output.odno; KIS writes it large."""
    assert reply["rt_cd"] == "0", reply
    return str(reply["output"]["ODNO"])


def test_a_buy_fills_and_shows_in_the_balance(house: House, connect: Connect, wire: Wire) -> None:
    overseas = connect(house.open_account("real"))
    assert number(overseas.buy_order("NAS", "aapl", 10, 150.25)) == "0000000001"
    house.trade("150.00", 100)
    (held,) = overseas.get_balance()["output1"]
    assert (held["ovrs_pdno"], held["ovrs_cblc_qty"], held["pchs_avg_pric"]) == ("AAPL", "10", "150.2500")
    order = wire.last("TTTT1002U").form
    assert (order["OVRS_EXCG_CD"], order["PDNO"], order["OVRS_ORD_UNPR"]) == ("NASD", "AAPL", "150.25")
    assert [sent.path for sent in wire].count("/oauth2/tokenP") == 1


def test_its_balance_is_ten_seconds_old(house: House, connect: Connect, wire: Wire) -> None:
    """It keeps replies: a holding that was bought after the first question is not there yet."""
    overseas = connect(house.open_account("real"))
    assert overseas.get_balance()["output1"] == []
    overseas.buy_order("NASD", "AAPL", 10, 151)
    again = overseas.get_balance()
    assert (again["output1"], again["_cached"]) == ([], True)
    assert len([sent for sent in wire if sent.tr_id == "TTTS3012R"]) == 1


def test_a_sell_on_real(house: House, connect: Connect, wire: Wire) -> None:
    overseas = connect(house.open_account("real"))
    overseas.buy_order("NASD", "AAPL", 10, 151.0)
    assert number(overseas.sell_order("NASD", "AAPL", 4, 149.0)) == "0000000002"
    assert "SLL_TYPE" not in wire.last("TTTT1006U").form
    assert overseas.get_balance("NASD", "USD")["output1"][0]["ovrs_cblc_qty"] == "6"


def test_orders_for_the_auctions(morning: House, connect: Connect) -> None:
    """LOO, LOC, MOO and MOC go through; a market order is for sales alone."""
    overseas = connect(morning.open_account("real"))
    morning.show(BID, ASK)
    for division in ("32", "34"):
        number(overseas.buy_order("NASD", "AAPL", 1, 150, ord_dvsn=division))
    assert overseas.buy_order("NASD", "AAPL", 1, 0, ord_dvsn="33")["raw_data"]["msg_cd"] == "APBK1269"
    morning.to("2026-11-20T09:35:00-05:00")
    morning.show(BID, ASK)
    number(overseas.buy_order("NASD", "AAPL", 2, 151))
    number(overseas.sell_order("NASD", "AAPL", 1, 0, ord_dvsn="33"))
    waiting = overseas.get_unfilled_orders("NASD")["output"]
    assert ("01", "1") in {(row["sll_buy_dvsn_cd"], row["nccs_qty"]) for row in waiting}


def test_open_orders_then_a_revision(house: House, connect: Connect, wire: Wire) -> None:
    overseas = connect(house.open_account("real"))
    first = number(overseas.buy_order("NASD", "AAPL", 10, 149.5))
    second = number(overseas.modify_order("NASD", "AAPL", first, 10, 150.5))
    house.trade("150.25", 4)
    (row,) = overseas.get_unfilled_orders()["output"]
    assert (row["odno"], row["orgn_odno"], row["ft_ord_unpr3"]) == (second, first, "150.50000000")
    assert (row["ft_ccld_qty"], row["nccs_qty"]) == ("4", "6")
    sent = wire.last("TTTT1004U").form
    assert (sent["RVSE_CNCL_DVSN_CD"], sent["ORGN_ODNO"], "MGCO_APTM_ODNO" in sent) == ("01", first, False)


def test_its_cancellation_carries_no_tr_of_kis(house: House, connect: Connect, wire: Wire) -> None:
    """TTTT1003U. The order stays, and as for every HTTP status but 200 the client sends it twice."""
    overseas = connect(house.open_account("real"))
    order = number(overseas.buy_order("NASD", "AAPL", 10, 149.5))
    reply = overseas.cancel_order("NASD", "AAPL", order, 10)
    assert (reply["rt_cd"], reply["msg_cd"]) == ("1", "OPSQ0002")
    assert wire.tr_ids()[-2:] == ["TTTT1003U"] * 2
    assert [row["odno"] for row in overseas.get_unfilled_orders()["output"]] == [order]


def test_its_reservations_are_daytime_orders_by_their_trs(korean_noon: House, connect: Connect, wire: Wire) -> None:
    """And their bodies have the fields of neither. Nothing is reserved, nothing bought."""
    overseas = connect(korean_noon.open_account("real"))
    asks = (
        (overseas.reserve_order, ("NASD", "AAPL", "02", 10, 140.0), "order-resv", "TTTS6036U", "OPSQ0002"),
        (overseas.modify_reserve_order, ("1", 10, 140.0), "order-resv-rvsecncl", "TTTS6037U", "MCA00124"),
        (overseas.cancel_reserve_order, ("1",), "order-resv-ccnl", "TTTS6038U", "OPSQ0002"),
    )
    for ask, arguments, path, tr_id, code in asks:
        assert ask(*arguments)["msg_cd"] == code
        assert (wire[-1].path.rsplit("/", 1)[1], wire[-1].tr_id) == (path, tr_id)
    listed = overseas.get_reserve_order_list()
    assert (listed["rt_cd"], listed["raw_data"]["msg_cd"]) == ("7", "APMP0001")
    assert wire[-1].tr_id == "TTTT3039R"
    assert overseas.get_unfilled_orders()["output"] == []


def test_it_orders_in_the_us_only(house: House, connect: Connect, wire: Wire) -> None:
    """Whatever the exchange, the TR is that of US orders."""
    overseas = connect(house.open_account("real"))
    reply = overseas.buy_order("HKS", "00700", 100, 400)
    assert (wire[-1].tr_id, wire[-1].form["OVRS_EXCG_CD"]) == ("TTTT1002U", "SEHK")
    assert reply["raw_data"]["msg_cd"] == "APBK0656"


def test_account_inquiries(house: House, connect: Connect, wire: Wire) -> None:
    overseas = connect(house.open_account("real"))
    overseas.buy_order("NASD", "AAPL", 10, 151.0)
    house.trade("150.00", 1)
    present = overseas.get_present_balance()
    assert (present["output1"][0]["pdno"], present["output3"]["evlu_amt_smtl_amt"]) == ("AAPL", str(1500 * 1380))
    buyable = overseas.get_buyable_amount("NASD", "150", "AAPL")["output"]
    assert (buyable["frcr_ord_psbl_amt1"], buyable["max_ord_psbl_qty"]) == ("98486.22", "654")
    assert overseas.get_buyable_amount("NASD")["raw_data"]["msg_cd"] == "APBK0656"  # a symbol is asked for
    margin = overseas.get_foreign_margin()["output"]
    assert next(row["frcr_dncl_amt1"] for row in margin if row["crcy_cd"] == "USD") == "100000.000000"
    profit = overseas.get_period_profit(inqr_strt_dt="20261101", inqr_end_dt="20261130")
    assert (profit["rt_cd"], profit["output1"], profit["output2"]["bass_dt"]) == ("0", [], "20261121")
    history = overseas.get_order_history("NASD")  # without PDNO, dates and sides
    assert (history["rt_cd"], history["raw_data"]["msg_cd"]) == ("7", "APMP0001")
    assert "PDNO" not in wire[-1].query


def test_a_refusal_is_a_reply_without_its_code(house: House, connect: Connect) -> None:
    poor = connect(house.open_account("real", usd="100")).buy_order("NASD", "AAPL", 10, 150.0)
    assert (poor["rt_cd"], "msg_cd" in poor, poor["raw_data"]["msg_cd"]) == ("7", False, "APBK0952")


def test_on_mock_it_can_only_look_at_prices(house: House, connect: Connect, wire: Wire) -> None:
    """Its orders and inquiries carry the TRs of real, whatever the address."""
    overseas = connect(house.open_account("mock"))
    house.trade("150.75", 5)
    assert overseas.get_price("NAS", "AAPL")["output"]["last"] == "150.7500"
    assert overseas.get_daily_price("NAS", "AAPL")["output2"][0]["clos"] == "150.7500"
    asks: tuple[Callable[[], Any], ...] = (
        lambda: overseas.buy_order("NASD", "AAPL", 10, 151.0),
        lambda: overseas.sell_order("NASD", "AAPL", 10, 149.0),
        lambda: overseas.modify_order("NASD", "AAPL", "0000000001", 10, 149.0),
        overseas.get_unfilled_orders,
        overseas.get_order_history,
        overseas.get_balance,
        overseas.get_present_balance,
        lambda: overseas.get_buyable_amount("NASD", "150", "AAPL"),
        overseas.get_foreign_margin,
        lambda: overseas.get_orderbook("NAS", "AAPL"),
    )
    for ask in asks:
        assert ask()["msg_cd"] == "EGW02006"
        assert wire[-1].tr_id.startswith(("T", "C", "H"))


@pytest.mark.parametrize(
    ("environment", "named", "real", "tr_id", "code"),
    [
        ("real", False, True, "TTTC8908R", "KIOK0510"),
        ("mock", False, True, "TTTC8908R", "EGW02006"),
        ("mock", True, False, "VTTC8908R", "20310000"),
    ],
)
def test_it_knows_its_environment_by_the_name_in_the_address(
    house: House, kis_agent: Any, connect: Connect, wire: Wire, monkeypatch: pytest.MonkeyPatch,
    environment: str, named: bool, real: bool, tr_id: str, code: str,
) -> None:  # fmt: skip
    """Mock is what has "openapivts" in its base URL. By KIS's own name, led to haero by the resolver, it asks mock as mock."""
    if named:
        look_up = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *more, **named: look_up("127.0.0.1" if host == KIS_MOCK_HOST else host, *more, **named),
        )
        monkeypatch.setenv("NO_PROXY", KIS_MOCK_HOST)
    keys = house.open_account(environment)
    url = keys.url.replace("127.0.0.1", KIS_MOCK_HOST) if named else keys.url
    overseas = connect(keys, url)
    assert overseas.client.is_real is real
    account = kis_agent.account.api.AccountAPI(overseas.client, overseas.account, _from_agent=True)
    reply = account.inquire_psbl_order(150, "005930", "00")
    assert (wire[-1].tr_id, wire[-1].code) == (tr_id, code)
    assert (reply is not None) == (code != "EGW02006")


def test_quotes(market: House, connect: Connect, wire: Wire) -> None:
    overseas = connect(market.open_account("real"))
    detail = overseas.get_price_detail("NAS", "AAPL")["output"]
    assert float(detail["low"]) <= float(detail["last"]) <= float(detail["high"])
    assert overseas.get_price("NAS", "AAPL")["output"]["last"] == detail["last"]
    days = overseas.get_daily_price("NAS", "AAPL")["output2"]
    assert (len(days), days[0]["clos"]) == (100, detail["last"])
    book = overseas.get_orderbook("NAS", "AAPL")["output2"]
    assert float(book["pbid10"]) < float(book["pbid1"]) < float(book["pask1"]) < float(book["pask10"])
    for name in ("price_change", "trade_growth", "trade_turnover", "volume_power", "volume_surge"):
        reply = getattr(overseas, f"{name}_ranking")("NAS")
        assert (reply["rt_cd"], len(reply["output2"]) > 10) == ("0", True), name


@pytest.mark.parametrize(
    ("ask", "code", "field"),
    [
        (lambda overseas: overseas.get_minute_price("NAS", "AAPL"), "OPSQ2001", "NEXT"),
        (lambda overseas: overseas.get_ccnl("NAS", "AAPL"), "OPSQ2001", "KEYB"),
        (lambda overseas: overseas.get_news_title(), "OPSQ2001", "INFO_GB"),
        (lambda overseas: overseas.market_cap_ranking("NAS"), "OPSQ2001", "CURR_GB"),
        (lambda overseas: overseas.new_high_low_ranking("NAS"), "OPSQ2001", "GUBN2"),
        (lambda overseas: overseas.price_fluctuation_ranking("NAS"), "OPSQ2001", "MINX"),
        (lambda overseas: overseas.trade_amount_ranking("NAS"), "OPSQ2001", "PRC1"),
        (lambda overseas: overseas.trade_volume_ranking("NAS"), "OPSQ2001", "PRC1"),
        (lambda overseas: overseas.get_stock_info("NAS", "AAPL"), "KIOK0560", ""),  # the exchange as PRDT_TYPE_CD
    ],
)
def test_quotes_without_a_field_that_kis_wants(
    market: House, connect: Connect, wire: Wire, ask: Callable[[Any], Any], code: str, field: str
) -> None:
    reply = ask(connect(market.open_account("real")))
    assert (reply["rt_cd"] != "0", wire[-1].code) == (True, code)
    assert f"[{field}]" in reply["msg1"] or not field
    assert field not in wire[-1].query
