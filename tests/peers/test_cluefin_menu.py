"""cluefin-openapi 0.5.0 calls every REST path of overseas stocks that the catalogue has, unmodified, and takes the answers."""

from typing import Any

import pytest

from haero.kis import catalogue
from tests.peers.conftest import House, Wire
from tests.peers.node_client import ClientFault, why_not
from tests.peers.test_cluefin import APPLE, BUY, CHANGE, NAS, Connect, change, connect, node, order, wire

pytestmark = [pytest.mark.peer, pytest.mark.skipif(bool(why_not()), reason=why_not())]
__all__ = ["connect", "node", "wire"]  # fixtures

OWN = {"/uapi/overseas-price/v1/quotations/multprice"}
"""What it does not have: a page that KIS names in no document."""
DAYS = {"inqrStrtDt": "20261101", "inqrEndDt": "20261130"}
AAPL = NAS | {"symb": "AAPL"}
RANKS = NAS | {"keyb": "", "volRang": "0"}
QUOTES: dict[str, dict[str, Any]] = {
    "getStockCurrentPriceDetail": AAPL,
    "getCurrentPriceFirstQuote": AAPL,
    "getStockCurrentPriceConclusion": AAPL,
    "getConclusionTrend": AAPL | {"keyb": "", "tday": "1"},
    "getStockMinuteChart": AAPL | {"nmin": 1, "pinc": 1, "next": "", "nrec": 120, "fill": "", "keyb": ""},
    "getIndexMinuteChart": {
        "fidCondMrktDivCode": "N", "fidInputIscd": "SPX", "fidHourClsCode": "0", "fidPwDataIncuYn": "Y",
    },
    "getStockPeriodQuote": AAPL | {"gubn": 0, "bymd": "", "modp": 1},
    "getItemIndexExchangePeriodPrice": {
        "fidCondMrktDivCode": "N", "fidInputIscd": "AAPL", "fidInputDate1": "20261001", "fidInputDate2": "20261120",
        "fidPeriodDivCode": "D",
    },
    "searchByCondition": NAS | {"coYnPricecur": 1, "coStPricecur": 1, "coEnPricecur": 10_000},
    "getSettlementDate": {"tradDt": "20261120", "ctxAreaNk": "", "ctxAreaFk": ""},
    "getProductBaseInfo": {"prdtTypeCd": "512", "pdno": "AAPL"},
    "getSectorPrice": NAS | {"keyb": "", "icod": "", "volRang": "0"},
    "getSectorCodes": NAS,
}  # fmt: skip
ANALYSIS: dict[str, dict[str, Any]] = {
    "getStockPriceFluctuation": RANKS | {"gubn": "1", "minx": "0"},
    "getStockVolumeSurge": RANKS | {"minx": "0"},
    "getStockBuyExecutionStrengthTop": RANKS | {"nday": "0"},
    "getStockRiseDeclineRate": RANKS | {"gubn": "1", "nday": "0"},
    "getStockNewHighLowPrice": RANKS | {"gubn": "1", "gubn2": "0", "nday": "0"},
    "getStockTradingVolumeRank": RANKS | {"nday": "0", "prc1": "", "prc2": ""},
    "getStockTradingAmountRank": RANKS | {"nday": "0", "prc1": "", "prc2": ""},
    "getStockTradingIncreaseRateRank": RANKS | {"nday": "0"},
    "getStockTradingTurnoverRateRank": RANKS | {"nday": "0"},
    "getStockMarketCapRank": RANKS | {"currGb": "0"},
    "getStockPeriodRightsInquiry": DAYS | {
        "rghtTypeCd": "%%", "inqrDvsnCd": "02", "pdno": "", "prdtTypeCd": "", "ctxAreaNk50": "", "ctxAreaFk50": "",
    },
    "getNewsAggregateTitle": {
        "infoGb": "", "classCd": "", "nationCd": "", "exchangeCd": "", "symb": "", "dataDt": "", "dataTm": "", "cts": "",
    },
    "getStockRightsAggregate": {"ncod": "US", "symb": "AAPL", "stYmd": "", "edYmd": ""},
    "getStockCollateralLoanEligible": DAYS | {
        "pdno": "AAPL", "prdtTypeCd": "512", "inqrDvsn": "", "natnCd": "840", "inqrSqnDvsn": "01", "rtDvsnCd": "",
        "rt": "", "loanPsblYn": "", "ctxAreaFk100": "", "ctxAreaNk100": "",
    },
    "getBreakingNewsTitle": {
        "fidNewsOferEntpCode": "0", "fidCondMrktClsCode": "", "fidInputIscd": "", "fidTitlCntt": "", "fidInputDate1": "",
        "fidInputHour1": "", "fidRankSortClsCode": "", "fidInputSrno": "", "fidCondScrDivCode": "11801",
    },
}  # fmt: skip


def paths(*rooms: str) -> set[str]:
    return {api.path for api in catalogue.apis() if api.path.startswith(rooms)} - OWN


def accepted(wire: Wire) -> set[str]:
    """The paths at which KIS's answer was "0"."""
    return {sent.path for sent in wire if sent.status == 200 and sent.reply.get("rt_cd") == "0"}


def test_all_18_paths_of_orders_and_accounts(house: House, korean_noon: House, connect: Connect, wire: Wire) -> None:
    client = connect(house, house.open_account("real"))
    resting = order(client, BUY["real"], 5, 149.5)["output"]["oDNO"]
    change(client, CHANGE["real"], "01", resting, 5, 149.4)
    bought = order(client, BUY["real"], 10, 151)["output"]["oDNO"]
    nasdaq = {"ovrsExcgCd": "NASD"}
    client.account("getStockNotConclusionHistory", **nasdaq, sortSqn="DS")
    client.account("getStockBalance", trId="TTTS3012R", **nasdaq, trCrcyCd="USD")
    fills = {"pdno": "%", "ordStrtDt": "20261120", "ordEndDt": "20261121", "sllBuyDvsn": "00", "ccldNccsDvsn": "00"}
    client.account("getStockConclusionHistory", trId="TTTS3035R", **fills, **nasdaq, sortSqn="DS")
    client.account("getBuyTradableAmount", trId="TTTS3007R", **nasdaq, ovrsOrdUnpr=150, itemCd="AAPL")
    codes = {"wcrcFrcrDvsnCd": "02", "inqrDvsnCd": "00"}
    client.account("getCurrentBalanceByConclusion", trId="CTRP6504R", **codes, natnCd="000", trMketCd="00")
    client.account("getBalanceBySettlement", **codes, bassDt="20261121")
    trades = {"erlmStrtDt": "20261101", "erlmEndDt": "20261130", "sllBuyDvsnCd": "00", "loanDvsnCd": ""}
    client.account("getDailyTransactionHistory", **trades, ovrsExcgCd="", pdno="")
    profit = DAYS | {"natnCd": "", "crcyCd": "", "pdno": "", "wcrcFrcrDvsnCd": "01"}
    client.account("getPeriodProfitLoss", **profit, ovrsExcgCd="")
    client.account("getMarginAggregate")
    client.account("getLimitOrderNumber", tradDt="20261120")
    client.account("getLimitOrderExecutionHistory", ordDt="20261120", odno=bought)
    night = connect(korean_noon, korean_noon.open_account("real"))
    over = APPLE | {"ordQty": 3, "ovrsOrdUnpr": 140}
    made = night.account("requestOrderAfterDayTime", trId="TTTS6036U", **over, ordDvsn="00")["body"]["output"]["oDNO"]
    night.account("cancelCorrectAfterDayTime", **over, orgnOdno=made, rvseCnclDvsnCd="02")
    reserved = APPLE | {"prdtTypeCd": "512", "ftOrdQty": 2, "ftOrdUnpr3": 140, "ordDvsn": "00"}
    made = night.account("requestStockReserveQuote", trId="TTTT3014U", **reserved)["body"]["output"]["oDNO"]
    night.account("getReserveOrders", trId="TTTT3039R", **DAYS, inqrDvsnCd="00", prdtTypeCd="512", **nasdaq)
    with pytest.raises(ClientFault):  # for want of a field: test_cluefin.py
        night.account(
            "requestStockReserveQuoteCorrection", trId="TTTT3017U", rsynOrdRcitDt="20261120", ovrsRsvnOdno=made
        )
    assert {sent.path for sent in wire if "/trading/" in sent.path} == paths("/uapi/overseas-stock/v1/trading/")
    assert paths("/uapi/overseas-stock/v1/trading/") - accepted(wire) == {
        "/uapi/overseas-stock/v1/trading/order-resv-ccnl"
    }


def test_all_paths_of_quotes_and_rankings(market: House, connect: Connect, wire: Wire) -> None:
    client = connect(market, market.open_account("real"))
    for method, fields in QUOTES.items():
        assert client.quote(method, **fields)["body"]["rtCd"] == "0", method
    for method, fields in ANALYSIS.items():
        assert client.ranking(method, **fields)["body"]["rtCd"] == "0", method
    assert accepted(wire) == paths(
        "/uapi/overseas-price/", "/uapi/overseas-stock/v1/quotations", "/uapi/overseas-stock/v1/ranking"
    )
