"""Where a server is: host, port, TLS or not, and the proxy on the way."""

import os
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from haero.client.transport.http1 import RequestWriter
from haero.client.transport.proxy import Proxy, proxy_for


class Address(NamedTuple):
    """A server. `ca` is a file with the certificates that are trusted instead of the machine's own, "" for those.

    The certificate is always checked, and that it is for `host`.
    """

    host: str
    port: int
    tls: bool
    proxy: Proxy | None = None
    ca: str = ""

    @property
    def authority(self) -> str:
        """`host:port`, without the port where it is the usual one: what Host says."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == (443 if self.tls else 80) else f"{name}:{self.port}"

    @property
    def peer(self) -> tuple[str, int]:
        """Host and port that a socket connects to: the server's, or its proxy's."""
        return (self.proxy.host, self.proxy.port) if self.proxy else (self.host, self.port)

    def writer(self) -> RequestWriter:
        """What writes requests for this way: a proxy without a tunnel wants the whole URL."""
        if self.proxy is None or self.tls:
            return RequestWriter(self.authority)
        secret = self.proxy.authorization
        first = (("Proxy-Authorization", secret),) if secret else ()
        return RequestWriter(self.authority, prefix=f"http://{self.authority}", first=first)


def read_address(url: str, *, ca: str = "", environ: Mapping[str, str] | None = None) -> Address:
    """The address in a base URL (`https://host[:port]`), with the proxy that the environment (os.environ) asks for.

    Raises:
        ValueError: no such URL: another scheme, no host, a path, a user. Says what is wrong, never shows a password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("the address of the server is no URL: https://host:port") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError("the address of the server begins with http:// or https://")
    if not host:
        raise ValueError("the address of the server has no host: https://host:port")
    if parts.username is not None or parts.password is not None:
        raise ValueError("the address of the server has a user or password in it; it takes none")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("the address of the server ends after its port: https://host:port")
    if not host.isascii():
        host = _in_ascii(host)
    if not all(sign.isalnum() or sign in ".-_:%" for sign in host):
        raise ValueError("the host in the address of the server has a character that none may have")
    tls = parts.scheme == "https"
    number = (443 if tls else 80) if port is None else port
    if not number:
        raise ValueError(
            "the port in the address of the server is 0: a server is reached at the port that it listens on"
        )
    proxy = proxy_for(host, number, tls=tls, environ=os.environ if environ is None else environ)
    return Address(host, number, tls, proxy, ca)


def _in_ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError("the host in the address of the server is no name of a host") from None
