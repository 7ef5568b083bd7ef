"""aiohttp around WebSocket sessions, as `adapter` is around plain handlers: a request becomes a `Socket`."""

from collections.abc import Awaitable, Callable

from aiohttp import WSMsgType, web

from haero.server.websocket.socket import Heard, Socket

MAX_MESSAGE = 16 * 1024
"""Bytes of one message of a client; the questions that KIS knows have some 300. More ends the connection (1009)."""
CLOSE_SECONDS = 1.0  # how long a peer may take to say goodbye too


class AiohttpSocket:
    """A prepared WebSocket of aiohttp as a `Socket`."""

    def __init__(self, ws: web.WebSocketResponse, raw: web.BaseRequest) -> None:
        self._ws = ws
        self._transport = raw.transport

    async def receive(self) -> Heard | None:
        message = await self._ws.receive()
        if message.type is WSMsgType.TEXT:
            return Heard(message.data)
        if message.type is WSMsgType.PING:
            await self._ws.pong(message.data)
            return Heard(None)
        if message.type is WSMsgType.PONG:
            return Heard(None)
        if message.type is WSMsgType.BINARY:
            return Heard("")  # no client of KIS sends any: an empty text is answered as broken JSON
        return None

    async def send(self, text: bytes) -> None:
        await self._ws.send_frame(text, WSMsgType.TEXT)

    async def close(self) -> None:
        await self._ws.close()

    def drop(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def cut(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class Upgrade:
    """Turns a request for a WebSocket into a session. `accepts` knows the paths, `serve` runs until the connection ends."""

    def __init__(self, accepts: Callable[[str], bool], serve: Callable[[Socket], Awaitable[None]]) -> None:
        self._accepts, self._serve = accepts, serve

    async def __call__(self, raw: web.BaseRequest) -> web.StreamResponse:
        if not self._accepts(raw.rel_url.raw_path):
            return web.Response(status=404)
        # No compression: KIS has none. Pings are answered here, so that they can count as a sign of life.
        ws = web.WebSocketResponse(timeout=CLOSE_SECONDS, autoping=False, compress=False, max_msg_size=MAX_MESSAGE)
        await ws.prepare(raw)
        await self._serve(AiohttpSocket(ws, raw))
        return ws
