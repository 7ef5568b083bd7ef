"""The question before an order with real money: what, what it costs, on which account."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from haero.cli.customer import words
from haero.cli.customer.failing import NO, WRONG_USE
from haero.cli.customer.opening import STOPPED, profile_of
from haero.cli.customer.values import plain_value
from haero.cli.telling import complain, errors, fail
from haero.cli.texts import text
from haero.terms import Side

if TYPE_CHECKING:
    from haero import Client, Plan


def at_a_terminal() -> bool:
    """Is there somebody to ask?"""
    return sys.stdin.isatty()


def confirm(question: str) -> None:
    """Goes on after a yes; ends the command after a no (1), where nobody can be asked (2), and by hand (130)."""
    if not at_a_terminal():
        fail(text("nobody_to_ask"), WRONG_USE)
    try:
        agreed = typer.confirm(question, err=True)
    except typer.Abort:  # Ctrl-C, Ctrl-D
        raise typer.Exit(STOPPED) from None
    if not agreed:
        complain(text("nothing_done"))
        raise typer.Exit(NO)


def confirm_plan(kis: "Client", plan: "Plan") -> None:
    """Shows a plan that goes to the real account, and asks."""
    console = errors()
    console.print(text("real_money", account=profile_of(kis).masked_account), style="bold", markup=False)
    for line in plan_lines(plan):
        console.print(f"  {line}", markup=False)
    confirm(text("send_it"))


def plan_lines(plan: "Plan") -> list[str]:
    """A plan in words: the order, and what it needs or brings."""
    found = [words.order(plan_order(plan))]
    if plan.cost and plan.side is not None:
        name = "needs_money" if plan.side is Side.BUY else "brings_money"
        found.append(text(name, amount=words.price(plan.cost, plan.currency), currency=plan.currency.value))
    return found


def plan_order(plan: "Plan") -> Mapping[str, Any]:
    """The order of a plan by the names that orders have everywhere."""
    return {
        "kind": plan.kind.value,
        "side": plan.side,
        "exchange": plan.ticker.exchange,
        "symbol": plan.ticker.symbol,
        "quantity": plan.quantity,
        "price": plan.price,
        "type": plan.type,
        "original": plan.content.get("original", ""),
    }


def plan_facts(plan: "Plan") -> dict[str, Any]:
    """A plan for a program; the account number masked."""
    found: dict[str, Any] = plain_value(
        {
            "environment": plan.environment,
            **plan_order(plan),
            "cost": plan.cost,
            "currency": plan.currency,
            "tr_id": plan.tr_id,
            "path": plan.path,
            "fields": plan.shown(),
            "checks": plan.checks,
        }
    )
    return found
