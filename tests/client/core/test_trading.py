"""Orders held against one's own limits, and sent once."""

import pytest

from haero.client.core.trading import Sent
from haero.client.errors import BadOrder, LimitExceeded
from haero.client.orders.limits import Limits
from haero.client.orders.plan import Original, PlanKind
from haero.kis.request_types import OrderRequest
from haero.terms import Exchange, Side
from tests.client.core.stage import CCNL, CHANGE, ORDER, SCOPE, Stage, listed, rows, taken


def buy(stage: Stage, quantity: int = 10, *, key: str | None = None, dry_run: bool = False) -> Sent:
    stage.answers(ORDER, taken(str(len(stage.sent) + 1)))
    return stage.run(stage.trading.order(PlanKind.ORDER, Side.BUY, "AAPL", quantity, "100.00", key, dry_run))


def test_sent(stage: Stage) -> None:
    sent = buy(stage, key="k")
    assert sent.receipt is not None
    assert sent.receipt.key == "k"
    assert isinstance(sent.plan.body, OrderRequest)
    assert len(stage.sent_to(ORDER)) == 1


def test_a_dry_run_sends_nothing_and_keeps_nothing(stage: Stage) -> None:
    stage.trading.limits = Limits(per_minute=1)
    for _ in range(3):
        sent = buy(stage, key="k", dry_run=True)
        assert sent.receipt is None
        assert sent.plan.quantity == 10
    assert stage.sent == []
    assert stage.machine.store.find(SCOPE, "k") is None
    buy(stage)  # nor did it count


def test_limits_that_need_no_figure_ask_for_none(stage: Stage) -> None:
    stage.trading.limits = Limits(max_quantity=10, max_notional={"USD": 1000})
    with pytest.raises(LimitExceeded) as caught:
        buy(stage, 11)
    assert caught.value.limit == "max_quantity"
    assert stage.sent == []
    assert buy(stage).receipt is not None
    assert all(one.method == "POST" or one.target == "/" for one in stage.sent)


def test_orders_a_minute_and_cancellations_always(stage: Stage) -> None:
    stage.trading.limits = Limits(per_minute=2)
    buy(stage), buy(stage)
    with pytest.raises(LimitExceeded):
        buy(stage)
    stage.answers(CHANGE, taken("9"))
    original = Original(Exchange.NASDAQ, "AAPL", "0000000001", 10)
    assert stage.run(stage.trading.cancel(original, None, None, False)).receipt is not None
    stage.time += 60.0
    assert buy(stage).receipt is not None


def test_a_revision_without_any_price(stage: Stage) -> None:
    with pytest.raises(BadOrder, match="price"):
        stage.run(stage.trading.revise(Original(Exchange.NASDAQ, "AAPL", "1", 10), None, None, None, False))
    assert stage.sent == []


def test_an_order_is_found_by_its_number(stage: Stage) -> None:
    stage.answers(CCNL, rows(listed(41), listed(42, 7)))
    found = stage.run(stage.trading.find("42", "AAPL"))
    assert (found.number, found.quantity, found.exchange) == ("0000000042", 7, Exchange.NASDAQ)
    with pytest.raises(KeyError):
        stage.run(stage.trading.find("43", None))
