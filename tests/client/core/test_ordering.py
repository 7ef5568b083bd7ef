"""An order goes out once: every way that it can end, what the store has then, and what the key tells afterwards."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from haero.client.core.effects import Disconnecting, Effect, Exchanging, Interrupted, Local, Sleeping
from haero.client.core.ordering import REPLIES, Receipt, place
from haero.client.core.policy import Policy
from haero.client.errors import (
    Answered,
    AuthError,
    HaeroError,
    KeyConflict,
    NotConnected,
    OrderOutcomeUnknown,
    OrderRejected,
    RateLimited,
    StoreUnusable,
)
from haero.client.local.record import Fate, OrderRecord, Settled
from haero.client.orders.changing import plan_cancel
from haero.client.orders.plan import Original, Plan, Reserved
from haero.client.orders.reserving import plan_reservation, plan_reservation_cancel
from haero.client.transport.wire import WireReply, WireRequest
from haero.kis.order_table import ORDER_TRS
from haero.terms import Exchange, Side
from tests.client.core.conftest import Makes
from tests.client.core.stage import (
    BEGAN,
    CHANGE,
    CUT,
    HAERO,
    NO_LINE,
    ORDER,
    SCOPE,
    SEAT,
    STOPPED_BEFORE,
    STOPPED_OUT,
    TOKEN,
    Answer,
    Stage,
    a_buy,
    headers_of,
    refused,
    reply,
    said,
    taken,
)

NO_PACE = HAERO._replace(pace=0)


def buy(stage: Stage, *given: Answer, key: str | None = "k", plan: Plan | None = None) -> Receipt:
    if given:
        stage.answers(ORDER, *given)
    return stage.run(place(stage.asker, plan or a_buy(), SCOPE, key))


def again(stage: Stage, key: str = "k") -> str:
    """What the same call tells later, and that nothing is sent by it."""
    before = len(stage.sent_to(ORDER))
    try:
        found = buy(stage, key=key).number
    except HaeroError as error:
        found = type(error).__name__
    assert len(stage.sent_to(ORDER)) == before
    return found


def test_taken(stage: Stage) -> None:
    receipt = buy(stage, taken("0000000042", "000003"))
    assert (receipt.key, receipt.number, receipt.branch, receipt.time) == ("k", "0000000042", "01790", "000003")
    assert receipt.at == BEGAN
    assert receipt.raw is not None
    assert receipt.content["symbol"] == "AAPL"
    (request,) = stage.sent_to(ORDER)
    assert request.method == "POST"
    assert json.loads(request.body)["PDNO"] == "AAPL"
    assert headers_of(request)["tr_id"] == "TTTT1002U"
    record = stage.fate_of("k")
    assert (record.fate, record.number, record.branch) == (Fate.ACCEPTED, "0000000042", "01790")
    told = buy(stage)
    assert told._replace(raw=receipt.raw) == receipt
    assert told.raw is None
    assert len(stage.sent_to(ORDER)) == 1


def test_a_key_is_made_where_none_is_given(stage: Stage) -> None:
    assert buy(stage, taken(), key=None).key == "new key"


def test_the_number_has_ten_digits_whatever_kis_writes(stage: Stage) -> None:
    assert buy(stage, taken(" 42 ")).number == "0000000042"


def test_it_is_in_the_store_before_its_first_byte(stage: Stage) -> None:
    seen: list[OrderRecord] = []

    def look(request: WireRequest) -> WireReply:
        seen.append(stage.fate_of("k"))
        return taken()

    buy(stage, look)
    assert seen[0].fate is Fate.SENDING
    assert seen[0].server_at == BEGAN
    assert "81000001" not in repr(seen[0])


REFUSALS = [
    # (answer, error, what the store has)
    (refused("APBK0952", 200, rt_cd="7"), OrderRejected, Fate.REJECTED),
    (refused("APBK9999", 200), OrderRejected, Fate.REJECTED),
    (refused("IGW00017", 500), OrderRejected, Fate.REJECTED),
    (refused("APBK0656", 200), OrderRejected, Fate.REJECTED),
    (refused("EGW00201", 500), RateLimited, Fate.UNSENT),
    (refused("EGW00215", 500), RateLimited, Fate.UNSENT),
    (refused("EGW00103", 500), AuthError, Fate.UNSENT),
    (refused("IGW00002", 500), AuthError, Fate.UNSENT),
]


@pytest.mark.parametrize(("answer", "kind", "fate"), REFUSALS)
def test_refused(stage: Stage, answer: WireReply, kind: type[Answered], fate: Fate) -> None:
    with pytest.raises(kind) as caught:
        buy(stage, answer)
    assert type(caught.value) is kind
    assert caught.value.raw is not None
    assert caught.value.tr_id == "TTTT1002U"
    if isinstance(caught.value, OrderRejected):
        assert caught.value.key == "k"
    assert stage.fate_of("k").fate is fate
    assert len(stage.sent_to(ORDER)) == 1
    if fate is Fate.REJECTED:  # the same key tells the same
        with pytest.raises(kind) as told:
            buy(stage, taken())
        said_twice = [
            (error.code, error.text, error.http_status, error.tr_id, error.advice, getattr(error, "key", None))
            for error in (caught.value, told.value)
        ]
        assert said_twice[0] == said_twice[1]
        assert len(stage.sent_to(ORDER)) == 1
    else:  # nobody looked at it: it may be sent, under the same key
        assert buy(stage, taken()).number == "0000000001"


def test_too_many_calls_hold_all_programs_back(stage: Stage) -> None:
    with pytest.raises(RateLimited):
        buy(stage, refused("EGW00201"))
    assert stage.machine.pace.take(1000.0 + stage.time) == pytest.approx(1.0)
    assert stage.slept == []  # an order isn't sent again by itself


UNKNOWN = [
    CUT,
    reply(200, ""),
    reply(200, "<html>"),
    reply(502, "<html>"),
    reply(404, "{}"),
    refused("EGW00202"),
    refused("EGW00301"),
    refused("90020000", 200),
    refused("XYZ", 500),
    taken()._replace(status=500),
    taken(""),
    said({"rt_cd": "0", "msg_cd": "APBK0013", "msg1": ""}),
    taken("7", tr_id="TTTT1006U"),
]


@pytest.mark.parametrize("answer", UNKNOWN)
def test_unknown(stage: Stage, answer: Answer) -> None:
    with pytest.raises(OrderOutcomeUnknown) as caught:
        buy(stage, answer)
    error = caught.value
    assert (error.key, error.request["symbol"], error.sent_at) == ("k", "AAPL", BEGAN)
    assert "81000001" not in str(error) + repr(error)
    record = stage.fate_of("k")
    assert record.fate is Fate.UNKNOWN
    assert record.outcome["lost_at"] == BEGAN.isoformat()
    assert again(stage) == "OrderOutcomeUnknown"
    with pytest.raises(OrderOutcomeUnknown) as told:
        buy(stage)
    assert (told.value.why, told.value.sent_at) == (error.why, error.sent_at)


def test_no_line(stage: Stage) -> None:
    with pytest.raises(NotConnected, match=r"nothing was sent.*haero status"):
        buy(stage, NO_LINE)
    assert stage.fate_of("k").fate is Fate.UNSENT
    assert buy(stage, taken()).number == "0000000001"


def test_no_token_no_order(stage: Stage) -> None:
    stage.answers(TOKEN, CUT)
    with pytest.raises(NotConnected, match="nothing was sent"):
        buy(stage, taken())
    assert stage.sent_to(ORDER) == []
    assert stage.machine.store.find(SCOPE, "k") is None


@pytest.mark.parametrize("code", ["EGW00121", "EGW00122", "EGW00123"])
def test_a_stale_token_is_taken_anew_once(make_stage: Makes, code: str) -> None:
    stage = make_stage(NO_PACE)
    assert buy(stage, refused(code), taken()).number == "0000000001"
    assert [headers_of(one)["authorization"] for one in stage.sent_to(ORDER)] == ["Bearer token1", "Bearer token2"]
    with pytest.raises(AuthError):
        buy(stage, refused(code), key="k2")
    assert len(stage.sent_to(ORDER)) == 4
    assert stage.fate_of("k2").fate is Fate.UNSENT


def test_a_lost_reply_after_a_stale_token_is_not_sent_again(make_stage: Makes) -> None:
    stage = make_stage(NO_PACE)
    with pytest.raises(OrderOutcomeUnknown):
        buy(stage, refused("EGW00123"), CUT)
    assert len(stage.sent_to(ORDER)) == 2
    assert again(stage) == "OrderOutcomeUnknown"


def test_a_stale_clock_is_asked_for_before_the_order(stage: Stage) -> None:
    buy(stage, taken())
    stage.time += 60.0
    stage.broker_ahead = -30.0
    buy(stage, taken("2"), key="k2")
    assert [one.target for one in stage.sent][-2] == "/"
    assert stage.fate_of("k2").server_at == BEGAN + timedelta(seconds=30)


def test_a_key_of_another_order(stage: Stage) -> None:
    buy(stage, taken())
    for plan, differs in (
        (a_buy(11), ("quantity",)),
        (a_buy(10, "100.01"), ("price",)),
        (a_buy(5, "99.00", symbol="MSFT"), ("price", "quantity", "symbol")),
        (plan_cancel(SEAT, Original(Exchange.NASDAQ, "AAPL", "1", 10)), None),
    ):
        with pytest.raises(KeyConflict) as caught:
            buy(stage, plan=plan)
        assert caught.value.key == "k"
        if differs is not None:
            assert caught.value.differs == differs
            assert all(name in str(caught.value) for name in differs)
    assert len(stage.sent_to(ORDER)) == 1


def test_a_key_of_another_order_that_was_not_sent(stage: Stage) -> None:
    with pytest.raises(NotConnected):
        buy(stage, NO_LINE)
    with pytest.raises(KeyConflict):
        buy(stage, taken(), plan=a_buy(11))
    assert len(stage.sent_to(ORDER)) == 1


def beside(stage: Stage, fate: Fate, number: str = "") -> Callable[[], object]:
    """Another program has the same order under the same key on its way; what it does when it comes back."""
    record = OrderRecord(SCOPE, "k", a_buy().content, "TTTT1002U", BEGAN, BEGAN)
    assert stage.machine.store.enter(record).fresh
    outcome = {"code": "APBK0952", "text": "없음", "status": "200"} if fate is Fate.REJECTED else {}
    return lambda: stage.machine.store.settle(SCOPE, "k", Settled(fate, number, "", outcome))


@pytest.mark.parametrize(
    ("fate", "told"),
    [
        (Fate.ACCEPTED, "0000000009"),
        (Fate.REJECTED, "OrderRejected"),
        (Fate.UNKNOWN, "OrderOutcomeUnknown"),
        (Fate.UNSENT, "NotConnected"),
    ],
)
def test_the_same_key_at_once(stage: Stage, fate: Fate, told: str) -> None:
    """The second waits for the first, and is told the same."""
    settle = beside(stage, fate, "0000000009" if fate is Fate.ACCEPTED else "")

    def later(effect: Effect) -> None:
        if type(effect) is Sleeping and stage.time > 3.0:
            settle()

    stage.before = later
    assert again(stage) == told
    assert stage.sent_to(ORDER) == []
    assert 3.0 < stage.time < 3.2


def test_the_same_key_in_a_program_that_died(stage: Stage) -> None:
    beside(stage, Fate.ACCEPTED)
    assert again(stage) == "OrderOutcomeUnknown"
    assert 30.0 < stage.time < 30.2


def test_the_store_is_asked_again_right_before_sending(stage: Stage) -> None:
    """Another program may enter the key while this one waits for the token."""
    settle: list[Callable[[], object]] = []

    def enter(effect: Effect) -> None:
        if type(effect) is Exchanging and not settle:
            settle.append(beside(stage, Fate.ACCEPTED, "0000000009"))
            settle[0]()

    stage.before = enter
    assert again(stage) == "0000000009"


def test_a_number_of_a_moment_ago(stage: Stage) -> None:
    """The reply to the order before came twice, and stands where this one's should."""
    buy(stage, taken("5"))
    stage.time += 59.0
    with pytest.raises(OrderOutcomeUnknown, match="another order"):
        buy(stage, taken("5"), key="k2")
    assert stage.closed == 1
    assert stage.fate_of("k2").fate is Fate.UNKNOWN
    assert stage.fate_of("k").number == "0000000005"


def test_a_number_of_long_ago_is_of_another_day(stage: Stage) -> None:
    buy(stage, taken("5"))
    stage.time += 61.0
    assert buy(stage, taken("5"), key="k2").number == "0000000005"


def test_numbers_are_remembered_for_a_minute_alone(make_stage: Makes) -> None:
    stage = make_stage(NO_PACE)
    for number in range(1, 51):
        buy(stage, taken(str(number)), key=f"k{number}")
        stage.time += 3.0
    assert len(stage.asker.numbers) == 21


def test_reservations_are_numbered_apart(stage: Stage) -> None:
    plan = plan_reservation(SEAT, Side.BUY, "AAPL", 10, "100.00")
    number = {"ODNO": "0000000005"}
    stage.answers("order-resv", said({"rt_cd": "0", "msg_cd": "APBK0013", "msg1": "", "output": number}))
    buy(stage, taken("5"))
    assert buy(stage, key="r", plan=plan).number == "0000000005"
    with pytest.raises(OrderOutcomeUnknown):
        buy(stage, key="r2", plan=plan)
    cancel = plan_reservation_cancel(SEAT, Reserved(Exchange.NASDAQ, "AAPL", "5", BEGAN.date(), 10))
    back = said({"rt_cd": "0", "msg_cd": "APBK0013", "msg1": "", "output": {"OVRS_RSVN_ODNO": "0000000005"}})
    stage.answers("order-resv-ccnl", back)
    assert buy(stage, key="c", plan=cancel).number == "0000000005"


def test_a_cancellation_goes_before_all_others(stage: Stage) -> None:
    words: list[bool] = []
    take = stage.machine.pace.take

    def watched(now: float, *, urgent: bool = False) -> float:
        words.append(urgent)
        return take(now, urgent=urgent)

    stage.machine.pace.take = watched  # type: ignore[method-assign]

    stage.answers(CHANGE, taken("2"))
    buy(stage, taken("1"))
    buy(stage, key="c", plan=plan_cancel(SEAT, Original(Exchange.NASDAQ, "AAPL", "1", 10)))
    assert words == [False, True]


@pytest.mark.parametrize(("stopped", "fate"), [(STOPPED_OUT, Fate.UNKNOWN), (STOPPED_BEFORE, Fate.UNSENT)])
def test_stopped_while_it_is_sent(stage: Stage, stopped: Interrupted, fate: Fate) -> None:
    with pytest.raises(Interrupted):
        buy(stage, stopped)
    assert stage.fate_of("k").fate is fate
    if fate is Fate.UNSENT:
        assert buy(stage, taken()).number == "0000000001"
    else:
        assert again(stage) == "OrderOutcomeUnknown"


@pytest.mark.parametrize("answer", [taken("1"), taken("1", tr_id="TTTT1006U"), CUT, refused("APBK0952", 200)])
def test_stopped_at_any_effect(make_stage: Makes, answer: Answer) -> None:
    """Stopped before or after each of its effects in turn: what may be out is never called unsent."""
    stops = 0
    for point in range(40):
        for finished in (False, True):
            stage, count = make_stage(NO_PACE), 0

            def stop(effect: Effect, stage: Stage = stage, finished: bool = finished, point: int = point) -> None:
                nonlocal count
                count += 1
                if count == point + 1:
                    raise Interrupted(left=False, given=finished)

            stage.before = stop
            try:
                buy(stage, answer)
            except (Interrupted, HaeroError) as error:
                stops += isinstance(error, Interrupted)
            stage.before = lambda effect: None
            out = bool(stage.sent_to(ORDER))
            record = stage.machine.store.find(SCOPE, "k")
            if out:
                assert record is not None
                wanted = {Fate.REJECTED, Fate.SENDING, Fate.UNKNOWN}
                if not (isinstance(answer, WireReply) and b"APBK0952" in answer.body):
                    wanted = {Fate.ACCEPTED, Fate.SENDING, Fate.UNKNOWN}
                assert record.fate in wanted, (point, finished)
                assert again(stage) in {"OrderOutcomeUnknown", "OrderRejected", "0000000001"}
            elif record is not None and finished:
                assert record.fate in {Fate.UNSENT, Fate.SENDING}
    assert stops > 10


def test_stopped_while_it_is_written_down(stage: Stage) -> None:
    """It stands in the store, and was not sent: so its key is free."""

    def stop(effect: Effect) -> None:
        if isinstance(effect, Local) and effect.slow and stage.machine.store.find(SCOPE, "k") is None:
            raise Interrupted(left=False, given=True)

    stage.before = stop
    with pytest.raises(Interrupted):
        buy(stage, taken())
    assert stage.fate_of("k").fate is Fate.UNSENT
    assert stage.sent_to(ORDER) == []
    stage.before = lambda effect: None
    assert buy(stage).number == "0000000001"


def test_stopped_while_the_key_of_another_is_found(stage: Stage) -> None:
    """What stands there is another program's, and stays as it is."""

    def stop(effect: Effect) -> None:
        if isinstance(effect, Local) and effect.slow and stage.machine.store.find(SCOPE, "k") is None:
            beside(stage, Fate.ACCEPTED)
            raise Interrupted(left=False, given=True)

    stage.before = stop
    with pytest.raises(Interrupted):
        buy(stage, taken())
    assert stage.fate_of("k").fate is Fate.SENDING


def test_stopped_while_connections_are_closed(stage: Stage) -> None:
    """After a reply that belongs to another request: the order itself is out."""

    def stop(effect: Effect) -> None:
        if type(effect) is Disconnecting:
            raise Interrupted(left=False)

    stage.before = stop
    with pytest.raises(Interrupted):
        buy(stage, taken("1", tr_id="TTTT1006U"))
    assert stage.fate_of("k").fate is Fate.UNKNOWN


def test_a_request_that_can_not_be_written(stage: Stage) -> None:
    with pytest.raises(ValueError, match="no header"):
        buy(stage, ValueError("no header can hold it"))
    assert stage.fate_of("k").fate is Fate.UNSENT


@pytest.mark.parametrize("tries", [1, 2, 5])
def test_an_order_is_sent_once_however_patient_the_client_is(make_stage: Makes, tries: int) -> None:
    stage = make_stage(HAERO, Policy(tries=tries))
    troubles: list[Answer] = [CUT, NO_LINE, refused("EGW00201"), reply(502, "<html>")]
    for number, answer in enumerate(troubles, 1):
        with pytest.raises(HaeroError):
            buy(stage, answer, key=f"k{number}")
        assert len(stage.sent_to(ORDER)) == number


def test_every_way_of_ordering_has_a_reply() -> None:
    assert {path for _, path, _ in ORDER_TRS} == set(REPLIES)


def held_up(stage: Stage, seconds: float, times: int = 1) -> None:
    """The disk takes so long to write the order down: so often."""
    enter = stage.machine.store.enter
    left = [times]

    def slow(record: OrderRecord) -> object:
        found = enter(record)
        if left[0]:
            left[0] -= 1
            stage.time += seconds
        return found

    stage.machine.store.enter = slow  # type: ignore[method-assign, assignment]


def slots(stage: Stage) -> list[float]:
    """When slots are taken from now on."""
    taken_at: list[float] = []
    take = stage.machine.pace.take

    def watched(now: float, *, urgent: bool = False) -> float:
        wait = take(now, urgent=urgent)
        if not wait:
            taken_at.append(stage.time)
        return wait

    stage.machine.pace.take = watched  # type: ignore[method-assign]
    return taken_at


@pytest.mark.parametrize(("seconds", "at"), [(0.05, [0.0]), (0.5, [0.0, 0.5]), (4.9, [0.0, 4.9]), (5.1, [0.0, 5.1])])
def test_held_up_before_its_first_byte(stage: Stage, seconds: float, at: list[float]) -> None:
    """A short delay costs another slot. After a long one it is begun anew: somebody may have found it absent."""
    taken_at = slots(stage)
    held_up(stage, seconds)
    assert buy(stage, taken("1")).number == "0000000001"
    assert taken_at == pytest.approx(at)
    assert len(stage.sent_to(ORDER)) == 1
    began = stage.fate_of("k").sent_at - BEGAN
    assert began.total_seconds() == pytest.approx(seconds if seconds > 5.0 else 0.0)


def test_held_up_for_long_it_is_unsent_until_it_begins_anew(stage: Stage) -> None:
    held_up(stage, 6.0)
    told: list[Settled] = []
    settle = stage.machine.store.settle

    def watched(scope: str, key: str, settled: Settled) -> bool:
        told.append(settled)
        assert stage.sent_to(ORDER) == [] or settled.fate is Fate.ACCEPTED
        return settle(scope, key, settled)

    stage.machine.store.settle = watched  # type: ignore[method-assign]
    buy(stage, taken("1"))
    assert [one.fate for one in told] == [Fate.UNSENT, Fate.ACCEPTED]
    assert [one.sent_at for one in told] == [BEGAN, BEGAN + timedelta(seconds=6)]  # each of its own sending


@pytest.mark.parametrize("trouble", [StoreUnusable("the disk is full"), KeyError("k")])
def test_what_is_known_is_told_though_the_store_fails(
    stage: Stage, trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(scope: str, key: str, settled: Settled) -> bool:
        raise trouble

    stage.machine.store.settle = broken  # type: ignore[method-assign]
    assert buy(stage, taken("1")).number == "0000000001"
    assert "0000000001" in caplog.text
    with pytest.raises(OrderRejected):
        buy(stage, refused("APBK0952", 200), key="l")
    with pytest.raises(OrderOutcomeUnknown):
        buy(stage, CUT, key="m")
    assert stage.fate_of("k").fate is Fate.SENDING


@pytest.mark.parametrize(
    "answer", [refused("APBK0952", 200), refused("EGW00201"), refused("EGW00301"), reply(502, "<html>")]
)
def test_after_a_reply_that_is_no_success_its_connection_is_closed(stage: Stage, answer: WireReply) -> None:
    with pytest.raises((Answered, OrderOutcomeUnknown)):
        buy(stage, answer)
    assert stage.closed == 1
    buy(stage, taken("1"), key="l")
    assert stage.closed == 1
