"""What became of an order: found, proven absent, or unknown. Only evidence decides."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from haero.client.core.effects import Effect, Sleeping
from haero.client.core.resolving import Found, NotReceived, Resolution, StillUnknown, resolve
from haero.client.errors import Answered, AuthError
from haero.client.local.record import Fate, Settled
from haero.client.orders.plan import Plan, Reserved
from haero.client.orders.reserving import plan_reservation, plan_reservation_cancel
from haero.client.orders.types import LimitOnOpen
from haero.client.transport.wire import WireReply, WireRequest
from haero.terms import Exchange, Side
from tests.client.core.conftest import Makes
from tests.client.core.lost import lost, owned
from tests.client.core.stage import (
    BEGAN,
    CCNL,
    CUT,
    HAERO_MOCK,
    NCCS,
    NO_LINE,
    SCOPE,
    SEAT,
    Answer,
    Stage,
    a_buy,
    listed,
    refused,
    reply,
    rows,
)
from tests.client.core.test_looking import RESERVED, reserved

NONE = rows()


def find(stage: Stage, *given: Answer, key: str = "k", patience: float = 30.0) -> Resolution:
    stage.answers(NCCS, NONE)
    if given:
        stage.answers(CCNL, *given)
    return stage.run(resolve(stage.asker, SCOPE, key, patience))


def arriving(stage: Stage, at: float, *found: dict[str, str]) -> Callable[[WireRequest], WireReply]:
    """The list, in which the rows stand from a moment on."""
    return lambda request: rows(*found) if stage.time >= at else NONE


def test_found(stage: Stage) -> None:
    lost(stage)
    found = find(stage, rows(listed(42)))
    assert isinstance(found, Found)
    receipt = found.receipt
    assert (receipt.key, receipt.number, receipt.branch, receipt.time) == ("k", "0000000042", "01790", "000002")
    assert receipt.at == BEGAN + timedelta(seconds=2)
    assert found.seen is not None
    record = stage.fate_of("k")
    assert (record.fate, record.number, record.branch) == (Fate.ACCEPTED, "0000000042", "01790")
    assert stage.slept == []
    again = find(stage)
    assert isinstance(again, Found)
    assert again.seen is None
    assert again.receipt._replace(at=None) == receipt._replace(at=None)
    assert again.receipt.at == receipt.at
    assert len(stage.sent_to(CCNL)) == 1  # the store knew


def test_not_received(stage: Stage) -> None:
    record = lost(stage)
    found = find(stage, NONE)
    assert isinstance(found, NotReceived)
    proof = found.proof
    assert proof.sent_at == record.sent_at
    assert proof.first_look is not None
    assert proof.second_look is not None
    assert proof.first_look - BEGAN >= timedelta(seconds=stage.asker.policy.settling)
    assert proof.second_look - proof.first_look >= timedelta(seconds=stage.asker.policy.between_looks)
    assert stage.fate_of("k").fate is Fate.ABSENT
    assert find(stage) == found  # the store tells the same, with its proof
    assert stage.time < 15.0


def test_a_first_look_long_after_counts_at_once(stage: Stage) -> None:
    lost(stage)
    stage.time = 60.0
    assert isinstance(find(stage, NONE), NotReceived)
    assert len(stage.sent_to(CCNL)) == 2
    assert stage.slept == [pytest.approx(5.0)]


def test_what_its_program_left_in_the_middle_counts_much_later(stage: Stage) -> None:
    """It may be on its way in another thread at this very moment."""
    lost(stage, fate=Fate.SENDING)
    found = find(stage, NONE, patience=60.0)
    assert isinstance(found, NotReceived)
    assert found.proof.first_look is not None
    assert found.proof.first_look - BEGAN >= timedelta(seconds=stage.asker.policy.in_flight)


@pytest.mark.parametrize("at", [0.0, 0.3, 1.0, 3.9, 4.0, 4.5, 7.0, 8.9])
def test_an_order_that_arrives_late_is_found(stage: Stage, at: float) -> None:
    """Before absence begins to count, and between the two looks that would prove it."""
    lost(stage)
    found = find(stage, arriving(stage, at, listed(42)))
    assert isinstance(found, Found)
    assert found.receipt.number == "0000000042"


def test_looks_before_it_must_be_there_prove_nothing(make_stage: Makes) -> None:
    """However many there were: the order is on its way for as long as `settling` says."""
    stage = make_stage()
    stage.asker.policy = stage.asker.policy._replace(settling=12.0, between_looks=1.0)
    lost(stage)
    assert isinstance(find(stage, arriving(stage, 11.9, listed(42))), Found)


@pytest.mark.parametrize("patience", [0.0, -5.0])
def test_no_patience(stage: Stage, patience: float) -> None:
    lost(stage)
    found = find(stage, NONE, patience=patience)
    assert isinstance(found, StillUnknown)
    assert found.candidates == ()
    assert "too short" in found.why
    assert len(stage.sent_to(CCNL)) == 1
    assert stage.slept == []
    assert isinstance(find(stage, rows(listed(1)), patience=patience), Found)


@pytest.mark.parametrize("patience", [1.0, 4.0, 8.5])
def test_patience_is_kept(stage: Stage, patience: float) -> None:
    lost(stage)
    assert isinstance(find(stage, NONE, patience=patience), StillUnknown)
    assert stage.time == pytest.approx(patience)


def test_looks_become_fewer(stage: Stage) -> None:
    """A row that can't be read keeps it open for ever; the lists are not asked all the time."""
    lost(stage)
    found = find(stage, rows(listed(1, ft_ord_qty="?")), patience=60.0)
    assert isinstance(found, StillUnknown)
    assert "can't be read" in found.why
    assert stage.slept[:5] == pytest.approx([0.5, 1.0, 2.0, 0.5, 5.0])
    assert max(stage.slept) == 5.0


def test_an_unknown_key(stage: Stage) -> None:
    lost(stage, scope="another account")
    with pytest.raises(KeyError):
        find(stage)


def test_rows_of_other_keys_are_others(stage: Stage) -> None:
    owned(stage, 41, "mine too")
    lost(stage)
    assert isinstance(find(stage, rows(listed(41))), NotReceived)


def test_one_of_two_rows_is_anothers(stage: Stage) -> None:
    owned(stage, 41, "mine too")
    lost(stage)
    found = find(stage, rows(listed(41), listed(42)))
    assert isinstance(found, Found)
    assert found.receipt.number == "0000000042"


def test_a_number_of_long_ago_is_no_other_order(stage: Stage) -> None:
    """KIS numbers anew each day."""
    owned(stage, 42, "of last week")
    week = 7 * 86_400.0
    stage.time = week
    lost(stage, after=week)
    at = {"dmst_ord_dt": "20261128", "ord_dt": "20261128"}
    assert isinstance(find(stage, rows(listed(42, **at))), Found)


def test_more_rows_than_orders(stage: Stage) -> None:
    """Somebody gave the same order by hand: nobody can say which is which."""
    lost(stage)
    found = find(stage, rows(listed(41), listed(42)), patience=3.0)
    assert isinstance(found, StillUnknown)
    assert [row.odno for row in found.candidates] == ["0000000041", "0000000042"]
    assert "2 orders" in found.why
    assert stage.fate_of("k").fate is Fate.UNKNOWN


def test_twins_that_both_arrived(stage: Stage) -> None:
    """In the order in which they were sent; whoever is asked about first."""
    lost(stage, "second", after=1.0)
    lost(stage, "first")
    stage.time = 2.0
    both = rows(listed(42), listed(41))
    late, early = find(stage, both, key="second"), find(stage, both, key="first")
    assert isinstance(late, Found)
    assert isinstance(early, Found)
    assert (early.receipt.number, late.receipt.number) == ("0000000041", "0000000042")


def test_twins_of_which_one_arrived(stage: Stage) -> None:
    """Never guessed."""
    lost(stage, "first")
    lost(stage, "second", after=1.0)
    for key in ("first", "second"):
        found = find(stage, rows(listed(41)), key=key, patience=20.0)
        assert isinstance(found, StillUnknown)
        assert len(found.candidates) == 1
        assert "one of 2" in found.why


def test_twins_of_which_none_arrived(stage: Stage) -> None:
    lost(stage, "first")
    lost(stage, "second", after=1.0)
    for key in ("first", "second"):
        assert isinstance(find(stage, NONE, key=key), NotReceived)


def test_a_twin_on_its_way(stage: Stage) -> None:
    """The row may be its own, as soon as its reply comes."""
    lost(stage)
    lost(stage, "on its way", after=1.0, fate=Fate.SENDING)
    stage.time = 2.0
    found = find(stage, rows(listed(41)), patience=3.0)
    assert isinstance(found, StillUnknown)
    assert "on its way" in found.why
    stage.machine.store.settle(SCOPE, "on its way", Settled(Fate.ACCEPTED, "0000000041"))
    assert isinstance(find(stage, rows(listed(41), listed(42))), Found)


def test_a_twin_whose_program_died(stage: Stage) -> None:
    lost(stage)
    lost(stage, "dead", after=1.0, fate=Fate.SENDING)
    stage.time = 32.0
    found = find(stage, rows(listed(41), listed(42)))
    assert isinstance(found, Found)
    assert found.receipt.number == "0000000041"


def test_orders_of_other_content_are_no_twins(stage: Stage) -> None:
    lost(stage)
    lost(stage, "other", a_buy(11))
    assert isinstance(find(stage, rows(listed(41))), Found)


@pytest.mark.parametrize(
    "trouble",
    [
        CUT,
        NO_LINE,
        reply(502, "<html>"),
        refused("EGW00301"),
        refused("EGW00201"),
        refused("XYZ", 500),
        refused("SYDB0050", 200),
    ],
)
def test_a_look_that_fails_proves_nothing(stage: Stage, trouble: Answer) -> None:
    lost(stage)
    stage.time = 60.0
    broken = [trouble] * (1 if trouble == refused("SYDB0050", 200) else 5)
    found = find(stage, NONE, *broken, NONE, patience=90.0)
    assert isinstance(found, NotReceived)
    looks = [at for at, one in zip(stage.times, stage.sent, strict=True) if "inquire-ccnl" in one.target]
    assert found.proof.first_look == BEGAN + timedelta(seconds=looks[-2])  # the look before the trouble does not count
    assert isinstance(find(stage, trouble, key=lost(stage, "k2").key, patience=0.0), StillUnknown)


@pytest.mark.parametrize(("answer", "kind"), [(refused("EGW00103"), AuthError), (refused("IGW00010", 200), Answered)])
def test_what_time_does_not_heal_is_raised(stage: Stage, answer: WireReply, kind: type[Answered]) -> None:
    lost(stage)
    with pytest.raises(kind):
        find(stage, answer)
    assert stage.fate_of("k").fate is Fate.UNKNOWN


def a_reservation() -> Plan:
    return plan_reservation(SEAT, Side.BUY, "AAPL", 10, "100.00")


def test_a_reservation(stage: Stage) -> None:
    lost(stage, plan=a_reservation())
    stage.answers(RESERVED, rows(reserved(5)))
    found = find(stage)
    assert isinstance(found, Found)
    assert found.receipt.number == "0000000005"


def test_a_reservation_that_was_not_received(stage: Stage) -> None:
    lost(stage, plan=a_reservation())
    stage.answers(RESERVED, NONE)
    assert isinstance(find(stage), NotReceived)


def test_a_reservation_on_mock(make_stage: Makes) -> None:
    """There is no list that could tell; what to do instead is said."""
    stage = make_stage(HAERO_MOCK)
    lost(stage, plan=a_reservation())
    found = find(stage)
    assert isinstance(found, StillUnknown)
    assert found.why
    assert stage.slept == []


def test_the_cancellation_of_a_reservation(stage: Stage) -> None:
    """Its number is that of the reservation, which another key of the store owns; cancelled twice is cancelled."""
    owned(stage, 5, "the reservation", a_reservation())
    plan = plan_reservation_cancel(SEAT, Reserved(Exchange.NASDAQ, "AAPL", "5", BEGAN.date(), 10))
    lost(stage, plan=plan)
    lost(stage, "twice", plan, after=1.0)
    stage.answers(RESERVED, rows(reserved(5, cncl_yn="Y")))
    for key in ("k", "twice"):
        assert isinstance(find(stage, key=key), Found)
    stage.answers(RESERVED, rows(reserved(5)))
    lost(stage, "in vain", plan, after=2.0)
    assert isinstance(find(stage, key="in vain"), NotReceived)


@pytest.mark.parametrize(
    ("settled", "kind"),
    [
        (Settled(Fate.ACCEPTED, "0000000009", "01790", {"time": "000001"}), Found),
        (Settled(Fate.REJECTED, outcome={"code": "APBK0952", "text": "초과", "status": "200"}), NotReceived),
        (Settled(Fate.UNSENT, outcome={"cause": "no line"}), NotReceived),
    ],
)
def test_what_is_settled_is_not_looked_for(stage: Stage, settled: Settled, kind: type) -> None:
    lost(stage, fate=Fate.SENDING)
    stage.machine.store.settle(SCOPE, "k", settled)
    found = find(stage)
    assert isinstance(found, kind)
    assert stage.sent == []
    if isinstance(found, NotReceived):
        assert found.proof.first_look is None
        assert settled.outcome.get("code", "no line") in found.proof.refusal


@pytest.mark.parametrize("twin", [False, True])
@pytest.mark.parametrize("seen", [False, True])
def test_settled_by_another_while_it_is_looked_for(stage: Stage, twin: bool, seen: bool) -> None:
    """Its own reply, or a second program that resolves it: their word stands, whatever this look saw."""
    lost(stage)
    if twin:
        lost(stage, "twin", after=1.0)
    stage.time = 60.0

    def meanwhile(request: WireRequest) -> WireReply:
        stage.machine.store.settle(SCOPE, "k", Settled(Fate.ACCEPTED, "0000000041", "01790", {"time": "000002"}))
        return rows(listed(41)) if seen else NONE

    found = find(stage, meanwhile)
    assert isinstance(found, Found)
    assert found.receipt.number == "0000000041"


def test_a_cancelled_reservation_settled_by_another_while_it_is_looked_for(stage: Stage) -> None:
    plan = plan_reservation_cancel(SEAT, Reserved(Exchange.NASDAQ, "AAPL", "5", BEGAN.date(), 10))
    lost(stage, plan=plan)

    def meanwhile(request: WireRequest) -> WireReply:
        stage.machine.store.settle(SCOPE, "k", Settled(Fate.ACCEPTED, "0000000005"))
        return rows(reserved(5, cncl_yn="Y"))

    stage.answers(RESERVED, meanwhile)
    assert isinstance(find(stage), Found)


def test_settled_as_found_between_the_two_looks(stage: Stage) -> None:
    """The reply came after all, in the program that waited for it."""
    lost(stage, fate=Fate.SENDING)
    stage.time = 60.0

    def meanwhile(effect: Effect) -> None:
        if type(effect) is Sleeping:
            stage.machine.store.settle(SCOPE, "k", Settled(Fate.ACCEPTED, "0000000041"))

    stage.before = meanwhile
    assert isinstance(find(stage, NONE), Found)


def test_absence_counts_later_where_the_reply_was_waited_for_long(stage: Stage) -> None:
    """Who is as slow with the order as the reply was may still hold it: twice that wait."""
    record = lost(stage, fate=Fate.SENDING)
    cut_at = BEGAN + timedelta(seconds=10)
    outcome = {"cause": "time is over", "lost_at": cut_at.isoformat()}
    stage.machine.store.settle(SCOPE, "k", Settled(Fate.UNKNOWN, outcome=outcome))
    stage.time = 10.0
    found = find(stage, NONE, patience=60.0)
    assert isinstance(found, NotReceived)
    assert found.proof.first_look is not None
    assert found.proof.first_look >= cut_at + 2 * (cut_at - record.sent_at)


def test_without_the_brokers_clock_a_row_proves_nothing(stage: Stage) -> None:
    """An older order may look the same; that there is no row proves as much as ever."""
    lost(stage, server_at=None)
    found = find(stage, rows(listed(41)), patience=3.0)
    assert isinstance(found, StillUnknown)
    assert "clock" in found.why
    assert isinstance(find(stage, NONE), NotReceived)


def owner(stage: Stage, **outcome: str) -> None:
    lost(stage, "mine too", fate=Fate.SENDING)
    settled = Settled(Fate.ACCEPTED, "0000000041", "01790", {"time": "000001"} | outcome)
    stage.machine.store.settle(SCOPE, "mine too", settled)
    lost(stage)


@pytest.mark.parametrize(
    ("outcome", "owns"),
    [
        ({"at": (BEGAN + timedelta(seconds=100)).isoformat()}, True),
        ({"at": (BEGAN + timedelta(seconds=130)).isoformat()}, False),
        ({"at": (BEGAN - timedelta(hours=20)).isoformat()}, False),
        ({"journal": ""}, True),
        ({"journal": "one that was reset"}, False),
    ],
)
def test_an_owner_is_of_the_same_moment_and_journal(stage: Stage, outcome: dict[str, str], owns: bool) -> None:
    """Numbers begin anew each day, and with each journal."""
    owner(stage, **outcome)
    found = find(stage, rows(listed(41)))
    assert isinstance(found, NotReceived if owns else Found)


def test_an_owner_is_of_the_same_family(stage: Stage) -> None:
    """A reservation of this number is no order."""
    owned(stage, 41, "reserved", a_reservation())
    lost(stage)
    assert isinstance(find(stage, rows(listed(41))), Found)


def test_twins_are_what_a_row_could_be(stage: Stage) -> None:
    """The lists don't show the order type: a limit on open at this price looks the same."""
    lost(stage, "on open", a_buy(10, LimitOnOpen("100.00")))
    lost(stage)
    found = find(stage, rows(listed(41)), patience=3.0)
    assert isinstance(found, StillUnknown)
    assert "one of 2" in found.why
