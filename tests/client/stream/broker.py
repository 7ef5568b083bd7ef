"""A running haero as the tests of streams see it: rows of its inquiry, approval keys, and a proxy that cuts connections."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from haero.client.stream.messages import OrderRow, RowStatus
from haero.client.stream.policy import StreamPolicy
from haero.kis import words
from haero.terms import KST
from tests.support import Caller

QUICK = StreamPolicy(
    first_wait=0.02,
    longest_wait=0.2,
    steady=0.0,
    in_use_wait=0.05,
    settle=0.05,
    retry=0.05,
    doubt=0.5,
    audit=0.0,
    connect=3.0,
    open=5.0,
)
"""The same patience as usual, a hundred times shorter."""


def row_of(row: dict[str, str]) -> OrderRow:
    """A row of inquire-ccnl."""
    state = {"거부": RowStatus.REJECTED, "전송": RowStatus.WORKING}.get(row["prcs_stat_name"], RowStatus.DONE)
    taken = datetime.strptime(row["dmst_ord_dt"] + row["thco_ord_tmd"], "%Y%m%d%H%M%S").replace(tzinfo=KST)
    return OrderRow(
        odno=row["odno"],
        original=row["orgn_odno"],
        symbol=row["pdno"],
        exchange=words.EXCHANGES[row["ovrs_excg_cd"]],
        side=words.SIDES_BY_CODE[row["sll_buy_dvsn_cd"]],
        change=words.ACTIONS_BY_CODE[row["rvse_cncl_dvsn"]],
        ordered=int(row["ft_ord_qty"]),
        filled=int(row["ft_ccld_qty"]),
        open=int(row["nccs_qty"]),
        price=Decimal(row["ft_ord_unpr3"]),
        average=Decimal(row["ft_ccld_unpr3"]),
        status=state,
        at=taken,
    )


async def rows_of(caller: Caller) -> list[OrderRow]:
    """All orders of an account, as the question that closes a gap gives them."""
    return [row_of(row) for row in await caller.orders()]


def blocking(ask: Callable[..., Awaitable[Any]], *more: Any) -> Callable[..., Any]:
    """A coroutine of this loop as a function for another thread."""
    loop = asyncio.get_running_loop()

    def call(*ignored: Any) -> Any:
        async def work() -> Any:
            return await ask(*more)

        return asyncio.run_coroutine_threadsafe(work(), loop).result(10)

    return call


class Cutter:
    """A TCP proxy to one port. `cut` ends what is open; while `shut`, nobody comes through; while `deaf`, nothing flows."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.shut = self.deaf = False
        self.connections = 0

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        await self._server.wait_closed()
        await asyncio.sleep(0.01)

    def cut(self) -> None:
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.shut:
            writer.transport.abort()
            return
        self.connections += 1
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._port)
        mine = {writer, up_writer}
        self._writers |= mine
        try:
            await asyncio.gather(self._pipe(reader, up_writer), self._pipe(up_reader, writer))
        finally:
            self._writers -= mine
            for one in mine:
                one.transport.abort()

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while chunk := await reader.read(65_536):
                if not self.deaf:
                    writer.write(chunk)
                    await writer.drain()
        writer.transport.abort()


@contextlib.asynccontextmanager
async def cutter(url: str) -> AsyncIterator[tuple[Cutter, str]]:
    """A cutter in front of a WebSocket URL, and the URL through it."""
    proxy = Cutter(int(url.rsplit(":", 1)[1]))
    await proxy.start()
    try:
        yield proxy, f"ws://127.0.0.1:{proxy.port}/tryitout"
    finally:
        await proxy.stop()


def long_ago() -> datetime:
    """Before any order of a test."""
    return datetime.now(UTC) - timedelta(days=10_000)
