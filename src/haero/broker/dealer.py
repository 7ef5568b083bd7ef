"""Between desk and floor: sends what was accepted to the market, books what it fills, ends what falls due."""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile

from haero.broker.recorder import Recorder
from haero.desk.accounts import Account
from haero.desk.auctions import AUCTION_TYPES, check_entry
from haero.desk.commands import PlaceOrder
from haero.desk.desk import Desk
from haero.desk.events import ReservationRefused
from haero.desk.hours import DAYTIME, REGULAR
from haero.desk.orders import Order
from haero.desk.reasons import Refusal
from haero.desk.reservations import Reservation, ReservationStatus
from haero.market.prices.messages import Print, Quote
from haero.terms import InstrumentKey, Side
from haero.venue.simulated.auction import Cross
from haero.venue.simulated.book import Fill
from haero.venue.simulated.floor import ENDS_ALONE, NOTHING, Floor
from haero.world.agenda import Agenda, Entry, Task
from haero.world.marketplace import Marketplace


class Dealer:
    """Carries the orders of all accounts through the market. The floor knows where each is, the agenda what is due."""

    def __init__(self, desk: Desk, recorder: Recorder, market: Marketplace, floor: Floor, agenda: Agenda) -> None:
        self.desk, self.recorder, self.market, self.floor, self.agenda = desk, recorder, market, floor, agenda
        self._latency = floor.rules.order_latency

    def send(self, account: str, number: int, now: datetime) -> None:
        """Sends an accepted order on its way to the market, and books what it fills at once."""
        order = self.desk.state.accounts[account].orders[number]
        arrives = now + self._latency if self._latency else now
        if order.type in ENDS_ALONE:
            self.agenda.add(order.expires, Task.EXPIRE, account, number)
        else:
            self._note(account, order, arrives, now)
        if arrives > now:
            self._depart(account, order, arrives)
        else:
            self.book(self.floor.arrive(account, order, now), now)

    def _note(self, account: str, order: Order, arrives: datetime, now: datetime) -> None:
        """What falls due for an order that does more than end; its first slice leaves at once where it is due."""
        for at, task in self.floor.agenda(order, arrives):
            if task is Task.SLICE and at <= now:
                self._slice(account, order, now)
            else:
                self.agenda.add(at, task, account, order.number)

    def resume(self, account: Account, now: datetime) -> None:
        """Puts the working orders of a recovered journal back where they were. Their place in the queue starts anew."""
        name, orders, latency, floor = account.id, account.orders, self._latency, self.floor
        there: list[Order] = []
        ends: dict[datetime, list[int]] = {}
        for number in account.working:
            order = orders[number]
            at = now
            if latency and (arrives := order.accepted_at + latency) > now:
                self._depart(name, order, arrives)
                at = arrives
            else:
                there.append(order)
            ends.setdefault(order.expires, []).append(number)
            if order.type not in ENDS_ALONE:
                for due, task in floor.agenda(order, at)[1:]:
                    self.agenda.add(due, task, name, number)
        floor.resume(name, there, now)
        for due, numbers in ends.items():
            self.agenda.add_all(due, Task.EXPIRE, name, numbers)

    def withdraw(self, account: str, order: Order, quantity: int) -> None:
        """Takes shares of an order out of the market, or off their way there."""
        self.floor.withdraw(account, order, quantity)

    def meet(self, message: Print | Quote) -> None:
        """A message of the market."""
        crossed = self.floor.meet(message)
        if crossed is not NOTHING and (crossed.fills or crossed.unfilled):
            self._met(crossed, message.at)

    def do(self, at: datetime, entry: Entry) -> None:
        """What falls due at a moment."""
        account = self.desk.state.accounts[entry.account]
        if entry.task is Task.SEND_RESERVATION:
            self._send_reservation(at, entry.account, account.reservations[entry.number])
            return
        order = account.orders[entry.number]
        if not order.open:
            self.floor.forget(entry.account, entry.number)
        elif entry.task is Task.EXPIRE:
            self.withdraw(entry.account, order, order.open)
            self._expire(entry.account, entry.number, at)
        elif entry.task is Task.CROSS:
            self._met(self.floor.close(order, self._had), at)
        elif entry.task is Task.ARRIVE:
            self._arrive(entry.account, order, at)
        else:
            self._slice(entry.account, order, at)

    def book(self, fills: Iterable[Fill], at: datetime) -> None:
        """Writes fills into the books."""
        for fill in fills:
            account = self.desk.state.accounts[fill.account]
            order = account.orders[fill.number]
            if order.type in AUCTION_TYPES:  # a closing print comes a little after the close
                session = REGULAR
            else:
                session = order.session if order.session == DAYTIME else self.market.hours(order.exchange, at).session
            event = self.desk.execute(account, fill.number, fill.quantity, fill.price, session)
            self.recorder.record(at, fill.account, event)

    def _depart(self, account: str, order: Order, arrives: datetime) -> None:
        self.floor.depart(account, order)
        self.agenda.add(arrives, Task.ARRIVE, account, order.number)

    def _arrive(self, account: str, order: Order, at: datetime) -> None:
        """An order that was on its way is there. The exchange takes none for an auction behind its cut-off."""
        if order.type in AUCTION_TYPES:
            try:
                check_entry(order.type, self.market.hours(order.exchange, at).auctions, at)
            except Refusal as refusal:
                self.floor.forget(account, order.number)
                event = self.desk.reject(self.desk.state.accounts[account], order.number, refusal.reason)
                self.recorder.record(at, account, event)
                return
        self.book(self.floor.arrive(account, order, at), at)

    def _had(self, account: str, key: InstrumentKey, side: Side, since: datetime) -> int:
        """How many shares of an instrument an account has bought or sold since a moment."""
        recent = takewhile(lambda done: done.at >= since, reversed(self.desk.state.accounts[account].executions))
        return sum(done.quantity for done in recent if (done.exchange, done.symbol, done.side) == (*key, side))

    def _slice(self, account: str, order: Order, now: datetime) -> None:
        """Sends the slice of an algo order that falls due, and notes when the next one does."""
        found = self.floor.slice(account, order, now)
        if found.quantity:
            books = self.desk.state.accounts[account]
            event = self.desk.send_child(books, order.number, found.quantity, found.price)
            self.recorder.record(now, account, event)
            self.book(self.floor.send(account, order, found.quantity, found.price, now), now)
        if found.next is not None and order.open:
            self.agenda.add(found.next, Task.SLICE, account, order.number)

    def _met(self, crossed: Cross, at: datetime) -> None:
        """Books what an auction filled, and ends what it left over."""
        self.book(crossed.fills, at)
        for account, number in crossed.unfilled:
            self._expire(account, number, at)

    def _expire(self, account: str, number: int, at: datetime) -> None:
        self.recorder.record(at, account, self.desk.expire(self.desk.state.accounts[account], number))

    def _send_reservation(self, now: datetime, account: str, reservation: Reservation) -> None:
        """Makes an order of a reservation, or notes why the desk does not take it."""
        if reservation.status is not ReservationStatus.ACCEPTED:
            return
        exchange, symbol = reservation.exchange, reservation.symbol
        command = PlaceOrder(
            account, exchange, symbol, reservation.side, reservation.type, reservation.quantity, reservation.price
        )
        listing, hours = self.market.listing(exchange, symbol, now), self.market.hours(exchange, now)
        try:
            event = self.desk.place(command, listing, hours, now, reservation.number)
        except Refusal as refusal:
            self.recorder.record(now, account, ReservationRefused(reservation.number, refusal.reason))
            return
        self.recorder.record(now, account, event)
        self.send(account, event.number, now)
