"""vnpy_paperaccount: VeighNa's MainEngine with the paper account, in its fastest way.

Net positions, orders crossed at once with the last tick, log off. Its event queue is emptied by the program's own thread, which
saves it two thread switches an event. It has positions but neither cash nor fees. It writes its positions to a JSON file after
every fill (without sync); `python -m bench.engine_vnpy memory` takes that away.

To be started in a folder that has a `.vntrader` folder: vnpy takes its place there.
"""

import sys
from datetime import UTC, datetime, timedelta

from vnpy.event import Event, EventEngine
from vnpy.trader.constant import Direction, Exchange, Offset, OrderType, Product
from vnpy.trader.engine import MainEngine
from vnpy.trader.event import EVENT_CONTRACT, EVENT_TICK
from vnpy.trader.object import ContractData, OrderRequest, TickData
from vnpy.trader.setting import SETTINGS
from vnpy_paperaccount.engine import PaperEngine

from bench.engine_work import Filled, Shown, Watch, Work, drive

START = datetime(2026, 11, 20, 15, tzinfo=UTC)
SYMBOL, EXCHANGE = "AAPL", Exchange.NASDAQ


def ticks(work: Work) -> list[TickData]:
    """Every message is a tick with the newest quote and the newest print."""
    found = []
    last, size, shown = 0.0, 0, work.messages[0]
    assert isinstance(shown, Shown)
    for message in work.messages:
        if isinstance(message, Shown):
            shown = message
        else:
            last, size = message.price / 100, message.size
        found.append(
            TickData(
                "FEED", SYMBOL, EXCHANGE, START + timedelta(microseconds=message.at), last_price=last, last_volume=size,
                bid_price_1=shown.bid / 100, bid_volume_1=shown.bid_size,
                ask_price_1=shown.ask / 100, ask_volume_1=shown.ask_size,
            )
        )  # fmt: skip
    return found


def run(work: Work) -> tuple[Watch, list[Filled]]:
    SETTINGS["log.active"] = False
    events = EventEngine()
    main = MainEngine(events)
    paper = main.add_engine(PaperEngine)
    events.stop()  # its threads end; from here on the queue is emptied below
    paper.instant_trade = True
    if sys.argv[1:] == ["memory"]:
        paper.save_data = lambda: None
    queue, process = events._queue, events._process
    contract = ContractData("FEED", SYMBOL, EXCHANGE, "Apple", Product.EQUITY, 1, 0.01, net_position=True)
    events.put(Event(EVENT_CONTRACT, contract))
    while not queue.empty():
        process(queue.get())
    wanted = {order.after: order for order in work.orders}
    feed = [(tick, wanted.get(number)) for number, tick in enumerate(ticks(work))]
    with Watch() as watch:
        for tick, order in feed:
            process(Event(EVENT_TICK, tick))
            if order is not None:
                direction = Direction.LONG if order.buy else Direction.SHORT
                request = OrderRequest(
                    SYMBOL, EXCHANGE, direction, OrderType.LIMIT, order.quantity, order.price / 100, Offset.OPEN
                )
                main.send_order(request, "PAPER")
            while not queue.empty():
                process(queue.get())
    trades = {trade.orderid[12:]: trade for trade in main.get_all_trades()}  # the number follows twelve digits of time
    orders = sorted(main.get_all_orders(), key=lambda order: int(order.orderid[12:]))
    return watch, [Filled(int(order.traded), trades[order.orderid[12:]].price * 100) for order in orders]


if __name__ == "__main__":
    drive(run)
