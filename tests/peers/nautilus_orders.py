"""Runs limit orders through NautilusTrader's backtest engine; started by test_nautilus.py, in the environment that has it.

Standard input: a JSON list of {"messages": [...], "probability": n}. A message is ["quote", bid size, bid, ask size, ask],
["print", size, price] or [side, size, price, number]. Standard output: for each, a list of fills [message, number, size, price].
An order reaches the market right after the message before it.
"""

import json
import sys
from typing import Any

from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.backtest.models import FillModel
from nautilus_trader.config import LoggingConfig, StrategyConfig
from nautilus_trader.model.currencies import USD
from nautilus_trader.model.data import QuoteTick, TradeTick
from nautilus_trader.model.enums import AccountType, AggressorSide, BookType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, TradeId, Venue
from nautilus_trader.model.instruments import Equity
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

ID = InstrumentId(Symbol("AAPL"), Venue("XNAS"))
SECOND = 1_000_000_000


def message_of(time_ns: int) -> int:
    return time_ns // SECOND - 1


class Sender(Strategy):
    """Sends each order when the message before it is there."""

    def __init__(self, plan: dict[int, list[Any]]) -> None:
        super().__init__(StrategyConfig(log_events=False, log_commands=False))
        self.plan, self.numbers = plan, dict[Any, int]()
        self.fills: list[list[Any]] = []

    def on_start(self) -> None:
        self.subscribe_quote_ticks(ID)
        self.subscribe_trade_ticks(ID)

    def on_quote_tick(self, tick: QuoteTick) -> None:
        self._send(message_of(tick.ts_event))

    def on_trade_tick(self, tick: TradeTick) -> None:
        self._send(message_of(tick.ts_event))

    def _send(self, turn: int) -> None:
        for side, size, price, number in self.plan.get(turn, ()):
            way = OrderSide.BUY if side == "buy" else OrderSide.SELL
            order = self.order_factory.limit(ID, way, Quantity.from_int(size), Price.from_str(price))
            self.numbers[order.client_order_id] = number
            self.submit_order(order)

    def on_order_filled(self, event: Any) -> None:
        number = self.numbers[event.client_order_id]
        self.fills.append([message_of(event.ts_event), number, int(event.last_qty), str(event.last_px)])


def run(messages: list[list[Any]], probability: float) -> list[list[Any]]:
    """Level 1 data, prints move the market, a fill model that knows only the chance of a fill at the limit."""
    engine = BacktestEngine(BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True), run_analysis=False))
    engine.add_venue(
        Venue("XNAS"), OmsType.NETTING, AccountType.MARGIN, [Money(10**9, USD)], base_currency=USD,
        book_type=BookType.L1_MBP, fill_model=FillModel(prob_fill_on_limit=probability), trade_execution=True,
    )  # fmt: skip
    engine.add_instrument(Equity(ID, ID.symbol, USD, 2, Price.from_str("0.01"), Quantity.from_int(1), 0, 0))
    ticks, plan = list[Any](), dict[int, list[Any]]()
    for turn, (kind, *parts) in enumerate(messages):
        at = (turn + 1) * SECOND  # not from 0: the engine does not survive a message at its epoch
        if kind == "quote":
            bid_size, bid, ask_size, ask = parts
            prices = Price.from_str(bid), Price.from_str(ask)
            ticks.append(QuoteTick(ID, *prices, Quantity.from_int(bid_size), Quantity.from_int(ask_size), at, at))
        elif kind == "print":
            size, price = Quantity.from_int(parts[0]), Price.from_str(parts[1])
            # No aggressor, as in haero's prints: with one, a print moves one side of the market only.
            ticks.append(TradeTick(ID, price, size, AggressorSide.NO_AGGRESSOR, TradeId(str(turn)), at, at))
        else:
            before = message_of(ticks[-1].ts_event)
            plan.setdefault(before, []).append([kind, *parts])
    sender = Sender(plan)
    engine.add_data(ticks)
    engine.add_strategy(sender)
    engine.run()
    engine.dispose()
    return sender.fills


if __name__ == "__main__":
    json.dump([run(case["messages"], case["probability"]) for case in json.load(sys.stdin)], sys.stdout)
