"""The proxy on the way to a server, as the environment says it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address


class Proxy(NamedTuple):
    """An HTTP proxy. `authorization` is the value of Proxy-Authorization, "" without a user."""

    host: str
    port: int
    authorization: str = ""

    def __repr__(self) -> str:
        return f"Proxy({self.host}:{self.port})"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, by its name or address."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = _address(name)
    return address is not None and address.is_loopback


def proxy_for(host: str, port: int, *, tls: bool, environ: Mapping[str, str]) -> Proxy | None:
    """The proxy for a server, or None: HTTPS_PROXY or HTTP_PROXY, then ALL_PROXY, small letters before capitals.

    NO_PROXY takes hosts out: names (with all names under them), addresses, networks ("10.0.0.0/8"), each with ":port" if it is for
    one port only, or "*". This machine itself is never reached through a proxy.

    Raises:
        ValueError: the proxy's URL can't be read, or it is of another kind than http. Never shows its user or password.
    """
    if is_loopback(host) or _is_left_out(host, port, _read(environ, "no_proxy")):
        return None
    name = "https_proxy" if tls else "http_proxy"
    # A server that runs CGI programs puts a visitor's "Proxy:" header into HTTP_PROXY.
    capitals = name != "http_proxy" or "REQUEST_METHOD" not in environ
    for one, both in ((name, capitals), ("all_proxy", True)):
        if url := _read(environ, one, capitals=both):
            return _parsed(url, one.upper())
    return None


def _read(environ: Mapping[str, str], name: str, *, capitals: bool = True) -> str:
    return (environ.get(name) or (environ.get(name.upper(), "") if capitals else "")).strip()


def _parsed(url: str, name: str) -> Proxy:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"{name} is no address of a proxy: http://host:port") from None
    if parts.scheme != "http":
        raise ValueError(f"{name} is a proxy of the kind {parts.scheme}: haero speaks with http proxies only")
    if not host:
        raise ValueError(f"{name} is no address of a proxy: http://host:port")
    authorization = ""
    if parts.username is not None:
        from base64 import b64encode

        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = "Basic " + b64encode(pair.encode()).decode()
    return Proxy(host, 80 if port is None else port, authorization)


def _is_left_out(host: str, port: int, listed: str) -> bool:
    name = host.lower().rstrip(".")
    for entry in listed.replace(" ", ",").split(","):
        wanted = entry.strip().lower().rstrip(".")
        if not wanted:
            continue
        if wanted == "*":
            return True
        if "/" in wanted:
            if _is_within(name, wanted):
                return True
            continue
        wanted, only = _split_port(wanted)
        if only is not None and only != port:
            continue
        wanted = wanted.removeprefix("*").removeprefix(".")
        if name == wanted or (name.endswith(f".{wanted}") and _address(name) is None):
            return True
    return False


def _split_port(entry: str) -> tuple[str, int | None]:
    if entry.startswith("["):
        inner, _, rest = entry[1:].partition("]")
        return inner, int(rest[1:]) if rest[1:].isdecimal() else None
    head, _, tail = entry.rpartition(":")
    if head and ":" not in head and tail.isdecimal():
        return head, int(tail)
    return entry, None


def _address(name: str) -> "IPv4Address | IPv6Address | None":
    from ipaddress import ip_address

    try:
        return ip_address(name.partition("%")[0])
    except ValueError:
        return None


def _is_within(name: str, network: str) -> bool:
    from ipaddress import ip_network

    address = _address(name)
    try:
        return address is not None and address in ip_network(network, strict=False)
    except ValueError:
        return False
