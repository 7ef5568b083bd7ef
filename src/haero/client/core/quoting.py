"""What the market says of a symbol, as one quote; and the figures that your own limits need."""

from collections.abc import Iterable
from typing import TypeVar

from haero.client.core.asking import Asker
from haero.client.core.cursor import Cursor
from haero.client.core.effects import Asking
from haero.client.errors import NoSuchPrice, NotFound
from haero.client.orders.limits import Figure, Figures
from haero.client.orders.symbol import Ticker
from haero.client.results.question import Question
from haero.client.results.quote import Quote
from haero.client.results.quote_questions import BOOK, DETAIL, PRICE
from haero.client.results.quotes import LastPrice, Levels
from haero.client.results.row import Row
from haero.terms import Environment

R = TypeVar("R", bound=Row)  # type: ignore[type-arg]


def one(asker: Asker, question: Question[R], **fields: object) -> Asking[R]:
    """The only row of an answer. Raises NotFound where there is none, and what a question raises."""
    cursor = Cursor(asker, question, fields)
    rows = yield from cursor.next_page()
    if not rows:
        said = cursor.reply
        code, text = (said.kis_code, said.kis_text) if said is not None else ("", "")
        raise NotFound(
            code, text, tr_id=question.tr_id(asker.profile.environment), advice="there is nothing of it", raw=said
        )
    return rows[0]


def last_price(asker: Asker, ticker: Ticker) -> Asking[LastPrice]:
    """The last price. Raises NoSuchPrice for a symbol that KIS does not know: it sends a row without prices."""
    price = yield from one(asker, PRICE, exchange=ticker.exchange, symbol=ticker.symbol)
    if not price.raw.last.strip():
        raise NoSuchPrice(
            "", f"KIS has no price of {ticker}", tr_id=PRICE.tr_id(asker.profile.environment), raw=price.raw
        )
    return price


def quote(asker: Asker, ticker: Ticker, *, detail: bool = False) -> Asking[Quote]:
    """The last price, and on real the book with it (two calls); with `detail` everything else that KIS says (a third call)."""
    asked = {"exchange": ticker.exchange, "symbol": ticker.symbol}
    price = yield from last_price(asker, ticker)
    if asker.profile.environment is not Environment.REAL:
        return Quote(price)
    cursor = Cursor(asker, BOOK, asked)
    heads = yield from cursor.next_page()
    assert cursor.reply is not None
    levels = BOOK.also(cursor.reply, Levels, asker.clock.last())
    more = (yield from one(asker, DETAIL, **asked)) if detail else None
    return Quote(price, heads[0] if heads else None, levels[0] if levels else None, more)


def figures(asker: Asker, ticker: Ticker, needed: Iterable[Figure]) -> Asking[Figures]:
    """What limits need to know of a symbol; nothing is asked for that they don't."""
    wanted = frozenset(needed)
    found = Figures()
    if Figure.QUOTE in wanted or Figure.DAY_VOLUME in wanted:
        shown = yield from quote(asker, ticker)
        found = found._replace(bid=shown.bid, ask=shown.ask, last=shown.last, day_volume=shown.volume)
    if Figure.LISTED_SHARES in wanted and asker.profile.environment is Environment.REAL:
        detail = yield from one(asker, DETAIL, exchange=ticker.exchange, symbol=ticker.symbol)
        found = found._replace(listed_shares=detail.listed_shares)
    return found
