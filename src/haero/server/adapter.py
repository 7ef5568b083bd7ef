"""aiohttp around plain handlers: sockets in, `Request` to the handler, `Reply` out with headers in the case that KIS sends."""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import CIMultiDict

from haero.kis import refusals
from haero.server.requestlog import RequestLog
from haero.server.wire import Handler, Reply, Request, tr_reply

Upgrader = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
"""What takes the requests that want a WebSocket; it returns when the connection has ended."""

MAX_BODY = 64 * 1024
MAX_CONNECTIONS = 2_000
MAX_LINE = 8_190
MAX_FIELD = 8_190
KEEP_ALIVE_SECONDS = 75.0
_NO_QUERY: dict[str, str] = {}
_TOO_LARGE = refusals.BODY_TOO_LARGE.refuse()
_HEADERS: dict[tuple[tuple[str, str], ...], CIMultiDict[str]] = {}
_MAX_CACHED = 1_000
_UPGRADED = Reply(101, (), b"")


class _NoQuotes(logging.Filter):
    """What a client did wrong is one line in the log, no stack.

    aiohttp quotes the bytes that it could not read as HTTP, and they may hold an appsecret.
    """

    _CLIENTS = (HttpProcessingError, web.RequestPayloadError, ConnectionError)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], self._CLIENTS):
            record.exc_info = None
        return True


_log = logging.getLogger("haero.adapter")
_log.addFilter(_NoQuotes())


class _Server(web.Server):
    """Refuses connections beyond the limit by closing them: a flood must not take the memory of those who are in."""

    def __call__(self) -> Any:
        if len(self.connections) >= MAX_CONNECTIONS:
            return _Closed()
        return super().__call__()


class _Closed(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


class Port:
    """One listening port. `name` is what the request log calls it."""

    def __init__(self, name: str, handler: Handler, log: RequestLog, upgrade: Upgrader | None = None) -> None:
        self.name = name
        self._handler = handler
        self._upgrade = upgrade
        self._log = log
        self._server = _Server(
            self._answer,
            access_log=None,
            logger=_log,
            auto_decompress=False,  # KIS's clients send none; a small body must not become a large one in memory
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            max_line_size=MAX_LINE,
            max_field_size=MAX_FIELD,
        )
        self._runner = web.ServerRunner(self._server, shutdown_timeout=5.0)
        self.number = 0

    async def listen(self, host: str, number: int, context: ssl.SSLContext | None = None) -> None:
        """Starts listening; port 0 takes a free one, told by `number`. Raises OSError where the port is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, number, ssl_context=context, backlog=1024)
        await site.start()
        self.number = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Stops listening and lets running requests finish."""
        await self._runner.cleanup()

    async def _answer(self, raw: web.BaseRequest) -> web.StreamResponse:
        started = self._log.clock()
        method, headers = raw.method, raw.headers
        path = raw.rel_url.raw_path
        if self._upgrade is not None and "Upgrade" in headers:
            self._log.add(self.name, method, path, "", _UPGRADED, started)
            return await self._upgrade(raw)
        if "Transfer-Encoding" in headers:
            request = Request(method, path, _NO_QUERY, headers, b"", chunked=True)
            reply = await self._handler(request)
        elif (raw.content_length or 0) > MAX_BODY:
            reply = tr_reply(_TOO_LARGE.status, _TOO_LARGE.body, "")
        else:
            body = await raw.read() if raw.body_exists else b""
            query = dict(raw.rel_url.query.items()) if raw.rel_url.raw_query_string else _NO_QUERY
            reply = await self._handler(Request(method, path, query, headers, body))
        self._log.add(self.name, method, path, headers.get("tr_id", ""), reply, started)
        return web.Response(status=reply.status, body=reply.body, headers=_multi(reply.headers))


def _multi(headers: tuple[tuple[str, str], ...]) -> CIMultiDict[str]:
    found = _HEADERS.get(headers)
    if found is None:
        found = CIMultiDict(headers)
        if len(_HEADERS) < _MAX_CACHED:
            _HEADERS[headers] = found
    return found
