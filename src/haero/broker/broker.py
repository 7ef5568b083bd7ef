"""One running broker: wires desk, market, venue and journal. The only writer; it knows nothing of HTTP or KIS codes.

A command comes in, time is brought up to the market clock, the desk decides, the event is applied and journalled, the venue looks
for fills, and the receipt goes out at once. Whoever may only speak when the event is safe waits for `receipt.seq` to be durable.
"""

import heapq
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from operator import attrgetter
from typing import assert_never, overload

from msgspec.structs import replace

from haero.broker.recorder import Receipt, Recorder
from haero.desk.accounts import Account
from haero.desk.auctions import AUCTION_TYPES, ON_OPEN, check_entry
from haero.desk.commands import (
    CancelOrder,
    CancelReservation,
    Command,
    MoveCash,
    OpenAccount,
    PlaceOrder,
    ReserveOrder,
    ReviseOrder,
)
from haero.desk.desk import Desk
from haero.desk.events import (
    AccountOpened,
    CashMoved,
    ClockMoved,
    Event,
    OrderAccepted,
    OrderCancelled,
    OrderRevised,
    PrintPosted,
    QuotePosted,
    ReservationAccepted,
    ReservationCancelled,
    ReservationRefused,
    SymbolHalted,
    SymbolResumed,
)
from haero.desk.fees import FeeSchedule
from haero.desk.hours import DAYTIME, REGULAR
from haero.desk.orders import Order
from haero.desk.reasons import Refusal
from haero.desk.reservations import Reservation, ReservationStatus
from haero.desk.state import State
from haero.journal.journal import Journal
from haero.market.prices.messages import Auction, Print, Quote
from haero.market.time.sessions import CalendarError
from haero.terms import Exchange, InstrumentKey, Side
from haero.venue.simulated.auction import Cross
from haero.venue.simulated.book import Fill
from haero.venue.simulated.floor import Floor, FloorRules
from haero.world.agenda import Agenda, Entry, Task
from haero.world.marketplace import Marketplace
from haero.world.windows import reservation_window

INSTANT = timedelta(microseconds=1)
CHUNK = timedelta(seconds=60)  # how much market data is fetched at once while time is made up


class Broker(Recorder):
    """Takes commands one at a time; every method must be called from the same thread."""

    def __init__(
        self,
        market: Marketplace,
        journal: Journal,
        state: State,
        fees: FeeSchedule,
        since: datetime | None = None,
        rules: FloorRules | None = None,
    ) -> None:
        """`since` is the last moment that a recovered journal knows: what fell due after it runs at the first look at the clock."""
        super().__init__(state, journal)
        self.market = market
        self.desk = Desk(state, fees)
        self.floor = Floor(market, rules or FloorRules())
        self._latency = self.floor.rules.order_latency
        self._flying: set[tuple[str, int]] = set()
        self._agenda = Agenda()
        self._fed = since or market.clock.now()
        self._rest_all()

    @overload
    def submit(self, command: PlaceOrder) -> Receipt[OrderAccepted]: ...
    @overload
    def submit(self, command: ReviseOrder) -> Receipt[OrderRevised]: ...
    @overload
    def submit(self, command: CancelOrder) -> Receipt[OrderCancelled]: ...
    @overload
    def submit(self, command: ReserveOrder) -> Receipt[ReservationAccepted]: ...
    @overload
    def submit(self, command: CancelReservation) -> Receipt[ReservationCancelled]: ...
    @overload
    def submit(self, command: MoveCash) -> Receipt[CashMoved]: ...
    @overload
    def submit(self, command: OpenAccount) -> Receipt[AccountOpened]: ...
    @overload
    def submit(self, command: Command) -> Receipt[Event]: ...

    def submit(self, command: Command) -> Receipt[Event]:
        """Carries out one command.

        Raises:
            Refusal: the desk does not take it; nothing changed.
            BrokerStopped: nothing is taken any more.
        """
        now = self.advance()
        match command:
            case PlaceOrder():
                return self._place(command, now)
            case ReviseOrder():
                return self._revise(command, now)
            case CancelOrder():
                return self._cancel(command, now)
            case ReserveOrder():
                return self._reserve(command, now)
            case CancelReservation():
                return self._record(now, command.account, self.desk.cancel_reservation(command))
            case MoveCash():
                return self._record(now, command.account, self.desk.move_cash(command))
            case OpenAccount():
                return self._record(now, f"{command.number}-{command.product}", self.desk.open_account(command))
            case _:
                assert_never(command)

    def account(self, account_id: str) -> Account:
        """The account as it is now. Raises Refusal UNKNOWN_ACCOUNT."""
        self.advance()
        return self.desk.account(account_id)

    # Commands

    def _place(self, command: PlaceOrder, now: datetime) -> Receipt[OrderAccepted]:
        listing = self.market.listing(command.exchange, command.symbol, now)
        event = self.desk.place(
            command, listing, self.market.hours(command.exchange, now, daytime=command.daytime), now
        )
        receipt = self._record(now, command.account, event)
        self._send(command.account, event.number, now)
        return receipt

    def _revise(self, command: ReviseOrder, now: datetime) -> Receipt[OrderRevised]:
        listing = self.market.listing(command.exchange, command.symbol, now)
        event = self.desk.revise(
            command, listing, self.market.hours(command.exchange, now, daytime=command.daytime), now
        )
        original = self.state.accounts[command.account].orders[event.original]
        self._withdraw(command.account, original, event.quantity)
        receipt = self._record(now, command.account, event)
        self._send(command.account, event.number, now)
        return receipt

    def _cancel(self, command: CancelOrder, now: datetime) -> Receipt[OrderCancelled]:
        event = self.desk.cancel(command, self.market.hours(command.exchange, now, daytime=command.daytime), now)
        original = self.state.accounts[command.account].orders[event.original]
        self._withdraw(command.account, original, event.quantity)
        return self._record(now, command.account, event)

    def _reserve(self, command: ReserveOrder, now: datetime) -> Receipt[ReservationAccepted]:
        listing = self.market.listing(command.exchange, command.symbol, now)
        on_open = command.type in ON_OPEN
        window = reservation_window(self.market.sessions, command.exchange, now, on_open=on_open)
        event = self.desk.reserve(command, listing, window)
        self._agenda.add(event.sends_at, Entry(Task.SEND_RESERVATION, command.account, event.number))
        return self._record(now, command.account, event)

    def _send(self, account: str, number: int, now: datetime) -> None:
        """Sends an accepted order on its way to the market, and books what it fills at once."""
        order = self.state.accounts[account].orders[number]
        arrives = now + self._latency
        for at, task in self.floor.agenda(order, arrives):
            if task is Task.SLICE and at <= now:
                self._slice(account, order, now)
            else:
                self._agenda.add(at, Entry(task, account, number))
        if arrives > now:
            self._fly(account, number, arrives)
        else:
            self._book(self.floor.arrive(account, order, now), now)

    def _fly(self, account: str, number: int, arrives: datetime) -> None:
        self._flying.add((account, number))
        self._agenda.add(arrives, Entry(Task.ARRIVE, account, number))

    def _withdraw(self, account: str, order: Order, quantity: int) -> None:
        """Takes shares of an order out of the market, or off their way there."""
        if (account, order.number) not in self._flying:
            self.floor.withdraw(account, order, quantity)

    def _book(self, fills: Iterable[Fill], at: datetime) -> None:
        for fill in fills:
            account = self.state.accounts[fill.account]
            order = account.orders[fill.number]
            if order.type in AUCTION_TYPES:  # a closing print comes a little after the close
                session = REGULAR
            else:
                session = order.session if order.session == DAYTIME else self.market.hours(order.exchange, at).session
            event = self.desk.execute(account, fill.number, fill.quantity, fill.price, session)
            self._record(at, fill.account, event)

    # Time

    def advance(self) -> datetime:
        """Brings everything up to the market clock, in order, and returns its time.

        Raises BrokerStopped, and CalendarError where a calendar ends: the clock then stands still at the last moment reached.
        """
        self._check_running()
        now = self.market.clock.tick()
        if now > self._fed:
            try:
                self._run_until(now)
            except CalendarError as error:
                self.market.clock.stop_at(self._fed, str(error))
                raise
        return now

    def move_clock(self, to: datetime) -> datetime:
        """Moves the market clock forward; everything that falls due runs before it returns.

        Raises:
            ValueError: `to` lies in the past.
        """
        self._check_running()
        clock = self.market.clock
        clock.move_to(to)
        self._record(self.advance(), "", ClockMoved(to, clock.speed))
        return clock.now()

    def set_speed(self, speed: float) -> None:
        """Sets how fast the market clock runs. Raises ValueError for a speed that is not offered."""
        now = self.advance()
        self.market.clock.set_speed(speed)
        self._record(now, "", ClockMoved(now, speed))

    def _run_until(self, target: datetime) -> None:
        while self._fed < target:
            due = self._agenda.next()
            # What ends at a moment is not there any more for the market data of that moment, what begins is.
            until = target if due is None or due > target else max(due - INSTANT, self._fed)
            if self.market.source.step is not None:
                until = self._feed(until)
            self._fed = until
            last = until + INSTANT if until < target else until
            if due is not None and due <= last:
                for at, entry in self._agenda.take(last):
                    self._do(at, entry)

    def _do(self, at: datetime, entry: Entry) -> None:
        account = self.state.accounts[entry.account]
        if entry.task is Task.SEND_RESERVATION:
            self._send_reservation(max(at, self._fed), entry.account, account.reservations[entry.number])
            return
        at = max(at, self._fed)  # after a restart in another market: what is overdue happens now
        order = account.orders[entry.number]
        if not order.open:
            self._flying.discard((entry.account, entry.number))
            self.floor.forget(entry.account, entry.number)
        elif entry.task is Task.EXPIRE:
            self._withdraw(entry.account, order, order.open)
            self._expire(entry.account, entry.number, at)
        elif entry.task is Task.CROSS:
            self._met(self.floor.close(order, self._had), at)
        elif entry.task is Task.ARRIVE:
            self._arrive(entry.account, order, at)
        else:
            self._slice(entry.account, order, at)

    def _arrive(self, account: str, order: Order, at: datetime) -> None:
        """An order that was on its way is there. The exchange takes none for an auction behind its cut-off."""
        self._flying.discard((account, order.number))
        if order.type in AUCTION_TYPES:
            try:
                check_entry(order.type, self.market.hours(order.exchange, at).auctions, at)
            except Refusal as refusal:
                event = self.desk.reject(self.state.accounts[account], order.number, refusal.reason)
                self._record(at, account, event)
                return
        self._book(self.floor.arrive(account, order, at), at)

    def _had(self, account: str, key: InstrumentKey, side: Side, since: datetime) -> int:
        """How many shares of an instrument an account has bought or sold since a moment."""
        recent = takewhile(lambda done: done.at >= since, reversed(self.state.accounts[account].executions))
        return sum(done.quantity for done in recent if (done.exchange, done.symbol, done.side) == (*key, side))

    def _slice(self, account: str, order: Order, now: datetime) -> None:
        """Sends the slice of an algo order that falls due, and notes when the next one does."""
        found = self.floor.slice(account, order, now)
        if found.quantity:
            self._record(
                now,
                account,
                self.desk.send_child(self.state.accounts[account], order.number, found.quantity, found.price),
            )
            self._book(self.floor.send(account, order, found.quantity, found.price, now), now)
        if found.next is not None and order.open:
            self._agenda.add(found.next, Entry(Task.SLICE, account, order.number))

    def _met(self, crossed: Cross, at: datetime) -> None:
        """Books what an auction filled, and ends what it left over."""
        self._book(crossed.fills, at)
        for account, number in crossed.unfilled:
            self._expire(account, number, at)

    def _expire(self, account: str, number: int, at: datetime) -> None:
        self._record(at, account, self.desk.expire(self.state.accounts[account], number))

    def _send_reservation(self, now: datetime, account: str, reservation: Reservation) -> None:
        """Makes an order of a reservation, or notes why the desk does not take it."""
        if reservation.status is not ReservationStatus.ACCEPTED:
            return
        exchange, symbol = reservation.exchange, reservation.symbol
        command = PlaceOrder(
            account, exchange, symbol, reservation.side, reservation.type, reservation.quantity, reservation.price
        )
        try:
            event = self.desk.place(
                command,
                self.market.listing(exchange, symbol, now),
                self.market.hours(exchange, now),
                now,
                reservation.number,
            )
        except Refusal as refusal:
            self._record(now, account, ReservationRefused(reservation.number, refusal.reason))
            return
        self._record(now, account, event)
        self._send(account, event.number, now)

    def _feed(self, until: datetime) -> datetime:
        """Lets the waiting orders see the market up to `until`, or a chunk of it; returns how far it came."""
        waiting = self.floor.venue.waiting()
        if not waiting:
            return until
        fed, source, find = self._fed, self.market.source, self.market.instruments.get
        until = min(until, fed + CHUNK)
        streams = [source.messages(found, fed, until) for key in waiting if (found := find(*key)) is not None]
        for message in streams[0] if len(streams) == 1 else heapq.merge(*streams, key=attrgetter("at")):
            self._meet(message)
        return until

    def _meet(self, message: Print | Quote) -> None:
        crossed = self.floor.meet(message)
        if crossed.fills or crossed.unfilled:
            self._met(crossed, message.at)

    # Posted prices

    def post_print(
        self, exchange: Exchange, symbol: str, price: Decimal, size: int, auction: Auction | None = None
    ) -> Receipt[PrintPosted]:
        """A trade in the manual market. Raises Refusal for an unknown symbol, ValueError where halted or prices are not manual."""
        now = self.advance()
        self.market.instrument(exchange, symbol)
        self.market.halts.check_trading(exchange, symbol)
        message = Print(exchange, symbol, price, size, now, auction)
        self.market.manual().post_print(message)
        receipt = self._record(now, "", PrintPosted(exchange, symbol, price, size, auction or ""))
        self._meet(message)
        return receipt

    def post_quote(
        self, exchange: Exchange, symbol: str, bid: Decimal, bid_size: int, ask: Decimal, ask_size: int
    ) -> Receipt[QuotePosted]:
        """A best bid and ask in the manual market. Raises as `post_print`."""
        now = self.advance()
        self.market.instrument(exchange, symbol)
        self.market.halts.check_trading(exchange, symbol)
        message = Quote(exchange, symbol, bid, bid_size, ask, ask_size, now)
        self.market.manual().post_quote(message)
        receipt = self._record(now, "", QuotePosted(exchange, symbol, bid, bid_size, ask, ask_size))
        self._meet(message)
        return receipt

    def halt(self, exchange: Exchange, symbol: str, reason: str = "") -> Receipt[SymbolHalted]:
        """Stops trading in a symbol, on any market. Raises Refusal for an unknown symbol, HaltError where it is halted already."""
        now = self.advance()
        self.market.instrument(exchange, symbol)
        self.market.halts.halt(exchange, symbol, now, reason)
        return self._record(now, "", SymbolHalted(exchange, symbol, reason))

    def resume(self, exchange: Exchange, symbol: str) -> Receipt[SymbolResumed]:
        """Lets a symbol trade again: what rests meets the quote that it shows now. Raises HaltError where it is not halted."""
        now = self.advance()
        self.market.halts.resume(exchange, symbol, now)
        receipt = self._record(now, "", SymbolResumed(exchange, symbol))
        quote = self.market.quote(exchange, symbol, now)
        if quote is not None:
            self._meet(replace(quote, at=now))
        return receipt

    def _rest_all(self) -> None:
        """Puts the working orders of a recovered journal back into the market, and all that waits back on the agenda.

        Their place in the queue starts anew.
        """
        for account_id, account in self.state.accounts.items():
            for number in account.working:
                order = account.orders[number]
                arrives = order.accepted_at + self._latency
                if arrives > self._fed:
                    self._fly(account_id, number, arrives)
                else:
                    self._book(self.floor.arrive(account_id, order, self._fed, recovered=True), self._fed)
                for at, task in self.floor.agenda(order, max(arrives, self._fed)):
                    self._agenda.add(at, Entry(task, account_id, number))
            for reservation in account.reservations.values():
                if reservation.status is ReservationStatus.ACCEPTED:
                    entry = Entry(Task.SEND_RESERVATION, account_id, reservation.number)
                    self._agenda.add(reservation.sends_at, entry)
