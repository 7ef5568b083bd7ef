"""Makes the report of what the books, the tape and the watch say at the end of a replay."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from haero.broker.broker import Broker
from haero.desk.accounts import Account, Position, position_key
from haero.desk.orders import Order
from haero.kis.words import DIVISIONS
from haero.market.time.sessions import CalendarError, SessionKind
from haero.replay.figures import FillFigures, Outcome, joint_slippage, outcome_of, share, slippage
from haero.replay.record import Record
from haero.replay.report import CodeLine, FillLine, MoneyLine, OrderLine, Report, SymbolLine, TypeLine
from haero.replay.watch import RequestWatch
from haero.terms import CURRENCY_OF, ZERO, Action, Currency, Exchange, InstrumentKey, OrderType, Side

_DAYS = 10_000  # more days than any market keeps


class ReplayRun(NamedTuple):
    """What only the runner knows."""

    program: str
    market: str
    pace: str
    starts: datetime
    ended: str


class Composer:
    """Reads a broker that does nothing any more."""

    def __init__(self, broker: Broker, tape: Record, watch: RequestWatch) -> None:
        self._broker, self._tape, self._watch = broker, tape, watch
        self._now = broker.market.clock.now()
        self._closes: dict[InstrumentKey, dict[date, Decimal]] = {}

    def report(self, run: ReplayRun) -> Report:
        """All of it."""
        accounts = [a for a in self._broker.state.accounts.values() if a.orders]
        orders = [
            self._order(account, order) for account in accounts for order in account.orders.values() if _real(order)
        ]
        fills = [fill for account in accounts for fill in _fills(account)]
        codes = [CodeLine(*code, count) for code, count in self._watch.codes.items()]
        return Report(
            *run[:4],
            ends=self._now,
            ended=run.ended,
            requests=self._watch.requests,
            cancellations=sum(o.action is Action.CANCEL for a in accounts for o in a.orders.values()),
            types=_types(orders),
            symbols=self._symbols(accounts, orders, fills),
            money=[
                self._money(a, currency) for a in accounts for owner, currency in self._tape.curves if owner == a.id
            ],
            codes=sorted(codes, key=lambda line: (-line.count, line.code, line.text)),
            orders=orders,
            fills=sorted(fills, key=lambda fill: fill.at),
            refusals=self._watch.refusals,
        )

    def _order(self, account: Account, order: Order) -> OrderLine:
        life = self._tape.lives[account.id, order.number]
        average = order.amount / order.filled if order.filled else None
        vwap, close = life.traded.average, self._close(life.key, order.trade_date)

        def against(benchmark: Decimal | None) -> Decimal | None:
            return slippage(order.side, average, benchmark) if average is not None else None

        return OrderLine(
            account=masked(account.id),
            environment=account.environment,
            number=order.number,
            original=order.original,
            accepted_at=order.accepted_at,
            done_at=life.done_at,
            exchange=order.exchange,
            symbol=order.symbol,
            side=order.side,
            type=order.type,
            division=DIVISIONS[order.type],
            quantity=order.quantity,
            price=order.price,
            filled=order.filled,
            outcome=outcome_of(order),
            average=average,
            amount=order.amount,
            commission=order.fees - order.taxes,
            tax=order.taxes,
            slices=order.children,
            arrival=life.arrival,
            arrival_by=life.arrival_by,
            vwap=vwap,
            close=close,
            slippage_arrival=against(life.arrival),
            slippage_vwap=against(vwap),
            slippage_close=against(close),
            market_volume=life.traded.volume,
            participation=share(order.filled, life.traded.volume),
        )

    def _close(self, key: InstrumentKey, day: date) -> Decimal | None:
        """The closing price of a day whose regular session is over; None where it is not, or nothing traded."""
        if key not in self._closes:
            self._closes[key] = self._closes_of(key)
        return self._closes[key].get(day)

    def _closes_of(self, key: InstrumentKey) -> dict[date, Decimal]:
        market, exchange = self._broker.market, key[0]
        found: dict[date, Decimal] = {}
        try:
            for bar in market.source.daily(market.instrument(*key), self._now, _DAYS):
                day = market.sessions.trading_date(exchange, bar.start)
                regular = [s.closes for s in market.sessions.on(exchange, day) if s.kind is SessionKind.REGULAR]
                if regular and regular[-1] <= self._now:
                    found[day] = bar.close
        except CalendarError:
            return found
        return found

    def _symbols(
        self, accounts: Sequence[Account], orders: Sequence[OrderLine], fills: Sequence[FillLine]
    ) -> list[SymbolLine]:
        """A line for each symbol; behind those of a currency one for all of it, where there are several."""
        by_currency: dict[Currency, dict[InstrumentKey, None]] = {}
        for line in orders:
            by_currency.setdefault(CURRENCY_OF[line.exchange], {})[line.exchange, line.symbol] = None
        lines: list[SymbolLine] = []
        for currency, keys in by_currency.items():
            for wanted in [[key] for key in keys] + ([list(keys)] if len(keys) > 1 else []):
                mine = [line for line in orders if (line.exchange, line.symbol) in wanted]
                count = sum((fill.exchange, fill.symbol) in wanted for fill in fills)
                lines.append(self._symbol(wanted, currency, accounts, mine, count))
        return lines

    def _symbol(
        self,
        keys: Sequence[InstrumentKey],
        currency: Currency,
        accounts: Sequence[Account],
        orders: Sequence[OrderLine],
        fills: int,
    ) -> SymbolLine:
        only = keys[0] if len(keys) == 1 else None
        held = [a.positions[position_key(*key)] for a in accounts for key in keys if position_key(*key) in a.positions]
        bought, sold = (
            [line for line in orders if line.side is side and line.filled] for side in (Side.BUY, Side.SELL)
        )
        shares_bought, shares_sold = _shares(bought), _shares(sold)
        volume = sum(self._tape.volume(key) for key in keys)
        return SymbolLine(
            exchange=only[0] if only else None,
            symbol=only[1] if only else "",
            currency=currency,
            orders=len(orders),
            fills=fills,
            bought=shares_bought,
            bought_average=_amount(bought) / shares_bought if only and bought else None,
            sold=shares_sold,
            sold_average=_amount(sold) / shares_sold if only and sold else None,
            commission=sum((line.commission for line in orders), ZERO),
            tax=sum((line.tax for line in orders), ZERO),
            slippage_arrival=joint_slippage(FillFigures(o.side, o.filled, o.amount, o.arrival) for o in orders),
            slippage_vwap=joint_slippage(FillFigures(o.side, o.filled, o.amount, o.vwap) for o in orders),
            slippage_close=joint_slippage(FillFigures(o.side, o.filled, o.amount, o.close) for o in orders),
            held=sum(position.quantity for position in held),
            last=self._last(*only) if only else None,
            realised=sum((p.realised for p in held), ZERO) - _fees(bought),
            unrealised=sum((self._unrealised(p) for p in held), ZERO),
            market_volume=volume,
            participation=share(shares_bought + shares_sold, volume),
        )

    def _money(self, account: Account, currency: Currency) -> MoneyLine:
        purse, curve = account.cash[currency], self._tape.curves[account.id, currency]
        held = [position for position in account.positions.values() if position.currency is currency]
        orders = [o for o in account.orders.values() if CURRENCY_OF[o.exchange] is currency]
        value = purse.balance + sum((p.quantity * self._last(p.exchange, p.symbol) for p in held), ZERO)
        tax = sum((order.taxes for order in orders), ZERO)
        fees = {side: sum((o.fees for o in orders if o.side is side), ZERO) for side in Side}
        return MoneyLine(
            account=masked(account.id),
            environment=account.environment,
            currency=currency,
            deposited=purse.deposited,
            value=value,
            profit=value - purse.deposited,
            realised=purse.realised - fees[Side.BUY],
            unrealised=sum((self._unrealised(position) for position in held), ZERO),
            commission=fees[Side.BUY] + fees[Side.SELL] - tax,
            tax=tax,
            drawdown=curve.drawdown,
            drawdown_share=curve.drawdown_share,
            drawdown_at=curve.drawdown_at,
        )

    def _last(self, exchange: Exchange, symbol: str) -> Decimal:
        """The true one: what a client sees may be late."""
        market = self._broker.market
        summary = market.source.summary(market.instrument(exchange, symbol), self._now)
        return summary.last if summary.last is not None else summary.previous_close

    def _unrealised(self, position: Position) -> Decimal:
        if not position.quantity:
            return ZERO
        return position.quantity * self._last(position.exchange, position.symbol) - position.cost


def masked(account: str) -> str:
    """An account number as a report may show it."""
    return f"{account[:2]}****{account[6:]}"


def _real(order: Order) -> bool:
    """Orders that can be filled: a cancellation cannot."""
    return order.action is not Action.CANCEL


def _fills(account: Account) -> list[FillLine]:
    return [
        FillLine(
            e.at, masked(account.id), account.environment, e.number, e.exchange, e.symbol, e.side,
            account.orders[e.number].type, e.quantity, e.price, e.fee, e.session,
        )
        for e in account.executions
    ]  # fmt: skip


def _types(orders: Sequence[OrderLine]) -> list[TypeLine]:
    lines: list[TypeLine] = []
    for kind in OrderType:
        mine = [line.outcome for line in orders if line.type is kind]
        if mine:
            lines.append(
                TypeLine(kind, DIVISIONS[kind], len(mine), {outcome: mine.count(outcome) for outcome in Outcome})
            )
    return lines


def _shares(lines: Sequence[OrderLine]) -> int:
    return sum(line.filled for line in lines)


def _amount(lines: Sequence[OrderLine]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


def _fees(lines: Sequence[OrderLine]) -> Decimal:
    return sum((line.commission + line.tax for line in lines), ZERO)
