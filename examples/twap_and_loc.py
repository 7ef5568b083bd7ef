"""A plain KIS program: buys before the open, sells some at it, works a TWAP for an hour, and sells at the close.

It speaks the KIS Open API with the standard library alone. `haero replay` starts it with the addresses and keys of haero in its
environment (those that `haero env --format shell` prints); with other HAERO_* variables it talks to whatever they name.

    haero replay --market 'replay:IBM-*.csv.gz' --program "python examples/twap_and_loc.py NYSE NYS IBM" --report report

    before the open    buy 300 at the ask (지정가), as soon as there is one
    when they are in   sell 100 at the open (31 MOO), buy 600 by TWAP from 09:30 to 10:30 (35), all New York time
    after the TWAP     sell 300 at the close, not below a hundredth under the last price (34 LOC)
"""

import json
import os
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
TRADING = "/uapi/overseas-stock/v1/trading"
BOOK = "/uapi/overseas-price/v1/quotations/inquire-asking-price"
BUY, SELL, BOOK_TR, ORDERS_TR = "TTTT1002U", "TTTT1006U", "HHDFS76200100", "TTTS3035R"
LIMIT, ON_OPEN, TWAP, LIMIT_ON_CLOSE = "00", "31", "35", "34"
CENT = Decimal("0.01")


class Kis:
    """The few calls that this program needs."""

    def __init__(self, exchange: str, excd: str, symbol: str) -> None:
        """The exchange as orders name it (NYSE) and as quotes do (NYS), and the symbol."""
        self._exchange, self._excd, self._symbol = exchange, excd, symbol
        said = os.environ
        self._http = HTTPConnection(urlsplit(said["HAERO_REST_REAL"]).netloc, timeout=60)
        self._keys = {"appkey": said["HAERO_REAL_APPKEY"], "appsecret": said["HAERO_REAL_APPSECRET"]}
        number, product = said["HAERO_REAL_ACCOUNT"].split("-")
        self._account = {"CANO": number, "ACNT_PRDT_CD": product}
        self._token = ""
        login = {"grant_type": "client_credentials", **self._keys}
        self._token = self._call("POST", "/oauth2/tokenP", "", login)["access_token"]

    def _call(self, method: str, path: str, tr_id: str, values: dict[str, str]) -> Any:
        headers = {**self._keys, "authorization": f"Bearer {self._token}", "tr_id": tr_id, "custtype": "P"}
        body = json.dumps(values) if method == "POST" else None
        target = path if method == "POST" else f"{path}?{urlencode(values)}"
        self._http.request(method, target, body, headers)
        return json.loads(self._http.getresponse().read())

    def book(self) -> tuple[datetime | None, Decimal, Decimal]:
        """When the newest quote was made, the best ask, the last price."""
        reply = self._call("GET", BOOK, BOOK_TR, {"AUTH": "", "EXCD": self._excd, "SYMB": self._symbol})
        head, book = reply["output1"], reply["output2"]
        if not head["dymd"]:
            return None, Decimal(0), Decimal(0)
        at = datetime.strptime(head["dymd"] + head["dhms"] + "+0900", "%Y%m%d%H%M%S%z")
        return at, Decimal(book["pask1"]), Decimal(head["last"])

    def order(self, tr_id: str, division: str, quantity: int, price: Decimal, **more: str) -> str:
        """Sends an order and says so; its number, or nothing where it was refused."""
        terms = {"ORD_DVSN": division, "ORD_QTY": str(quantity), "OVRS_ORD_UNPR": str(price), "ORD_SVR_DVSN_CD": "0"}
        what = {"OVRS_EXCG_CD": self._exchange, "PDNO": self._symbol}
        reply = self._call("POST", f"{TRADING}/order", tr_id, self._account | what | terms | more)
        print(tr_id, division, quantity, self._symbol, price, reply["msg_cd"], reply["msg1"].strip(), flush=True)
        return reply["output"]["ODNO"].lstrip("0") if reply["rt_cd"] == "0" else ""

    def filled(self, number: str) -> int:
        """Shares of one of today's orders that were filled."""
        today = {"ORD_STRT_DT": "20000101", "ORD_END_DT": "20991231", "ORD_DT": "", "ORD_GNO_BRNO": "", "ODNO": ""}
        kinds = {
            "PDNO": "%",
            "SLL_BUY_DVSN": "00",
            "CCLD_NCCS_DVSN": "00",
            "OVRS_EXCG_CD": self._exchange,
            "SORT_SQN": "DS",
        }
        pages = {"CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
        rows = self._call("GET", f"{TRADING}/inquire-ccnl", ORDERS_TR, self._account | today | kinds | pages)["output"]
        return sum(int(row["ft_ccld_qty"]) for row in rows if row["odno"].lstrip("0") == number)


def main(exchange: str, excd: str, symbol: str) -> None:
    kis = Kis(exchange, excd, symbol)
    bought = twap = loc = ""
    opening = False
    while True:
        # Each look at the book is a moment of the market. At KIS itself, make a pause here: it takes 18 calls a second.
        at, ask, last = kis.book()
        if at is None:
            continue
        now = at.astimezone(NEW_YORK)
        if not bought and ask:
            bought = kis.order(BUY, LIMIT, 300, ask)
        elif bought and not opening and f"{now:%H:%M}" < "09:25" and kis.filled(bought) == 300:
            opening = True
            starts = now.replace(hour=9, minute=30, second=0)
            times = {"START_TIME": _korean(starts), "END_TIME": _korean(starts + timedelta(hours=1))}
            kis.order(SELL, ON_OPEN, 100, Decimal(0))
            limit = (last * Decimal("1.01")).quantize(CENT)
            twap = kis.order(BUY, TWAP, 600, limit, ALGO_ORD_TMD_DVSN_CD="00", **times)
        elif twap and not loc and f"{now:%H:%M}" >= "10:31":
            loc = kis.order(SELL, LIMIT_ON_CLOSE, 300, (last * Decimal("0.99")).quantize(CENT))
        elif f"{now:%H:%M}" >= "16:05":
            print("sold at the close:", kis.filled(loc) if loc else 0)
            return


def _korean(at: datetime) -> str:
    return f"{at.astimezone(SEOUL):%H%M%S}"


if __name__ == "__main__":
    main(*sys.argv[1:4])
