"""All books of the simulated exchange. Accounts never touch one another: each meets the market as if it were alone."""

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from haero.desk.auctions import MARKET_TYPES, ON_OPEN
from haero.desk.orders import Order
from haero.market.prices.messages import Auction
from haero.terms import Exchange, InstrumentKey, OrderType, Side
from haero.venue.simulated.auction import AuctionBook, Cross
from haero.venue.simulated.book import Book, Fill

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
    """Holds resting orders by instrument and account, and finds the fills."""

    def __init__(self, book_of: Callable[[InstrumentKey, str], Book] = lambda key, account: Book(account)) -> None:
        """`book_of` makes the book of an account in an instrument: which one decides how kindly its orders are filled."""
        self._book_of = book_of
        self._books: dict[InstrumentKey, dict[str, Book]] = {}
        self.auctions: dict[tuple[InstrumentKey, Auction], AuctionBook] = {}

    def join(self, account: str, order: Order) -> None:
        """An order on the open or on the close waits for its auction."""
        key = (order.exchange, order.symbol), auction_of(order)
        book = self.auctions.get(key)
        if book is None:
            book = self.auctions[key] = AuctionBook()
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
        fills: list[Fill] = []
        for account, book in self._books.get((exchange, symbol), {}).items():
            left = size - used.get(account, 0)
            if left > 0 and book.resting:
                fills += book.on_print(price, left)
        return fills

    def submit(self, account: str, order: Order, quote: Shown | None) -> list[Fill]:
        """A new order meets the quote; what is left rests. An instrument's books see every quote while anybody waits there."""
        return self.work(account, order, order.price, order.open, quote)

    def resume(self, account: str, order: Order, quote: Shown | None) -> None:
        """An order that was in the market before a restart."""
        odd_lot = order.type is OrderType.ODD_LOT_LIMIT
        self._book(account, order, quote).resume(order.number, order.side, order.price, order.open, at_limit=odd_lot)

    def work(self, account: str, order: Order, price: Decimal, quantity: int, quote: Shown | None) -> list[Fill]:
        """A part of an order, at a price of its own: the slice of a TWAP or VWAP order. One at a time for each order."""
        book = self._book(account, order, quote)
        odd_lot = order.type is OrderType.ODD_LOT_LIMIT
        return book.submit(order.number, order.side, price, quantity, at_limit=odd_lot)

    def _book(self, account: str, order: Order, quote: Shown | None) -> Book:
        """The account's book in the order's instrument, with what the market shows there now."""
        books = self._books.get((order.exchange, order.symbol))
        if books is None:
            books = self._books[order.exchange, order.symbol] = {}
        book = books.get(account)
        if book is None:
            book = books[account] = self._book_of((order.exchange, order.symbol), account)
        if quote is not None:
            book.show(quote.bid, quote.bid_size, quote.ask, quote.ask_size)
        return book

    def reduce(self, account: str, order: Order, quantity: int) -> None:
        """Takes shares of a resting order out of the market."""
        self._books[order.exchange, order.symbol][account].reduce(order.number, quantity)

    def on_quote(self, exchange: Exchange, symbol: str, quote: Shown) -> list[Fill]:
        fills: list[Fill] = []
        books = self._books.get((exchange, symbol))
        if books is None:
            return fills
        for book in books.values():
            if book.resting:
                fills += book.on_quote(quote.bid, quote.bid_size, quote.ask, quote.ask_size)
        return fills

    def on_print(self, exchange: Exchange, symbol: str, price: Decimal, size: int) -> list[Fill]:
        fills: list[Fill] = []
        books = self._books.get((exchange, symbol))
        if books is None:
            return fills
        for book in books.values():
            if book.resting:
                fills += book.on_print(price, size)
        return fills

    def waiting(self) -> list[InstrumentKey]:
        """The instruments in which at least one order rests or waits for an auction."""
        resting = [key for key, books in self._books.items() if any(book.resting for book in books.values())]
        return list(dict.fromkeys([*resting, *(key for key, _ in self.auctions)])) if self.auctions else resting


def auction_of(order: Order) -> Auction:
    """The auction that an order on the open or on the close waits for."""
    return Auction.OPEN if order.type in ON_OPEN else Auction.CLOSE
