"""The orders of which nobody knows, as the store has them."""

from haero.client.core.unknowns import key_of, unknowns
from haero.client.errors import OrderOutcomeUnknown
from haero.client.local.record import Fate, Settled
from tests.client.core.lost import lost, owned
from tests.client.core.stage import BEGAN, SCOPE, Stage, a_buy


def test_what_is_unknown(stage: Stage) -> None:
    lost(stage, "later", a_buy(11), after=5.0)
    lost(stage, "earlier")
    lost(stage, "on its way", after=9.0, fate=Fate.SENDING)
    lost(stage, "another account's", scope="another")
    owned(stage, 1, "taken")
    lost(stage, "absent")
    stage.machine.store.settle(SCOPE, "absent", Settled(Fate.ABSENT))
    found = stage.run(unknowns(SCOPE))
    assert [one.key for one in found] == ["earlier", "later", "on its way"]
    assert all(isinstance(one, OrderOutcomeUnknown) for one in found)
    assert (found[0].why, found[0].sent_at) == ("cut", BEGAN)
    assert "ended before" in found[2].why
    assert found[1].request["quantity"] == "11"
    assert stage.sent == []


def test_the_key_of_an_error_or_the_key_itself() -> None:
    assert key_of("k") == key_of(OrderOutcomeUnknown("k", {}, BEGAN, "cut")) == "k"
