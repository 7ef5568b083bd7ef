"""The desk decides: a command in, an event out, or a Refusal. Deciding changes nothing; `state.apply` does."""

from datetime import datetime
from decimal import Decimal

from haero.desk.accounts import Account
from haero.desk.auctions import AUCTION_TYPES, check_change
from haero.desk.checks import (
    MAX_FRACTION_DIGITS,
    OrderRoom,
    check_band,
    check_cash,
    check_holding,
    check_price,
    check_room,
    check_size,
    sellable,
    size_warning,
    working_original,
)
from haero.desk.commands import (
    CancelOrder,
    CancelReservation,
    ChangeService,
    MoveCash,
    OpenAccount,
    PlaceOrder,
    ReserveOrder,
    ReviseOrder,
)
from haero.desk.entry import check_limit, check_revision, check_type, working_time
from haero.desk.events import (
    AccountOpened,
    CashMoved,
    ChildSent,
    OrderAccepted,
    OrderCancelled,
    OrderExecuted,
    OrderExpired,
    OrderRejected,
    OrderRevised,
    ReservationAccepted,
    ReservationCancelled,
    ServiceChanged,
)
from haero.desk.fees import FeeSchedule
from haero.desk.hours import Hours, check_hours
from haero.desk.listing import Listing
from haero.desk.orders import Order
from haero.desk.reasons import Reason, Refusal
from haero.desk.reservations import Window, waiting
from haero.desk.state import State
from haero.terms import CURRENCY_OF, ZERO, Currency, Side

MAX_CASH = Decimal(10) ** 15


class Desk:
    """Decides about orders and money, by the state of the account and the facts that come with the command."""

    def __init__(self, state: State, fees: FeeSchedule, room: OrderRoom | None = None) -> None:
        self.state = state
        self.fees = fees
        self._room = room or OrderRoom()
        self._left = 0  # orders that can come before they must be counted again

    def account(self, account_id: str) -> Account:
        """Raises UNKNOWN_ACCOUNT."""
        account = self.state.accounts.get(account_id)
        if account is None:
            raise Refusal(Reason.UNKNOWN_ACCOUNT, account_id)
        return account

    def open_account(self, command: OpenAccount) -> AccountOpened:
        """Raises ACCOUNT_EXISTS."""
        if f"{command.number}-{command.product}" in self.state.accounts:
            raise Refusal(Reason.ACCOUNT_EXISTS, command.number)
        return AccountOpened(
            command.number, command.product, command.environment, command.branch, command.hts_id, command.name
        )

    def move_cash(self, command: MoveCash) -> CashMoved:
        """Raises BAD_AMOUNT for zero, absurd or unheard-of amounts, INSUFFICIENT_CASH for more than is free."""
        purse = self.account(command.account).cash.get(command.currency)
        if not command.amount.is_finite() or not ZERO < abs(command.amount) <= MAX_CASH:
            raise Refusal(Reason.BAD_AMOUNT, str(command.amount))
        # Finer amounts would be rounded where balances are large, and the two bookkeepings would part.
        if command.amount != round(command.amount, MAX_FRACTION_DIGITS):
            raise Refusal(Reason.BAD_AMOUNT, f"more than {MAX_FRACTION_DIGITS} digits after the point")
        if command.amount < ZERO:
            check_cash(purse.available if purse else ZERO, -command.amount)
        return CashMoved(command.currency, command.amount, command.reason)

    def change_service(self, command: ChangeService) -> ServiceChanged:
        """Raises UNKNOWN_ACCOUNT."""
        self.account(command.account)
        return ServiceChanged(command.overseas)

    def place(
        self, command: PlaceOrder, listing: Listing | None, hours: Hours, now: datetime, reservation: int = 0
    ) -> OrderAccepted:
        """Checks a new order in KIS's presumed order: type, instrument, size, price, hours, means.

        `reservation` is the number of the reservation that becomes this order, or 0.

        Raises:
            Refusal: with the first rule that the order breaks.
        """
        account = self.account(command.account)
        listing = _check_terms(account, command, listing)
        check_hours(hours, account.environment)
        check_band(command.price, listing)
        working = working_time(command, hours, now)
        self._check_room(account, command.reference)
        reserved = ZERO
        if command.side is Side.BUY:
            amount = command.price * command.quantity
            reserved = amount + self.fees.ceiling(listing.exchange, listing.currency, Side.BUY, amount)
            check_cash(self.buying_power(account, listing.currency), reserved)
        else:
            check_holding(account, command.exchange, command.symbol, command.quantity)
        return OrderAccepted(
            account.last_number + 1,
            command.exchange,
            command.symbol,
            command.side,
            command.type,
            command.quantity,
            command.price,
            hours.trade_date,
            hours.session,
            working.expires,
            reserved,
            listing.currency,
            size_warning(listing, command.quantity),
            command.reference,
            reservation,
            working.starts,
            working.to_close,
        )

    def reserve(self, command: ReserveOrder, listing: Listing | None, window: Window | None) -> ReservationAccepted:
        """Takes a reservation: instrument, size and price are checked now, hours and means when it is sent.

        Raises:
            Refusal: OUTSIDE_WINDOW, or the first rule that the order breaks.
        """
        account = self.account(command.account)
        _check_terms(account, command, listing)
        if window is None:
            raise Refusal(Reason.OUTSIDE_WINDOW)
        return ReservationAccepted(
            len(account.reservations) + 1,
            command.exchange,
            command.symbol,
            command.side,
            command.type,
            command.quantity,
            command.price,
            window.receipt_date,
            window.sends_at,
        )

    def cancel_reservation(self, command: CancelReservation) -> ReservationCancelled:
        """Takes a reservation back. Raises UNKNOWN_ORIGINAL or NOTHING_LEFT."""
        account = self.account(command.account)
        return ReservationCancelled(waiting(account.reservations, command.number, command.receipt_date).number)

    def revise(self, command: ReviseOrder, listing: Listing | None, hours: Hours, now: datetime) -> OrderRevised:
        """Moves open shares to a new price. Raises a Refusal with the first rule broken.

        More shares than are open are refused (NOTHING_LEFT): a revision never grows an order.
        """
        account = self.account(command.account)
        _check_service(account)
        if listing is None:
            raise Refusal(Reason.UNKNOWN_INSTRUMENT, command.symbol)
        check_hours(hours, account.environment)
        original = self._original(account, command, hours)
        check_revision(original, hours, now)
        held = sellable(account, command.exchange, command.symbol) + original.open
        check_size(original.type, original.side, command.quantity, listing, held)
        check_price(command.price, listing.ladder)
        check_band(command.price, listing)
        self._check_room(account, command.reference)
        if command.quantity > original.open:
            raise Refusal(Reason.NOTHING_LEFT, f"{command.quantity} of {original.open}")
        kept = self._still_reserved(original, original.open - command.quantity)
        reserved = ZERO
        if original.side is Side.BUY:
            amount = command.price * command.quantity
            reserved = amount + self.fees.ceiling(original.exchange, listing.currency, Side.BUY, amount)
            check_cash(account.cash[listing.currency].available + original.reserved - kept, reserved)
        return OrderRevised(
            account.last_number + 1,
            command.original,
            command.quantity,
            command.price,
            hours.trade_date,
            hours.session,
            original.expires if original.type in AUCTION_TYPES else hours.expires,
            reserved,
            kept,
            listing.currency,
            command.reference,
        )

    def cancel(self, command: CancelOrder, hours: Hours, now: datetime) -> OrderCancelled:
        """Takes open shares out. A quantity of 0, or more than is open, means all that is left: a fill may have come between."""
        account = self.account(command.account)
        check_hours(hours, account.environment)
        original = self._original(account, command, hours)
        check_change(original.type, hours.auctions, now)
        if command.quantity < 0:
            raise Refusal(Reason.BAD_QUANTITY, str(command.quantity))
        # Whoever may not order any more can still cancel: twice the room, since an order can be cancelled in many parts.
        check_room(account, command.reference, 2 * self._room.per_account)
        quantity = min(command.quantity or original.open, original.open)
        return OrderCancelled(
            account.last_number + 1,
            command.original,
            quantity,
            hours.trade_date,
            hours.session,
            hours.expires,
            self._still_reserved(original, original.open - quantity),
            CURRENCY_OF[original.exchange],
            command.reference,
        )

    def execute(self, account: Account, number: int, quantity: int, price: Decimal, session: str) -> OrderExecuted:
        """One fill, as the venue found it. The fee is what the order's fee grows by."""
        order = account.orders[number]
        currency = CURRENCY_OF[order.exchange]
        amount = order.amount + price * quantity
        fee = self.fees.total(order.exchange, currency, order.side, amount) - order.fees
        tax = self.fees.tax(order.exchange, currency, order.side, amount) - order.taxes
        left = order.open - quantity
        reserved = ZERO
        if left and order.side is Side.BUY:
            reserved = self._reserve(order, left, amount, order.fees + fee, currency)
        return OrderExecuted(number, quantity, price, fee, reserved, currency, session, tax)

    def send_child(self, account: Account, number: int, quantity: int, price: Decimal) -> ChildSent:
        """The next slice of a TWAP or VWAP order."""
        return ChildSent(number, account.orders[number].children + 1, quantity, price)

    def expire(self, account: Account, number: int) -> OrderExpired:
        order = account.orders[number]
        return OrderExpired(number, order.open, CURRENCY_OF[order.exchange])

    def reject(self, account: Account, number: int, reason: str) -> OrderRejected:
        order = account.orders[number]
        return OrderRejected(number, order.open, CURRENCY_OF[order.exchange], reason)

    def buying_power(self, account: Account, currency: Currency) -> Decimal:
        """Cash that a new buy may use."""
        purse = account.cash.get(currency)
        return purse.available if purse else ZERO

    def _check_room(self, account: Account, reference: str) -> None:
        """Raises TOO_MANY_ORDERS, DUPLICATE_REFERENCE. All are counted only when so many have come that there may be too many."""
        check_room(account, reference, self._room.per_account)
        if self._left <= 0:
            self._left = self._room.in_all - sum(len(one.orders) for one in self.state.accounts.values())
            if self._left <= 0:
                raise Refusal(Reason.TOO_MANY_ORDERS, f"{self._room.in_all} in all")
        self._left -= 1

    def _original(self, account: Account, command: ReviseOrder | CancelOrder, hours: Hours) -> Order:
        return working_original(
            account,
            command.original,
            command.exchange,
            command.symbol,
            hours.trade_date,
            daytime=command.daytime,
        )

    def _still_reserved(self, order: Order, left: int) -> Decimal:
        if not left or order.side is Side.SELL:
            return ZERO
        return self._reserve(order, left, order.amount, order.fees, CURRENCY_OF[order.exchange])

    def _reserve(self, order: Order, left: int, traded: Decimal, charged: Decimal, currency: Currency) -> Decimal:
        """Cash for `left` shares at the limit, and for the fee that the whole order can still grow to."""
        rest = order.price * left
        return rest + self.fees.ceiling(order.exchange, currency, Side.BUY, traded + rest) - charged


def _check_service(account: Account) -> None:
    """Raises NO_SERVICE. Cancelling needs none: what was ordered before can always be taken back."""
    if not account.overseas:
        raise Refusal(Reason.NO_SERVICE, account.id)


def _check_terms(account: Account, command: PlaceOrder | ReserveOrder, listing: Listing | None) -> Listing:
    """What an order must satisfy whenever it is sent: service, type, instrument, size, price. Returns the listing, not None."""
    _check_service(account)
    check_type(command)
    if listing is None:
        raise Refusal(Reason.UNKNOWN_INSTRUMENT, command.symbol)
    held = sellable(account, command.exchange, command.symbol)
    check_size(command.type, command.side, command.quantity, listing, held)
    check_limit(command, listing)
    return listing
