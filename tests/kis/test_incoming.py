"""What a client hears: everything that the server's own writers send, and what else may come."""

import contextlib
from datetime import UTC, datetime
from typing import assert_never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.kis import frames, incoming, notice, realtime
from haero.kis.errors import Unreadable
from haero.kis.frames import Quotes
from haero.kis.incoming import Incoming, Ping, StreamAnswer
from haero.kis.notice import NoticeKey, Sealed
from haero.kis.realtime import Word

KEY = NoticeKey("tesnaipyhhcpfrnupdybjhvuabognuch", "4060f9fcb7b4e2ef")
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.sampled_from(list(realtime.WORDS.values())), texts, texts, st.booleans(), st.sampled_from([KEY, None]))
def test_every_answer_of_the_server(
    word: Word, tr_id: str, tr_key: str, encrypted: bool, key: NoticeKey | None
) -> None:
    if tr_id == realtime.PINGPONG:
        return
    sent = realtime.answer(word, tr_id, tr_key, encrypted=encrypted, key=key)
    found = incoming.read(sent)
    assert found == StreamAnswer(tr_id, tr_key, encrypted, word.rt_cd, word.code, word.text, key)
    assert found.succeeded is (word.rt_cd == "0")
    again = realtime.answer(word, found.tr_id, found.tr_key, encrypted=found.encrypted, key=found.key)
    assert again == sent


def test_a_ping_goes_back_as_it_came() -> None:
    sent = realtime.pingpong(datetime(2023, 10, 4, 7, 4, 55, tzinfo=UTC))
    found = incoming.read(sent)
    assert found == Ping(sent.decode(), "20231004160455")
    assert realtime.read(found.text) is None


def test_quotes_and_notices() -> None:
    record = "^".join(["x"] * 26)
    quotes = incoming.read(frames.frame(frames.TRADES_TR, [record]))
    assert quotes == frames.read(f"0|HDFSCNT0|001|{record}")
    sealed = incoming.read(notice.frame(notice.REAL_TR, notice.record({"ODER_NO": "7"}), KEY))
    assert isinstance(sealed, Sealed)
    assert sealed.open(KEY)[0].values["ODER_NO"] == "7"


def name_of(heard: Incoming) -> str:
    """A type that the union gets and this forgets is a mypy error."""
    match heard:
        case StreamAnswer():
            return "answer"
        case Ping():
            return "ping"
        case Quotes():
            return "quotes"
        case Sealed():
            return "sealed"
        case _:
            assert_never(heard)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            '{"header":{"tr_id":"(null)","tr_key":"","encrypt":"N"},"body":{"rt_cd":"9","msg_cd":"OPSP8996","msg1":"x"}}',
            "answer",
        ),
        ('{"header":{},"body":{}}', "answer"),
        ('{"header":{"tr_id":null},"body":{"rt_cd":1,"output":{"iv":1,"key":null}}}', "answer"),
        ('{"header":{"tr_id":"PINGPONG"}}', "ping"),
        ("0|H0STCNT0|001|x", "quotes"),
        ("1|H0STCNI0|001|x", "sealed"),
    ],
)
def test_the_four_kinds(text: str, name: str) -> None:
    assert name_of(incoming.read(text)) == name
    assert name_of(incoming.read(text.encode())) == name


def test_an_answer_with_odd_values() -> None:
    found = incoming.read('{"header":{"tr_id":null},"body":{"rt_cd":1,"msg1":" x ","output":{"iv":1,"key":"k"}}}')
    assert found == StreamAnswer("", "", False, "1", "", "x", None)
    assert "tesnaipy" not in repr(incoming.read(realtime.answer(realtime.SUBSCRIBED, "T", "K", key=KEY)))


@pytest.mark.parametrize(
    "text",
    ["", "x", "{", "[]", "1", '{"header":1}', '{"header":{}}', "0|T", "1|T|1", b"\xff", "[" * 100_000, "<html>secret"],
)
def test_what_the_server_never_says(text: str | bytes) -> None:
    with pytest.raises(Unreadable) as told:
        incoming.read(text)
    assert "secret" not in str(told.value)


@given(
    st.text()
    | st.binary()
    | texts.map(lambda text: "0|HDFSCNT0|001|" + text)
    | texts.map(lambda text: "1|T|001|" + text)
)
def test_no_text_breaks_it(text: str | bytes) -> None:
    with contextlib.suppress(Unreadable):
        heard = incoming.read(text)
        assert name_of(heard)
        if isinstance(heard, Sealed):
            heard.open(KEY)
