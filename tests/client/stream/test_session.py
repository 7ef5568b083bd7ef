"""The talk with the realtime server, text by text."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.client.stream.messages import Trouble
from haero.client.stream.policy import StreamPolicy
from haero.client.stream.registrations import Registration, Wanted
from haero.client.stream.session import (
    APPROVALS,
    REPAIRS,
    Down,
    HangUp,
    Opened,
    Refused,
    Registered,
    Session,
    Spoiled,
)
from haero.kis import frames, notice, realtime
from haero.kis.frames import Quotes
from haero.kis.notice import NoticeKey
from tests.client.stream.wire import HTS, KEY, answer, asked, fill, record, sealed, trade, yes

MINE = Registration(notice.REAL_TR, HTS)
APPLE, OTHER = Registration(frames.TRADES_TR, "DNASAAPL"), Registration(frames.TRADES_TR, "DNASMSFT")


def session(*wanted: Registration, policy: StreamPolicy = StreamPolicy(), chance: float = 0.0) -> Session:  # noqa: B008
    table = Wanted()
    table.add(wanted)
    return Session(table, policy, lambda: chance)


def opened(*wanted: Registration) -> Session:
    """A session with a connection on which all is registered."""
    made = session(*wanted)
    made.opened("key", 0.0)
    for one in wanted:
        made.heard(yes(*one), 0.0)
    assert made.registered == set(wanted)
    return made


def kinds(events: list[Any]) -> list[str]:
    return [one.kind.value if isinstance(one, Trouble) else type(one).__name__ for one in events]


def test_the_first_registration_goes_alone_and_the_others_behind_its_answer() -> None:
    made = session(MINE, APPLE, OTHER)
    [first] = asked(made.opened("key", 0.0))
    assert (first.tr_id, first.tr_key, first.subscribe, first.approval_key) == (notice.REAL_TR, HTS, True, "key")
    heard = made.heard(yes(), 0.1)
    assert [(one.tr_id, one.tr_key) for one in asked(heard.texts)] == [APPLE, OTHER]
    assert heard.events == [Registered(MINE)]
    assert made.heard(yes(*APPLE), 0.2) == ([], [Registered(APPLE)], None)
    again = made.heard(answer(realtime.ALREADY_SUBSCRIBED, *OTHER), 0.2)
    assert again.events == [Registered(OTHER)]


def test_registrations_are_sent_again_on_the_next_connection() -> None:
    made = opened(MINE, APPLE)
    wait, events = made.closed(20.0, was_open=True)
    assert (wait, kinds(events)) == (0.5, ["Down", "disconnected"])
    assert made.registered == set()
    [first] = asked(made.opened("key", 21.0))
    assert first.tr_id == notice.REAL_TR
    assert len(asked(made.heard(yes(), 21.0).texts)) == 1


def test_pingpong_goes_back_as_it_came() -> None:
    text = '{"header": {"tr_id":"PINGPONG", "datetime":"20231004160455"}}'
    assert opened(MINE).heard(text, 1.0) == ([text.encode()], [], None)


def test_frames_are_opened_with_the_key_of_their_tr() -> None:
    made = opened(MINE, APPLE)
    made.heard(answer(realtime.ALREADY_SUBSCRIBED, *MINE), 0.0)
    [event] = made.heard(sealed(record(), fill(1, 4)), 1.0).events
    assert isinstance(event, Opened)
    assert [one.values["CNTG_QTY"] for one in event.records] == ["0000000010", "0000000004"]
    [quotes] = made.heard(f"0|HDFSCNT0|002|{trade()}^{trade()}", 1.0).events
    assert isinstance(quotes, Quotes)
    assert len(quotes.records) == 2
    foreign = NoticeKey("a" * 32, "b" * 16)
    assert kinds(made.heard(sealed(record(), key=foreign), 1.0).events) == ["Spoiled", "unreadable"]


@pytest.mark.parametrize(
    ("text", "tr_id"),
    [
        ("", ""),
        ("nonsense", ""),
        ("1|H0GSCNI0|001|AAAA", notice.REAL_TR),
        ("1|H0GSCNI0|001", notice.REAL_TR),
        ("1|H0GSCNI", ""),
        ("1|H0GSCNI0|xyz|AAAA", notice.REAL_TR),
        ("0|HDFSCNT0|001|a^b", frames.TRADES_TR),
        (b"\xff\xfe", ""),
        ("[" * 5_000, ""),
    ],
)
def test_what_cannot_be_read_is_counted_and_told(text: str | bytes, tr_id: str) -> None:
    made = opened(MINE)
    heard = made.heard(text, 1.0)
    assert (heard.texts, heard.events[0], heard.hang_up) == ([], Spoiled(tr_id), None)
    assert kinds(heard.events[1:]) == ["unreadable"]
    assert made.unreadable == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.text(), st.binary(), st.sampled_from([yes(), sealed(record()), sealed(record())[:-7]])),
        max_size=10,
    )
)
def test_nothing_that_comes_ends_the_session(texts: list[str | bytes]) -> None:
    made = session(MINE)
    made.opened("key", 0.0)
    for text in texts:
        made.heard(text, 1.0)


def test_one_bad_symbol_does_not_stop_the_others() -> None:
    made = session(APPLE, OTHER)
    made.opened("key", 0.0)
    heard = made.heard(answer(realtime.UNKNOWN_KEY, *APPLE), 0.0)
    assert heard.events[0] == Refused(APPLE, "OPSP8992", "SUBSCRIBE ERROR : invalid tr_key")
    assert [one.tr_key for one in asked(heard.texts)] == ["DNASMSFT"]
    assert made.standing((APPLE, OTHER)) == [heard.events[0]]
    heard = made.heard(answer(realtime.TOO_MANY, *OTHER), 0.0)
    assert heard.events[0] == Refused(OTHER, "OPSP0008", "MAX SUBSCRIBE OVER")


def test_a_failure_inside_kis_is_tried_again_with_the_next_pingpong() -> None:
    made = session(MINE)
    made.opened("key", 0.0)
    ping = realtime.pingpong(datetime(2026, 11, 20, tzinfo=UTC)).decode()
    for _ in range(REPAIRS):
        assert kinds(made.heard(answer(realtime.SEND_FAILED), 1.0).events) == ["refused"]
        assert len(asked(made.heard(ping, 2.0).texts)) == 1
    assert isinstance(made.heard(answer(realtime.SEND_FAILED), 3.0).events[0], Refused)
    assert asked(made.heard(ping, 4.0).texts) == []


def test_an_app_key_in_use_is_waited_for_longer_each_time() -> None:
    made = session(MINE)
    waits = []
    for _ in range(5):
        made.opened("key", 0.0)
        assert made.heard(realtime.answer(realtime.IN_USE, realtime.NO_TR, ""), 0.0).hang_up is HangUp.IN_USE
        wait, events = made.closed(0.0, was_open=True)
        waits.append(wait)
        assert kinds(events) == ["Down", "in_use"]
    assert waits == [5, 10, 20, 40, 60]


def test_a_refused_approval_asks_for_a_new_one_and_gives_up_in_the_end() -> None:
    made = session(MINE, APPLE)
    for turn in range(APPROVALS):
        made.opened("secret-key", 0.0)
        heard = made.heard(answer(realtime.UNKNOWN_APPROVAL), 0.0)
        assert heard.hang_up is HangUp.APPROVAL
        assert made.approval_is_bad
        last = turn == APPROVALS - 1
        assert kinds(heard.events) == ["approval", "ApprovalRefused"][: 1 + last]
        assert "secret-key" not in repr(heard)
        made.closed(0.0, was_open=True)
    made.opened("key", 0.0)
    made.heard(yes(), 0.0)
    assert not made.approval_is_bad


def test_waits_double_with_chance_and_start_anew_after_a_steady_connection() -> None:
    made = session(MINE, chance=1.0)
    assert [made.closed(0.0, was_open=False)[0] for _ in range(9)] == [0.25, 0.5, 1, 2, 4, 8, 16, 30, 30]
    made.opened("key", 100.0)
    made.heard(yes(), 100.0)
    assert made.closed(105.0, was_open=True)[0] == 30
    made.opened("key", 200.0)
    made.heard(yes(), 200.0)
    assert made.closed(210.0, was_open=True)[0] == 0.25


def test_silence_is_three_of_its_pauses() -> None:
    made = opened(MINE)
    ping = '{"header":{"tr_id":"PINGPONG","datetime":"20231004160455"}}'
    assert made.silence(20.0) == 100.0
    made.heard(ping, 30.0)
    made.heard(ping, 40.0)
    assert made.silence(40.0) == 45.0
    made.heard(ping, 70.0)
    assert made.silence(100.0) == 60.0
    made.silent()
    _, events = made.closed(160.0, was_open=True)
    assert kinds(events) == ["Down", "silent"]


def test_an_end_without_a_word_hints_at_the_hts_id() -> None:
    made = session(MINE)
    texts = []
    for _ in range(2):
        made.opened("key", 0.0)
        texts.append(made.closed(0.0, was_open=True)[1][-1])
    assert ["HTS ID" in str(one) for one in texts] == [False, True]
    assert HTS not in repr(texts)


def test_changes_on_an_open_connection() -> None:
    made = opened(MINE, APPLE)
    made.wanted.add((OTHER,))
    [
        on,
    ] = asked(made.changed([OTHER], []))
    assert (on.subscribe, on.tr_key) == (True, "DNASMSFT")
    made.wanted.remove((APPLE,))
    [off] = asked(made.changed([], [APPLE]))
    assert (off.subscribe, off.tr_key) == (False, "DNASAAPL")
    assert made.heard(answer(realtime.UNSUBSCRIBED, *APPLE), 0.0).events == []
    waiting = session(MINE, APPLE)
    waiting.opened("key", 0.0)
    waiting.wanted.add((OTHER,))
    assert waiting.changed([OTHER], []) == []
    waiting.wanted.remove((APPLE,))
    assert waiting.changed([], [APPLE]) == []
    assert [one.tr_key for one in asked(waiting.heard(yes(), 0.0).texts)] == ["DNASMSFT"]


def test_an_answer_whose_key_was_not_understood_is_that_of_the_one_that_waits() -> None:
    made = session(MINE)
    made.opened("key", 0.0)
    heard = made.heard(answer(realtime.BAD_KEY, notice.REAL_TR, ""), 0.0)
    assert isinstance(heard.events[0], Refused)
    assert made.heard(answer(realtime.BAD_JSON, realtime.NO_TR, ""), 0.0).events == []


def test_no_secret_shows() -> None:
    made = opened(MINE)
    text = repr((MINE, made.heard(sealed(record()), 0.0), made, made.standing((MINE,)), KEY))
    for secret in (HTS, KEY.key, "홍길동", "8100000101"):
        assert secret not in text, secret


def test_down_is_told_only_of_what_was_open() -> None:
    made = session(MINE)
    assert made.closed(0.0, was_open=False)[1] == []
    made.opened("key", 0.0)
    assert made.closed(0.0, was_open=True)[1][0] == Down()
