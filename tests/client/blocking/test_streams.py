"""Notices and ticks of a client, as a small bot uses them."""

import queue
import threading
from decimal import Decimal

import pytest

import haero
from tests.client.stage import House

HALVES = ("real", "mock")
SOON = 20.0


@pytest.mark.parametrize("half", HALVES)
def test_the_life_of_an_order(new_york: House, half: str) -> None:
    keys = new_york.keys(half)
    with new_york.client(keys) as kis, kis.notices() as notices:
        order = kis.buy("AAPL", 10, "184.95")
        accepted = notices.wait(order, haero.ACCEPTED, SOON)
        assert (accepted.odno, accepted.symbol, accepted.exchange) == (order.odno, "AAPL", haero.Exchange.NASDAQ)
        assert (accepted.side, accepted.quantity, accepted.price) == (haero.Side.BUY, 10, order.price)
        assert accepted.at.tzinfo is not None
        revised = order.revise("185")
        filled = notices.wait(revised, haero.FILLED, SOON, whole=True)
        assert (filled.quantity, filled.price, filled.filled, filled.ordered) == (10, Decimal(185), 10, 10)
        assert not filled.gap
        with pytest.raises(haero.NoticeTimeout, match="not cancelled within"):
            notices.wait(order, haero.CANCELLED, 0.02)
        assert filled.odno == kis.fills()[0].odno


def test_called_back_beside_the_work(new_york: House) -> None:
    heard: queue.Queue[haero.Notice] = queue.Queue()
    with new_york.client(new_york.keys()) as kis:
        stream = kis.on_notice(heard.put)
        order = kis.buy("AAPL", 10, "150")
        order.cancel()
        kinds = []
        while haero.CANCELLED not in kinds:
            kinds.append(heard.get(timeout=SOON).kind)
        assert kinds[0] is haero.ACCEPTED
        stream.close()
        kis.buy("AAPL", 10, "150").cancel()
        assert heard.empty()


def test_what_was_before_is_told_first(new_york: House) -> None:
    with new_york.client(new_york.keys()) as kis:
        order = kis.buy("AAPL", 10, "185")
        with kis.notices(since=order.at) as notices:
            found = notices.wait(order, haero.FILLED, SOON)
            assert (found.quantity, found.gap) == (10, True)


@pytest.mark.parametrize("half", HALVES)
def test_ticks_of_trades_and_books(new_york: House, half: str) -> None:
    """A quote is a book, a print a trade; the stream ends with its client."""
    with new_york.client(new_york.keys(half)) as kis, kis.ticks("NYSE:IBM", book=half == "real") as ticks:
        new_york.quote("NYSE:IBM", "229.80", "230.10")
        new_york.quote("NYSE:IBM", "229.90", "230.00")
        new_york.trade("NYSE:IBM", "229.95", 7)
        seen, trade = [], None
        for tick in ticks:
            seen.append(tick)
            if isinstance(tick, haero.TradeTick):
                trade = tick
                break
        assert trade is not None
        assert (trade.price, trade.size, trade.exchange, trade.symbol) == (
            Decimal("229.95"),
            7,
            haero.Exchange.NYSE,
            "IBM",
        )
        books = [one for one in seen if isinstance(one, haero.BookTick)]
        if half == "real":
            assert (Decimal("229.9"), Decimal(230)) in [(book.bid, book.ask) for book in books]
        else:
            assert not books


def test_a_loop_ends_when_the_client_is_closed(new_york: House) -> None:
    kis = new_york.client(new_york.keys())
    notices = kis.notices()
    notices.open()
    ended = threading.Event()

    def read() -> None:
        for _ in notices:
            pass
        ended.set()

    reader = threading.Thread(target=read)
    reader.start()
    kis.close()
    assert ended.wait(SOON)
    reader.join()


def test_what_is_missing_is_said_at_once(new_york: House) -> None:
    keys = new_york.keys()
    with new_york.client(keys, hts_id=None) as kis, pytest.raises(haero.BadProfile, match="HTS ID"):
        kis.notices()
    with new_york.client(keys, ws_url=None) as kis:
        for ask in (kis.notices, lambda: kis.ticks("AAPL")):
            with pytest.raises(haero.BadProfile, match="ws_url"):
                ask()
    with new_york.client(keys) as kis, pytest.raises(haero.TooManyRegistrations):
        kis.ticks(*(f"NYSE:A{number}" for number in range(21))).open()
