"""The client's part of tools/smoke.py: `python tools/smoke_client.py DATA READY_FILE NASD:AAPL`, in the environment that is tried.

Both clients buy, hear of it, find it and take it back, and one reads a kis_devlp.yaml: that is what httptools, msgspec,
websockets and PyYAML are there for.
"""

import asyncio
import json
import sys
from pathlib import Path

import haero

LOW = "9"
PATIENCE = 10.0


def blocking(data: str, ticker: str) -> None:
    """A client that blocks."""
    with haero.Client(data=data, environment="real", state=f"{data}/client") as kis:
        with kis.notices() as notices:
            order = kis.buy(ticker, 1, LOW)
            assert notices.wait(order, haero.ACCEPTED, timeout=PATIENCE).odno == order.odno
        assert order.odno in [row.odno for row in kis.open_orders()]
        assert kis.balance().cash["USD"] > 0
        order.cancel()
        assert not kis.unknowns()


async def awaiting(data: str, ticker: str) -> None:
    """One of asyncio."""
    async with haero.AsyncClient(data=data, environment="real", state=f"{data}/client") as kis:
        async with kis.notices() as notices:
            order = await kis.buy(ticker, 1, LOW)
            assert (await notices.wait(order, haero.ACCEPTED, timeout=PATIENCE)).odno == order.odno
        await order.cancel()
        assert order.odno not in [row.odno async for row in kis.open_orders()]


def from_yaml(data: str, ready: Path, ticker: str) -> None:
    """Keys from KIS's own file."""
    known = json.loads(ready.read_text("utf-8"))
    app, path = known["real"], Path(data, "kis_devlp.yaml")
    number, product = app["account"].split("-")
    keys = {"my_app": app["appkey"], "my_sec": app["appsecret"], "my_acct_stock": number, "my_prod": product}
    path.write_text("".join(f'{name}: "{value}"\n' for name, value in keys.items()), "utf-8")
    with haero.Client.from_yaml(path, base_url=known["rest_real"], state=f"{data}/client") as kis:
        assert kis.quote(ticker).symbol == ticker.partition(":")[2]


def main(data: str, ready: str, ticker: str) -> None:
    blocking(data, ticker)
    asyncio.run(awaiting(data, ticker))
    from_yaml(data, Path(ready), ticker)


if __name__ == "__main__":
    main(*sys.argv[1:])
