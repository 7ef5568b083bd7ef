"""What a connection shall be told of: registrations (등록) by TR and key, 41 of them at the most."""

from collections.abc import Iterator
from typing import NamedTuple

from haero.client.stream.failures import TooManyRegistrations
from haero.client.stream.messages import Feed
from haero.client.stream.policy import NOTICE_TRS
from haero.kis import frames, notice, words
from haero.terms import US_EXCHANGES, Environment, Exchange

MOST = 41
"""Registrations of one app key over all its TRs; KIS answers OPSP0008 to the next."""


class Registration(NamedTuple):
    """A TR and a key. That of a notice is the customer's HTS ID and not in the repr."""

    tr_id: str
    tr_key: str

    def __repr__(self) -> str:
        return f"Registration({self.tr_id}, {'…' if self.tr_id in NOTICE_TRS else self.tr_key})"


def notices_of(environment: Environment, hts_id: str) -> Registration:
    """The registration of all notices of a customer."""
    if not hts_id:
        raise ValueError("notices need the HTS ID")
    return Registration(notice.REAL_TR if environment is Environment.REAL else notice.MOCK_TR, hts_id)


def trades_of(exchange: Exchange, symbol: str, feed: Feed = Feed.FREE) -> Registration:
    """The registration of a symbol's trades. Raises ValueError where there is no such key."""
    return _registration(frames.TRADES_TR, exchange, symbol, feed)


def book_of(exchange: Exchange, symbol: str, feed: Feed = Feed.FREE) -> Registration:
    """The registration of a symbol's order book: HDFSASP1 for the free (late) books of Asia, else HDFSASP0."""
    asian = exchange not in US_EXCHANGES and feed is Feed.FREE
    return _registration(frames.ASIAN_BOOK_TR if asian else frames.BOOK_TR, exchange, symbol, feed)


def quotes_of(
    exchange: Exchange, symbol: str, feed: Feed = Feed.FREE, *, trades: bool = True, book: bool = True
) -> tuple[Registration, ...]:
    """Both, or one of them. Raises ValueError where there is no such key."""
    makers = [maker for maker, on in ((trades_of, trades), (book_of, book)) if on]
    return tuple(maker(exchange, symbol, feed) for maker in makers)


def _registration(tr_id: str, exchange: Exchange, symbol: str, feed: Feed) -> Registration:
    code = words.CODES[exchange]
    if feed is Feed.DAYTIME and not code.daytime_code:
        raise ValueError("only the exchanges of the US have a daytime session")
    place = code.daytime_code if feed is Feed.DAYTIME else code.quote_code
    key = ("D" if feed is Feed.FREE else "R") + place + symbol.upper()
    if frames.read_key(tr_id, key) is None:
        raise ValueError(f"not a symbol that can be registered: {symbol!r}")
    return Registration(tr_id, key)


class Wanted:
    """The registrations that the streams of one app key want, in the order in which they came; each counted by who wants it."""

    def __init__(self) -> None:
        self._counts: dict[Registration, int] = {}

    def __iter__(self) -> Iterator[Registration]:
        return iter(tuple(self._counts))

    def __contains__(self, one: object) -> bool:
        return one in self._counts

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, more: tuple[Registration, ...]) -> list[Registration]:
        """All or none of them; gives those that nobody wanted before. Raises TooManyRegistrations."""
        new = [one for one in dict.fromkeys(more) if one not in self._counts]
        if len(self._counts) + len(new) > MOST:
            raise TooManyRegistrations(
                f"{len(self._counts)} registrations of {MOST} are taken, {len(new)} more do not fit"
            )
        for one in more:
            self._counts[one] = self._counts.get(one, 0) + 1
        return new

    def remove(self, less: tuple[Registration, ...]) -> list[Registration]:
        """Gives those that nobody wants any more."""
        gone = []
        for one in less:
            count = self._counts.get(one, 0)
            if count > 1:
                self._counts[one] = count - 1
            elif count:
                del self._counts[one]
                gone.append(one)
        return gone
