"""NautilusTrader: BacktestEngine with its simulated exchange, in its fastest way that keeps the accounts.

Logging bypassed, checks bypassed (RiskEngine), no analysis after the run. Cash account, netting, fees as haero's. The program
listens to quotes alone.
"""

from decimal import Decimal

from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig, RiskEngineConfig, StrategyConfig
from nautilus_trader.model.currencies import USD
from nautilus_trader.model.data import QuoteTick, TradeTick
from nautilus_trader.model.enums import AccountType, AggressorSide, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, TradeId, Venue
from nautilus_trader.model.instruments import Equity
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

from bench.engine_work import Filled, Shown, Traded, Watch, Work, drive

ID = InstrumentId(Symbol("AAPL"), Venue("XNAS"))
START = 1_795_186_800_000_000_000  # nanoseconds; 2026-11-20 10:00 in New York
FEE = Decimal("0.0025")

Order = tuple[OrderSide, Quantity, Price]


class Program(Strategy):
    """Sends each order when its quote is there."""

    def __init__(self, wanted: dict[int, Order]) -> None:
        super().__init__(StrategyConfig(log_events=False, log_commands=False))
        self.wanted = wanted

    def on_start(self) -> None:
        self.subscribe_quote_ticks(ID)

    def on_quote_tick(self, tick: QuoteTick) -> None:
        found = self.wanted.get(tick.ts_init)
        if found is not None:
            self.submit_order(self.order_factory.limit(ID, *found))


def price(cents: int) -> Price:
    return Price(cents / 100, 2)


def tick(message: Shown | Traded, number: int) -> QuoteTick | TradeTick:
    if isinstance(message, Shown):
        at, bid, bid_size, ask, ask_size = message
        time_ns = START + at * 1_000
        sizes = Quantity.from_int(bid_size), Quantity.from_int(ask_size)
        return QuoteTick(ID, price(bid), price(ask), *sizes, time_ns, time_ns)
    at, cents, size, buyer = message
    time_ns = START + at * 1_000
    side = AggressorSide.BUYER if buyer else AggressorSide.SELLER
    return TradeTick(ID, price(cents), Quantity.from_int(size), side, TradeId(str(number)), time_ns, time_ns)


def run(work: Work) -> tuple[Watch, list[Filled]]:
    config = BacktestEngineConfig(
        logging=LoggingConfig(bypass_logging=True), risk_engine=RiskEngineConfig(bypass=True), run_analysis=False
    )
    engine = BacktestEngine(config)
    engine.add_venue(ID.venue, OmsType.NETTING, AccountType.CASH, [Money(1e9, USD)], base_currency=USD)
    equity = Equity(
        ID, ID.symbol, USD, price_precision=2, price_increment=Price.from_str("0.01"), lot_size=Quantity.from_int(1),
        ts_event=0, ts_init=0, maker_fee=FEE, taker_fee=FEE,
    )  # fmt: skip
    engine.add_instrument(equity)
    engine.add_data([tick(message, number) for number, message in enumerate(work.messages)])
    wanted: dict[int, Order] = {}
    for order in work.orders:
        side = OrderSide.BUY if order.buy else OrderSide.SELL
        time_ns = START + work.messages[order.after].at * 1_000
        wanted[time_ns] = (side, Quantity.from_int(order.quantity), price(order.price))
    engine.add_strategy(Program(wanted))
    with Watch() as watch:
        engine.run()
    orders = sorted(engine.cache.orders(), key=lambda order: order.ts_init)
    fills = [Filled(int(order.filled_qty), float(order.avg_px) * 100) for order in orders]
    engine.dispose()
    return watch, fills


if __name__ == "__main__":
    drive(run)
