"""What will be sent: one request for an order, with what was checked, before anything leaves."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct
from msgspec.json import Encoder
from msgspec.structs import asdict

from haero.client.orders.price import plain
from haero.client.orders.seat import MASKED
from haero.client.orders.symbol import Ticker
from haero.terms import Currency, Environment, Exchange, OrderType, Side

_encode = Encoder().encode
_ACCOUNT, _PHONE = "CANO", "CTAC_TLNO"


class PlanKind(StrEnum):
    """What is asked of KIS."""

    ORDER = "order"
    REVISE = "revise"
    CANCEL = "cancel"
    RESERVE = "reserve"
    CANCEL_RESERVATION = "cancel-reservation"
    DAYTIME = "daytime"
    DAYTIME_REVISE = "daytime-revise"
    DAYTIME_CANCEL = "daytime-cancel"


CANCELS = frozenset({PlanKind.CANCEL, PlanKind.CANCEL_RESERVATION, PlanKind.DAYTIME_CANCEL})
"""What takes an order back. Limits never hold these up."""


class Original(NamedTuple):
    """An order that is to be changed. `quantity` are the shares of it that are open, as far as known; `price` its limit, if any.

    `side` and `type` are used where they are known: TWAP and VWAP can't be revised.
    """

    exchange: Exchange
    symbol: str
    number: str
    quantity: int
    price: Decimal | None = None
    daytime: bool = False
    side: Side | None = None
    type: OrderType | None = None


class Reserved(NamedTuple):
    """A reservation that is to be taken back. `received` is RSVN_ORD_RCIT_DT, the day on which KIS took it."""

    exchange: Exchange
    symbol: str
    number: str
    received: date
    quantity: int = 0
    price: Decimal | None = None
    side: Side | None = None


class Plan(Struct, frozen=True, eq=False):
    """One request, planned. Nothing of it was sent.

    `body` is the request struct, `encoded()` its bytes. `quantity` and `price` (None without a limit) are what the order will be
    for; `side` and `type` are None where a change does not say them. `cost` is price x quantity in `currency`, without fees: what
    a buy needs, or a sell brings; None without a limit, 0 for a cancellation. `checks` says what was looked at. `content` is the
    order as texts by name: equal content is an equal order. Only `body` and `encoded()` hold the account number; a repr of the plan
    never does.
    """

    kind: PlanKind
    environment: Environment
    tr_id: str
    path: str
    body: Struct
    ticker: Ticker
    side: Side | None
    type: OrderType | None
    quantity: int
    price: Decimal | None
    cost: Decimal | None
    currency: Currency
    checks: tuple[str, ...]
    content: dict[str, str]
    method: str = "POST"

    @property
    def is_cancel(self) -> bool:
        """Whether it takes an order back."""
        return self.kind in CANCELS

    @property
    def tag(self) -> str:
        """The order in a few words: "buy 10 NASD:AAPL limit 185.20"."""
        said = [] if self.kind is PlanKind.ORDER else [self.kind.value]
        said += [word.value for word in (self.side,) if word]
        if self.quantity:
            said.append(str(self.quantity))
        said.append(str(self.ticker))
        if self.type:
            said.append(self.type.value.replace("_", " "))
        if self.price is not None:
            said.append(self.content["price"])
        if "original" in self.content:
            said.append(f"(order {self.content['original']})")
        return " ".join(said)

    def encoded(self) -> bytes:
        """The body as it is sent."""
        return _encode(self.body)

    def shown(self) -> Mapping[str, str]:
        """The fields of the body for a person to look at: account and phone number masked, empty optional ones left out."""
        fields: dict[str, str] = {name: text for name, text in asdict(self.body).items() if text}
        return fields | {name: MASKED for name in (_ACCOUNT, _PHONE) if name in fields}

    def describe(self) -> str:
        """The whole plan in one line, without the account number."""
        money = ""
        if self.cost and self.side is not None:
            verb = "needs" if self.side is Side.BUY else "brings"
            money = f", {verb} about {plain(self.cost, 2)} {self.currency.value}"
        return f"{self.environment.value}: {self.tag} by {self.tr_id} {self.path}{money}"

    def __repr__(self) -> str:
        return f"<Plan {self.describe()}, account {MASKED}>"
