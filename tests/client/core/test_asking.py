"""Questions: asked again where it may help, and never for ever; and the broker's clock."""

from datetime import timedelta

import pytest

from haero.client.core.asking import Asker
from haero.client.core.policy import Policy
from haero.client.errors import Answered, AuthError, NoAnswer, NotConnected, NotFound, RateLimited
from haero.client.transport.wire import WireReply, WireRequest
from haero.kis.reply_types import InquireCcnlReply
from tests.client.core.conftest import Makes
from tests.client.core.stage import (
    BEGAN,
    CCNL,
    CUT,
    HAERO,
    KIS,
    NO_LINE,
    TOKEN,
    Answer,
    Stage,
    headers_of,
    query_of,
    refused,
    reply,
    rows,
    said,
)

PATH, TR = "/uapi/overseas-stock/v1/trading/inquire-ccnl", "TTTS3035R"
GOOD = rows({"odno": "1"})


def ask(stage: Stage, *given: Answer, tr_cont: str = "") -> tuple[InquireCcnlReply, WireReply]:
    stage.answers(CCNL, *given)
    return stage.run(stage.asker.question(InquireCcnlReply, PATH, TR, {"PDNO": "A B%"}, tr_cont=tr_cont))


def test_one_question(stage: Stage) -> None:
    read, wire = ask(stage, GOOD)
    assert read.output[0].odno == "1"
    assert wire.status == 200
    (request,) = stage.sent_to(CCNL)
    assert request.method == "GET"
    assert request.body == b""
    assert query_of(request) == {"PDNO": "A B%"}
    assert "tr_cont" not in headers_of(request)
    assert stage.slept == []


def test_a_further_page_says_so(stage: Stage) -> None:
    ask(stage, GOOD, tr_cont="N")
    assert headers_of(stage.sent[-1])["tr_cont"] == "N"


@pytest.mark.parametrize(
    "trouble",
    [CUT, NO_LINE, reply(200, "<html>"), reply(502, "<html>"), said({}), refused("EGW00202"), refused("EGW00301"),
     refused("90020000", 200), refused("XYZ", 500), GOOD._replace(status=500)],
    ids=lambda trouble: getattr(trouble, "status", type(trouble).__name__),
)  # fmt: skip
def test_what_is_asked_again(stage: Stage, trouble: Answer) -> None:
    read, _ = ask(stage, trouble, GOOD)
    assert read.succeeded
    assert len(stage.sent_to(CCNL)) == 2
    assert len(stage.slept) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused("APBK1269", 200), Answered),
        (refused("OPSQ2001", 200), Answered),
        (refused("OPSQ9997", 500), Answered),
        (refused("IGW00010", 500), Answered),
        (refused("EGW00103", 500), AuthError),
        (refused("OPSQ0002", 500), NotFound),
        (refused("SYDB0050", 200), Answered),
    ],
)
def test_what_is_not_asked_again(stage: Stage, answer: WireReply, kind: type[Answered]) -> None:
    with pytest.raises(Answered) as caught:
        ask(stage, answer)
    assert type(caught.value) is kind
    assert caught.value.tr_id == TR
    assert len(stage.sent_to(CCNL)) == 1


def test_it_is_given_up(make_stage: Makes) -> None:
    for tries in (1, 3):
        stage = make_stage(HAERO, Policy(tries=tries))
        with pytest.raises(NoAnswer, match=f"HTTP 502.*{tries} times"):
            ask(stage, reply(502, "<html>"))
        assert len(stage.sent_to(CCNL)) == tries
        assert len(stage.slept) == tries - 1


def test_no_line_and_no_answer_are_two_errors(stage: Stage) -> None:
    with pytest.raises(NotConnected, match=r"no line.*haero status"):
        ask(stage, NO_LINE)
    with pytest.raises(NoAnswer, match="cut"):
        ask(stage, CUT, NO_LINE, CUT, CUT, CUT)
    with pytest.raises(NoAnswer):  # one try reached it: it may have counted there
        ask(stage, CUT, NO_LINE)


def test_the_advice_of_a_haero_is_not_given_at_kis(make_stage: Makes) -> None:
    with pytest.raises(NotConnected) as caught:
        ask(make_stage(KIS), NO_LINE)
    assert "haero status" not in str(caught.value)


def test_a_code_is_told_when_tries_are_over(stage: Stage) -> None:
    with pytest.raises(Answered) as caught:
        ask(stage, refused("EGW00301", 500, "시간 초과"))
    assert (caught.value.code, caught.value.text) == ("EGW00301", "시간 초과")
    assert len(stage.sent_to(CCNL)) == 5


@pytest.mark.parametrize(("luck", "part"), [(0.0, 0.5), (1.0, 1.0), (0.5, 0.75)])
def test_pauses_grow_and_are_not_the_same_for_all(make_stage: Makes, luck: float, part: float) -> None:
    stage = make_stage(HAERO, Policy(tries=8, backoff=0.25, most=4.0))
    stage.luck = luck
    with pytest.raises(NoAnswer):
        ask(stage, CUT)
    assert stage.slept == pytest.approx([part * pause for pause in (0.25, 0.5, 1.0, 2.0, 4.0, 4.0, 4.0)])


@pytest.mark.parametrize("code", ["EGW00201", "EGW00215"])
def test_too_many_calls_are_obeyed_by_all_programs(stage: Stage, code: str, make_stage: Makes) -> None:
    other = make_stage(HAERO._replace(pace=250))  # what it asks here is never too much by itself
    seen: list[float] = []

    def too_many(request: WireRequest) -> WireReply:
        return refused(code)

    def good(request: WireRequest) -> WireReply:
        seen.append(stage.time)
        return GOOD

    stage.luck = 0.0
    stage.answers(CCNL, too_many, good)
    operation = stage.asker.question(InquireCcnlReply, PATH, TR, {})
    stopped: list[float] = []
    stage.before = lambda effect: stopped.append(other.machine.pace.take(1000.0 + stage.time))
    stage.run(operation)
    assert seen[0] >= 1.0
    assert max(stopped) == pytest.approx(1.0)  # a program beside it got no slot for a second


def test_rate_limited_at_last(stage: Stage) -> None:
    with pytest.raises(RateLimited) as caught:
        ask(stage, refused("EGW00201"))
    assert caught.value.code == "EGW00201"
    assert all(pause >= 1.0 for pause in stage.slept)


def test_calls_wait_for_the_pace(make_stage: Makes) -> None:
    stage = make_stage(HAERO._replace(pace=2))
    for _ in range(5):
        ask(stage, GOOD)
    times = [at for at, one in zip(stage.times, stage.sent, strict=True) if one.method == "GET"]
    assert times == pytest.approx([0.0, 0.0, 1.02, 1.02, 2.04])


@pytest.mark.parametrize("code", ["EGW00121", "EGW00122", "EGW00123"])
def test_a_stale_token_is_taken_anew_once(make_stage: Makes, code: str) -> None:
    stage = make_stage(HAERO._replace(pace=0))
    ask(stage, refused(code), GOOD)
    assert [headers_of(one)["authorization"] for one in stage.sent_to(CCNL)] == ["Bearer token1", "Bearer token2"]
    assert stage.slept == []
    with pytest.raises(AuthError) as caught:
        ask(stage, refused(code))
    assert caught.value.code == code
    assert len(stage.sent_to(CCNL)) == 4
    assert len(stage.sent_to(TOKEN)) == 3


def test_a_reply_to_another_question_is_not_taken(stage: Stage) -> None:
    """It stood in front of the right one on a connection, which is closed; the question is asked on another."""
    read, _ = ask(stage, rows({"odno": "7"}, tr_id="TTTT1002U"), rows({"odno": "1"}, tr_id=TR))
    assert read.output[0].odno == "1"
    assert stage.closed == 1
    stage.answers(CCNL, rows(tr_id="TTTT1002U"))
    with pytest.raises(NoAnswer, match="another request"):
        stage.run(stage.asker.question(InquireCcnlReply, PATH, TR, {}))


def test_a_reply_that_names_no_tr_is_taken(stage: Stage) -> None:
    ask(stage, GOOD)
    assert stage.closed == 0


def test_headers_are_made_once_for_a_token(stage: Stage) -> None:
    asker = stage.asker
    first = asker.headers("TTTT1002U", "t1")
    assert asker.headers("TTTT1002U", "t1") is first
    assert asker.headers("TTTT1002U", "t1", "N") is not first
    assert dict(asker.headers("TTTT1006U", "t1"))["tr_id"] == "TTTT1006U"
    renewed = asker.headers("TTTT1002U", "t2")
    assert dict(renewed)["authorization"] == "Bearer t2"
    assert renewed[1:] != first[1:]
    assert first[0][0] == "Content-Type"
    assert [name for name, _ in first[1:]] == ["authorization", "appkey", "appsecret", "tr_id", "custtype"]


def clock_now(stage: Stage) -> object:
    return stage.run(stage.asker.clock_now())


def test_the_clock_of_a_haero_is_asked_for_when_its_word_is_old(stage: Stage) -> None:
    stage.broker_ahead = 86_400.0
    assert clock_now(stage) == BEGAN + timedelta(days=1)
    assert [one.target for one in stage.sent] == ["/"]
    stage.time += 2.0
    assert clock_now(stage) == BEGAN + timedelta(days=1)
    assert len(stage.sent) == 1  # fresh enough
    stage.time += 0.5
    assert clock_now(stage) == BEGAN + timedelta(days=1, seconds=2)
    assert len(stage.sent) == 2
    assert stage.sent[-1].headers == ()  # no key goes where none is needed


@pytest.mark.parametrize("trouble", [CUT, NO_LINE])
def test_a_haero_that_does_not_say_its_time(stage: Stage, trouble: Exception) -> None:
    stage.answers("", trouble)
    assert clock_now(stage) is None


def test_the_clock_of_kis_goes_on(make_stage: Makes) -> None:
    """And what is said of it is never later than the truth: orders older than that are not the one that leaves now."""
    stage = make_stage(KIS)
    stage.broker_ahead = 7.9
    for later in (0.0, 0.3, 1.0, 1.5, 600.0, 3600.0):
        stage.time = later
        truth = BEGAN + timedelta(seconds=later + 7.9)
        found = clock_now(stage)
        assert truth - timedelta(seconds=2) <= found <= truth  # type: ignore[operator]
    assert [(one.method, one.target, one.headers) for one in stage.sent] == [
        ("GET", "/", ())
    ]  # once, and no key with it


def test_the_clock_of_kis_is_asked_for_again_after_an_hour(make_stage: Makes) -> None:
    stage = make_stage(KIS)
    clock_now(stage)
    stage.time, stage.broker_ahead = 3600.5, 90.0  # somebody set one of the two clocks meanwhile
    assert clock_now(stage) == BEGAN + timedelta(seconds=3690)
    assert len(stage.sent) == 2
    stage.time += 3601.0
    stage.answers("", NO_LINE)
    assert clock_now(stage) == BEGAN + timedelta(seconds=3690 + 3600)  # its last word, which goes on


def test_a_question_tells_the_clock_of_kis(make_stage: Makes) -> None:
    stage = make_stage(KIS)
    ask(stage, GOOD)
    stage.time += 10.0
    assert clock_now(stage) == BEGAN + timedelta(seconds=9)
    assert all(one.target != "/" for one in stage.sent)


def test_today(make_stage: Makes) -> None:
    """The broker's own; this machine's only where the broker never told it."""
    stage = make_stage()
    stage.broker_ahead = 86_400.0 * 30
    assert stage.run(stage.asker.today()) == BEGAN + timedelta(days=30)
    stage.time += 100.0
    assert stage.run(stage.asker.today()) == BEGAN + timedelta(days=30, seconds=100)
    stage.time += 100.0
    stage.answers("", NO_LINE)
    assert stage.run(stage.asker.today()) == BEGAN + timedelta(days=30, seconds=100)  # its last word
    stage = make_stage(KIS)
    stage.broker_ahead = 86_400.0
    assert stage.run(stage.asker.today()) == BEGAN + timedelta(days=1)
    stage.time += 100.0
    assert stage.run(stage.asker.today()) == BEGAN + timedelta(days=1, seconds=99)
    assert len(stage.sent) == 1
    for profile in (HAERO, KIS):
        stage = make_stage(profile)
        stage.answers("", NO_LINE)
        stage.wall_ahead = 5.0
        assert stage.run(stage.asker.today()) == BEGAN + timedelta(seconds=5)


@pytest.mark.parametrize(
    "trouble", [reply(502, "<html>"), refused("EGW00201"), refused("EGW00301"), GOOD._replace(status=500)]
)
def test_after_a_failed_reply_its_connection_is_closed(stage: Stage, trouble: WireReply) -> None:
    """Had it come twice, its copy would stand in front of the next reply."""
    ask(stage, trouble, GOOD)
    assert stage.closed == 1
    with pytest.raises(Answered):
        ask(stage, refused("APBK1269", 200))
    assert stage.closed == 2


def test_urgent_calls_go_first(make_stage: Makes) -> None:
    stage = make_stage(HAERO._replace(pace=1))
    stage.run(stage.asker.slot())
    assert stage.machine.pace.take(1000.2, urgent=True) > 0  # a cancellation waits
    stage.time = 1.0
    stage.run(stage.asker.slot())
    assert stage.time == pytest.approx(1.07)  # 1.02, and a moment in which the cancellation may come
    other = make_stage(HAERO._replace(pace=1))
    other.time = stage.time + 0.9
    other.run(other.asker.slot(urgent=True))
    stage.time = other.time
    wished = make_stage(HAERO._replace(pace=1))
    wished.time = other.time + 0.5
    urgent = wished.asker.slot(urgent=True)
    effect = next(urgent)
    assert wished._perform(effect) > 0  # it waits, and what waits beside it waits longer
    assert wished.machine.pace.take(1000.0 + other.time + 1.04, urgent=False) > 0
    assert wished.machine.pace.take(1000.0 + other.time + 1.04, urgent=True) == 0


def test_an_asker_shows_no_key() -> None:
    assert "aaaa" not in repr(Asker(HAERO).profile)
