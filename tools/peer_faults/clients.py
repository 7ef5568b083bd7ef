"""The clients, each pointed at haero as its tests in tests/peers do it, and one buy of each. Run in a process of its own.

A buy returns what its program was told, in a few words: "order", or what stands in the reply that it was given instead.
"""

import asyncio
import importlib
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, NamedTuple

from haero.client.core.resolving import StillUnknown

SYMBOL, QUANTITY, PRICE = "AAPL", 10, "150.25"
KEY = "one"
PATIENCE = 40.0
"""Seconds for haero's clients to find out what became of an order: a reply that is late for the others is late for them."""


class Told(NamedTuple):
    """Where to, and with which keys."""

    url: str
    other_url: str
    account: str
    hts_id: str
    appkey: str
    appsecret: str


class Peer(NamedTuple):
    """A client: the name of its package, and how it buys."""

    package: str
    buy: Callable[[Told], str]
    note: str = ""

    @property
    def title(self) -> str:
        """The name with the version that was run; haero's own without, for it is this one."""
        return self.package if self.package == "haero" else f"{self.package} {version(self.package)}"


def _reply(reply: Any) -> str:
    """What a client gave that hands on KIS's reply as a dict."""
    if not isinstance(reply, dict):
        return type(reply).__name__
    if reply.get("rt_cd") == "0":
        return "order"
    code = reply.get("msg_cd") or (reply.get("raw_data") or {}).get("msg_cd") or ""
    return " ".join(filter(None, (f"rt_cd {reply.get('rt_cd')}", str(code))))


def _python_kis(told: Told) -> str:
    import pykis.kis as module

    module.REAL_DOMAIN, module.VIRTUAL_DOMAIN = told.url, told.other_url
    module.REAL_API_REQUEST_PER_SECOND = module.VIRTUAL_API_REQUEST_PER_SECOND = 10**9
    auth = module.KisAuth(told.hts_id, told.appkey, told.appsecret, told.account, virtual=False)
    account = module.PyKis(auth, use_websocket=False).account()
    account.buy("NASDAQ", SYMBOL, price=float(PRICE), qty=QUANTITY)
    return "order"


def _mojito(told: Told) -> str:
    import mojito

    mojito.KoreaInvestment.set_base_url = lambda self, mock=True: setattr(self, "base_url", told.url)
    broker = mojito.KoreaInvestment(told.appkey, told.appsecret, told.account, exchange="나스닥", mock=False)
    return _reply(broker.create_limit_buy_order(SYMBOL, float(PRICE), QUANTITY))


def _kis_trader(told: Told) -> str:
    endpoints = importlib.import_module("kis_trader._internal._endpoints")
    endpoints._BASE_URL_BY_ENVIRONMENT["real"] = told.url
    client = importlib.import_module("kis_trader").KISClient
    kis = client(
        app_key=told.appkey, app_secret=told.appsecret, account=told.account, environment="real",
        token_cache_dir="tokens", throttle=False,
    )  # fmt: skip
    kis.overseas.stock(SYMBOL, exchange="NAS").buy(quantity=QUANTITY, limit_price=PRICE)
    return "order"


def _kis_agent(told: Told) -> str:
    account, product = told.account.split("-")
    agent = importlib.import_module("kis_agent").Agent(
        told.appkey, told.appsecret, account, product, base_url=told.url, enable_rate_limiter=False
    )
    return _reply(agent.overseas.buy_order("NASD", SYMBOL, QUANTITY, float(PRICE)))


def _kis_wrapper(told: Told) -> str:
    importlib.import_module("kis.auth")._URLS["prod"] = told.url
    client = importlib.import_module("kis.client").KIS(told.appkey, told.appsecret, told.account, env="prod")
    importlib.import_module("kis.overseas").buy(client, SYMBOL, "NASD", QUANTITY, float(PRICE))
    return "order"


def _haero_arguments(told: Told) -> dict[str, Any]:
    return {
        "base_url": told.url, "environment": "real", "appkey": told.appkey, "appsecret": told.appsecret,
        "account": told.account, "state": "state", "pace": 0,
    }  # fmt: skip


def _resolution(found: Any) -> str:
    name = "StillUnknown" if isinstance(found, StillUnknown) else type(found).__name__
    return f"OrderOutcomeUnknown, resolve: {name}"


def _haero(told: Told) -> str:
    import haero

    with haero.Client(**_haero_arguments(told)) as kis:
        try:
            kis.buy(SYMBOL, QUANTITY, PRICE, key=KEY)
        except haero.OrderOutcomeUnknown as unknown:
            return _resolution(kis.resolve(unknown, patience=PATIENCE))
    return "order"


def _haero_async(told: Told) -> str:
    import haero

    async def buy() -> str:
        async with haero.AsyncClient(**_haero_arguments(told)) as kis:
            try:
                await kis.buy(SYMBOL, QUANTITY, PRICE, key=KEY)
            except haero.OrderOutcomeUnknown as unknown:
                return _resolution(await kis.resolve(unknown, patience=PATIENCE))
        return "order"

    return asyncio.run(buy())


PEERS = {
    "haero": Peer("haero", _haero, "Client"),
    "haero-async": Peer("haero", _haero_async, "AsyncClient"),
    "python-kis": Peer("python-kis", _python_kis),
    "mojito2": Peer("mojito2", _mojito),
    "kis-trader": Peer("kis-trader", _kis_trader),
    "kis-agent": Peer("kis-agent", _kis_agent),
    "kis-wrapper": Peer("kis-wrapper", _kis_wrapper),
}
"""By the name that --client takes."""
