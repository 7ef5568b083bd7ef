"""A valid request of every TR that is served, and the history that it needs: for tests that walk over all of them."""

from pathlib import Path
from typing import Any

from haero.kis import catalogue
from haero.kis.transactions import TRANSACTIONS, Transaction
from haero.server.operations import OFFERED
from haero.terms import Environment
from tests.support import Answer, Caller, Running, running

SERVED = [t for t in TRANSACTIONS if t.api_id in OFFERED]
US_TIME, DAYTIME, ASIA_TIME = "2026-11-20T10:00:00-05:00", "2026-11-20T12:00:00+09:00", "2026-11-20T11:00:00+09:00"
# A symbol, a lot and a price that each country's orders can use.
_PRODUCTS = {
    "us": ("NASD", "AAPL", "1", "100.00", "512"),
    "hk": ("SEHK", "00700", "100", "300.00", "501"),
    "jp": ("TKSE", "7203", "100", "2500", "515"),
    "cn_sh": ("SHAA", "600519", "100", "1500.00", "551"),
    "cn_sz": ("SZAA", "000858", "100", "130.00", "552"),
    "vn": ("VNSE", "VNM", "100", "60000", "508"),
    "asia": ("SEHK", "00700", "100", "300.00", "501"),
}


# What a field means at one path alone.
_OF_PATH = {
    "multprice": {"NREC": "1"},
    "period-rights": {"INQR_DVSN_CD": "02"},
    "price-fluct": {"GUBN": "1"},
    "updown-rate": {"GUBN": "1"},
}


def moment_of(transaction: Transaction) -> str:
    """When the call can succeed: reservations and daytime orders in Korean daytime, Asian orders in their hours."""
    if "order-resv" in transaction.path or "daytime" in transaction.path:
        return DAYTIME
    asian = transaction.method == "POST" and transaction.country not in {"us", None}
    return ASIA_TIME if asian else US_TIME


class History:
    """A haero per moment, each with the same known history in its US or Asian market."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: list[Any] = []
        self._running: dict[str, Running] = {}

    async def at(self, moment: str) -> Running:
        if moment not in self._running:
            manager = running(self._folder / str(len(self._running)), at=moment)
            self._running[moment] = await manager.__aenter__()
            self._open.append(manager)
            await self._trade(self._running[moment], moment)
        return self._running[moment]

    async def close(self) -> None:
        for manager in self._open:
            await manager.__aexit__(None, None, None)

    async def _trade(self, haero: Running, moment: str) -> None:
        if moment != US_TIME:
            return
        for caller in (haero.real, haero.mock):
            await caller.quote("99.90", 500, "100.10", 500)
            assert (await caller.buy(ORD_QTY="30", OVRS_ORD_UNPR="100.10")).json["rt_cd"] == "0"
            assert (await caller.sell(ORD_QTY="10", OVRS_ORD_UNPR="99.90")).json["rt_cd"] == "0"
            assert (await caller.buy(ORD_QTY="5", OVRS_ORD_UNPR="90.00")).json["rt_cd"] == "0"
            await caller.print("100.05", 7)


def usual_fields(transaction: Transaction, account: dict[str, str]) -> dict[str, str]:
    """Good values of the fields that the TR may have, by name; for those of an original order there must be one."""
    exchange, symbol, lot, price, product = _PRODUCTS[transaction.country or "us"]
    known = account | {
        "OVRS_EXCG_CD": exchange, "PDNO": symbol, "ITEM_CD": symbol, "ORD_QTY": lot, "FT_ORD_QTY": lot, "OVRS_ORD_UNPR": price,
        "FT_ORD_UNPR3": price, "ORD_SVR_DVSN_CD": "0", "ORD_DVSN": "00", "PRDT_TYPE_CD": product, "RVSE_CNCL_DVSN_CD": "00",
        "SLL_BUY_DVSN_CD": "02", "TR_CRCY_CD": "USD",
        "CRCY_CD": "USD", "SLL_BUY_DVSN": "00", "CCLD_NCCS_DVSN": "00", "SORT_SQN": "DS",
        "ORD_STRT_DT": "20261101", "ORD_END_DT": "20261130", "INQR_STRT_DT": "20261101", "INQR_END_DT": "20261130",
        "ERLM_STRT_DT": "20261101", "ERLM_END_DT": "20261130", "TRAD_DT": "20261120", "ORD_DT": "20261120", "BASS_DT": "20261120",
        "INQR_DVSN_CD": "00", "INQR_DVSN": "00", "WCRC_FRCR_DVSN_CD": "02", "NATN_CD": "840", "TR_MKET_CD": "00", "AUTH": "",
        "EXCD": "NAS", "SYMB": "AAPL", "GUBN": "0", "MODP": "0", "NMIN": "1", "PINC": "1", "NREC": "20", "TR_SHT_DT": "20261101",
        "TR_END_DT": "20261130",
        "TDAY": "1", "ICOD": "000", "VOL_RANG": "0", "GUBN2": "0", "NDAY": "0", "MINX": "3", "CURR_GB": "0",
        "FID_COND_MRKT_DIV_CODE": "N", "FID_INPUT_ISCD": "AAPL", "FID_INPUT_DATE_1": "20261001", "FID_INPUT_DATE_2": "20261130",
        "FID_PERIOD_DIV_CODE": "D", "FID_HOUR_CLS_CODE": "0", "FID_PW_DATA_INCU_YN": "Y", "RGHT_TYPE_CD": "%%", "NCOD": "US",
        "INQR_SQN_DVSN": "01", "EXCD_01": "NAS", "SYMB_01": "AAPL", "ORD_UNPR": "1000", "CMA_EVLU_AMT_ICLD_YN": "N",
        "OVRS_ICLD_YN": "Y",
    }  # fmt: skip
    known |= _OF_PATH.get(transaction.path.rsplit("/", 1)[-1], {})
    if transaction.path.endswith("countries-holiday"):
        known["TRAD_DT"] = "20261120"
    return known


async def prepared(haero: Running, transaction: Transaction) -> tuple[Caller, dict[str, str]]:
    """A caller and a valid request of the TR; orders that change something get something to change."""
    caller = haero.real if transaction.environment == Environment.REAL else haero.mock
    exchange, symbol, lot, price, _ = _PRODUCTS[transaction.country or "us"]
    api = catalogue.api(transaction.api_id)
    known = usual_fields(transaction, caller.account)
    if transaction.path.endswith("rvsecncl") or transaction.path.endswith("order-resv-ccnl"):
        known |= await something_to_change(caller, transaction, exchange, symbol, lot, price)
    if transaction.path.endswith("inquire-algo-ccnl"):
        known["ODNO"] = "1"
    if transaction.side == "sell" and transaction.path.endswith(("/order", "/daytime-order")):
        await own(caller, transaction)
    fields = {f.name: known.get(f.name, "") for f in api.request}
    if transaction.path.endswith("order-resv") and transaction.country == "us":
        fields = {name: value for name, value in fields.items() if value}
    return caller, {
        name: value for name, value in fields.items() if value or api.method == "GET" or api.field(name).required
    }


async def own(caller: Caller, transaction: Transaction) -> None:
    """Shares to sell."""
    exchange, symbol, lot, price, _ = _PRODUCTS[transaction.country or "us"]
    buys = [t for t in SERVED if t.path == transaction.path and t.environment == transaction.environment]
    buy = next(t for t in buys if t.country == transaction.country and t.side == "buy")
    quote = {"exchange": exchange, "symbol": symbol, "bid": price, "bid_size": 1, "ask": price, "ask_size": 10_000}
    await caller.control("POST", "/control/market/quote", quote | {"bid": str(float(price) / 2)})
    body = caller.order_body(OVRS_EXCG_CD=exchange, PDNO=symbol, ORD_QTY=lot, OVRS_ORD_UNPR=price)
    assert (await caller.post(transaction.path, buy.tr_id, body)).json["rt_cd"] == "0"


async def something_to_change(
    caller: Caller, transaction: Transaction, exchange: str, symbol: str, lot: str, price: str
) -> dict[str, str]:
    """An open order, or a reservation, of the TR's country."""
    order_path = transaction.path.replace("-rvsecncl", "").replace("order-resv-ccnl", "order-resv")
    new = [
        t
        for t in SERVED
        if t.path == order_path and t.environment == transaction.environment and t.side in {"buy", None}
    ]
    place = next(t for t in new if t.country == transaction.country)
    low = {"us": "50.00"}.get(str(transaction.country), price)
    body = caller.order_body(OVRS_EXCG_CD=exchange, PDNO=symbol, ORD_QTY=lot, OVRS_ORD_UNPR=low)
    body |= {"FT_ORD_QTY": lot, "FT_ORD_UNPR3": low}
    quote = {"exchange": exchange, "symbol": symbol, "bid": "0.01", "bid_size": 1, "ask": "9000000", "ask_size": 1}
    if exchange != "NASD":
        await caller.control("POST", "/control/market/quote", quote)
    made = await caller.post(order_path, place.tr_id, body)
    assert made.json["rt_cd"] == "0", made
    number = made.json["output"]["ODNO"]
    return {
        "ORGN_ODNO": number, "RVSE_CNCL_DVSN_CD": "02", "OVRS_ORD_UNPR": "0", "OVRS_RSVN_ODNO": number,
        "RSVN_ORD_RCIT_DT": "20261120",
    }  # fmt: skip


async def send(caller: Caller, transaction: Transaction, fields: dict[str, str]) -> Answer:
    if transaction.method == "GET":
        return await caller.get(transaction.path, transaction.tr_id, fields)
    return await caller.post(transaction.path, transaction.tr_id, fields)
