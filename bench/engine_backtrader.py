"""backtrader: Cerebro and its own broker, in its fastest way: preloaded, run once, no observers.

Every message is a bar whose four prices are equal: that of the print, or the middle of the quote. Commission as haero's, cash
checked.
"""

from typing import Any, ClassVar

import backtrader as bt

from bench.engine_work import Filled, Shown, Watch, Work, drive


class Feed(bt.DataBase):
    """Bars from memory; their times are numbers that nobody converts."""

    params: ClassVar[tuple[Any, ...]] = (("prices", ()),)

    def start(self) -> None:
        super().start()
        self.turn = 0

    def _load(self) -> bool:
        if self.turn == len(self.p.prices):
            return False
        price = self.p.prices[self.turn]
        lines = self.lines
        lines.open[0] = lines.high[0] = lines.low[0] = lines.close[0] = price
        lines.volume[0] = 0.0
        lines.openinterest[0] = 0.0
        lines.datetime[0] = 740_000.0 + self.turn * 1e-6
        self.turn += 1
        return True


class Program(bt.Strategy):
    """Sends each order when its message is there."""

    params: ClassVar[tuple[Any, ...]] = (("wanted", {}),)

    def __init__(self) -> None:
        self.turn = -1

    def next(self) -> None:
        self.turn += 1
        found = self.p.wanted.get(self.turn)
        if found is not None:
            buy, quantity, price = found
            (self.buy if buy else self.sell)(size=quantity, price=price, exectype=bt.Order.Limit)


def run(work: Work) -> tuple[Watch, list[Filled]]:
    prices = [(m.bid + m.ask) / 200 if isinstance(m, Shown) else m.price / 100 for m in work.messages]
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(Feed(prices=prices))
    cerebro.addstrategy(Program, wanted={o.after: (o.buy, o.quantity, o.price / 100) for o in work.orders})
    cerebro.broker.setcash(1e12)
    cerebro.broker.setcommission(commission=0.0025)
    with Watch() as watch:
        cerebro.run()
    orders: list[Any] = cerebro.broker.orders
    return watch, [Filled(abs(int(o.executed.size)), o.executed.price * 100) for o in orders]


if __name__ == "__main__":
    drive(run)
