"""What KIS's official sample does on the wire. It is not on PyPI: this client is written anew, with its habits only.

It makes namedtuples of all-lower-case response headers and of the body, reads tr_cont after every GET, sends ASCII-escaped JSON
with a header `charset`, and derives a mock TR by putting V in place of the first letter.
"""

import json
from collections import namedtuple
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.peers.conftest import House, Keys
from tests.support import PRICE, TRADING

pytestmark = pytest.mark.peer

ENVIRONMENTS = ("real", "mock")
ORDER = {"OVRS_EXCG_CD": "NASD", "PDNO": "AAPL", "ORD_SVR_DVSN_CD": "0", "ORD_DVSN": "00"}
CURRENT = {"CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}


def record(values: dict[str, Any]) -> Any:
    """A namedtuple of these values. Raises ValueError where a name can't be an attribute."""
    make: Any = namedtuple
    return make("Record", values)(**values)


class Answer:
    """A reply, taken apart as the sample does it."""

    def __init__(self, response: requests.Response) -> None:
        headers = {name: value for name, value in response.headers.items() if name.islower()}
        body = response.json()
        self.header = record(headers)
        self.body = record(body)
        self.ok = response.status_code == 200 and self.body.rt_cd == "0"
        self.more = self.header.tr_cont in {"M", "F"}


class Sample:
    """A client with the habits of the official sample."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.account = dict(zip(("CANO", "ACNT_PRDT_CD"), keys.account.split("-"), strict=True))
        self.headers = {"Content-Type": "application/json", "Accept": "text/plain", "charset": "UTF-8"}
        login = {"grant_type": "client_credentials", "appkey": keys.appkey, "appsecret": keys.appsecret}
        reply = requests.post(keys.url + "/oauth2/tokenP", data=json.dumps(login), headers=self.headers, timeout=10)
        self.headers |= {"authorization": f"Bearer {record(reply.json()).access_token}", "appkey": keys.appkey}
        self.headers |= {"appsecret": keys.appsecret, "custtype": "P"}

    def _headers(self, tr_id: str, tr_cont: str) -> dict[str, str]:
        if self.keys.environment == "mock" and tr_id[0] in "TJC":
            tr_id = "V" + tr_id[1:]
        return self.headers | {"tr_id": tr_id, "tr_cont": tr_cont}

    def get(self, path: str, tr_id: str, query: dict[str, str], tr_cont: str = "") -> Answer:
        headers = self._headers(tr_id, tr_cont)
        return Answer(requests.get(self.keys.url + path, headers=headers, params=query, timeout=10))

    def post(self, path: str, tr_id: str, body: dict[str, str]) -> Answer:
        data = json.dumps(self.account | body)
        return Answer(requests.post(self.keys.url + path, headers=self._headers(tr_id, ""), data=data, timeout=10))

    def buy(self, price: str, quantity: int) -> Answer:
        body = ORDER | {"ORD_QTY": str(quantity), "OVRS_ORD_UNPR": price, "CTAC_TLNO": "전화", "MGCO_APTM_ODNO": ""}
        return self.post(f"{TRADING}/order", "TTTT1002U", body | {"SLL_TYPE": ""})

    def sell(self, price: str, quantity: int) -> Answer:
        body = ORDER | {"ORD_QTY": str(quantity), "OVRS_ORD_UNPR": price, "CTAC_TLNO": "", "MGCO_APTM_ODNO": ""}
        return self.post(f"{TRADING}/order", "TTTT1006U", body | {"SLL_TYPE": "00"})

    def change(self, original: str, division: str, price: str, quantity: int) -> Answer:
        body = {"OVRS_EXCG_CD": "NASD", "PDNO": "AAPL", "ORGN_ODNO": original, "RVSE_CNCL_DVSN_CD": division}
        body |= {"ORD_QTY": str(quantity), "OVRS_ORD_UNPR": price, "MGCO_APTM_ODNO": "", "ORD_SVR_DVSN_CD": "0"}
        return self.post(f"{TRADING}/order-rvsecncl", "TTTT1004U", body)

    def rows(self, path: str, tr_id: str, query: dict[str, str], block: str) -> tuple[list[dict[str, str]], int]:
        """All rows of a paged inquiry, and how many pages they took."""
        found: list[dict[str, str]] = []
        tr_cont, pages, asked = "", 0, self.account | query | CURRENT
        while True:
            answer = self.get(path, tr_id, asked, tr_cont)
            assert answer.ok, answer.body
            found += getattr(answer.body, block)
            pages += 1
            if not answer.more:
                return found, pages
            tr_cont = "N"
            asked["CTX_AREA_FK200"] = answer.body.ctx_area_fk200
            asked["CTX_AREA_NK200"] = answer.body.ctx_area_nk200


Connect = Callable[[str], Sample]


@pytest.fixture
def connect(house: House) -> Connect:
    return lambda environment: Sample(house.open_account(environment))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_buy_revise_cancel_and_balance(house: House, connect: Connect, environment: str) -> None:
    sample = connect(environment)
    bought = sample.buy("149.50", 10)
    assert bought.ok
    assert bought.header.tr_id == {"real": "TTTT1002U", "mock": "VTTT1002U"}[environment]
    revised = sample.change(bought.body.output["ODNO"], "01", "150.50", 10)
    assert revised.ok
    house.trade("150.25", 4)
    assert sample.change(revised.body.output["ODNO"], "02", "0", 6).ok
    held, pages = sample.rows(
        f"{TRADING}/inquire-balance", "TTTS3012R", {"OVRS_EXCG_CD": "NASD", "TR_CRCY_CD": "USD"}, "output1"
    )
    assert ([(row["ovrs_pdno"], row["ovrs_cblc_qty"]) for row in held], pages) == ([("AAPL", "4")], 1)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_get_answers_with_a_tr_cont(connect: Connect, environment: str) -> None:
    sample = connect(environment)
    present = {"WCRC_FRCR_DVSN_CD": "02", "NATN_CD": "000", "TR_MKET_CD": "00", "INQR_DVSN_CD": "00"}
    power = {"OVRS_EXCG_CD": "NASD", "OVRS_ORD_UNPR": "150", "ITEM_CD": "AAPL"}
    balance = {"OVRS_EXCG_CD": "NASD", "TR_CRCY_CD": "USD"} | CURRENT
    answers = [
        sample.get(f"{TRADING}/inquire-balance", "TTTS3012R", sample.account | balance),
        sample.get(f"{TRADING}/inquire-present-balance", "CTRP6504R", sample.account | present),
        sample.get(f"{TRADING}/inquire-psamount", "TTTS3007R", sample.account | power),
        sample.get(PRICE, "HHDFS00000300", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"}),
        sample.get(PRICE, "HHDFS00000300", {"AUTH": "", "EXCD": "XXX", "SYMB": "AAPL"}),  # refused
        sample.get(PRICE, "HHDFS99999999", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"}),  # no such TR
    ]
    assert [answer.ok for answer in answers] == [True] * 4 + [False] * 2
    assert not any(answer.more for answer in answers)


def test_open_orders_over_pages_on_real(connect: Connect) -> None:
    sample = connect("real")
    for _ in range(41):
        assert sample.buy("140.00", 1).ok
    query = {"OVRS_EXCG_CD": "NASD", "SORT_SQN": "DS"}
    rows, pages = sample.rows(f"{TRADING}/inquire-nccs", "TTTS3018R", query, "output")
    assert ([int(row["odno"]) for row in rows], pages) == (list(range(1, 42)), 2)


def test_a_sell_works_on_real_and_is_not_offered_on_mock(connect: Connect) -> None:
    """The V rule makes VTTT1006U of the US sell. KIS's mock answered it with 90000000; VTTT1001U is the right one."""
    real = connect("real")
    assert real.buy("151.00", 2).ok
    assert real.sell("149.00", 2).ok
    mock = connect("mock")
    assert mock.buy("151.00", 2).ok
    refused = mock.sell("149.00", 2)
    assert (refused.body.rt_cd, refused.body.msg_cd) == ("1", "90000000")


def test_the_v_rule_makes_an_open_order_inquiry_that_finds_nothing(connect: Connect) -> None:
    sample = connect("mock")
    assert sample.buy("149.50", 10).ok
    query = {"OVRS_EXCG_CD": "NASD", "SORT_SQN": "DS"}
    assert sample.rows(f"{TRADING}/inquire-nccs", "TTTS3018R", query, "output") == ([], 1)
