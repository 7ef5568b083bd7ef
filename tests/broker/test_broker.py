import contextlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from haero.broker.broker import Broker
from haero.broker.recorder import BrokerStopped
from haero.desk.accounts import Account
from haero.desk.commands import CancelOrder, MoveCash, ReviseOrder
from haero.desk.events import CashMoved, Event, OrderAccepted, OrderExecuted, OrderExpired, PrintPosted
from haero.desk.hours import Phase
from haero.desk.ledger import LedgerError, audit
from haero.desk.orders import OrderStatus
from haero.desk.reasons import Reason, Refusal
from haero.house.house import House
from haero.journal.journal import Journal
from haero.market.listing.instruments import Instrument
from haero.market.prices.bars import Bar
from haero.market.prices.depth import DepthLevel
from haero.market.prices.messages import Print, Quote, Summary
from haero.terms import Currency, Exchange, Side
from haero.world.marketplace import Marketplace
from tests.journal.test_journal import Slow
from tests.makers import ALICE, BOB, CLOSE, NASDAQ, NOW, D, Ear, event_rows, house, place

AFTER_CLOSE = CLOSE + timedelta(hours=1)  # the after-market ends at 22:00 UTC
HONG_KONG = Exchange.HONG_KONG


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "data") as made:
        yield made


@pytest.fixture
def broker(opened: House) -> Broker:
    return opened.broker


def account(broker: Broker, name: str = ALICE) -> Account:
    return broker.state.accounts[name]


def order_status(broker: Broker, number: int, name: str = ALICE) -> OrderStatus:
    return account(broker, name).orders[number].status


def number_of(event: Event) -> int:
    assert isinstance(event, OrderAccepted)
    return event.number


def buy(broker: Broker, quantity: int = 10, price: str = "100.00", **more: str) -> int:
    return number_of(broker.submit(place(Side.BUY, quantity, price, **more)).event)


def recorded(broker: Broker) -> list[tuple[datetime, str, Event]]:
    """Everything that happens from now on."""
    happened: list[tuple[datetime, str, Event]] = []
    Ear(broker, lambda at, name, event: happened.append((at, name, event)))
    return happened


# Orders meet the market


def test_a_marketable_order_is_accepted_and_filled_in_one_go(broker: Broker) -> None:
    broker.post_quote(NASDAQ, "AAPL", D("99.00"), 100, D("100.00"), 100)
    happened = recorded(broker)
    receipt = broker.submit(place())
    assert [type(event) for _, _, event in happened] == [OrderAccepted, OrderExecuted]
    assert (receipt.event, receipt.at) == (happened[0][2], NOW)
    assert broker.journal.seq == receipt.seq + 1
    assert order_status(broker, 1) is OrderStatus.FILLED


def test_a_print_fills_what_rests_and_both_are_in_the_journal_in_order(broker: Broker) -> None:
    number = buy(broker)
    happened = recorded(broker)
    broker.post_print(NASDAQ, "AAPL", D("99.99"), 4)
    assert [type(event) for _, _, event in happened] == [PrintPosted, OrderExecuted]
    assert happened[1][1] == ALICE
    assert account(broker).orders[number].filled == 4


def test_a_revision_moves_the_order_in_the_market(broker: Broker) -> None:
    number = buy(broker)
    broker.submit(ReviseOrder(ALICE, NASDAQ, "AAPL", number, 6, D("110.00")))
    broker.post_print(NASDAQ, "AAPL", D("105.00"), 100)
    assert account(broker).orders[number + 1].filled == 6
    assert account(broker).orders[number].filled == 0
    broker.post_print(NASDAQ, "AAPL", D("99.00"), 100)
    assert account(broker).orders[number].filled == 4


def test_a_revision_to_a_marketable_price_fills_at_the_quote(broker: Broker) -> None:
    broker.post_quote(NASDAQ, "AAPL", D("101.00"), 100, D("102.00"), 100)
    number = buy(broker)
    broker.submit(ReviseOrder(ALICE, NASDAQ, "AAPL", number, 10, D("103.00")))
    assert account(broker).orders[number + 1].average_price == 102


def test_a_cancelled_order_does_not_fill_any_more(broker: Broker) -> None:
    number = buy(broker)
    broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", number, 4))
    broker.post_print(NASDAQ, "AAPL", D("99.00"), 100)
    assert (account(broker).orders[number].filled, account(broker).orders[number].open) == (6, 0)


def test_a_refused_command_changes_nothing_and_is_in_no_journal(broker: Broker) -> None:
    seq = broker.journal.seq
    for command in (place(quantity=0), place(symbol="NOSUCH"), place(Side.SELL), MoveCash(ALICE, Currency.USD, D(0))):
        with pytest.raises(Refusal):
            broker.submit(command)
    assert broker.journal.seq == seq
    assert account(broker).last_number == 0


def test_prices_of_unknown_symbols_are_refused(broker: Broker) -> None:
    with pytest.raises(Refusal, match=Reason.UNKNOWN_INSTRUMENT):
        broker.post_print(NASDAQ, "NOSUCH", D(1), 1)
    with pytest.raises(Refusal, match=Reason.UNKNOWN_INSTRUMENT):
        broker.post_quote(NASDAQ, "NOSUCH", D(1), 1, D(2), 1)


def test_impossible_prices_are_refused_and_not_journalled(broker: Broker) -> None:
    seq = broker.journal.seq
    with pytest.raises(ValueError, match="bid"):
        broker.post_quote(NASDAQ, "AAPL", D(2), 1, D(1), 1)
    with pytest.raises(ValueError, match="size"):
        broker.post_print(NASDAQ, "AAPL", D(2), 0)
    assert broker.journal.seq == seq


def test_a_synthetic_market_takes_no_prices_by_hand(tmp_path: Path) -> None:
    with house(tmp_path, market="synthetic") as opened:
        with pytest.raises(ValueError, match="manual"):
            opened.broker.post_print(NASDAQ, "AAPL", D(1), 1)


def test_a_holding_is_valued_at_the_last_trade_or_the_previous_close(broker: Broker) -> None:
    base = broker.market.instrument(NASDAQ, "AAPL").base_price
    assert broker.market.last_price(NASDAQ, "AAPL") == base
    broker.post_print(NASDAQ, "AAPL", D("231.00"), 1)
    assert broker.market.last_price(NASDAQ, "AAPL") == D("231.00")


# Time


def test_a_day_order_ends_with_the_regular_session_at_that_moment(broker: Broker) -> None:
    numbers = [buy(broker, price="1.00"), buy(broker, price="2.00")]
    happened = recorded(broker)
    broker.move_clock(CLOSE - timedelta(seconds=1))
    assert order_status(broker, numbers[0]) is OrderStatus.ACCEPTED
    broker.move_clock(AFTER_CLOSE)
    expired = [(at, event.number) for at, _, event in happened if isinstance(event, OrderExpired)]
    assert expired == [(CLOSE, number) for number in numbers]
    assert account(broker).cash[Currency.USD].reserved == 0


@pytest.mark.parametrize(
    ("hour", "session", "ends"), [(10, "pre", CLOSE), (15, "regular", CLOSE), (21, "after", AFTER_CLOSE)]
)
def test_which_session_ends_an_order(tmp_path: Path, hour: int, session: str, ends: datetime) -> None:
    """Pre-market and regular orders end with the regular session, after-market orders with the after-market."""
    at = NOW.replace(hour=hour, minute=15)
    with house(tmp_path, at=at.isoformat()) as opened:
        number = buy(opened.broker, price="1.00")
        order = account(opened.broker).orders[number]
        assert (order.session, order.expires) == (session, ends)
        opened.broker.move_clock(ends - timedelta(microseconds=1))
        assert order.open
        opened.broker.move_clock(ends)
        assert order.status is OrderStatus.EXPIRED


def test_an_order_works_through_the_lunch_break(tmp_path: Path) -> None:
    with house(tmp_path, at="2026-11-20T11:55:00+08:00") as opened:
        broker = opened.broker
        number = buy(broker, 100, "300.00", exchange=HONG_KONG, symbol="00700")
        order = account(broker).orders[number]
        assert order.expires == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
        broker.move_clock(datetime(2026, 11, 20, 4, 30, tzinfo=UTC))
        assert broker.market.hours(HONG_KONG, broker.market.clock.now()).phase is Phase.BREAK
        with pytest.raises(Refusal, match=Reason.BEFORE_OPEN):
            buy(broker, 100, "300.00", exchange=HONG_KONG, symbol="00700")
        broker.move_clock(datetime(2026, 11, 20, 5, 0, tzinfo=UTC))
        broker.post_print(HONG_KONG, "00700", D("299.00"), 100)
        assert order.status is OrderStatus.FILLED


def test_a_mock_account_does_not_trade_in_the_pre_market(tmp_path: Path) -> None:
    with house(tmp_path, at="2026-11-20T05:00:00-05:00") as opened:
        buy(opened.broker, price="1.00", account=ALICE)
        with pytest.raises(Refusal, match=Reason.BEFORE_OPEN):
            buy(opened.broker, price="1.00", account=BOB)


def test_time_only_moves_forward(broker: Broker) -> None:
    seq = broker.journal.seq
    with pytest.raises(ValueError, match="forward"):
        broker.move_clock(NOW - timedelta(seconds=1))
    assert broker.journal.seq == seq
    assert broker.market.clock.now() == NOW


def test_a_speed_that_is_not_offered_changes_nothing(broker: Broker) -> None:
    seq = broker.journal.seq
    with pytest.raises(ValueError, match="speed"):
        broker.set_speed(7200)
    assert broker.journal.seq == seq


class Tape:
    """A price source that says what is written: messages at chosen moments."""

    step: timedelta | None = timedelta(seconds=1)
    costly = True

    def __init__(self, *prints: Print) -> None:
        self._prints = prints

    def quote(self, instrument: Instrument, at: datetime) -> Quote | None:
        return None

    def summary(self, instrument: Instrument, at: datetime) -> Summary:
        return Summary(None, D(0), D(0), D(0), instrument.base_price, 0, 0, D(0))

    def daily(self, instrument: Instrument, until: datetime, count: int) -> list[Bar]:
        return []

    def minutes(self, instrument: Instrument, until: datetime, count: int, per: int) -> list[Bar]:
        return []

    def depth(self, instrument: Instrument, at: datetime, count: int) -> list[DepthLevel]:
        return []

    def marks_auctions(self, instrument: Instrument) -> bool:
        return True

    def upcoming(self, instrument: Instrument, after: datetime) -> datetime | None:
        return min((p.at for p in self._prints if p.symbol == instrument.symbol and after < p.at), default=None)

    def messages(self, instrument: Instrument, after: datetime, until: datetime) -> Iterable[Print | Quote]:
        return [p for p in self._prints if p.symbol == instrument.symbol and after < p.at <= until]


def seen(at: datetime, price: str = "50.00", size: int = 1, symbol: str = "AAPL") -> Print:
    return Print(NASDAQ, symbol, D(price), size, at)


def on_tape(opened: House, *prints: Print) -> Broker:
    old = opened.broker
    broker = Broker(
        Marketplace(old.market.clock, old.market.sessions, old.market.instruments, Tape(*prints)),
        opened.journal,
        old.state,
        old.desk.fees,
    )
    opened.broker = broker
    return broker


def test_a_move_of_the_clock_lets_orders_see_the_market_in_order_over_all_instruments(opened: House) -> None:
    second = timedelta(seconds=1)
    broker = on_tape(
        opened,
        seen(NOW + 3 * second),
        seen(NOW + 90 * second, symbol="MSFT"),
        seen(NOW + 91 * second),
        seen(NOW + 3000 * second, symbol="MSFT"),
    )
    for symbol in ("MSFT", "AAPL"):
        buy(broker, symbol=symbol)
    happened = recorded(broker)
    broker.move_clock(NOW + timedelta(hours=1))
    filled = [((at - NOW).seconds, event.number) for at, _, event in happened if isinstance(event, OrderExecuted)]
    assert filled == [(3, 2), (90, 1), (91, 2), (3000, 1)]
    assert happened[-1][0] == NOW + timedelta(hours=1)


def test_market_before_an_expiry_comes_before_it_and_market_after_it_finds_no_order(opened: House) -> None:
    second = timedelta(seconds=1)
    broker = on_tape(opened, seen(CLOSE - second), seen(CLOSE + second, size=100))
    number = buy(broker)
    broker.move_clock(AFTER_CLOSE)
    order = account(broker).orders[number]
    assert (order.filled, order.status) == (1, OrderStatus.EXPIRED)


# the close is fed before the expiry. The first second of the after-market always has a print, so a regular order (also one of mock,
# which does not trade after hours) can fill there.
def test_what_happens_at_the_very_moment_of_the_close_is_after_market_and_not_for_day_orders(opened: House) -> None:
    broker = on_tape(opened, seen(CLOSE, size=100))
    number = buy(broker)
    broker.move_clock(AFTER_CLOSE)
    order = account(broker).orders[number]
    assert (order.filled, order.status) == (0, OrderStatus.EXPIRED)


def test_how_often_one_looks_does_not_change_what_happens(tmp_path: Path) -> None:
    """One long move of the clock or many short ones: the same executions at the same moments."""

    def executions(folder: Path, steps: int) -> list[tuple[object, ...]]:
        with house(folder, market="synthetic") as opened:
            broker = opened.broker
            price = broker.market.last_price(NASDAQ, "AAPL")
            for cents in range(0, 200, 20):
                buy(broker, 5, str(price - D(cents) / 100))
            for step in range(1, steps + 1):
                broker.move_clock(NOW + timedelta(hours=1) * step / steps)
        return [row[1:] for row in event_rows(folder) if row[3] == "OrderExecuted"]

    once = executions(tmp_path / "once", 1)
    assert once
    assert executions(tmp_path / "often", 37) == once


def test_the_synthetic_market_fills_a_resting_order_when_the_clock_is_moved(tmp_path: Path) -> None:
    with house(tmp_path, market="synthetic", seed=3) as opened:
        broker = opened.broker
        quote = broker.market.source.quote(broker.market.instrument(NASDAQ, "AAPL"), NOW)
        assert quote is not None
        number = buy(broker, 1, str(quote.bid))
        assert account(broker).orders[number].filled == 0
        broker.move_clock(CLOSE - timedelta(seconds=1))
        assert account(broker).orders[number].status is OrderStatus.FILLED
        audit(account(broker))


def test_event_times_never_go_back(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with house(folder, market="synthetic") as opened:
        broker = opened.broker
        for symbol in ("AAPL", "MSFT", "NVDA"):
            price = broker.market.last_price(NASDAQ, symbol)
            for cents in range(-20, 300, 40):
                buy(broker, 5, str(price - D(cents) / 100), symbol=symbol)
        broker.move_clock(NOW + timedelta(minutes=30))
        buy(broker, 1, "1.00")
        broker.move_clock(AFTER_CLOSE + timedelta(days=1))
    times = [row[1] for row in event_rows(folder)]
    assert times == sorted(times)


# Restart


def test_after_a_restart_open_orders_work_on_and_numbers_continue(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        first = buy(opened.broker, 10, "100.00")
        opened.broker.post_print(NASDAQ, "AAPL", D("99.00"), 4)
    with house(tmp_path, at=(NOW + timedelta(minutes=1)).isoformat()) as opened:
        broker = opened.broker
        order = account(broker).orders[first]
        assert (order.filled, order.open) == (4, 6)
        assert buy(broker, 1, "1.00") == first + 1
        broker.post_print(NASDAQ, "AAPL", D("99.00"), 100)
        assert order.status is OrderStatus.FILLED
        broker.move_clock(AFTER_CLOSE)
        assert order_status(broker, first + 1) is OrderStatus.EXPIRED


def test_an_order_that_ended_while_nobody_ran_is_over_after_the_restart(tmp_path: Path) -> None:
    monday = NOW + timedelta(days=3)
    with house(tmp_path) as opened:
        number = buy(opened.broker, 10, "100.00")
    with house(tmp_path, at=monday.isoformat()) as opened:
        broker = opened.broker
        broker.post_print(NASDAQ, "AAPL", D("99.00"), 100)
        assert broker.desk.account(ALICE).orders[number].filled == 0, "a day order of Friday filled on Monday"
        assert order_status(broker, number) is OrderStatus.EXPIRED
        broker.move_clock(monday + timedelta(minutes=1))
    times = [row[1] for row in event_rows(tmp_path)]
    assert times == sorted(times)


def test_after_a_restart_time_never_goes_back_for_the_market(tmp_path: Path) -> None:
    """The same as above, seen from the journal: expiries of the past must not be written behind later events."""
    with house(tmp_path) as opened:
        buy(opened.broker, 10, "100.00")
    with house(tmp_path, at=(NOW + timedelta(days=3)).isoformat()) as opened:
        opened.broker.submit(MoveCash(ALICE, Currency.USD, D(1)))
        opened.broker.move_clock(NOW + timedelta(days=3, minutes=1))
    times = [row[1] for row in event_rows(tmp_path)]
    assert times == sorted(times)


# Fail stop


def break_the_books(broker: Broker) -> None:
    """Money out of nowhere: the next event of ALICE finds it."""
    account(broker).cash[Currency.USD].balance += Decimal("0.01")


def test_broken_books_stop_the_broker_before_anything_is_journalled(broker: Broker) -> None:
    seq = broker.journal.seq
    break_the_books(broker)
    with pytest.raises(BrokerStopped, match="rebuilt"):
        broker.submit(place())
    assert isinstance(broker.failure, LedgerError)
    assert broker.journal.seq == seq


def test_a_stopped_broker_takes_no_command_of_anybody(broker: Broker) -> None:
    break_the_books(broker)
    with pytest.raises(BrokerStopped):
        broker.submit(place())
    seq = broker.journal.seq
    for command in (place(account=BOB), MoveCash(BOB, Currency.USD, D(1)), CancelOrder(BOB, NASDAQ, "AAPL", 1, 0)):
        with pytest.raises(BrokerStopped):
            broker.submit(command)
    assert broker.journal.seq == seq


# to be broken, and journal it.
@pytest.mark.parametrize(
    "disturb",
    [
        lambda broker: broker.post_print(NASDAQ, "AAPL", D("99.00"), 100),
        lambda broker: broker.post_quote(NASDAQ, "AAPL", D("98.00"), 100, D("99.00"), 100),
        lambda broker: broker.move_clock(AFTER_CLOSE),
        lambda broker: broker.set_speed(0),
        lambda broker: (broker.market.clock.move_to(AFTER_CLOSE), broker.advance()),
    ],
    ids=["print", "quote", "move", "speed", "time"],
)
def test_a_stopped_broker_takes_nothing_from_the_market_or_the_clock_either(
    broker: Broker, disturb: Callable[[Broker], object]
) -> None:
    number = buy(broker, 10, "100.00", account=BOB)
    break_the_books(broker)
    with pytest.raises(BrokerStopped):
        broker.submit(place())
    seq = broker.journal.seq
    with contextlib.suppress(BrokerStopped):
        disturb(broker)
    assert broker.journal.seq == seq
    assert account(broker, BOB).orders[number].open == 10


# journal says, and the broker goes on: later orders are acknowledged behind an event that was never written.
@pytest.mark.parametrize("where", ["apply", "append"])
def test_an_event_that_breaks_half_way_stops_the_broker_whatever_the_error_is(
    broker: Broker, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError("half way")

    with monkeypatch.context() as patched:
        broken_part: object = broker.state if where == "apply" else broker.journal
        patched.setattr(broken_part, where, broken)
        with pytest.raises((BrokerStopped, ZeroDivisionError)):
            broker.submit(place())
    with pytest.raises(BrokerStopped):
        broker.submit(place())


# order is in memory but can never be written; the broker goes on, and the next start finds "order number 2 after 0".
def test_an_order_whose_reference_cannot_be_written_is_not_in_memory_either(opened: House) -> None:
    broker = opened.broker
    with contextlib.suppress(Refusal, BrokerStopped, UnicodeEncodeError):
        broker.submit(place(reference="\udc80"))
    references = account(broker).references
    account(broker).references.clear()  # so that closing this house can save its snapshot
    for order in account(broker).orders.values():
        order.reference = ""
    assert broker.failure is not None or not references
    assert broker.failure is not None or account(broker).last_number == 0


def test_a_failed_disk_stops_the_broker(opened: House) -> None:
    disk = Slow(fail_at=1)
    journal = Journal(disk)
    broker = Broker(opened.broker.market, journal, opened.broker.state, opened.broker.desk.fees)
    broker.submit(MoveCash(ALICE, Currency.USD, D(1)))
    with pytest.raises(Exception, match="No space left"):
        journal.flush()
    with pytest.raises(BrokerStopped, match="No space left"):
        broker.submit(MoveCash(ALICE, Currency.USD, D(1)))
    with pytest.raises(BrokerStopped):
        broker.submit(place())
    journal.close()
    assert disk.batches == []


def test_events_carry_their_account_and_listeners_hear_them_after_they_are_applied(broker: Broker) -> None:
    heard: list[tuple[str, Decimal]] = []
    Ear(broker, lambda at, name, event: heard.append((name, account(broker, name).cash[Currency.USD].balance)))
    before = account(broker, BOB).cash[Currency.USD].balance
    receipt = broker.submit(MoveCash(BOB, Currency.USD, D(5), "gift"))
    assert heard == [(BOB, before + 5)]
    assert receipt.event == CashMoved(Currency.USD, D(5), "gift")
