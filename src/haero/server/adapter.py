"""aiohttp around plain handlers: sockets in, `Request` to the handler, `Reply` out with headers in the case that KIS sends."""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from typing import cast

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import CIMultiDict, CIMultiDictProxy

from haero.faults.effects import UNHARMED, RequestEffect
from haero.kis import refusals
from haero.server.damage import DamagedReply
from haero.server.delays import Delays
from haero.server.doorkeeper import Doorkeeper, Plain, Visitor
from haero.server.requestlog import RequestLog
from haero.server.wire import Handler, Reply, Request, tr_reply

Upgrader = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
"""What takes the requests that want a WebSocket; it returns when the connection has ended."""

MAX_BODY = 64 * 1024
MAX_CONNECTIONS = 2_000
MAX_LINE = 8_190
MAX_FIELD = 8_190
KEEP_ALIVE_SECONDS = 75.0
BODY_SECONDS = 15.0
LINGER_SECONDS = 2.0  # how long what was announced and is not wanted is still read
_NO_QUERY: dict[str, str] = {}
_ONCE = ("appkey", "appsecret", "authorization", "tr_id")
"""Headers that say who asks for what: of two that differ, one would be checked and the other one meant."""
_MALFORMED = refusals.ROUTING_FAILED.refuse()
_TOO_LARGE = refusals.BODY_TOO_LARGE.refuse()
_HEADERS: dict[tuple[tuple[str, str], ...], CIMultiDict[str]] = {}
_MAX_CACHED = 1_000
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_OK, _TIMEOUT = 200, 408
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


class Port:
    """One listening port. `name` is what the request log calls it, `malformed` the body for what is no proper HTTP (400).

    `seconds` is how long a whole request may take, once it has begun with its headers (408). `date` makes the Date of replies, by
    default that of the wall; `journal` names the journal that answers (Haero-Journal). `delays` are those of late replies.
    """

    def __init__(
        self,
        name: str,
        handler: Handler,
        log: RequestLog,
        upgrade: Upgrader | None = None,
        *,
        malformed: bytes = _MALFORMED.body,
        seconds: float = BODY_SECONDS,
        connections: int = MAX_CONNECTIONS,
        date: Callable[[], str] | None = None,
        journal: Callable[[], str] | None = None,
        delays: Delays | None = None,
    ) -> None:
        self._malformed, self._seconds = malformed, seconds
        self.name = name
        self._handler = handler
        self._upgrade = upgrade
        self._log = log
        self._date, self._journal = date, journal
        self._delays = delays if delays is not None else Delays()
        self._server = Doorkeeper(
            self._answer,
            connections,
            malformed,
            date,
            access_log=None,
            logger=_log,
            auto_decompress=False,  # KIS's clients send none; a small body must not become a large one in memory
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            lingering_time=LINGER_SECONDS,
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
            _visitor(raw).trust()
            return await self._upgrade(raw)
        reply = await self._reply(raw, method, path, headers)
        if reply.status == _OK:
            _visitor(raw).trust()
        self._log.add(self.name, method, path, headers.get("tr_id", ""), reply, started)
        date = self._date() if self._date is not None else None
        if reply.fault is not None:
            effect = reply.fault.effect
            if isinstance(effect, RequestEffect) and effect.damage is not UNHARMED:
                return DamagedReply(reply, effect.damage, date, self._delays)
        response = Plain(status=reply.status, body=reply.body, headers=_multi(reply.headers))
        if date is not None:
            response.headers[hdrs.DATE] = date
        if self._journal is not None:
            response.headers["Haero-Journal"] = self._journal()
        if reply.status == _TIMEOUT:
            response.force_close()
        return response

    async def _reply(self, raw: web.BaseRequest, method: str, path: str, headers: CIMultiDictProxy[str]) -> Reply:
        if any(len(headers.getall(name, ())) > 1 for name in _ONCE):
            return tr_reply(400, self._malformed, "")
        if "Transfer-Encoding" in headers:
            return await self._handler(Request(method, path, _NO_QUERY, headers, b"", chunked=True))
        if (raw.content_length or 0) > MAX_BODY:
            return tr_reply(_TOO_LARGE.status, _TOO_LARGE.body, "")
        body = b""
        if raw.body_exists:
            expects = headers.get("Expect", "").lower() == "100-continue" and raw.version >= HttpVersion11
            if expects and raw.transport is not None:
                raw.transport.write(_CONTINUE)  # RFC 9110 10.1.1: it may wait for this with the body
            try:
                body = await self._body(raw)
            except TimeoutError:
                return tr_reply(_TIMEOUT, self._malformed, "")
        query = dict(raw.rel_url.query.items()) if raw.rel_url.raw_query_string else _NO_QUERY
        return await self._handler(Request(method, path, query, headers, body))

    async def _body(self, raw: web.BaseRequest) -> bytes:
        """The body. Raises TimeoutError where it does not come: a promise of one must not hold a connection for ever."""
        if raw.content.is_eof():  # nearly always: it came with the headers
            return await raw.read()
        async with asyncio.timeout(self._seconds):
            return await raw.read()


def _visitor(raw: web.BaseRequest) -> Visitor:
    return cast(Visitor, raw.protocol)


def _multi(headers: tuple[tuple[str, str], ...]) -> CIMultiDict[str]:
    found = _HEADERS.get(headers)
    if found is None:
        found = CIMultiDict(headers)
        if len(_HEADERS) < _MAX_CACHED:
            _HEADERS[headers] = found
    return found.copy()  # an older aiohttp writes Content-Length into what it is given
