"""What can be traded: the instruments, by exchange and symbol."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from haero.terms import CURRENCY_OF, Currency, Exchange

_FILE = Path(__file__).parent / "data" / "instruments.csv"


class InstrumentKind(StrEnum):
    """주식, or ETF (with ETNs and the other exchange-traded products)."""

    STOCK = "stock"
    ETF = "etf"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One listed symbol.

    `lot` is the smallest order quantity and its step, in shares. `listed_shares` (상장주식수) is 0 when unknown.
    `base_price` (기준가) is in `currency`; the synthetic market starts from it.
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


class InstrumentBook:
    """Instruments by exchange and symbol, in the order they were added."""

    def __init__(self) -> None:
        self._instruments: dict[tuple[Exchange, str], Instrument] = {}

    def get(self, exchange: Exchange, symbol: str) -> Instrument | None:
        """The instrument, or None when it is not listed."""
        return self._instruments.get((exchange, symbol))

    def add(self, instrument: Instrument) -> None:
        """List the instrument; one of the same exchange and symbol is replaced."""
        self._instruments[instrument.exchange, instrument.symbol] = instrument

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
                )
            )
    return book
