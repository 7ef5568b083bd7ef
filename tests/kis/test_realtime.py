"""Questions and answers of the realtime server."""

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.kis import realtime
from haero.kis.errors import Evidence
from haero.kis.notice import NoticeKey
from haero.kis.realtime import Ask, Misunderstood, Word, read

KEY = NoticeKey("tesnaipyhhcpfrnupdybjhvuabognuch", "4060f9fcb7b4e2ef")


def question(**changes: Any) -> dict[str, Any]:
    header = {"approval_key": "key", "custtype": "P", "tr_type": "1", "content-type": "utf-8"}
    header |= {name: value for name, value in changes.items() if name in {*header, "personalseckey"}}
    wanted = {"tr_id": "HDFSCNT0", "tr_key": "DNASAAPL"}
    wanted |= {name: value for name, value in changes.items() if name in wanted}
    return {"header": kept(header), "body": {"input": kept(wanted)}}


def kept(pairs: dict[str, Any]) -> dict[str, Any]:
    """Without what is to be left out."""
    return {name: value for name, value in pairs.items() if value != "-"}


def test_a_question() -> None:
    assert read(json.dumps(question())) == Ask("key", True, "HDFSCNT0", "DNASAAPL")
    assert read(json.dumps(question(tr_type="2"))) == Ask("key", False, "HDFSCNT0", "DNASAAPL")
    assert read(json.dumps(question(custtype="B", personalseckey="1"))) == Ask("key", True, "HDFSCNT0", "DNASAAPL")
    assert read(json.dumps(question(personalseckey="1"))) is not None  # mojito2 sends it always
    assert "key" not in repr(read(json.dumps(question())))


@given(
    st.builds(
        Ask,
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
        st.booleans(),
        st.sampled_from(["HDFSCNT0", "HDFSASP0", "H0GSCNI0", "H0STCNT0"]),
        st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=40),
    ),
    st.sampled_from(["", "personal"]),
)
def test_what_a_client_asks_the_server_understands(ask: Ask, personal: str) -> None:
    assert read(realtime.question(ask, personal_key=personal)) == ask


def test_a_question_as_kis_prints_it() -> None:
    made = realtime.question(Ask("key", True, "HDFSCNT0", "DNASAAPL"))
    assert json.loads(made) == question()
    assert list(json.loads(made)["header"]) == ["approval_key", "custtype", "tr_type", "content-type"]


@pytest.mark.parametrize(
    "ask",
    [
        Ask("", True, "T", "K"),
        Ask("secret", True, "", "K"),
        Ask("secret", True, "T", ""),
        Ask("secret", True, "T", "x" * 41),
    ],
)
def test_what_the_server_would_not_understand_is_not_asked(ask: Ask) -> None:
    with pytest.raises(ValueError, match="Ask") as told:
        realtime.question(ask)
    assert "secret" not in str(told.value)


def test_an_echo_of_pingpong_asks_nothing() -> None:
    assert read(realtime.pingpong(datetime(2026, 11, 20, tzinfo=UTC))) is None


WRONG: list[tuple[Any, Word]] = [
    ("", realtime.BAD_JSON),
    ("{", realtime.BAD_JSON),
    ("[" * 100_000, realtime.BAD_JSON),
    ("\ud800", realtime.BAD_JSON),
    ([1], realtime.BAD_JSON),
    ("0|HDFSCNT0|001|x", realtime.BAD_JSON),
    ({}, realtime.HEADER_MISSING),
    ({"header": "x"}, realtime.HEADER_MISSING),
    (question(approval_key="-"), realtime.APPKEY_MISSING),
    (question(approval_key=""), realtime.APPKEY_MISSING),
    (question(approval_key=1), realtime.APPKEY_MISSING),
    (question(custtype="-"), realtime.CUSTOMER_MISSING),
    (question(custtype="X"), realtime.BAD_CUSTOMER),
    (question(custtype="B"), realtime.PERSONAL_KEY_MISSING),
    (question(tr_type="-"), realtime.BAD_TYPE),
    (question(tr_type="3"), realtime.BAD_TYPE),
    (question(tr_type=1), realtime.BAD_TYPE),
    ({"header": question()["header"]}, realtime.BODY_MISSING),
    ({"header": question()["header"], "body": 1}, realtime.BODY_MISSING),
    ({"header": question()["header"], "body": {}}, realtime.INPUT_MISSING),
    (question(tr_id="-"), realtime.UNKNOWN_TR),
    (question(tr_id=""), realtime.UNKNOWN_TR),
    (question(tr_id="x" * 14), realtime.UNKNOWN_TR),
    (question(tr_id='"\n'), realtime.UNKNOWN_TR),
    (question(tr_key="-"), realtime.KEY_MISSING),
    (question(tr_key=""), realtime.BAD_KEY),
    (question(tr_key=1), realtime.BAD_KEY),
    (question(tr_key="x" * 41), realtime.BAD_KEY),
    (question(tr_key="A\nB"), realtime.BAD_KEY),
]


@pytest.mark.parametrize(("message", "word"), WRONG)
def test_what_is_wrong_has_its_code(message: Any, word: Word) -> None:
    with pytest.raises(Misunderstood) as error:
        read(message if isinstance(message, str) else json.dumps(message))
    assert error.value.word is word


@given(st.text() | st.binary())
def test_no_text_breaks_it(text: str | bytes) -> None:
    with contextlib.suppress(Misunderstood):
        read(text)


nested = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from(["header", "body"]),
        st.dictionaries(st.sampled_from(["approval_key", "custtype", "tr_type", "tr_id", "input"]), nested),
    )
)
def test_no_structure_breaks_it(message: dict[str, Any]) -> None:
    with contextlib.suppress(Misunderstood):
        read(json.dumps(message))


def test_recorded_answers() -> None:
    """The verbatim frames of the real server."""
    ack = {
        "header": {"tr_id": "H0STASP0", "tr_key": "005930", "encrypt": "N"},
        "body": {
            "rt_cd": "0",
            "msg_cd": "OPSP0000",
            "msg1": "SUBSCRIBE SUCCESS",
            "output": {"iv": "4060f9fcb7b4e2ef", "key": "tesnaipyhhcpfrnupdybjhvuabognuch"},
        },
    }
    made = realtime.answer(realtime.SUBSCRIBED, "H0STASP0", "005930", key=KEY)
    assert made.decode() == json.dumps(ack, separators=(",", ":"))
    us = realtime.answer(realtime.SUBSCRIBED, "HDFSCNT0", "DNASAAPL", key=KEY)
    assert len(us) == 209  # the recorder kept only the length
    in_use = '{"header":{"tr_id":"(null)","tr_key":"","encrypt":"N"},'
    in_use += '"body":{"rt_cd":"9","msg_cd":"OPSP8996","msg1":"ALREADY IN USE appkey"}}'
    assert realtime.answer(realtime.IN_USE, realtime.NO_TR, "").decode() == in_use
    ping = '{"header":{"tr_id":"PINGPONG","datetime":"20231004160455"}}'
    assert realtime.pingpong(datetime(2023, 10, 4, 7, 4, 55, tzinfo=UTC)).decode() == ping
    assert len(ping) < 126  # it comes back in a control frame


def test_a_failure_has_no_output_and_is_not_encrypted() -> None:
    for word in realtime.WORDS.values():
        found = json.loads(realtime.answer(word, "T", "K"))
        assert found["header"] == {"tr_id": "T", "tr_key": "K", "encrypt": "N"}
        assert found["body"] == {"rt_cd": word.rt_cd, "msg_cd": word.code, "msg1": word.text}
    assert json.loads(realtime.answer(realtime.SUBSCRIBED, "T", "K", encrypted=True))["header"]["encrypt"] == "Y"


@pytest.mark.parametrize("tr_id", ["H0GSCNI0", "H0GSCNI9"])
def test_a_failure_of_notices_says_encrypted_too(tr_id: str) -> None:
    """The official client keeps the flag of the last answer, and would show ciphertext after ALREADY IN SUBSCRIBE."""
    for word in realtime.WORDS.values():
        assert json.loads(realtime.answer(word, tr_id, "K"))["header"]["encrypt"] == "Y"


def test_the_table_of_words() -> None:
    codes = [word.code for word in realtime.WORDS.values()]
    assert len(codes) == len(set(codes)) == 28
    assert {word.rt_cd for word in realtime.WORDS.values()} == {"0", "1", "9"}
    assert {word.code for word in realtime.WORDS.values() if word.evidence is Evidence.RECORDED} == {
        "OPSP0000", "OPSP0008", "OPSP0011", "OPSP8993", "OPSP8996", "OPSP9998", "OPSP9999",
    }  # fmt: skip
    for word in realtime.WORDS.values():
        assert word.text.startswith("UNSUB") is (
            word.code in {"OPSP0001", "OPSP0003"}
        )  # official clients test the prefix
