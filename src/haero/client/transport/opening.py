"""What is said on a new connection before the first request: the tunnel through a proxy, then TLS. Bytes only."""

from typing import TYPE_CHECKING

from haero.client.transport.address import Address
from haero.client.transport.http1 import USER_AGENT
from haero.client.transport.wire import Unreached

if TYPE_CHECKING:
    import ssl

    from haero.client.transport.tls import Tls

_LONGEST = 16 * 1024


class Opening:
    """Opens one connection: send what `begin` gives, then what `take` gives for the bytes that come, until `done`.

    `tls` is the session that stands when it is done, None without TLS.
    """

    __slots__ = ("_address", "_came", "_context", "_tunnel", "done", "tls")

    def __init__(self, address: Address, context: "ssl.SSLContext | None") -> None:
        self._address, self._context = address, context
        self._tunnel = address.tls and address.proxy is not None
        self._came = b""
        self.done = False
        self.tls: Tls | None = None

    def begin(self) -> bytes:
        """The first bytes to send; none where the connection is good as it is."""
        if self._tunnel:
            return self._connect()
        return self._greet()

    def take(self, data: bytes) -> bytes:
        """What to send after `data` came; b"" came when the other side closed the connection.

        Raises:
            Unreached: the proxy or the server doesn't want, or is not who it should be.
        """
        if not data:
            who = "proxy" if self._tunnel else "server"
            raise Unreached(f"the {who} closed the connection before a request was sent")
        if self._tunnel:
            self._came += data
            if not self._answered():
                return b""
            self._tunnel = False
            return self._greet()
        assert self.tls is not None, "nothing to wait for without TLS"
        self.done, answer = self.tls.handshake(data)
        return answer

    def _greet(self) -> bytes:
        if not self._address.tls:
            self.done = True
            return b""
        from haero.client.transport.tls import Tls

        assert self._context is not None, "TLS needs its context"
        self.tls = Tls(self._context, self._address.host)
        self.done, hello = self.tls.handshake(b"")
        return hello

    def _connect(self) -> bytes:
        assert self._address.proxy is not None
        host = f"[{self._address.host}]" if ":" in self._address.host else self._address.host
        target = f"{host}:{self._address.port}"
        lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}", f"User-Agent: {USER_AGENT}"]
        if secret := self._address.proxy.authorization:
            lines.append(f"Proxy-Authorization: {secret}")
        return "\r\n".join([*lines, "", ""]).encode("ascii")

    def _answered(self) -> bool:
        """Whether the proxy has said yes. The tunnel begins right after the head of its reply."""
        head, blank, rest = self._came.partition(b"\r\n\r\n")
        if not blank:
            if len(self._came) > _LONGEST:
                raise Unreached("the proxy answers with something else than HTTP")
            return False
        version, _, status = head.partition(b"\r\n")[0].partition(b" ")
        if not version.startswith(b"HTTP/1.") or not status[:3].isdigit():
            raise Unreached("the proxy answers with something else than HTTP")
        if status[:1] != b"2":
            wants = ": it wants a user and a password in its URL" if status[:3] == b"407" else ""
            raise Unreached(f"the proxy refused the way to the server (HTTP {status[:3].decode()}){wants}")
        if rest:
            raise Unreached("the proxy said more than that the tunnel stands")
        return True
