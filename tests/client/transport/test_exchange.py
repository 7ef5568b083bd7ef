"""What both transports do with servers that behave, and with those that don't. No request is ever received twice."""

import socket
import threading

import pytest

from haero.client.transport.wire import Broken, Departure, ReplyLimits, Timeouts, Unreached, WireReply
from tests.client.transport.callers import Makes
from tests.client.transport.raw_server import BODY, ORDER, QUESTION, RawServer, Served, always, once, reply

CHUNKED = (
    b"HTTP/1.1 200 OK\r\ntr_id: TTTT1002U\r\nTransfer-Encoding: chunked\r\nTrailer: x\r\n\r\n"
    b"5;a=b\r\n%b\r\n%x\r\n%b\r\n0\r\nX-Sum: 1\r\nappkey: no\r\n\r\n" % (BODY[:5], len(BODY) - 5, BODY[5:])
)
UNTIL_CLOSE = b"HTTP/1.1 200 OK\r\ntr_id: TTTT1002U\r\n\r\n" + BODY
SHORT = Timeouts(connect=0.2, write=0.2, read=0.2, total=5)


def test_a_connection_serves_one_exchange_after_another(caller: Makes) -> None:
    with RawServer(always(reply())) as server:
        transport = caller(server.url)
        for _ in range(5):
            assert transport.exchange(ORDER) == WireReply(
                200, (("tr_id", "TTTT1002U"), ("Content-Length", str(len(BODY)))), BODY
            )
        assert (server.opened, len(server.requests)) == (1, 5)


def test_what_goes_out_is_what_was_given(caller: Makes) -> None:
    with RawServer(always(reply())) as server:
        caller(server.url).exchange(ORDER)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /uapi/overseas-stock/v1/trading/order HTTP/1.1"
    assert lines[1] == f"Host: 127.0.0.1:{server.port}"
    assert [line for line in lines if line.startswith(("Content-Type", "auth", "app", "tr_id", "cust"))] == [
        f"{name}: {value}" for name, value in ORDER.headers
    ]
    assert lines[-1] == f"Content-Length: {len(ORDER.body)}"
    assert body == ORDER.body


@pytest.mark.parametrize(
    "answer", [CHUNKED, b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + reply()]
)
def test_other_forms_of_a_reply_keep_the_connection(caller: Makes, answer: bytes) -> None:
    with RawServer(always(answer)) as server:
        transport = caller(server.url)
        for _ in range(2):
            got = transport.exchange(ORDER)
            assert (got.status, got.body) == (200, BODY)
            assert "appkey" not in dict(got.headers)
        assert server.opened == 1


@pytest.mark.parametrize("answer", [UNTIL_CLOSE, reply(BODY, "Connection: close"), reply().replace(b"1.1", b"1.0", 1)])
def test_a_reply_that_ends_the_connection_is_whole(caller: Makes, answer: bytes) -> None:
    with RawServer(once(answer)) as server:
        transport = caller(server.url)
        for _ in range(2):
            assert transport.exchange(ORDER).body == BODY
        assert (server.opened, len(server.requests)) == (2, 2)


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_replies_without_a_body(caller: Makes, status: str) -> None:
    with RawServer(always(f"HTTP/1.1 {status}\r\n\r\n".encode())) as server:
        transport = caller(server.url)
        for _ in range(2):
            assert transport.exchange(QUESTION).body == b""
        assert server.opened == 1


def test_a_redirect_is_a_reply(caller: Makes) -> None:
    with RawServer(always(reply(b"", "Location: /elsewhere", status="307 Temporary Redirect"))) as server:
        assert caller(server.url).exchange(ORDER).status == 307
        assert len(server.requests) == 1


@pytest.mark.parametrize("answer", [reply(), CHUNKED], ids=["sized", "chunked"])
def test_a_reply_cut_at_any_byte_is_broken_and_asked_once(caller: Makes, answer: bytes) -> None:
    cuts = list(range(len(answer)))

    def serve(served: Served) -> None:
        if served.read() is not None:
            served.send(answer[: cuts[served.number - 1]])

    with RawServer(serve) as server:
        transport = caller(server.url)
        for _ in cuts:
            with pytest.raises(Broken, match=r"closed the connection|cut off"):
                transport.exchange(ORDER)
        assert len(server.requests) == server.opened == len(cuts)


def test_the_second_of_a_doubled_reply_answers_nothing(caller: Makes) -> None:
    def serve(served: Served) -> None:
        while (request := served.read()) is not None:
            served.send(reply(request[-1:]) * 2)

    with RawServer(serve) as server:
        transport = caller(server.url)
        for sign in b"abc":
            assert transport.exchange(ORDER._replace(body=bytes([sign]))).body == bytes([sign])
        assert (server.opened, len(server.requests)) == (3, 3)


@pytest.mark.parametrize("stray", [reply(b"old"), b"x", b""], ids=["reply", "byte", "end"])
def test_what_comes_while_nobody_asked_ends_the_connection(caller: Makes, stray: bytes) -> None:
    answered, sent = threading.Event(), threading.Event()

    def serve(served: Served) -> None:
        if served.read() is None:
            return
        served.send(reply(b"%d" % served.number))
        if served.number > 1:
            served.until_gone()
            return
        assert answered.wait(10)
        if stray:
            served.send(stray)
        else:
            served.sock.shutdown(socket.SHUT_WR)
        sent.set()
        served.until_gone()

    with RawServer(serve) as server:
        transport = caller(server.url)
        assert transport.exchange(ORDER).body == b"1"
        answered.set()
        assert sent.wait(10)
        assert transport.exchange(ORDER).body == b"2"
        assert len(server.requests) == 2


def test_a_reset_idle_connection_is_replaced(caller: Makes) -> None:
    answered, gone = threading.Event(), threading.Event()

    def serve(served: Served) -> None:
        assert served.read() is not None
        served.send(reply())
        if served.number == 1:
            assert answered.wait(10)
            served.reset()
            gone.set()

    with RawServer(serve) as server:
        transport = caller(server.url)
        transport.exchange(ORDER)
        answered.set()
        assert gone.wait(10)
        assert transport.exchange(ORDER).status == 200
        assert len(server.requests) == 2


def test_an_idle_connection_has_its_time(caller: Makes) -> None:
    with RawServer(always(reply())) as server:
        transport = caller(server.url, idle_seconds=0)
        transport.exchange(ORDER)
        transport.exchange(ORDER)
        assert (server.opened, len(server.requests)) == (2, 2)


@pytest.mark.parametrize("ending", ["close", "reset", "half"])
def test_a_request_without_a_reply_is_broken_and_never_sent_again(caller: Makes, ending: str) -> None:
    """Also on a connection that was used before: what was sent may have been done."""

    def serve(served: Served) -> None:
        served.read()
        served.send(reply())
        served.read()
        if ending == "half":
            served.send(reply()[:-3])
        if ending != "close":
            served.reset()

    with RawServer(serve) as server:
        transport = caller(server.url)
        transport.exchange(ORDER)
        departure = Departure()
        with pytest.raises(Broken, match=r"closed the connection|reset|cut off"):
            transport.exchange(ORDER, departure)
        assert departure.left
        assert (server.opened, len(server.requests)) == (1, 2)


@pytest.mark.parametrize(
    "answer", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", b"HTTP/1.1 099 No\r\n\r\n"]
)
def test_what_is_no_http_is_broken(caller: Makes, answer: bytes) -> None:
    with RawServer(once(answer)) as server:
        with pytest.raises(Broken, match="no HTTP reply"):
            caller(server.url).exchange(ORDER)
        assert len(server.requests) == 1


def test_a_switch_of_protocols_is_broken(caller: Makes) -> None:
    answer = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
    with RawServer(once(answer)) as server, pytest.raises(Broken, match="another protocol"):
        caller(server.url).exchange(ORDER)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 3000,
        b"HTTP/1.1 102 Wait\r\n\r\n" * 200,
        b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + b"x" * 9000,
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 9000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n" + b"X: y\r\n" * 1000,
    ],
    ids=["head", "interim", "sized", "until close", "trailers"],
)
def test_replies_have_a_largest_size(caller: Makes, answer: bytes) -> None:
    with RawServer(once(*(answer[at : at + 500] for at in range(0, len(answer), 500)))) as server:
        with pytest.raises(Broken, match="too large"):
            caller(server.url, limits=ReplyLimits(head=1000, body=5000)).exchange(ORDER)
        assert len(server.requests) == 1


def test_a_server_that_never_answers(caller: Makes) -> None:
    with RawServer(Served.until_gone) as server:
        with pytest.raises(Broken, match=r"nothing came from the server for 0\.2 s"):
            caller(server.url, SHORT).exchange(ORDER)


def test_a_server_that_drips_runs_out_of_the_whole_time(caller: Makes) -> None:
    ended = threading.Event()

    def serve(served: Served) -> None:
        served.read()
        for byte in reply() * 9:
            served.send(bytes([byte]))
            if ended.wait(0.02):
                return

    with RawServer(serve) as server:
        with pytest.raises(Broken, match=r"no whole reply within 0\.3 s in all"):
            caller(server.url, SHORT._replace(total=0.3)).exchange(ORDER)
        ended.set()
        assert len(server.requests) == 1


def test_a_reply_in_single_bytes_is_a_reply(caller: Makes) -> None:
    with RawServer(once(*(bytes([byte]) for byte in CHUNKED))) as server:
        assert caller(server.url).exchange(ORDER).body == BODY


def test_a_server_that_stops_reading(caller: Makes) -> None:
    ended = threading.Event()

    def serve(_: Served) -> None:
        ended.wait(10)

    with RawServer(serve) as server:
        with pytest.raises(Broken, match=r"took no more of the request for 0\.2 s"):
            caller(server.url, SHORT).exchange(ORDER._replace(body=b"x" * 20_000_000))
        ended.set()


def test_a_large_request_goes_out_whole(caller: Makes) -> None:
    with RawServer(always(reply())) as server:
        transport = caller(server.url)
        large = b"0123456789" * 1_000_000
        for _ in range(2):
            assert transport.exchange(ORDER._replace(body=large)).status == 200
        assert server.requests[1].endswith(b"\r\n\r\n" + large)
        assert server.opened == 1


def test_a_reply_before_the_request_is_out_is_taken(caller: Makes) -> None:
    ended = threading.Event()

    def serve(served: Served) -> None:
        if served.number == 1:
            served.sock.recv(1000)
            served.send(reply(status="413 Too Large"))
            ended.wait(10)
        else:
            always(reply())(served)

    with RawServer(serve) as server:
        transport = caller(server.url)
        assert transport.exchange(ORDER._replace(body=b"x" * 20_000_000)).status == 413
        assert transport.exchange(ORDER).status == 200  # on another connection: the first is in the middle of a request
        ended.set()
        assert server.opened == 2


def test_nobody_listens(caller: Makes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    departure = Departure()
    with pytest.raises(Unreached, match=f"no connection to 127.0.0.1:{port}: Connection refused"):
        caller(f"http://127.0.0.1:{port}").exchange(ORDER, departure)
    assert not departure.left


def test_accepted_and_closed_is_never_called_unreached_once_bytes_left(caller: Makes) -> None:
    def serve(served: Served) -> None:
        served.sock.close()

    with RawServer(serve) as server:
        departure = Departure()
        with pytest.raises((Broken, Unreached)) as caught:
            caller(server.url).exchange(ORDER, departure)
        assert departure.left == isinstance(caught.value, Broken)
        assert server.opened == 1


def test_a_request_that_cannot_be_written_reaches_nobody(caller: Makes) -> None:
    with RawServer(always(reply())) as server:
        with pytest.raises(ValueError, match="the value of appkey") as caught:
            caller(server.url).exchange(ORDER._replace(headers=(("appkey", "se\r\ncret"),)))
        assert "cret" not in str(caught.value)
        assert server.opened == 0


def test_closed_and_used_again(caller: Makes) -> None:
    with RawServer(always(reply())) as server:
        transport = caller(server.url)
        transport.exchange(ORDER)
        if hasattr(transport, "connections"):
            transport.runner.run(transport.connections.close())  # type: ignore[attr-defined]
        else:
            transport.close()
        assert transport.exchange(ORDER).status == 200
        assert (server.opened, len(server.requests)) == (2, 2)


def test_errors_tell_no_secrets(caller: Makes) -> None:
    with RawServer(once(b"HTTP/1.1 200 OK\r\nappsecret secret\r\n\r\n")) as server:
        with pytest.raises(Broken) as caught:
            caller(server.url).exchange(ORDER)
    told = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert not any(word in told for word in ("secret", "PSkey", "Bearer"))
