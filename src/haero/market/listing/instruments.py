"""What can be traded: the instruments, by exchange and symbol."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from haero.rules.lots import STAR_SYMBOLS
from haero.terms import CURRENCY_OF, Currency, Exchange

_FILE = Path(__file__).parent / "data" / "instruments.csv"


class InstrumentKind(StrEnum):
    """주식, or ETF (with ETNs and the other exchange-traded products)."""

    STOCK = "stock"
    ETF = "etf"


class Board(StrEnum):
    """The segment of an exchange, where its rules differ: the boards of Shanghai and Shenzhen with wider limits."""

    MAIN = "main"
    STAR = "star"
    CHINEXT = "chinext"


# By the first digits of the symbol.
_BOARDS: dict[Exchange, tuple[tuple[str, ...], Board]] = {
    Exchange.SHANGHAI: (STAR_SYMBOLS, Board.STAR),
    Exchange.SHENZHEN: (("300", "301", "302"), Board.CHINEXT),
}


@dataclass(frozen=True, slots=True)
class Instrument:
    """One listed symbol.

    `lot` is the step of order quantities, in shares (see `lots`). `listed_shares` (상장주식수) is 0 when unknown.
    `base_price` (기준가) is in `currency`; the synthetic market starts from it. `fine_ticks`: Tokyo's narrower ticks hold, those of
    the TOPIX 500.
    """

    exchange: Exchange
    symbol: str
    name_ko: str
    name_en: str
    currency: Currency
    kind: InstrumentKind
    lot: int
    listed_shares: int
    base_price: Decimal
    fine_ticks: bool = False

    @property
    def board(self) -> Board:
        """The segment of the exchange; for stocks of China by their number."""
        prefixes, board = _BOARDS.get(self.exchange, ((), Board.MAIN))
        return board if self.kind is InstrumentKind.STOCK and self.symbol.startswith(prefixes) else Board.MAIN


class InstrumentBook:
    """Instruments by exchange and symbol, in the order they were added."""

    def __init__(self) -> None:
        self._instruments: dict[tuple[Exchange, str], Instrument] = {}

    def get(self, exchange: Exchange, symbol: str) -> Instrument | None:
        """The instrument, or None when it is not listed."""
        return self._instruments.get((exchange, symbol))

    def add(self, instrument: Instrument) -> None:
        """List the instrument; one of the same exchange and symbol is replaced.

        Fine ticks stay with the symbol: no master file tells them.
        """
        key = instrument.exchange, instrument.symbol
        known = self._instruments.get(key)
        if known is not None and known.fine_ticks and not instrument.fine_ticks:
            instrument = replace(instrument, fine_ticks=True)
        self._instruments[key] = instrument

    def on(self, exchange: Exchange) -> tuple[Instrument, ...]:
        """All instruments of one exchange."""
        return tuple(one for one in self._instruments.values() if one.exchange is exchange)

    def __len__(self) -> int:
        return len(self._instruments)

    def __iter__(self) -> Iterator[Instrument]:
        return iter(self._instruments.values())


def builtin() -> InstrumentBook:
    """The well-known symbols that come with haero, so that everything works before a master file is loaded.

    Names, lots and exchanges are the real ones; listed shares and base prices are round numbers of the right size.
    """
    book = InstrumentBook()
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            exchange = Exchange(row["exchange"])
            book.add(
                Instrument(
                    exchange=exchange,
                    symbol=row["symbol"],
                    name_ko=row["name_ko"],
                    name_en=row["name_en"],
                    currency=CURRENCY_OF[exchange],
                    kind=InstrumentKind(row["kind"]),
                    lot=int(row["lot"]),
                    listed_shares=int(row["listed_shares"]),
                    base_price=Decimal(row["base_price"]),
                    fine_ticks=row["ticks"] == "fine",
                )
            )
    return book
