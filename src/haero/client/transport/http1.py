"""HTTP/1.1 as bytes: a request written, a reply read. No socket, no clock."""

import re

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from haero import __version__
from haero.client.transport.wire import Broken, ReplyLimits, WireReply, WireRequest

USER_AGENT = f"haero/{__version__}"

_ADDED = (("User-Agent", USER_AGENT), ("Accept", "*/*"), ("Accept-Encoding", "identity"))
"""Written where the caller gives none. Firewalls frown at requests without the first two; nothing here unpacks a body."""

_OURS = frozenset({"content-length", "transfer-encoding", "expect"})
"""Said by the writer alone: a second word about the length of a body is how one request becomes two."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")
_TARGET = re.compile(r"/[\x21-\x7e]*")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_WITHOUT = frozenset({"HEAD", "CONNECT"})  # their replies are read in another way
_LENGTHS = frozenset({"content-length", "transfer-encoding"})
_KEPT = 64


class RequestWriter:
    """Writes requests to one server.

    `host` is the value of Host, `prefix` goes before every target (a proxy wants `http://host:port`), `first` are headers of
    the way, not of the request.
    """

    __slots__ = ("_blocks", "_first", "_host", "_prefix")

    def __init__(self, host: str, *, prefix: str = "", first: tuple[tuple[str, str], ...] = ()) -> None:
        self._host, self._prefix, self._first = host, prefix, first
        self._blocks: dict[tuple[tuple[str, str], ...], bytes] = {}

    def write(self, request: WireRequest) -> bytes:
        """The bytes of a request: the headers as given and in their order, with what they lack (Host, length of the body).

        Raises:
            ValueError: a method, target or header that can't be written as one (line breaks, Korean). Says which, never its value.
        """
        method, target, headers, body = request
        if not _TARGET.fullmatch(target):
            raise ValueError("the target of a request is a path in ASCII without spaces: '/…'")
        if not _TOKEN.fullmatch(method) or method in _WITHOUT:
            raise ValueError(f"no method that can be sent: {method!r}")
        block = self._blocks.get(headers)  # a program has few sets of headers, one a TR, and sends them many times
        if block is None:
            block = self._block(headers)
            if len(self._blocks) >= _KEPT:
                self._blocks.clear()
            self._blocks[headers] = block
        line = f"{method} {self._prefix}{target} HTTP/1.1\r\n".encode()
        if body or method in _WITH_BODY:
            return b"%b%bContent-Length: %d\r\n\r\n%b" % (line, block, len(body), body)
        return b"%b%b\r\n" % (line, block)

    def _block(self, headers: tuple[tuple[str, str], ...]) -> bytes:
        given = set()
        for name, value in headers:
            if not _TOKEN.fullmatch(name):
                raise ValueError("the name of a header has a character that none may have")
            if not _VALUE.fullmatch(value):
                raise ValueError(f"the value of {name} has a line break or another character that a header can't have")
            given.add(name.lower())
        if given & _OURS:
            raise ValueError(f"{', '.join(sorted(given & _OURS))} is not for the caller to say")
        added = [("Host", self._host), *self._first, *_ADDED]
        lines = [(name, value) for name, value in added if name.lower() not in given]
        return "".join(f"{name}: {value}\r\n" for name, value in (*lines, *headers)).encode("ascii")


class _Second(Exception):
    """A second reply began: stops the parser."""


class ReplyReader:
    """Reads the replies on one connection, one after another: `expect`, then `feed` until it gives a reply.

    After a reply, `reusable` says whether the connection is good for another request: the server keeps it open, and no byte
    came after the reply (but empty lines, which are no answer to anything).
    """

    __slots__ = (
        "_around",
        "_body",
        "_chunked",
        "_headed",
        "_headers",
        "_limits",
        "_parser",
        "_size",
        "_status",
        "_whole",
        "reusable",
    )

    def __init__(self, limits: ReplyLimits) -> None:
        self._limits = limits
        self.reusable = True
        self._parser: HttpResponseParser | None = HttpResponseParser(self)
        self.expect()

    def expect(self) -> None:
        """Forgets the last reply: a new request goes out."""
        self._headers: list[tuple[str, str]] = []
        self._body: list[bytes] = []
        self._size = self._around = self._status = 0
        self._headed = self._whole = self._chunked = False

    def release(self) -> None:
        """No more replies. (The parser and this object hold one another: they go at once, not with the next collection.)"""
        self._parser = None
        self.reusable = False

    def feed(self, data: bytes | memoryview) -> WireReply | None:
        """Takes bytes as they come; gives the reply once it is whole.

        Raises:
            Broken: this is no HTTP reply, or too large a one.
        """
        assert self._parser is not None, "no reply is expected on a closed connection"
        before = self._size
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self.reusable = False
            if not self._whole:
                raise Broken(f"what came is no HTTP reply that was asked for ({_reason(error)})") from None
        self._around += len(data) - (self._size - before)  # heads, 1xx, lengths of chunks, trailers
        # A chunk of one byte has six around it.
        around = 0 if self._whole else self._around - 8 * self._size
        if self._size > self._limits.body or around > self._limits.head:
            self.reusable = False
            raise Broken("the reply is too large")
        return self._reply() if self._whole else None

    def end(self) -> WireReply:
        """The server closed the connection: the reply, if it is one that lasts until then.

        Raises:
            Broken: it was not whole.
        """
        self.reusable = False
        if not self._headed:
            came = "in the middle of the head of a reply" if self._around else "without a reply"
            raise Broken(f"the server closed the connection {came}")
        if any(name.lower() in _LENGTHS for name, _ in self._headers):
            raise Broken(f"the reply was cut off after {self._size} bytes of its body")
        return self._reply()

    def _reply(self) -> WireReply:
        if self._chunked:
            codings = [value.strip().lower() for name, value in self._headers if name.lower() == "transfer-encoding"]
            if codings != ["chunked"]:
                self.reusable = False
                raise Broken("the reply is in a transfer coding that nobody asked for")
        if self._status < 100:
            self.reusable = False
            raise Broken(f"what came is no HTTP reply: the status {self._status}")
        return WireReply(self._status, tuple(self._headers), b"".join(self._body))

    # What the parser calls. It swallows nothing: what is raised here ends as HttpParserError.

    def on_message_begin(self) -> None:
        if self._whole:
            raise _Second

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._headed:  # a trailer is no header
            self._headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        assert self._parser is not None
        self._headed = True
        self._status = self._parser.get_status_code()

    def on_chunk_header(self) -> None:
        self._chunked = True

    def on_body(self, data: bytes) -> None:
        self._size += len(data)
        if self._size <= self._limits.body:
            self._body.append(data)

    def on_message_complete(self) -> None:
        assert self._parser is not None
        if 100 <= self._status < 200:  # not the answer yet
            self._headers.clear()
            self._headed = False
            return
        self._whole = True
        if not self._parser.should_keep_alive():
            self.reusable = False


def _reason(error: Exception) -> str:
    return "another protocol" if isinstance(error, HttpParserUpgrade) else str(error)
