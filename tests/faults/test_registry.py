"""What is armed, whom it is for, how often it bites."""

import pytest

from haero.faults.catalogue import Calls, Spot
from haero.faults.parameters import FaultError
from haero.faults.registry import MAX_ARMED, MAX_TIMES, SPENT_KEPT, Aim, Faults, Occasion
from haero.terms import Environment

ORDER = Occasion(
    Environment.REAL, "TTTT1002U", "AAPL", "81000001-01", "/uapi/overseas-stock/v1/trading/order", Calls.ORDERS, True
)
TOKEN = Occasion(Environment.REAL, path="/oauth2/tokenP", calls=Calls.TOKENS)
ASKED = Occasion(Environment.MOCK, "VTTS3035R", "", "50000001-01", "/x/inquire-ccnl", Calls.INQUIRIES, True)


def bites(faults: Faults, occasion: Occasion = ORDER) -> str:
    found = faults.bite(Spot.REQUEST, occasion)
    return "" if found is None else f"{found.name}#{found.id}"


def test_nothing_bites_where_nothing_is_armed() -> None:
    faults = Faults()
    assert not bites(faults)
    assert not any(faults.armed.values())


def test_a_fault_disarms_itself_and_is_still_listed() -> None:
    faults = Faults()
    one = faults.arm("reply-lost", times=2)
    assert [bites(faults) for _ in range(3)] == ["reply-lost#1", "reply-lost#1", ""]
    assert (one.times, one.fired) == (0, 2)
    assert faults.listed() == [one]
    assert not faults.armed[Spot.REQUEST]


def test_one_without_times_bites_until_it_is_cleared() -> None:
    faults = Faults()
    one = faults.arm("reply-lost")
    assert [bites(faults) for _ in range(50)] == ["reply-lost#1"] * 50
    assert (one.times, one.fired) == (None, 50)
    assert faults.clear(one.id) == [1]
    assert not bites(faults)
    assert faults.listed() == []


def test_they_are_used_up_in_their_order_one_a_request() -> None:
    faults = Faults()
    for name in ("reply-late", "reply-lost", "rate-limited"):
        faults.arm(name, times=1)
    assert [bites(faults) for _ in range(4)] == ["reply-late#1", "reply-lost#2", "rate-limited#3", ""]


@pytest.mark.parametrize(
    ("aim", "params", "order", "asked", "token"),
    [
        (Aim(), {}, True, True, False),
        (Aim(environment=Environment.REAL), {}, True, False, False),
        (Aim(environment=Environment.MOCK), {}, False, True, False),
        (Aim(tr_id="TTTT1002U"), {}, True, False, False),
        (Aim(symbol="AAPL"), {}, True, False, False),
        (Aim(symbol="MSFT"), {}, False, False, False),
        (Aim(account="50000001-01"), {}, False, True, False),
        (Aim(Environment.REAL, "TTTT1002U", "AAPL", "81000001-01"), {}, True, False, False),
        (Aim(Environment.REAL, "TTTT1002U", "AAPL", "50000001-01"), {}, False, False, False),
        (Aim(), {"of": "orders"}, True, False, False),
        (Aim(), {"of": "inquiries"}, False, True, False),
        (Aim(), {"of": "tokens"}, False, False, True),
        (Aim(), {"path": "/order"}, True, False, False),
        (Aim(), {"path": "/inquire-ccnl"}, False, True, False),
    ],
)
def test_filters(aim: Aim, params: dict[str, str], order: bool, asked: bool, token: bool) -> None:
    faults = Faults()
    faults.arm("reply-lost", aim, None, params)
    assert [bool(bites(faults, occasion)) for occasion in (ORDER, ASKED, TOKEN)] == [order, asked, token]


def test_a_token_expires_only_where_one_is_shown() -> None:
    faults = Faults()
    faults.arm("token-expired")
    assert not bites(faults, Occasion(Environment.REAL, calls=Calls.ORDERS))
    assert bites(faults, Occasion(Environment.REAL, calls=Calls.ORDERS, token=True))


def test_a_fault_of_notices_leaves_requests_alone() -> None:
    faults = Faults()
    faults.arm("notice-lost", Aim(symbol="AAPL"))
    assert not bites(faults)
    assert faults.bite(Spot.NOTICE, Occasion(symbol="MSFT")) is None
    assert faults.bite(Spot.NOTICE, Occasion(symbol="AAPL")) is not None


@pytest.mark.parametrize("times", [0, -1, MAX_TIMES + 1])
def test_times_have_bounds(times: int) -> None:
    with pytest.raises(FaultError, match="times must be 1 to"):
        Faults().arm("reply-lost", times=times)


def test_how_many_may_be_armed_has_a_bound() -> None:
    faults = Faults()
    for _ in range(MAX_ARMED):
        faults.arm("reply-lost", times=1)
    with pytest.raises(FaultError, match=f"{MAX_ARMED} faults are armed"):
        faults.arm("notice-lost")
    bites(faults)
    assert faults.arm("notice-lost").id == MAX_ARMED + 1


def test_how_many_spent_ones_are_listed_has_a_bound() -> None:
    faults = Faults()
    for _ in range(SPENT_KEPT + 5):
        faults.arm("reply-lost", times=1)
        bites(faults)
    assert [one.id for one in faults.listed()] == list(range(6, SPENT_KEPT + 6))


def test_clearing() -> None:
    faults = Faults()
    armed = faults.armed[Spot.REQUEST]
    for name in ("reply-lost", "notice-lost", "reply-late"):
        faults.arm(name, times=1)
    bites(faults)
    assert faults.clear(9) == []
    assert faults.clear(2) == [2]
    assert faults.clear() == [1, 3]
    assert faults.listed() == []
    assert armed is faults.armed[Spot.REQUEST], "who holds the list sees what is armed later"
    assert faults.arm("reply-lost").id == 4
    assert armed
