"""All books of the simulated exchange. Accounts never touch one another: each meets the market as if it were alone."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Protocol

from haero.desk.orders import Order
from haero.terms import Exchange
from haero.venue.book import Book, Fill

Key = tuple[Exchange, str]


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

    def __init__(self, book_of: Callable[[Key, str], Book] = lambda key, account: Book(account)) -> None:
        """`book_of` makes the book of an account in an instrument: which one decides how kindly its orders are filled."""
        self._book_of = book_of
        self._books: dict[Key, dict[str, Book]] = {}

    def submit(self, account: str, order: Order, quote: Shown | None) -> list[Fill]:
        """A new order meets the quote; what is left rests. An instrument's books see every quote while anybody waits there."""
        books = self._books.get((order.exchange, order.symbol))
        if books is None:
            books = self._books[order.exchange, order.symbol] = {}
        book = books.get(account)
        if book is None:
            book = books[account] = self._book_of((order.exchange, order.symbol), account)
        if quote is not None:
            book.show(quote.bid, quote.bid_size, quote.ask, quote.ask_size)
        return book.submit(order.number, order.side, order.price, order.open)

    def reduce(self, account: str, order: Order, quantity: int) -> None:
        """Takes shares of a resting order out of the market."""
        self._books[order.exchange, order.symbol][account].reduce(order.number, quantity)

    def on_quote(self, exchange: Exchange, symbol: str, quote: Shown) -> list[Fill]:
        fills: list[Fill] = []
        for book in self._books.get((exchange, symbol), {}).values():
            if len(book):
                fills += book.on_quote(quote.bid, quote.bid_size, quote.ask, quote.ask_size)
        return fills

    def on_print(self, exchange: Exchange, symbol: str, price: Decimal, size: int) -> list[Fill]:
        fills: list[Fill] = []
        for book in self._books.get((exchange, symbol), {}).values():
            if len(book):
                fills += book.on_print(price, size)
        return fills

    def waiting(self) -> Iterator[Key]:
        """The instruments in which at least one order rests."""
        return (key for key, books in self._books.items() if any(len(book) for book in books.values()))

    def clear(self) -> None:
        self._books.clear()
