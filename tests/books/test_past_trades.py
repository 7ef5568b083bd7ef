"""The days and filters; that sales of a day that is not over stay out."""

from datetime import timedelta
from pathlib import Path

from haero.books import Valuation, sales, trades
from haero.desk.commands import PlaceOrder
from haero.terms import Exchange, OrderType, Side
from tests.makers import ALICE, D, house

ALL = set(Exchange)
DAY = timedelta(days=1)


def test_days_and_filters(tmp_path: Path) -> None:
    with house(tmp_path / "data") as opened:
        broker = opened.broker
        for side, bid, ask in ((Side.BUY, "99.00", "100.00"), (Side.SELL, "100.00", "101.00")):
            broker.post_quote(Exchange.NASDAQ, "AAPL", D(bid), 1000, D(ask), 1000)
            broker.submit(PlaceOrder(ALICE, Exchange.NASDAQ, "AAPL", side, OrderType.LIMIT, 10, D("100.00")))
        view = Valuation(
            broker.market, broker.desk.account(ALICE), opened.settings.exchange_rates, broker.market.clock.now()
        )
        day = view.trading_date(Exchange.NASDAQ)
        both = trades(view.account, day, day, ALL)
        assert [(t.symbol, t.side) for t in both] == [("AAPL", Side.BUY), ("AAPL", Side.SELL)]
        assert trades(view.account, day, day, ALL, "AAPL", Side.SELL) == both[1:]
        assert trades(view.account, day - DAY, day + DAY, ALL, side=Side.BUY) == both[:1]
        for nothing in (
            trades(view.account, day + DAY, day + DAY, ALL),
            trades(view.account, day, day - DAY, ALL),
            trades(view.account, day, day, {Exchange.NYSE}),
            trades(view.account, day, day, ALL, "MSFT"),
        ):
            assert nothing == []
        assert sales(view, day, day, ALL) == []
        broker.move_clock(view.now + DAY)
        later = Valuation(
            broker.market, broker.desk.account(ALICE), opened.settings.exchange_rates, broker.market.clock.now()
        )
        assert sales(later, day, day, ALL) == both[1:]
