"""All books of the simulated exchange. Accounts never touch one another: each meets the market as if it were alone."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Protocol

from haero.desk.auctions import MARKET_TYPES, ON_OPEN
from haero.desk.orders import Order
from haero.market.prices.messages import Auction
from haero.terms import Exchange, InstrumentKey, OrderType, Side
from haero.venue.simulated.auction import AuctionBook, Cross
from haero.venue.simulated.book import Book, Fill, Residue

IDLE_BOOKS = 4_096
"""Books in which nothing rests that are kept as they are."""
Had = Callable[[str, Side], int]
"""How many shares an account has had already on a side."""


class Shown(Protocol):
    """A best bid and ask, wherever it comes from."""

    @property
    def bid(self) -> Decimal: ...
    @property
    def bid_size(self) -> int: ...
    @property
    def ask(self) -> Decimal: ...
    @property
    def ask_size(self) -> int: ...


class Venue:
    """Holds resting orders by instrument and account, and finds the fills.

    A book is here only while something rests in it: what a message of the market costs is what waits for it. Of a book that has
    emptied stays what the account took of the shown quote (`Book.residue`), and its place among the accounts of the instrument, so
    that fills of one message keep their order whoever comes and goes.
    """

    def __init__(self, book_of: Callable[[InstrumentKey, str], Book] = lambda key, account: Book(account)) -> None:
        """`book_of` makes the book of an account in an instrument: which one decides how kindly its orders are filled."""
        self._book_of = book_of
        self._books: dict[InstrumentKey, dict[str, Book]] = {}
        self._idle: dict[tuple[InstrumentKey, str], Book] = {}
        self._residues: dict[tuple[InstrumentKey, str], Residue] = {}
        self._places: dict[InstrumentKey, dict[str, int]] = {}
        self._rows: dict[InstrumentKey, int] = {}
        self.auctions: dict[tuple[InstrumentKey, Auction], AuctionBook] = {}
        self._begun = 0
        self.stirred: dict[InstrumentKey, None] = {}
        """Instruments in which somebody began to wait since `take_stirred`."""

    # Auctions

    def join(self, account: str, order: Order) -> None:
        """An order on the open or on the close waits for its auction."""
        instrument = order.exchange, order.symbol
        key = instrument, auction_of(order)
        book = self.auctions.get(key)
        if book is None:
            self._begun += 1
            book = self.auctions[key] = AuctionBook(self._begun)
            self.stirred[instrument] = None
        book.join(account, order, limited=order.type not in MARKET_TYPES)

    def leave(self, account: str, order: Order, quantity: int) -> None:
        """Takes shares of an order out of its auction."""
        key = (order.exchange, order.symbol), auction_of(order)
        self.auctions[key].reduce(account, order.number, quantity)
        if not len(self.auctions[key]):
            del self.auctions[key]

    def awaits(self, exchange: Exchange, symbol: str, auction: Auction) -> bool:
        """Whether anybody waits for this auction."""
        return ((exchange, symbol), auction) in self.auctions

    def cross(
        self, key: InstrumentKey, auction: Auction, price: Decimal, size: int, had: Had = lambda account, side: 0
    ) -> Cross:
        """The official print of an auction. Its book is empty afterwards: what is left over has missed it."""
        book = self.auctions.pop((key, auction), None)
        return book.cross(price, size, had) if book is not None else Cross([], [])

    def take_part(self, exchange: Exchange, symbol: str, price: Decimal, size: int, crossed: list[Fill]) -> list[Fill]:
        """Resting orders in an auction: as `behind`, but at its one price."""
        fills = self.behind(exchange, symbol, price, size, crossed)
        return [Fill(fill.account, fill.number, fill.quantity, price) for fill in fills]

    def behind(self, exchange: Exchange, symbol: str, price: Decimal, size: int, crossed: list[Fill]) -> list[Fill]:
        """Resting orders fill as by any print, from what `crossed` has left of it."""
        used: dict[str, int] = {}
        for fill in crossed:
            used[fill.account] = used.get(fill.account, 0) + fill.quantity
        found: list[list[Fill]] = []
        for account, book in self._books.get((exchange, symbol), {}).items():
            left = size - used.get(account, 0)
            if left > 0 and (fills := book.on_print(price, left)):
                found.append(fills)
        return self._filled((exchange, symbol), found)

    # Orders

    def submit(self, account: str, order: Order, quote: Shown | None) -> list[Fill]:
        """A new order meets the quote; what is left rests. An instrument's books see every quote while anybody waits there."""
        return self.work(account, order, order.price, order.open, quote)

    def reopen(self, account: str, key: InstrumentKey, quote: Shown | None) -> Book:
        """The book of an account for orders that were in the market before a restart: they are put into it at once."""
        book = self._resting(key, account)
        if book is None:
            book = self._open(key, account)
            if quote is not None:
                book.show(quote.bid, quote.bid_size, quote.ask, quote.ask_size)
            self._keep(key, account, book)
        return book

    def work(self, account: str, order: Order, price: Decimal, quantity: int, quote: Shown | None) -> list[Fill]:
        """A part of an order, at a price of its own: the slice of a TWAP or VWAP order. One at a time for each order."""
        key = order.exchange, order.symbol
        resting = self._resting(key, account)
        book = resting if resting is not None else self._open(key, account)
        if quote is not None:
            book.show(quote.bid, quote.bid_size, quote.ask, quote.ask_size)
        else:
            book.look_away()
        odd_lot = order.type is OrderType.ODD_LOT_LIMIT
        fills = book.submit(order.number, order.side, price, quantity, at_limit=odd_lot)
        if resting is None:
            if book.resting:
                self._keep(key, account, book)
            else:
                self._lay_aside(key, account, book)
        return fills

    def reduce(self, account: str, order: Order, quantity: int) -> None:
        """Takes shares of a resting order out of the market."""
        key = order.exchange, order.symbol
        book = self._books[key][account]
        book.reduce(order.number, quantity)
        if not book.resting:
            self._drop(key, account, book)

    # The market

    def on_quote(self, exchange: Exchange, symbol: str, quote: Shown) -> list[Fill]:
        """A new best bid and ask."""
        books = self._books.get((exchange, symbol))
        if books is None:
            return []
        bid, bid_size, ask, ask_size = quote.bid, quote.bid_size, quote.ask, quote.ask_size
        found = []
        for book in books.values():
            fills = book.on_quote(bid, bid_size, ask, ask_size)
            if fills:
                found.append(fills)
        return self._filled((exchange, symbol), found) if found else []

    def on_print(self, exchange: Exchange, symbol: str, price: Decimal, size: int) -> list[Fill]:
        """A trade of others."""
        books = self._books.get((exchange, symbol))
        if books is None:
            return []
        found = []
        for book in books.values():
            fills = book.on_print(price, size)
            if fills:
                found.append(fills)
        return self._filled((exchange, symbol), found) if found else []

    # Who waits

    def waits(self, key: InstrumentKey) -> bool:
        """Whether at least one order of the instrument rests or waits for an auction."""
        auctions = self.auctions
        return key in self._books or (key, Auction.OPEN) in auctions or (key, Auction.CLOSE) in auctions

    def take_stirred(self) -> Iterable[InstrumentKey]:
        """The instruments in which somebody began to wait since the last call; some may wait no more."""
        found, self.stirred = self.stirred, {}
        return found

    def place(self, key: InstrumentKey) -> tuple[bool, int]:
        """Where an instrument stands among others that have a message at the same moment.

        Those with resting orders by the time of their first order, behind them those that only wait for an auction, by its book.
        """
        if key in self._books:
            return False, self._rows[key]
        return True, min(book.number for auction in Auction if (book := self.auctions.get((key, auction))) is not None)

    # Books come and go

    def _resting(self, key: InstrumentKey, account: str) -> Book | None:
        books = self._books.get(key)
        return None if books is None else books.get(account)

    def _open(self, key: InstrumentKey, account: str) -> Book:
        """The book of an account that has nothing resting here: as it was left, or a new one with what is remembered."""
        book = self._idle.pop((key, account), None)
        if book is not None:
            return book
        places = self._places.get(key)
        if places is None:
            places = self._places[key] = {}
            self._rows[key] = len(self._rows)
        if account not in places:
            places[account] = len(places)
        book = self._book_of(key, account)
        residue = self._residues.pop((key, account), None)
        if residue is not None:
            book.restore(residue)
        return book

    def _keep(self, key: InstrumentKey, account: str, book: Book) -> None:
        """Something rests in the book from now on."""
        books = self._books.get(key)
        if books is None:
            books = self._books[key] = {}
            self.stirred[key] = None
        books[account] = book

    def _drop(self, key: InstrumentKey, account: str, book: Book) -> None:
        """Nothing rests in the book any more."""
        books = self._books[key]
        del books[account]
        if not books:
            del self._books[key]
        self._lay_aside(key, account, book)

    def _lay_aside(self, key: InstrumentKey, account: str, book: Book) -> None:
        """An empty book is kept for a while, since its account may well come back; of the oldest ones only the residue stays."""
        book.look_away()
        self._idle[key, account] = book
        if len(self._idle) > IDLE_BOOKS:
            oldest = next(iter(self._idle))
            residue = self._idle.pop(oldest).residue()
            if residue is not None:
                self._residues[oldest] = residue

    def _filled(self, key: InstrumentKey, found: list[list[Fill]]) -> list[Fill]:
        """The fills of one message, by account in the order of their first orders; books that they emptied go."""
        if not found:
            return []
        books = self._books[key]
        if len(found) > 1:
            places = self._places[key]
            found.sort(key=lambda fills: places[fills[0].account])
        for fills in found:
            book = books[fills[0].account]
            if not book.resting:
                self._drop(key, book.account, book)
        return [fill for fills in found for fill in fills]


def auction_of(order: Order) -> Auction:
    """The auction that an order on the open or on the close waits for."""
    return Auction.OPEN if order.type in ON_OPEN else Auction.CLOSE
