"""An order whose reply was lost, from the error to its end."""

import pytest

import haero
from tests.client.matrix.hands import QUICK
from tests.client.stage import House, Keys

HALVES = ("real", "mock")


def client(house: House, keys: Keys) -> haero.Client:
    """A client that looks for a lost order at once."""
    found = house.client(keys)
    asker = found._office.asker
    asker.policy = asker.tokens._policy = QUICK
    return found


def lose(house: House, keys: Keys, name: str) -> None:
    house.control("faults", name=name, times=1, account=keys.account, params={"of": "orders"})


@pytest.mark.parametrize("half", HALVES)
def test_taken_and_the_reply_lost(new_york: House, half: str) -> None:
    keys = new_york.keys(half)
    lose(new_york, keys, "reply-lost")
    with client(new_york, keys) as kis:
        with pytest.raises(haero.OrderOutcomeUnknown) as told:
            kis.buy("AAPL", 10, "150", key="mine")
        assert told.value.key == "mine"
    with client(new_york, keys) as kis:  # a program that was started again
        (unknown,) = kis.unknowns()
        found = kis.resolve(unknown)
        assert isinstance(found, haero.Accepted)
        assert found.order.odno == kis.open_orders()[0].odno
        assert kis.unknowns() == []
        found.order.revise("151").cancel()
        assert kis.buy("AAPL", 10, "150", key="mine") == found.order  # the same key gives the first outcome
        with pytest.raises(KeyError):
            kis.resolve("nobody's")
    assert len(new_york.held(keys).orders) == 3


@pytest.mark.parametrize("half", HALVES)
def test_never_received(new_york: House, half: str) -> None:
    keys = new_york.keys(half)
    lose(new_york, keys, "request-lost")
    with client(new_york, keys) as kis:
        with pytest.raises(haero.OrderOutcomeUnknown) as told:
            kis.buy("AAPL", 10, "150", key="mine")
        found = kis.resolve(told.value.key)
        assert isinstance(found, haero.NotReceived)
        assert found.proof
        assert new_york.held(keys).orders == {}
        order = kis.buy("AAPL", 10, "150", key="mine")  # the key is free again
        assert list(new_york.held(keys).orders) == [int(order.odno)]
