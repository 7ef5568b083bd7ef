"""Requests and replies without HTTP."""

from haero.server.wire import CONTENT_TYPE, Reply, Request, json_reply, tr_reply


def test_a_tr_reply_always_has_the_three_small_headers_in_this_order() -> None:
    reply = tr_reply(200, b"{}", "TTTT1002U")
    assert reply.headers == (
        ("Content-Type", "application/json; charset=UTF-8"),
        ("tr_id", "TTTT1002U"),
        ("tr_cont", ""),
        ("gt_uid", ""),
    )
    assert tr_reply(500, b"{}", "X", "M", "u").headers[1:] == (("tr_id", "X"), ("tr_cont", "M"), ("gt_uid", "u"))


def test_a_plain_reply_has_no_tr_headers() -> None:
    assert json_reply(403, b"x") == Reply(403, (CONTENT_TYPE,), b"x")


def test_a_request_is_not_chunked_unless_told() -> None:
    assert not Request("GET", "/", {}, {}, b"").chunked
