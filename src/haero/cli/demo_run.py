"""An order's whole life against a broker of its own, each step printed."""

import asyncio
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from haero.cli.texts import language, text
from haero.house.settings import Settings
from haero.server.auth.apps import App
from haero.service.addresses import ANY_PORTS, Listening
from haero.service.service import Service
from haero.terms import Environment, Language

_ORDERS = "/uapi/overseas-stock/v1/trading"
_SYMBOL = "AAPL"
_SIDES = {
    "매수": "buy",
    "매도": "sell",
    "매수정정": "buy, revised",
    "매도정정": "sell, revised",
    "매수취소": "buy, cancelled",
    "매도취소": "sell, cancelled",
}


class _Trader:
    """The few calls of a KIS program that the demo needs."""

    def __init__(self, http: aiohttp.ClientSession, urls: dict[str, str], app: App, control_token: str) -> None:
        self._http, self._urls, self._app = http, urls, app
        self._control = {"authorization": f"Bearer {control_token}"}
        self._token = ""
        self.account = dict(zip(("CANO", "ACNT_PRDT_CD"), app.account.split("-"), strict=True))

    async def log_in(self) -> None:
        keys = {"grant_type": "client_credentials", "appkey": self._app.appkey, "appsecret": self._app.appsecret}
        async with self._http.post(self._urls["rest_real"] + "/oauth2/tokenP", json=keys) as reply:
            self._token = (await reply.json())["access_token"]

    def _headers(self, tr_id: str) -> dict[str, str]:
        return {
            "authorization": f"Bearer {self._token}",
            "appkey": self._app.appkey,
            "appsecret": self._app.appsecret,
            "tr_id": tr_id,
            "custtype": "P",
        }

    async def post(self, path: str, tr_id: str, **body: str) -> dict[str, Any]:
        url = self._urls["rest_real"] + _ORDERS + path
        async with self._http.post(url, json=self.account | body, headers=self._headers(tr_id)) as reply:
            return dict(await reply.json())

    async def get(self, path: str, tr_id: str, **query: str) -> dict[str, Any]:
        url = self._urls["rest_real"] + _ORDERS + path
        async with self._http.get(url, params=self.account | query, headers=self._headers(tr_id)) as reply:
            return dict(await reply.json())

    async def control(self, path: str, **body: Any) -> None:
        url = self._urls["control"] + path
        async with self._http.post(url, json=body, headers=self._control) as reply:
            reply.raise_for_status()

    async def close(self) -> datetime:
        """When the regular session ends."""
        async with self._http.get(self._urls["control"] + "/control/state", headers=self._control) as reply:
            return datetime.fromisoformat((await reply.json())["market"]["next_changes"]["NASDAQ"])

    async def order(self, tr_id: str, quantity: int, price: str, division: str = "00") -> dict[str, Any]:
        return await self.post(
            "/order", tr_id, OVRS_EXCG_CD="NASD", PDNO=_SYMBOL, ORD_QTY=str(quantity), OVRS_ORD_UNPR=price,
            ORD_SVR_DVSN_CD="0", ORD_DVSN=division,
        )  # fmt: skip


def show_a_life() -> None:
    """What `haero demo` does."""
    with tempfile.TemporaryDirectory(prefix="haero-demo-") as folder:
        asyncio.run(_demo(Path(folder)))


async def _demo(folder: Path) -> None:
    out = Console(highlight=False)
    service = Service(folder, Settings(market="manual", speed=0.0, unlimited=True), quiet=True)
    await service.start(Listening(ports=ANY_PORTS))
    try:
        async with aiohttp.ClientSession() as http:
            app = service.credentials()[Environment.REAL]
            trader = _Trader(http, service.urls, app, service.vault.control_token)
            await _life(out, trader)
    finally:
        await service.stop()


async def _life(out: Console, trader: _Trader) -> None:
    market = {"exchange": "NASD", "symbol": _SYMBOL}
    await trader.log_in()
    await trader.control("/control/market/quote", **market, bid="229.90", bid_size=300, ask="230.10", ask_size=200)
    out.print(text("life"))
    bought = await trader.order("TTTT1002U", 10, "229.95")
    number = bought["output"]["ODNO"]
    _say(out, text("life_buy"), bought)
    await _show(out, trader, text("life_rests"))
    await trader.control("/control/market/print", **market, price="229.95", size=4)
    await _show(out, trader, text("life_partial"))
    changes = {"OVRS_EXCG_CD": "NASD", "PDNO": _SYMBOL, "MGCO_APTM_ODNO": "", "ORD_SVR_DVSN_CD": "0"}
    revised = await trader.post(
        "/order-rvsecncl", "TTTT1004U", **changes, ORGN_ODNO=number, RVSE_CNCL_DVSN_CD="01", ORD_QTY="6",
        OVRS_ORD_UNPR="230.10",
    )  # fmt: skip
    _say(out, text("life_revise"), revised)
    await _show(out, trader, text("life_revised"))
    sold = await trader.order("TTTT1006U", 5, "231.00")
    _say(out, text("life_sell"), sold)
    cancelled = await trader.post(
        "/order-rvsecncl", "TTTT1004U", **changes, ORGN_ODNO=sold["output"]["ODNO"], RVSE_CNCL_DVSN_CD="02", ORD_QTY="5",
        OVRS_ORD_UNPR="0",
    )  # fmt: skip
    _say(out, text("life_cancel"), cancelled)
    await _show(out, trader, text("life_day"))
    refused = await trader.order("TTTT1002U", 100_000, "230.10")
    _say(out, text("life_too_much"), refused)
    await _sell_at_the_close(out, trader, market)
    balance = await trader.get(
        "/inquire-balance", "TTTS3012R", OVRS_EXCG_CD="NASD", TR_CRCY_CD="USD", CTX_AREA_FK200="", CTX_AREA_NK200=""
    )
    for row in balance["output1"]:
        held = {"symbol": row["ovrs_pdno"], "quantity": row["ovrs_cblc_qty"], "average": row["pchs_avg_pric"]}
        worth = {"last": row["now_pric2"], "profit": row["frcr_evlu_pfls_amt"], "currency": row["tr_crcy_cd"]}
        out.print(text("life_balance", **held, **worth))


async def _sell_at_the_close(out: Console, trader: _Trader, market: dict[str, str]) -> None:
    """What no paper server does: an order for the closing auction, and the close a moment later."""
    closes = await trader.close()
    _say(
        out,
        text("life_close"),
        await trader.order("TTTT1006U", 4, "231.00", "34"),
    )
    await trader.control("/control/clock", to=(closes - timedelta(seconds=1)).isoformat())
    await trader.control("/control/market/print", **market, price="231.25", size=500)
    await trader.control("/control/clock", to=closes.isoformat())
    await _show(out, trader, text("life_auction"))


def _say(out: Console, what: str, reply: dict[str, Any]) -> None:
    number = reply.get("output", {}).get("ODNO", "")
    sign = "[green]✓[/green]" if reply["rt_cd"] == "0" else "[yellow]✗[/yellow]"
    out.print(f"\n{sign} {what}\n  {reply['msg_cd']} {reply['msg1'].strip()} {'ODNO ' + number if number else ''}")


async def _show(out: Console, trader: _Trader, title: str) -> None:
    found = await trader.get(
        "/inquire-ccnl", "TTTS3035R", PDNO="%", ORD_STRT_DT="20000101", ORD_END_DT="20991231", SLL_BUY_DVSN="00",
        CCLD_NCCS_DVSN="00", OVRS_EXCG_CD="NASD", SORT_SQN="DS", ORD_DT="", ORD_GNO_BRNO="", ODNO="",
        CTX_AREA_FK200="", CTX_AREA_NK200="",
    )  # fmt: skip
    table = Table(title=title, title_justify="left", title_style="italic")
    for column in ("number", "original", "side", "quantity", "price", "filled", "average", "open"):
        table.add_column(text(f"column_{column}"), justify="right", no_wrap=True)
    for row in found["output"]:
        table.add_row(
            row["odno"].lstrip("0"), row["orgn_odno"].lstrip("0"), _side(row), row["ft_ord_qty"],
            row["ft_ord_unpr3"][:-4], row["ft_ccld_qty"], row["ft_ccld_unpr3"][:-4], row["nccs_qty"],
        )  # fmt: skip
    out.print(table)


def _side(row: dict[str, Any]) -> str:
    """What KIS calls it, for who reads English in English; a cancellation is one of a purchase or of a sale."""
    name: str = row["sll_buy_dvsn_cd_name"]
    return name if language() is Language.KO else _SIDES.get(name, name)
