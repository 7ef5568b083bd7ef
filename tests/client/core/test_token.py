"""The token: one for all programs, fetched once, never twice a minute, renewed in time, dropped when KIS says so."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from haero.client.core.effects import Exchanging, Interrupted, Local, Sleeping
from haero.client.core.policy import Policy
from haero.client.errors import Answered, AuthError, NoAnswer, NotConnected, RateLimited
from haero.client.local.token import AccessToken
from haero.client.transport.wire import WireReply, WireRequest
from tests.client.core.conftest import Makes
from tests.client.core.stage import BEGAN, CUT, HAERO, NO_LINE, STOPPED_OUT, TOKEN, Stage, refused, reply, said, token

REVOKE = "revokeP"


def once_a_minute() -> WireReply:
    return said(
        {"error_code": "EGW00133", "error_description": "접근토큰 발급 잠시 후 다시 시도하세요(1분당 1회)"}, 403
    )


def get(stage: Stage) -> str:
    return stage.run(stage.asker.tokens.token())


def test_it_is_fetched_once(stage: Stage) -> None:
    assert [get(stage) for _ in range(3)] == ["token1"] * 3
    (request,) = stage.sent
    assert (request.method, request.target) == ("POST", "/oauth2/tokenP")
    body = json.loads(request.body)
    assert body == {"grant_type": "client_credentials", "appkey": "a" * 36, "appsecret": "s" * 180}
    assert [name for name, _ in request.headers] == ["Content-Type"]


def test_it_is_renewed_at_four_fifths_of_its_life(stage: Stage) -> None:
    stage.answers(TOKEN, token("first", 1000), token("second", 1000))
    assert get(stage) == "first"
    stage.time = 799.0
    assert get(stage) == "first"
    stage.time = 800.0
    assert get(stage) == "second"
    assert stage.asker.tokens.expires_at == BEGAN + timedelta(seconds=1800)


def test_its_life_is_counted_from_the_asking(stage: Stage) -> None:
    """Not from the reply: a slow one would make it look younger than KIS has it."""

    def slow(request: WireRequest) -> WireReply:
        stage.time += 100.0
        return token("first", 1000)

    stage.answers(TOKEN, slow)
    get(stage)
    assert stage.asker.tokens.expires_at == BEGAN + timedelta(seconds=1000)


def test_what_another_program_left_is_used(make_stage: Makes) -> None:
    one, other = make_stage(), make_stage()
    assert get(one) == get(other) == "token1"
    assert other.sent == []


@pytest.mark.parametrize("ahead", [-700.0, 6 * 60.0])
def test_one_of_another_time_is_not_used(stage: Stage, ahead: float) -> None:
    """Too old, or from a clock that was set back since."""
    at = BEGAN + timedelta(seconds=ahead)
    stage.machine.tokens.write(AccessToken("old", at, at + timedelta(seconds=800)))
    assert get(stage) == "token1"


def test_one_fetches_for_many(make_stage: Makes) -> None:
    """The second waits on the first, and finds its token without a call of its own."""
    one, other = make_stage(), make_stage()
    operation = one.asker.tokens.token()
    effect = next(operation)
    while type(effect) is not Exchanging:
        effect = operation.send(one._perform(effect))

    def let_it_end(effect: object) -> None:
        if type(effect) is Sleeping and len(other.slept) == 3:
            with pytest.raises(StopIteration):
                _to_the_end(one, operation)

    def _to_the_end(stage: Stage, operation: object) -> None:
        given = one._perform(effect)
        while True:
            given = one._perform(operation.send(given))  # type: ignore[attr-defined]

    other.before = let_it_end
    assert get(other) == "token1"
    assert other.sent == []
    assert other.slept == [0.05] * 4


def test_the_wait_for_another_program_has_an_end(make_stage: Makes) -> None:
    one, other = make_stage(), make_stage(HAERO, Policy(token_wait=2.0))
    one.begin(one.asker.tokens.token(), Exchanging)
    with pytest.raises(NoAnswer, match="too long"):
        get(other)
    assert sum(other.slept) == pytest.approx(2.0, abs=0.06)
    assert other.sent == []


def test_after_the_lock_it_looks_again(make_stage: Makes) -> None:
    """Between its look and its lock another program may have brought one."""
    stage = make_stage()

    def bring(effect: object) -> None:
        if stage.machine.tokens._lock._ours and stage.machine.tokens.read() is None:
            stage.machine.tokens.write(AccessToken("theirs", BEGAN, BEGAN + timedelta(days=1)))

    stage.before = bring
    assert get(stage) == "theirs"
    assert stage.sent == []


def test_one_try_a_minute(make_stage: Makes) -> None:
    """Whoever tried last, and whatever came of it: the next try waits, so that KIS never has to say EGW00133."""
    one, other = make_stage(), make_stage()
    get(one)
    one.run(one.asker.tokens.drop("token1"))
    other.time = 20.0
    get(other)
    assert other.slept == [pytest.approx(41.0)]
    assert other.times == [pytest.approx(61.0)]


def test_no_wait_once_the_minute_is_over(make_stage: Makes) -> None:
    one, other = make_stage(), make_stage()
    get(one)
    one.run(one.asker.tokens.drop("token1"))
    other.time = 61.0
    get(other)
    assert other.slept == []


def test_a_try_of_the_future_is_no_reason_to_wait(stage: Stage) -> None:
    """The clock was set back since."""
    stage.machine.tokens.note_try(BEGAN + timedelta(hours=3))
    assert get(stage) == "token1"
    assert stage.slept == []


def test_a_broker_without_limits_has_none_for_tokens(make_stage: Makes) -> None:
    stage = make_stage(HAERO._replace(pace=0))
    for number in (1, 2, 3):
        assert get(stage) == f"token{number}"
        stage.run(stage.asker.tokens.drop(f"token{number}"))
    assert stage.slept == []


def test_once_a_minute_is_waited_for(stage: Stage) -> None:
    stage.answers(TOKEN, once_a_minute(), once_a_minute(), token("t"))
    assert get(stage) == "t"
    assert sum(stage.slept) == pytest.approx(61.0)


def test_once_a_minute_for_ever(stage: Stage) -> None:
    stage.answers(TOKEN, once_a_minute())
    with pytest.raises(RateLimited) as caught:
        get(stage)
    assert caught.value.code == "EGW00133"
    assert len(stage.sent) == 5


@pytest.mark.parametrize(
    "trouble",
    [
        NO_LINE,
        reply(200, "<html>"),
        reply(502, "bad gateway"),
        said({"access_token": ""}),
        said({}),
        said({}, 500),
    ],
)
def test_a_lost_or_garbled_reply(stage: Stage, trouble: WireReply | Exception) -> None:
    stage.answers(TOKEN, trouble, trouble, token("t"))
    assert get(stage) == "t"
    assert stage.slept == [0.25, 0.5]


def test_after_a_broken_call_the_gap_is_waited(stage: Stage, make_stage: Makes) -> None:
    """A token may have been issued: KIS gives no other within a minute. A broker without limits gives one at once."""
    stage.answers(TOKEN, CUT, CUT, token("t"))
    assert get(stage) == "t"
    assert stage.slept == [61.0, 61.0]
    free = make_stage(HAERO._replace(pace=0))
    free.run(free.asker.tokens.drop("t"))
    free.answers(TOKEN, CUT, CUT, token("u"))
    assert get(free) == "u"
    assert free.slept == [0.25, 0.5]


def test_it_is_given_up(make_stage: Makes) -> None:
    stage = make_stage(HAERO._replace(pace=0), Policy(tries=7))
    for trouble, kind in ((CUT, NoAnswer), (NO_LINE, NotConnected), (reply(502, "<html>"), Answered)):
        stage.answers(TOKEN, trouble)
        stage.slept.clear()
        with pytest.raises(kind):
            get(stage)
        assert stage.slept == [0.25, 0.5, 1.0, 2.0, 4.0, 4.0]
    assert len(stage.sent) == 21
    stage.answers(TOKEN, token("t"))
    assert get(stage) == "t"  # the right to fetch was given back each time


@pytest.mark.parametrize(("code", "kind"), [("EGW00103", AuthError), ("EGW00105", AuthError), ("EGW00116", Answered)])
def test_a_refusal_is_told_at_once(stage: Stage, code: str, kind: type[Answered]) -> None:
    stage.answers(TOKEN, said({"error_code": code, "error_description": "유효하지 않은"}, 403))
    with pytest.raises(kind) as caught:
        get(stage)
    assert caught.value.code == code
    assert len(stage.sent) == 1
    assert "sss" not in str(caught.value) + repr(caught.value)


def test_drop_is_for_all_programs_and_for_this_token_alone(make_stage: Makes) -> None:
    one, other = make_stage(HAERO._replace(pace=0)), make_stage(HAERO._replace(pace=0))
    get(one), get(other)
    one.run(one.asker.tokens.drop("another"))
    assert get(one) == "token1"
    one.run(one.asker.tokens.drop("token1"))
    one.answers(TOKEN, token("new"))
    assert get(one) == "new"
    assert get(other) == "token1"  # it holds it until KIS says no
    other.run(other.asker.tokens.drop("token1"))
    assert get(other) == "new"  # and finds the new one
    assert other.sent == []


def test_before_the_first_token_nothing_is_known_of_it(stage: Stage) -> None:
    with pytest.raises(LookupError):
        _ = stage.asker.tokens.expires_at


def test_revoke(make_stage: Makes) -> None:
    stage = make_stage(HAERO._replace(pace=0))
    stage.answers(REVOKE, said({"code": 200, "message": "접근토큰 폐기에 성공하였습니다"}))
    stage.run(stage.asker.tokens.revoke())
    assert stage.sent == []  # there is none
    get(stage)
    stage.run(stage.asker.tokens.revoke())
    assert json.loads(stage.sent[-1].body)["token"] == "token1"
    assert stage.machine.tokens.read() is None
    assert get(stage) == "token2"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(NO_LINE, NotConnected), (CUT, NoAnswer), (refused("EGW00121"), AuthError), (reply(502, "<html>"), Answered)],
)
def test_revoke_that_fails(stage: Stage, answer: WireReply | Exception, kind: type[Exception]) -> None:
    get(stage)
    stage.answers(REVOKE, answer)
    with pytest.raises(kind) as caught:
        stage.run(stage.asker.tokens.revoke())
    assert "token1" not in str(caught.value)
    kept = stage.machine.tokens.read()
    assert (kept is not None) is (kind in (NotConnected, NoAnswer))  # KIS said nothing: it may well be valid


@pytest.mark.parametrize("kind", [Local, Sleeping, Exchanging])
def test_the_right_to_fetch_is_given_back_by_whoever_is_stopped(make_stage: Makes, kind: type) -> None:
    """At every effect under the lock, one after the other."""
    points = 0
    for point in range(20):
        stage, other = make_stage(HAERO._replace(pace=0)), make_stage(HAERO._replace(pace=0))
        stage.answers(TOKEN, NO_LINE, token("t"))
        seen = 0

        def stop(effect: object, stage: Stage = stage, point: int = point) -> None:
            nonlocal seen
            if stage.machine.tokens._lock._ours and type(effect) is kind:
                seen += 1
                if seen == point + 1:
                    raise Interrupted(left=False, given=True)

        stage.before = stop
        try:
            get(stage)
        except Interrupted:
            points += 1
        assert not stage.machine.tokens._lock._ours
        assert other.machine.tokens.try_lock()
        other.machine.tokens.unlock()
        stage.run(stage.asker.tokens.drop("t"))
    assert points >= 1 if kind is not Exchanging else points == 2


def test_stopped_while_it_is_fetched(make_stage: Makes) -> None:
    stage = make_stage(HAERO._replace(pace=0))
    stage.answers(TOKEN, STOPPED_OUT, token("t"))
    with pytest.raises(Interrupted):
        get(stage)
    assert get(stage) == "t"


def test_a_program_that_dies_gives_the_right_back(tmp_path: Path, make_stage: Makes) -> None:
    """The system frees its lock; nothing is given back by the operation, which is closed where it stands."""
    stage = make_stage()
    operation = stage.asker.tokens.token()
    effect = next(operation)
    while type(effect) is not Exchanging:
        effect = operation.send(stage._perform(effect))
    operation.close()  # no effect may be asked for any more
    assert stage.machine.tokens._lock._ours


def test_it_is_written_for_its_owner_alone(stage: Stage, tmp_path: Path) -> None:
    get(stage)
    files = [path for path in (tmp_path / "state").iterdir() if path.name.startswith("token")]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert "token1" not in repr(stage.machine.tokens) + repr(stage.machine.tokens.read())
