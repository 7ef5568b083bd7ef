"""What is the blocking transport's own: threads, waiting for a connection, interrupts. The rest is in test_exchange.py."""

import signal
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from haero.client.transport.address import read_address
from haero.client.transport.blocking import Connections
from haero.client.transport.wire import Departure, Timeouts, Unreached
from tests.client.transport.raw_server import ORDER, RawServer, Served, always, reply


def connections(server: RawServer, timeouts: Timeouts = Timeouts(), most: int = 16) -> Connections:  # noqa: B008
    return Connections(read_address(server.url, environ={}), timeouts, most=most)


def echo(served: Served) -> None:
    """Answers with the body of the request."""
    while (request := served.read()) is not None:
        served.send(reply(request.partition(b"\r\n\r\n")[2]))


@pytest.mark.parametrize("most", [1, 3, 16])
def test_threads_share_connections_and_get_their_own_replies(most: int) -> None:
    with RawServer(echo) as server, connections(server, most=most) as pool, ThreadPoolExecutor(8) as threads:

        def work(thread: int) -> bool:
            bodies = [b"%d-%d" % (thread, number) for number in range(200)]
            return all(pool.exchange(ORDER._replace(body=body)).body == body for body in bodies)

        assert all(threads.map(work, range(8)))
        assert server.opened <= min(most, 8)
        assert len(server.requests) == len(set(server.requests)) == 8 * 200


def test_who_finds_all_connections_at_work_waits_so_long() -> None:
    began, end = threading.Event(), threading.Event()

    def serve(served: Served) -> None:
        while served.read() is not None:
            began.set()
            assert end.wait(10)
            served.send(reply())

    with RawServer(serve) as server, connections(server, most=1) as pool, ThreadPoolExecutor(1) as threads:
        first = threads.submit(pool.exchange, ORDER)
        assert began.wait(10)
        pool._timeouts = Timeouts(total=0.1)
        with pytest.raises(Unreached, match=r"all 1 connections were at work for 0\.1 s"):
            pool.exchange(ORDER)
        pool._timeouts = Timeouts()
        end.set()
        assert pool.exchange(ORDER).status == first.result(10).status == 200
        assert (server.opened, len(server.requests)) == (1, 2)


def test_an_interrupt_leaves_no_half_used_connection() -> None:
    """The reply to the interrupted request must not answer the next one."""

    def serve(served: Served) -> None:
        if served.number == 1:
            served.read()
            served.send(reply(b"late")[:-1])
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            served.until_gone()
        else:
            always(reply(b"own"))(served)

    with RawServer(serve) as server, connections(server, most=1) as pool:
        departure = Departure()
        with pytest.raises(KeyboardInterrupt):
            pool.exchange(ORDER, departure)
        assert departure.left
        assert pool.exchange(ORDER).body == b"own"
        assert len(server.requests) == 2


def test_close_lets_an_exchange_end_and_then_closes_its_connection() -> None:
    began, end = threading.Event(), threading.Event()

    def serve(served: Served) -> None:
        while served.read() is not None:
            began.set()
            assert end.wait(10)
            served.send(reply())

    with RawServer(serve) as server, ThreadPoolExecutor(1) as threads:
        pool = connections(server)
        first = threads.submit(pool.exchange, ORDER)
        assert began.wait(10)
        pool.close()
        end.set()
        assert first.result(10).status == 200
        assert len(pool._lines) == len(pool._idle) == 0


def test_all_addresses_of_a_name_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        dead = nobody.getsockname()
    with RawServer(always(reply())) as server:
        tcp = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        found = [(*tcp, dead), (*tcp, ("127.0.0.1", server.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        with Connections(read_address("http://kis.example", environ={})) as pool:
            assert pool.exchange(ORDER).status == 200


def test_a_name_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with (
        Connections(read_address("http://kis.example", environ={})) as pool,
        pytest.raises(Unreached, match="name is not"),
    ):
        pool.exchange(ORDER)


def test_a_pool_shows_no_secrets() -> None:
    address = read_address("http://kis.example", environ={"ALL_PROXY": "http://me:secret@p:1"})
    assert "secret" not in f"{Connections(address)!r} {address!r}"
    with pytest.raises(ValueError, match="at least one"):
        Connections(address, most=0)
