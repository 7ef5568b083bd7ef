"""The rows: each says what it does, takes its own defaults, and gives what its spot can carry out."""

import pytest

from haero.faults.catalogue import AIMED, BODIES, FAULTS, NEEDS_TOKEN, Calls, Fault, Spot, fault_named
from haero.faults.effects import CUT, RESET, NoticeEffect, RequestEffect
from haero.faults.parameters import FaultError, values_of
from haero.server.injection import REFUSALS


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_row_is_whole(fault: Fault) -> None:
    assert FAULTS[fault.name] is fault
    assert fault.what.endswith(".")
    effect = fault.effect(values_of(fault.name, fault.parameters, {}))
    assert isinstance(effect, RequestEffect if fault.spot is Spot.REQUEST else NoticeEffect)
    names = [one.name for one in fault.parameters]
    assert len(names) == len(set(names))
    assert set(AIMED) <= set(fault.parameters) or fault.spot is Spot.NOTICE
    for one in fault.parameters:
        assert one.what.endswith("."), one.name
        assert one.default is None or one.read(one.default) == one.default


def effect_of(name: str, **params: str) -> RequestEffect:
    fault = fault_named(name)
    found = fault.effect(values_of(name, fault.parameters, params))
    assert isinstance(found, RequestEffect)
    return found


def test_before_and_after_differ_in_nothing_else() -> None:
    for status in ("500", "502", "503", "504"):
        for body in BODIES:
            before, after = (effect_of(f"error-500-{when}", status=status, body=body) for when in ("before", "after"))
            assert (before.carried_out, after.carried_out) == (False, True)
            assert (before.status, before.body, before.content_type) == (after.status, after.body, after.content_type)
            assert before.status == int(status)
    assert b"502" in (effect_of("error-500-before", status="502").body or b"")
    before, after = (effect_of("connection-reset", when=when) for when in ("before", "after"))
    assert (before.carried_out, after.carried_out, before.damage) == (False, True, RESET)


def test_no_error_body_is_json() -> None:
    assert all(not body.startswith((b"{", b"[")) for _, body in BODIES.values())


def test_lost_is_lost() -> None:
    assert effect_of("request-lost") == RequestEffect(carried_out=False, damage=CUT)
    assert effect_of("reply-lost") == RequestEffect(damage=CUT)


def test_every_code_is_one_that_the_server_can_say() -> None:
    codes = dict.fromkeys(("EGW00121", "EGW00122", "EGW00123"), "token-expired")
    for code, name in codes.items():
        assert effect_of(name, code=code).code == code
    assert {*codes, effect_of("rate-limited").code} == set(REFUSALS)
    assert set(FAULTS) >= NEEDS_TOKEN


def test_the_kinds_of_calls_are_what_a_fault_can_be_told() -> None:
    (of,) = (one for one in AIMED if one.name == "of")
    assert of.takes == ", ".join(Calls)


def test_a_name_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(FaultError) as refused:
        fault_named("reply-lots")
    assert all(name in str(refused.value) for name in ("reply-lots", *FAULTS))
