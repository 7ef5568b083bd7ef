"""What an operation is given, and what the services behind it are."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from haero.broker.broker import Broker
from haero.desk.accounts import Account
from haero.house.house import House
from haero.journal.gate import Gate
from haero.kis import refusals
from haero.kis.transactions import Transaction
from haero.server.auth.apps import App
from haero.server.wire import Reply, Request
from haero.terms import Environment


class Hub:
    """The running house, and the gate at which replies wait for the disk. A reset puts a new house behind the same hub."""

    def __init__(self, house: House, gate: Gate) -> None:
        self.replace(house, gate)

    def replace(self, house: House, gate: Gate) -> None:
        self.house = house
        self.broker: Broker = house.broker
        self.gate = gate


class Call(NamedTuple):
    """One authenticated request of a known TR. `reference` is the gt_uid of a corporate customer, or empty."""

    environment: Environment
    transaction: Transaction
    request: Request
    app: App
    hub: Hub
    reference: str = ""


Operation = Callable[[Call], Awaitable[Reply]]
"""One API: a call in, a reply out, KisRefusal or desk Refusal where it is not carried out."""


def own_account(call: Call, cano: str, product: str) -> str:
    """The account id of an order request. Raises IGW00002 where it is not the app's own."""
    account = f"{cano}-{product}"
    if account != call.app.account:
        raise refusals.ACCOUNT_MISMATCH.refuse()
    return account


async def own_books(call: Call, cano: str, product: str) -> Account:
    """The account of an inquiry, once all that it shows is on disk. Raises OPSQ2000 where it is not the app's own.

    Waiting keeps a promise: what an inquiry has shown cannot be lost any more.
    """
    known = call.app.account in call.hub.broker.state.accounts  # a reset forgets accounts, not keys
    if not known or f"{cano}-{product}" != call.app.account:
        raise refusals.UNBOUND_ACCOUNT.refuse()
    call.hub.broker.advance()
    account = call.hub.broker.desk.account(call.app.account)
    await call.hub.gate.durable(call.hub.broker.journal.seq)
    return account
