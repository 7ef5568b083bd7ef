"""mojito2 0.1.6, unmodified: only its base URL is set from outside.

For US stocks it has no open orders, no revision and no cancellation: those calls of it are for Korean stocks.
"""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mojito
import pytest

from tests.peers.conftest import House, Keys, Wire

pytestmark = pytest.mark.peer

ENVIRONMENTS = ("real", "mock")
Connect = Callable[[Keys], Any]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Connect:
    """Makes a client for an account. The constructor already asks for the token."""

    def client(keys: Keys) -> Any:
        monkeypatch.setattr(
            mojito.KoreaInvestment, "set_base_url", lambda self, mock=True: setattr(self, "base_url", keys.url)
        )
        mock = keys.environment == "mock"
        return mojito.KoreaInvestment(keys.appkey, keys.appsecret, keys.account, exchange="나스닥", mock=mock)

    return client


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_buy_fills_and_shows_in_the_balance(house: House, connect: Connect, wire: Wire, environment: str) -> None:
    broker = connect(house.open_account(environment))
    reply = broker.create_limit_buy_order("AAPL", 150.25, 10)
    assert (reply["rt_cd"], reply["output"]["ODNO"], reply["output"]["ORD_TMD"]) == ("0", "0000000001", "000000")
    assert reply["msg_cd"] == {"real": "APBK0013", "mock": "40600000"}[environment]
    hashed, order = wire[-2:]
    assert (hashed.path, hashed.status, hashed.reply["BODY"]) == ("/uapi/hashkey", 200, order.form)
    assert order.headers["hashkey"] == hashed.reply["HASH"]
    assert order.tr_id == {"real": "JTTT1002U", "mock": "VTTT1002U"}[environment]
    house.trade("150.00", 100)
    balance = broker.fetch_balance()
    (row,) = balance["output1"]
    assert (row["ovrs_pdno"], row["ovrs_cblc_qty"], row["pchs_avg_pric"]) == ("AAPL", "10", "150.2500")
    assert float(balance["output2"]["frcr_pchs_amt1"]) == 1502.5
    night, asked = wire[-2:]
    assert (night.tr_id, night.reply["output"]) == ("JTTT3010R", {"PSBL_YN": "N"})
    assert asked.path.startswith("//uapi/")  # the client joins its base URL and the path with one slash too many
    assert asked.tr_id == {"real": "TTTS3012R", "mock": "VTTS3012R"}[environment]
    assert asked.query["OVRS_EXCG_CD"] == "NAS"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_price_is_the_last_print(house: House, connect: Connect, environment: str) -> None:
    house.trade("150.75", 5)
    price = connect(house.open_account(environment)).fetch_price("AAPL")
    assert (price["rt_cd"], price["output"]["rsym"], price["output"]["last"]) == ("0", "DNASAAPL", "150.7500")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_present_balance(house: House, connect: Connect, environment: str) -> None:
    broker = connect(house.open_account(environment))
    broker.create_limit_buy_order("AAPL", 151, 10)
    house.trade("150.00", 1)
    present = broker.fetch_present_balance()
    assert present["rt_cd"] == "0"
    assert present["output3"]["evlu_amt_smtl_amt"] == str(10 * 150 * 1380)
    held = {"real": ["AAPL"], "mock": []}  # mock gives output3 only
    assert [row["pdno"] for row in present["output1"]] == held[environment]


def test_a_sell_on_real(house: House, connect: Connect, wire: Wire) -> None:
    broker = connect(house.open_account("real"))
    broker.create_limit_buy_order("AAPL", 151, 10)
    reply = broker.create_limit_sell_order("AAPL", 149, 4)
    assert (reply["rt_cd"], wire[-1].tr_id) == ("0", "JTTT1006U")
    assert "SLL_TYPE" not in wire[-1].form
    assert [row["ovrs_cblc_qty"] for row in broker.fetch_balance()["output1"]] == ["6"]


def test_on_mock_its_sell_is_a_buy(house: House, connect: Connect, wire: Wire) -> None:
    """The client sends the buy TR with the body of a buy: no server can know what was meant, and KIS buys."""
    broker = connect(house.open_account("mock"))
    broker.create_limit_buy_order("AAPL", 151, 10)
    buy = wire[-1]
    reply = broker.create_limit_sell_order("AAPL", 151, 10)
    sell = wire[-1]
    assert (sell.tr_id, sell.body) == (buy.tr_id, buy.body)
    assert reply["msg1"] == "모의투자 매수주문이 완료 되었습니다."
    assert [row["ovrs_cblc_qty"] for row in broker.fetch_balance()["output1"]] == ["20"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_refusals_come_as_plain_replies(house: House, connect: Connect, environment: str) -> None:
    broker = connect(house.open_account(environment))
    poor = broker.create_limit_buy_order("AAPL", 150, 100_000)
    assert (poor["rt_cd"], poor["msg_cd"]) == {"real": ("7", "APBK0952"), "mock": ("1", "40250000")}[environment]
    market = broker.create_market_buy_order("AAPL", 1)  # sends a limit order at 0
    assert (market["rt_cd"], market["msg_cd"]) == ("1", {"real": "APBK1507", "mock": "40270000"}[environment])


def test_outside_hours_an_order_is_refused(closed_house: House, connect: Connect) -> None:
    reply = connect(closed_house.open_account("real")).create_limit_buy_order("AAPL", 150, 1)
    assert (reply["rt_cd"], reply["msg_cd"]) == ("1", "APBK0918")


def test_a_second_client_uses_the_token_on_disk(house: House, connect: Connect, wire: Wire, clean_desk: Path) -> None:
    keys = house.open_account("real")
    connect(keys)
    stored = pickle.loads((clean_desk / "token.dat").read_bytes())
    assert stored["expires_in"] == 86400
    assert connect(keys).fetch_price("AAPL")["rt_cd"] == "0"
    assert [sent.path for sent in wire].count("/oauth2/tokenP") == 1
    assert wire[-1].headers["authorization"] == f"Bearer {stored['access_token']}"
