"""Orders whose reply was lost, as the tests of `looking` and `resolving` need them."""

from datetime import datetime, timedelta

from haero.client.local.record import Fate, OrderRecord, Settled
from haero.client.orders.plan import Plan
from tests.client.core.stage import BEGAN, SCOPE, Stage, a_buy

_HEARD = object()


def lost(
    stage: Stage,
    key: str = "k",
    plan: Plan | None = None,
    *,
    after: float = 0.0,
    server_at: datetime | object | None = _HEARD,
    fate: Fate = Fate.UNKNOWN,
    scope: str = SCOPE,
) -> OrderRecord:
    """An order that was sent `after` seconds; `fate` SENDING where its program ended in the middle."""
    plan = plan or a_buy()
    sent_at = BEGAN + timedelta(seconds=after)
    heard = sent_at if server_at is _HEARD else server_at
    assert heard is None or isinstance(heard, datetime)
    record = OrderRecord(scope, key, plan.content, plan.tr_id, sent_at, heard)
    assert stage.machine.store.enter(record).fresh
    if fate is not Fate.SENDING:
        outcome = {"cause": "cut", "lost_at": sent_at.isoformat()}
        stage.machine.store.settle(scope, key, Settled(fate, outcome=outcome))
    found = stage.machine.store.find(scope, key)
    assert found is not None
    return found


def owned(stage: Stage, number: int, key: str, plan: Plan | None = None) -> None:
    """An order of the store whose number is known."""
    lost(stage, key, plan, fate=Fate.SENDING)
    stage.machine.store.settle(SCOPE, key, Settled(Fate.ACCEPTED, f"{number:010d}", "01790", {"time": "000001"}))
