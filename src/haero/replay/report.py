"""The report of a replay: every figure as a fact, ready to be shown or written. docs/replay.md defines each."""

from datetime import datetime
from decimal import Decimal

import msgspec

from haero.replay.figures import Outcome
from haero.replay.watch import RefusedCall
from haero.terms import Currency, Environment, Exchange, OrderType, Side


class OrderLine(msgspec.Struct, frozen=True):
    """An order, new or revised. Slippages are basis points, positive = worse than the benchmark; None without one."""

    account: str
    environment: Environment
    number: int
    original: int
    accepted_at: datetime
    done_at: datetime | None
    exchange: Exchange
    symbol: str
    side: Side
    type: OrderType
    division: str
    quantity: int
    price: Decimal
    filled: int
    outcome: Outcome
    average: Decimal | None
    amount: Decimal
    commission: Decimal
    tax: Decimal
    slices: int
    arrival: Decimal | None
    arrival_by: str
    vwap: Decimal | None
    close: Decimal | None
    slippage_arrival: Decimal | None
    slippage_vwap: Decimal | None
    slippage_close: Decimal | None
    market_volume: int
    participation: Decimal | None


class FillLine(msgspec.Struct, frozen=True):
    """One execution."""

    at: datetime
    account: str
    environment: Environment
    number: int
    exchange: Exchange
    symbol: str
    side: Side
    type: OrderType
    quantity: int
    price: Decimal
    fee: Decimal
    session: str


class SymbolLine(msgspec.Struct, frozen=True):
    """A symbol, or all of a currency together (`symbol` empty, `exchange` None)."""

    exchange: Exchange | None
    symbol: str
    currency: Currency
    orders: int
    fills: int
    bought: int
    bought_average: Decimal | None
    sold: int
    sold_average: Decimal | None
    commission: Decimal
    tax: Decimal
    slippage_arrival: Decimal | None
    slippage_vwap: Decimal | None
    slippage_close: Decimal | None
    held: int
    last: Decimal | None
    realised: Decimal
    unrealised: Decimal
    market_volume: int
    participation: Decimal | None


class TypeLine(msgspec.Struct, frozen=True):
    """How many orders of a type had which outcome."""

    type: OrderType
    division: str
    orders: int
    outcomes: dict[Outcome, int]


class MoneyLine(msgspec.Struct, frozen=True):
    """An account in a currency. `value` is cash and holdings at the last prices, `deposited` what was paid in."""

    account: str
    environment: Environment
    currency: Currency
    deposited: Decimal
    value: Decimal
    profit: Decimal
    realised: Decimal
    unrealised: Decimal
    commission: Decimal
    tax: Decimal
    drawdown: Decimal
    drawdown_share: Decimal
    drawdown_at: datetime | None


class CodeLine(msgspec.Struct, frozen=True):
    """A code with which calls were refused."""

    code: str
    text: str
    count: int


class Report(msgspec.Struct, frozen=True):
    """One replay. `ended` says why it ended, in English: texts.py has the Korean."""

    program: str
    market: str
    pace: str
    starts: datetime
    ends: datetime
    ended: str
    requests: int
    cancellations: int
    types: list[TypeLine]
    symbols: list[SymbolLine]
    money: list[MoneyLine]
    codes: list[CodeLine]
    orders: list[OrderLine]
    fills: list[FillLine]
    refusals: list[RefusedCall]
