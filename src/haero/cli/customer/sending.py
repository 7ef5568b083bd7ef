"""One order from a command line: planned, asked about where it moves money, sent once, told."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from haero.cli.customer import words
from haero.cli.customer.asking import confirm_plan, plan_facts, plan_lines
from haero.cli.customer.failing import unknown, unknown_facts
from haero.cli.customer.opening import moves_money
from haero.cli.customer.options import Destination
from haero.cli.customer.values import plain_value
from haero.cli.telling import complain, tell_json
from haero.cli.texts import text

if TYPE_CHECKING:
    from haero import Client, Order, Plan


class Manner(NamedTuple):
    """How a command sends: where to, asking or not, dry or not, and how it answers."""

    target: Destination
    yes: bool = False
    dry_run: bool = False
    as_json: bool = False
    key: str | None = None


def send(kis: "Client", manner: Manner, call: Callable[..., Any]) -> None:
    """Does what a command for one order does. `call` takes `key` and `dry_run`, as those of the client do."""
    if manner.dry_run:
        _show_plan(call(dry_run=True), manner)
        return
    if moves_money(manner.target) and not manner.yes:
        confirm_plan(kis, call(dry_run=True))
    order = carry_out(kis, manner, call)
    if manner.as_json:
        tell_json(order_facts(order))
    else:
        print(order_line(order))


def carry_out(kis: "Client", manner: Manner, call: Callable[..., Any]) -> "Order":
    """Sends. Stopped by hand meanwhile, it says what is not known now: the command's last words are what finds out."""
    before = {one.key for one in kis.unknowns()}
    try:
        order: Order = call(key=manner.key)
    except KeyboardInterrupt:
        for error in kis.unknowns():
            if error.key not in before:
                if manner.as_json:
                    tell_json({"error": {"kind": type(error).__name__} | unknown_facts(error, manner.target)})
                complain(unknown(error, manner.target))
        raise
    return order


def order_facts(order: "Order") -> dict[str, Any]:
    """An order that KIS took, for a program."""
    names = (
        "odno",
        "kind",
        "side",
        "exchange",
        "symbol",
        "quantity",
        "price",
        "type",
        "at",
        "branch",
        "original",
        "key",
    )
    found: dict[str, Any] = plain_value({name: getattr(order, name) for name in names})
    return found


def order_line(order: "Order") -> str:
    """The same for a person: one line."""
    facts = order_facts(order) | {"exchange": order.exchange, "price": order.price}
    name = "reservation_taken" if "reserv" in order.kind.value else "order_taken"
    return text(name, odno=order.odno, order=words.order(facts), at=words.moment(order.at))


def _show_plan(plan: "Plan", manner: Manner) -> None:
    if manner.as_json:
        tell_json({"dry_run": plan_facts(plan)})
        return
    for line in plan_lines(plan):
        print(line)
    print(f"{plan.tr_id} {plan.method} {plan.path}")
    for name, value in plan.shown().items():
        print(f"  {name:<20} {value}")
    print(text("nothing_sent"))
