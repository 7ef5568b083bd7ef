"""What leaves of a reply that is damaged."""

import pytest

from haero.faults.effects import CUT, RESET, UNHARMED, Damage, End, ReplyPart

HEAD, BODY = b"HTTP/1.1 200 OK\r\n\r\n", b'{"rt_cd":"0"}'


def test_a_reply_that_is_not_harmed_leaves_whole() -> None:
    assert UNHARMED.bytes_of(HEAD, BODY) == HEAD + BODY
    assert UNHARMED.end is End.KEEP


def test_a_reply_that_is_cut_leaves_not_at_all() -> None:
    assert CUT.bytes_of(HEAD, BODY) == RESET.bytes_of(HEAD, BODY) == b""
    assert (CUT.end, RESET.end) == (End.CLOSE, End.RESET)


def test_copies_stand_one_behind_the_other() -> None:
    assert Damage(copies=3).bytes_of(HEAD, BODY) == (HEAD + BODY) * 3


@pytest.mark.parametrize(
    ("damage", "left"),
    [
        (Damage(part=ReplyPart.BODY, share=0.5), HEAD + BODY[:6]),
        (Damage(part=ReplyPart.BODY, share=0.0), HEAD),
        (Damage(part=ReplyPart.BODY, share=1.0), HEAD + BODY[:-1]),
        (Damage(part=ReplyPart.BODY, count=0, share=0.5), HEAD),
        (Damage(part=ReplyPart.BODY, count=3), HEAD + BODY[:3]),
        (Damage(part=ReplyPart.BODY, count=10_000), HEAD + BODY[:-1]),
        (Damage(part=ReplyPart.HEAD, share=0.5), HEAD[:9]),
        (Damage(part=ReplyPart.HEAD, count=1), HEAD[:1]),
        (Damage(part=ReplyPart.HEAD, share=1.0), HEAD[:-1]),
    ],
)
def test_a_part_never_leaves_whole(damage: Damage, left: bytes) -> None:
    assert damage.bytes_of(HEAD, BODY) == left


def test_nothing_can_be_cut_from_an_empty_body() -> None:
    assert Damage(part=ReplyPart.BODY, share=0.5).bytes_of(HEAD, b"") == HEAD
