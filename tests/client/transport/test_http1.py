"""Requests as bytes, replies from bytes however they are split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.client.transport.http1 import USER_AGENT, ReplyReader, RequestWriter
from haero.client.transport.wire import Broken, ReplyLimits, WireReply, WireRequest

LIMITS = ReplyLimits()
SECRET = "very-secret"


def written(request: WireRequest, **named: object) -> list[str]:
    return RequestWriter("h:1", **named).write(request).decode().split("\r\n")  # type: ignore[arg-type]


def test_what_a_request_lacks_is_added() -> None:
    lines = written(WireRequest("GET", "/a?b=c", (("tr_id", "X"), ("Content-Type", "y"))))
    assert lines == [
        "GET /a?b=c HTTP/1.1", "Host: h:1", f"User-Agent: {USER_AGENT}", "Accept: */*", "Accept-Encoding: identity",
        "tr_id: X", "Content-Type: y", "", "",
    ]  # fmt: skip


def test_what_a_request_has_stays_as_it_is() -> None:
    lines = written(WireRequest("POST", "/", (("user-agent", "me"), ("HOST", "other"), ("Accept", "text/plain"))))
    assert lines == [
        "POST / HTTP/1.1", "Accept-Encoding: identity", "user-agent: me", "HOST: other", "Accept: text/plain",
        "Content-Length: 0", "", "",
    ]  # fmt: skip


def test_a_proxy_gets_the_whole_url_and_its_own_header() -> None:
    lines = written(WireRequest("GET", "/a", ()), prefix="http://h:1", first=(("Proxy-Authorization", "Basic x"),))
    assert lines[:3] == ["GET http://h:1/a HTTP/1.1", "Host: h:1", "Proxy-Authorization: Basic x"]


@pytest.mark.parametrize(
    "headers",
    [
        (("appkey", f"{SECRET}\r\nX: y"),), (("appkey", f"{SECRET}\n"),), (("appkey", f"{SECRET}\r"),),
        (("appkey", f"{SECRET}\0"),), (("appkey", f"{SECRET}키"),), (("app key", SECRET),), (("", SECRET),),
        (("a:b", SECRET),), (("키", SECRET),), (("a\n", SECRET),), (("Content-Length", "1"),),
        (("transfer-encoding", "chunked"),), (("Expect", "100-continue"),),
    ],
)  # fmt: skip
def test_headers_that_could_become_others_are_refused(headers: tuple[tuple[str, str], ...]) -> None:
    writer = RequestWriter("h")
    for _ in range(2):
        with pytest.raises(ValueError) as caught:
            writer.write(WireRequest("GET", "/", headers))
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize("target", ["", "a", "http://x/", "/a b", "/a\r\nX: y", "/a\n", "/한", "*", "/\x7f"])
def test_targets_are_paths(target: str) -> None:
    with pytest.raises(ValueError, match="path"):
        RequestWriter("h").write(WireRequest("GET", target, ()))


@pytest.mark.parametrize("method", ["", "GET ", "G\nT", "HEAD", "CONNECT"])
def test_methods_whose_replies_can_be_read(method: str) -> None:
    with pytest.raises(ValueError, match="method"):
        RequestWriter("h").write(WireRequest(method, "/", ()))


def test_many_sets_of_headers_are_not_kept_for_ever() -> None:
    writer = RequestWriter("h")
    for number in range(1000):
        assert f"n: {number}\r\n".encode() in writer.write(WireRequest("GET", "/", (("n", str(number)),)))
    assert len(writer._blocks) <= 64


BODIES = st.binary(max_size=60)
NAMES = st.sampled_from(["tr_id", "tr_cont", "gt_uid", "Content-Type", "X"])
VALUES = st.text(st.sampled_from("abcXYZ0189=;,/_"), max_size=20)


@st.composite
def replies(draw: st.DrawFn) -> tuple[bytes, WireReply, bool]:
    """The bytes of a reply, what they say, and whether only the end of the connection ends it."""
    status = draw(st.sampled_from([200, 400, 500, 204]))
    headers = tuple(draw(st.lists(st.tuples(NAMES, VALUES), max_size=5)))
    form = draw(st.sampled_from(["sized", "chunked", "close"])) if status != 204 else "none"
    body = draw(BODIES) if status != 204 else b""
    tail = body
    if form == "sized":
        headers += (("Content-Length", str(len(body))),)
    elif form == "chunked":
        headers += (("Transfer-Encoding", "chunked"),)
        size = draw(st.integers(1, 70))
        pieces = [body[at : at + size] for at in range(0, len(body), size)]
        trailer = draw(st.sampled_from([b"", b"X-Sum: 1\r\n"]))
        tail = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n" + trailer + b"\r\n"
    interim = draw(st.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 E\r\nLink: a\r\n\r\n"]))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers).encode()
    return (
        interim + b"HTTP/1.1 %d Word\r\n" % status + head + b"\r\n" + tail,
        WireReply(status, headers, body),
        form == "close",
    )


@given(replies(), st.data())
def test_any_split_gives_the_same_reply(made: tuple[bytes, WireReply, bool], data: st.DataObject) -> None:
    raw, expected, until_close = made
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    reader = ReplyReader(LIMITS)
    for _ in range(1 if until_close else 3):  # one reader reads all replies of a connection
        reader.expect()
        got = None
        for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True):
            assert got is None or start == end
            if start < end:
                got = reader.feed(raw[start:end])
        assert (got is None) == until_close
        assert (reader.end() if until_close else got) == expected
    assert reader.reusable is not until_close


@given(replies(), st.data())
def test_no_part_of_a_reply_is_a_reply(made: tuple[bytes, WireReply, bool], data: st.DataObject) -> None:
    raw, expected, until_close = made
    end = data.draw(st.integers(0, len(raw) - 1))
    reader = ReplyReader(LIMITS)
    got = reader.feed(raw[:end]) if end else None
    assert got is None
    head = raw.index(b"Word\r\n")
    if until_close and raw.find(b"\r\n\r\n", head) + 4 <= end:
        assert expected.body.startswith(reader.end().body)  # nothing in such a reply says how long it is
    else:
        with pytest.raises(Broken):
            reader.end()
    assert not reader.reusable


@given(replies(), st.binary(min_size=1, max_size=80), st.booleans())
def test_what_follows_a_reply_never_changes_it(
    made: tuple[bytes, WireReply, bool], stray: bytes, doubled: bool
) -> None:
    raw, expected, until_close = made
    if until_close:
        return
    reader = ReplyReader(LIMITS)
    after = raw if doubled else stray
    assert reader.feed(raw + after) == expected
    assert reader.reusable is (not after.strip(b"\r\n"))


@given(st.binary(max_size=200))
def test_noise_is_broken_or_not_yet_a_reply(noise: bytes) -> None:
    reader = ReplyReader(LIMITS)
    try:
        assert not noise or reader.feed(noise) is None
        reader.end()
    except Broken:
        return
    pytest.fail("noise was read as a reply")


@pytest.mark.parametrize("codings", ["gzip, chunked", "gzip"])
def test_a_transfer_coding_that_nobody_asked_for(codings: str) -> None:
    reader = ReplyReader(LIMITS)
    raw = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: {codings}\r\n\r\n0\r\n\r\n".encode()
    with pytest.raises(Broken):
        _ = reader.feed(raw) or reader.end()
    assert not reader.reusable


@pytest.mark.parametrize(
    "lines",
    ["Content-Length: 1\r\nContent-Length: 2", "Content-Length: 1\r\nTransfer-Encoding: chunked", "A: b\r\n folded"],
)
def test_replies_of_two_meanings_are_broken(lines: str) -> None:
    with pytest.raises(Broken):
        ReplyReader(LIMITS).feed(f"HTTP/1.1 200 OK\r\n{lines}\r\n\r\n0\r\n\r\n".encode())


def test_small_chunks_are_no_large_head() -> None:
    reader = ReplyReader(ReplyLimits(head=1000, body=10_000))
    assert reader.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") is None
    for _ in range(5000):
        assert reader.feed(b"1\r\nx\r\n") is None
    got = reader.feed(b"0\r\n\r\n")
    assert got is not None
    assert len(got.body) == 5000


def test_a_released_reader_is_gone_at_once() -> None:
    import gc
    import weakref

    gc.disable()
    try:
        reader = ReplyReader(LIMITS)
        parser = weakref.ref(reader._parser) if hasattr(type(reader._parser), "__weakref__") else None
        reader.release()
        assert parser is None or parser() is None
        assert not reader.reusable
    finally:
        gc.enable()
