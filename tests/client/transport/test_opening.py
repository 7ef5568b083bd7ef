"""Through a proxy: a tunnel for https, the whole URL for http."""

import socket
import threading
from pathlib import Path

import pytest

from haero.client.transport.address import Address
from haero.client.transport.opening import Opening
from haero.client.transport.proxy import Proxy
from haero.client.transport.wire import Departure, Timeouts, Unreached
from tests.client.transport.callers import Makes
from tests.client.transport.certificates import certificate
from tests.client.transport.raw_server import BODY, ORDER, RawServer, Served, always, once, reply


def test_http_goes_in_whole_urls(caller: Makes) -> None:
    with RawServer(always(reply())) as proxy:
        transport = caller(Address("kis.example", 9443, False, Proxy("127.0.0.1", proxy.port, "Basic dTpw")))
        assert transport.exchange(ORDER).body == BODY
        head = proxy.requests[0].decode().split("\r\n")
        assert head[0] == f"POST http://kis.example:9443{ORDER.target} HTTP/1.1"
        assert head[1:3] == ["Host: kis.example:9443", "Proxy-Authorization: Basic dTpw"]


def test_https_goes_through_a_tunnel(caller: Makes, tmp_path: Path) -> None:
    file, context = certificate(tmp_path, "kis.example")
    with RawServer(always(reply()), context) as server:

        def serve(served: Served) -> None:
            served.read()
            served.send(b"HTTP/1.1 200 Connection")
            served.send(b" established\r\nVia: x\r\n\r\n")
            with socket.create_connection(("127.0.0.1", server.port)) as onward:
                back = threading.Thread(target=pipe, args=(onward, served.sock))
                back.start()
                pipe(served.sock, onward)
                back.join(10)

        with RawServer(serve) as proxy:
            address = Address("kis.example", 9443, True, Proxy("127.0.0.1", proxy.port, "Basic dTpw"), str(file))
            transport = caller(address)
            for _ in range(2):
                assert transport.exchange(ORDER).body == BODY
            transport.close()
            assert proxy.requests[0].decode().split("\r\n")[:2] == [
                "CONNECT kis.example:9443 HTTP/1.1",
                "Host: kis.example:9443",
            ]
            assert b"\r\nProxy-Authorization: Basic dTpw\r\n" in proxy.requests[0]
            assert len(proxy.requests) == 1
            assert len(server.requests) == 2
            assert not any(b"Proxy" in request for request in server.requests)


def pipe(source: socket.socket, target: socket.socket) -> None:
    """Carries bytes until the source ends."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", r"refused .*407.* wants a user"),
        (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", r"refused .*502"),
        (b"", "the proxy closed the connection"),
        (b"SSH-2.0-x\r\n\r\n", "something else than HTTP"),
        (b"x" * 20_000, "something else than HTTP"),
        (b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "more than"),
    ],
)
def test_a_proxy_that_refuses(caller: Makes, answer: bytes, why: str) -> None:
    with RawServer(once(answer)) as proxy:
        departure = Departure()
        with pytest.raises(Unreached, match=why) as caught:
            caller(Address("kis.example", 443, True, Proxy("127.0.0.1", proxy.port, "Basic c2VjcmV0"))).exchange(
                ORDER, departure
            )
        assert not departure.left
        assert "c2VjcmV0" not in str(caught.value)
        assert len(proxy.requests) == 1  # the way was asked for, the order was not made


@pytest.mark.parametrize("proxied", [True, False])
def test_an_opening_has_its_time(caller: Makes, proxied: bool) -> None:
    with RawServer(Served.until_gone) as server:
        proxy = Proxy("127.0.0.1", server.port) if proxied else None
        with pytest.raises(Unreached, match=r"stand within 0\.2 s"):
            caller(Address("127.0.0.1", server.port, True, proxy), Timeouts(connect=0.2)).exchange(ORDER)


def test_nothing_is_said_without_proxy_and_tls() -> None:
    opening = Opening(Address("h", 80, False), None)
    assert opening.begin() == b""
    assert opening.done
    assert opening.tls is None
