"""One running broker: wires desk, market, venue and journal. The only writer; it knows nothing of HTTP or KIS codes.

A command comes in, the desk decides, the event is applied and journalled, the venue looks for fills, and the receipt goes out at
once. It happens at the moment to which time was last brought by `advance`: whoever lets commands in moves time first, once. Whoever
may only speak when the event is safe waits for `receipt.seq` to be durable.
"""

from collections.abc import Generator
from datetime import datetime
from decimal import Decimal
from typing import assert_never, overload

from msgspec.structs import replace

from haero.broker.dealer import Dealer
from haero.broker.feed import Feed
from haero.broker.recorder import Receipt, Recorder
from haero.broker.timeline import Timeline
from haero.desk.auctions import ON_OPEN
from haero.desk.checks import OrderRoom
from haero.desk.commands import (
    CancelOrder,
    CancelReservation,
    ChangeService,
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
    ServiceChanged,
    SymbolHalted,
    SymbolResumed,
)
from haero.desk.fees import FeeSchedule
from haero.desk.reservations import ReservationStatus
from haero.desk.state import State
from haero.journal.journal import Journal
from haero.market.prices.messages import Auction, Print, Quote
from haero.terms import Exchange
from haero.venue.simulated.floor import Floor, FloorRules
from haero.world.agenda import Agenda, Task
from haero.world.marketplace import Marketplace
from haero.world.windows import reservation_window

BEING_MOVED = "the clock is being moved: wait until it has arrived"


class Broker:
    """Takes commands one at a time; every method must be called from the same thread."""

    def __init__(
        self,
        market: Marketplace,
        journal: Journal,
        state: State,
        fees: FeeSchedule,
        since: datetime | None = None,
        rules: FloorRules | None = None,
        feed: Feed | None = None,
        room: OrderRoom | None = None,
    ) -> None:
        """`since` is the last moment that a recovered journal knows: what fell due after it runs at the first look at the clock."""
        self.market, self.state, self.journal = market, state, journal
        self.feed = feed if feed is not None else Feed()
        self.desk = Desk(state, fees, room)
        self.floor = Floor(market, rules or FloorRules())
        self._recorder = Recorder(state, journal, self.feed)
        self._agenda = Agenda()
        self._dealer = Dealer(self.desk, self._recorder, market, self.floor, self._agenda)
        self._timeline = Timeline(market, self._agenda, self._dealer, since or market.clock.now(), lambda: journal.seq)
        self._resume_all()

    @property
    def failure(self) -> Exception | None:
        """Why nothing is taken any more, or None."""
        return self._recorder.failure

    @property
    def market_seq(self) -> int:
        """The number of the newest event of the market: what prices and the clock rest on."""
        return self._recorder.market_seq

    def stop(self, why: Exception) -> None:
        """Takes nothing any more."""
        self._recorder.stop(why)

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
    def submit(self, command: ChangeService) -> Receipt[ServiceChanged]: ...
    @overload
    def submit(self, command: OpenAccount) -> Receipt[AccountOpened]: ...
    @overload
    def submit(self, command: Command) -> Receipt[Event]: ...

    def submit(self, command: Command) -> Receipt[Event]:
        """Carries out one command, at the moment that `advance` last came to.

        Raises:
            Refusal: the desk does not take it; nothing changed.
            BrokerStopped: nothing is taken any more.
        """
        now = self._at()
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
                return self._recorder.record(now, command.account, self.desk.cancel_reservation(command))
            case MoveCash():
                return self._recorder.record(now, command.account, self.desk.move_cash(command))
            case ChangeService():
                return self._recorder.record(now, command.account, self.desk.change_service(command))
            case OpenAccount():
                return self._recorder.record(
                    now, f"{command.number}-{command.product}", self.desk.open_account(command)
                )
            case _:
                assert_never(command)

    # Commands

    def _place(self, command: PlaceOrder, now: datetime) -> Receipt[OrderAccepted]:
        listing = self.market.listing(command.exchange, command.symbol, now)
        event = self.desk.place(
            command, listing, self.market.hours(command.exchange, now, daytime=command.daytime), now
        )
        receipt = self._recorder.record(now, command.account, event)
        self._dealer.send(command.account, event.number, now)
        return receipt

    def _revise(self, command: ReviseOrder, now: datetime) -> Receipt[OrderRevised]:
        listing = self.market.listing(command.exchange, command.symbol, now)
        event = self.desk.revise(
            command, listing, self.market.hours(command.exchange, now, daytime=command.daytime), now
        )
        original = self.state.accounts[command.account].orders[event.original]
        self._dealer.withdraw(command.account, original, event.quantity)
        receipt = self._recorder.record(now, command.account, event)
        self._dealer.send(command.account, event.number, now)
        return receipt

    def _cancel(self, command: CancelOrder, now: datetime) -> Receipt[OrderCancelled]:
        event = self.desk.cancel(command, self.market.hours(command.exchange, now, daytime=command.daytime), now)
        original = self.state.accounts[command.account].orders[event.original]
        self._dealer.withdraw(command.account, original, event.quantity)
        return self._recorder.record(now, command.account, event)

    def _reserve(self, command: ReserveOrder, now: datetime) -> Receipt[ReservationAccepted]:
        listing = self.market.listing(command.exchange, command.symbol, now)
        on_open = command.type in ON_OPEN
        window = reservation_window(self.market.sessions, command.exchange, now, on_open=on_open)
        event = self.desk.reserve(command, listing, window)
        self._agenda.add(event.sends_at, Task.SEND_RESERVATION, command.account, event.number)
        return self._recorder.record(now, command.account, event)

    # Time

    def advance(self) -> datetime:
        """Brings everything up to the market clock, in order, and returns its time.

        Raises BrokerStopped, and CalendarError where a calendar ends: the clock then stands still at the last moment reached.
        """
        if self._recorder.failure is not None:
            self._recorder.check_running()
        return self._timeline.advance()

    def move_clock(self, to: datetime) -> datetime:
        """Moves the market clock forward; everything that falls due runs before it returns.

        Raises:
            ValueError: `to` lies in the past, or the clock is being moved.
        """
        for _ in self.moves(to):
            pass
        return self.market.clock.now()

    def moves(self, to: datetime) -> Generator[None, None, None]:
        """As `move_clock`, giving way after each bounded piece of work: the same happens as in one go.

        Commands that come in between happen at the moment reached, which the clock shows; `advance` moves nothing meanwhile. Closed
        early, the clock goes on from there.
        """
        self._recorder.check_running()
        clock = self.market.clock
        if clock.held:
            raise ValueError(BEING_MOVED)
        clock.check_ahead(to)
        clock.hold(self._timeline.now)
        try:
            for _ in self._timeline.pieces(to):
                yield
                self._recorder.check_running()
            clock.hold(to)
        except GeneratorExit:
            clock.release()
            if self.failure is None:
                self._recorder.record(self._timeline.now, "", ClockMoved(self._timeline.now, clock.speed))
            raise
        finally:
            clock.release()
        self._recorder.record(self.advance(), "", ClockMoved(to, clock.speed))

    def set_speed(self, speed: float) -> None:
        """Sets how fast the market clock runs. Raises ValueError for a speed that is not offered, or while it is being moved."""
        if self.market.clock.held:
            raise ValueError(BEING_MOVED)
        now = self.advance()
        self.market.clock.set_speed(speed)
        self._recorder.record(now, "", ClockMoved(now, speed))

    # Posted prices

    def post_print(
        self, exchange: Exchange, symbol: str, price: Decimal, size: int, auction: Auction | None = None
    ) -> Receipt[PrintPosted]:
        """A trade in the manual market. Raises Refusal for an unknown symbol, ValueError where halted or prices are not manual."""
        now = self._at()
        self.market.instrument(exchange, symbol)
        self.market.halts.check_trading(exchange, symbol)
        message = Print(exchange, symbol, price, size, now, auction)
        self.market.manual().post_print(message)
        receipt = self._recorder.record(now, "", PrintPosted(exchange, symbol, price, size, auction or ""))
        self._dealer.meet(message)
        return receipt

    def post_quote(
        self, exchange: Exchange, symbol: str, bid: Decimal, bid_size: int, ask: Decimal, ask_size: int
    ) -> Receipt[QuotePosted]:
        """A best bid and ask in the manual market. Raises as `post_print`."""
        now = self._at()
        self.market.instrument(exchange, symbol)
        self.market.halts.check_trading(exchange, symbol)
        message = Quote(exchange, symbol, bid, bid_size, ask, ask_size, now)
        self.market.manual().post_quote(message)
        receipt = self._recorder.record(now, "", QuotePosted(exchange, symbol, bid, bid_size, ask, ask_size))
        self._dealer.meet(message)
        return receipt

    def halt(self, exchange: Exchange, symbol: str, reason: str = "") -> Receipt[SymbolHalted]:
        """Stops trading in a symbol, on any market. Raises Refusal for an unknown symbol, HaltError where it is halted already."""
        now = self._at()
        self.market.instrument(exchange, symbol)
        self.market.halts.halt(exchange, symbol, now, reason)
        return self._recorder.record(now, "", SymbolHalted(exchange, symbol, reason))

    def resume(self, exchange: Exchange, symbol: str) -> Receipt[SymbolResumed]:
        """Lets a symbol trade again: what rests meets the quote that it shows now. Raises HaltError where it is not halted."""
        now = self._at()
        self.market.halts.resume(exchange, symbol, now)
        receipt = self._recorder.record(now, "", SymbolResumed(exchange, symbol))
        quote = self.market.quote(exchange, symbol, now)
        if quote is not None:
            self._dealer.meet(replace(quote, at=now))
        return receipt

    def _at(self) -> datetime:
        """The moment at which what comes in happens. Raises BrokerStopped."""
        if self._recorder.failure is not None:
            self._recorder.check_running()
        return self._timeline.now

    def _resume_all(self) -> None:
        """Puts the working orders of a recovered journal back into the market, and all that waits back on the agenda."""
        now = self._timeline.now
        for account_id, account in self.state.accounts.items():
            self._dealer.resume(account, now)
            for reservation in account.reservations.values():
                if reservation.status is ReservationStatus.ACCEPTED:
                    self._agenda.add(reservation.sends_at, Task.SEND_RESERVATION, account_id, reservation.number)
