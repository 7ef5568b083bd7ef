"""TLS: whom it trusts, and that a cut is no end."""

import asyncio
import socket
import ssl
from pathlib import Path
from time import monotonic

import pytest

from haero.client.transport.address import read_address
from haero.client.transport.asynchronous import AsyncConnections
from haero.client.transport.wire import Broken, Departure, Unreached
from tests.client.transport.callers import Makes
from tests.client.transport.certificates import certificate
from tests.client.transport.raw_server import BODY, ORDER, RawServer, Served, always, once, reply

UNTIL_CLOSE = b"HTTP/1.1 200 OK\r\n\r\n" + BODY


def test_the_right_certificate(caller: Makes, tmp_path: Path) -> None:
    file, context = certificate(tmp_path, "127.0.0.1")
    with RawServer(always(reply()), context) as server:
        transport = caller(read_address(server.url, ca=str(file), environ={}))
        for _ in range(3):
            assert transport.exchange(ORDER).body == BODY
        large = b"0123456789" * 300_000
        assert transport.exchange(ORDER._replace(body=large)).body == BODY
        assert (server.opened, len(server.requests)) == (1, 4)
        assert server.requests[3].endswith(large)


def test_the_file_that_the_environment_names(caller: Makes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, context = certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with RawServer(always(reply()), context) as server:
        assert caller(server.url).exchange(ORDER).status == 200


@pytest.mark.parametrize(("host", "days", "why"), [("localhost", 2, "mismatch"), ("127.0.0.1", -1, "expired")])
def test_a_wrong_certificate(caller: Makes, tmp_path: Path, host: str, days: int, why: str) -> None:
    file, context = certificate(tmp_path, host, days=days)
    with RawServer(always(reply()), context) as server:
        departure = Departure()
        with pytest.raises(Unreached, match=f"certificate of 127.0.0.1 is not trusted.*{why}"):
            caller(read_address(server.url, ca=str(file), environ={})).exchange(ORDER, departure)
        assert not departure.left
        assert not server.requests


def test_nobody_who_says_so_is_trusted(caller: Makes, tmp_path: Path) -> None:
    _, context = certificate(tmp_path, "127.0.0.1")
    with RawServer(always(reply()), context) as server:
        with pytest.raises(Unreached, match="not trusted: self-signed"):
            caller(server.url).exchange(ORDER)
        assert not server.requests


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_a_file_that_is_none(caller: Makes, tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "ca.pem"
    if text is not None:
        file.write_text(text)
    with RawServer(always(reply())) as server:
        address = read_address(server.url.replace("http:", "https:"), ca=str(file), environ={})
        with pytest.raises(Unreached, match=r"ca\.pem"):
            caller(address).exchange(ORDER)


def test_a_server_without_tls(caller: Makes) -> None:
    def serve(served: Served) -> None:
        served.sock.recv(1000)
        served.send(reply(status="400 Bad Request"))

    with RawServer(serve) as server, pytest.raises(Unreached, match=r"no TLS with 127\.0\.0\.1"):
        caller(server.url.replace("http:", "https:")).exchange(ORDER)


def test_a_cut_is_no_end(caller: Makes, tmp_path: Path) -> None:
    """Only TLS's own goodbye ends a reply that lasts until the end: a closed socket is what anybody on the way can make."""
    file, context = certificate(tmp_path, "127.0.0.1")

    def serve(served: Served) -> None:
        served.read()
        served.send(UNTIL_CLOSE)
        if served.number == 1:
            assert isinstance(served.sock, ssl.SSLSocket)
            served.sock.unwrap()

    with RawServer(serve, context) as server:
        transport = caller(read_address(server.url, ca=str(file), environ={}))
        assert transport.exchange(ORDER).body == BODY
        with pytest.raises(Broken, match="cut"):
            transport.exchange(ORDER)
        assert len(server.requests) == 2


def test_changed_bytes_are_broken(caller: Makes, tmp_path: Path) -> None:
    file, context = certificate(tmp_path, "127.0.0.1")

    def serve(served: Served) -> None:
        served.read()
        with socket.socket(fileno=served.sock.detach()) as bare:
            bare.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
            bare.shutdown(socket.SHUT_WR)
            while bare.recv(1000):
                pass

    with RawServer(serve, context) as server, pytest.raises(Broken, match="TLS connection broke"):
        caller(read_address(server.url, ca=str(file), environ={})).exchange(ORDER)


def test_a_truncated_reply_under_tls(caller: Makes, tmp_path: Path) -> None:
    file, context = certificate(tmp_path, "127.0.0.1")
    with RawServer(once(reply()[:-1]), context) as server:
        with pytest.raises(Broken):
            caller(read_address(server.url, ca=str(file), environ={})).exchange(ORDER)
        assert len(server.requests) == 1


async def test_the_tickets_after_a_handshake_are_no_answer_to_nothing(tmp_path: Path) -> None:
    """They come when no request is out yet; the connection stays good, before its first request and between two."""
    file, context = certificate(tmp_path, "127.0.0.1")
    context.num_tickets = 4
    with RawServer(always(reply()), context) as server:
        async with AsyncConnections(read_address(server.url, ca=str(file), environ={})) as pool:
            loop = asyncio.get_running_loop()
            await pool._move(loop)
            talk = await pool._new_talk(loop, monotonic() + 60)
            await pool._dial(talk, loop, monotonic() + 60)
            while talk._tls is not None and not talk._tls._session.session.has_ticket:  # type: ignore[union-attr]
                await asyncio.sleep(0.001)
            assert talk.is_open
            pool._give_back(talk, True)
            for _ in range(2):
                assert (await pool.exchange(ORDER)).status == 200
            assert (server.opened, len(server.requests)) == (1, 2)
