"""Reader of the official master files (종목마스터): `<x>mst.cod` and `<x>mst.cod.zip`, x = nas, nys, ams, …

cp949, tab separated, 24 columns. Whether the first line is a header is not settled, so both are read.
Listed shares are not in the file: 0 = unknown. Nor is Tokyo's class of ticks: what its column 22 says is in no source, so the
standard table holds for a symbol that haero does not know better.
"""

import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO

from haero.market.listing.instruments import Instrument, InstrumentKind
from haero.rules.lots import DEFAULT_LOTS
from haero.terms import CURRENCY_OF, Currency, Exchange

COLUMNS = 24
# The largest official file is about 2 MB; a zip that unpacks to more than this is not one of them.
MAX_BYTES = 64 * 2**20
MAX_PRICE = Decimal(1_000_000_000)
MAX_PRICE_DIGITS = 8  # behind the point: as an order's price has
MAX_LOT = 1_000_000_000
MAX_TEXT = 200  # of one cell

_EXCHANGES = {
    "NAS": Exchange.NASDAQ,
    "NYS": Exchange.NYSE,
    "AMS": Exchange.AMEX,
    "HKS": Exchange.HONG_KONG,
    "SHS": Exchange.SHANGHAI,
    "SZS": Exchange.SHENZHEN,
    "TSE": Exchange.TOKYO,
    "HNX": Exchange.HANOI,
    "HSX": Exchange.HO_CHI_MINH,
}
# Security types 1 (index) and 4 (warrant) cannot be ordered here.
_KINDS = {"2": InstrumentKind.STOCK, "3": InstrumentKind.ETF}
_CODE, _SYMBOL, _KOREAN, _ENGLISH, _TYPE, _CURRENCY, _BASE, _LOT = 2, 4, 6, 7, 8, 9, 12, 13


class MasterFileError(Exception):
    """A master file that cannot be read: the text names file, line and what is wrong."""


def load_masters(path_or_dir: Path) -> list[Instrument]:
    """All instruments of a file, or of every master file in a folder.

    Of `x.cod` and `x.cod.zip` the unpacked one counts. Raises MasterFileError, also when the folder has no master file.
    """
    if not path_or_dir.is_dir():
        return list(read_master(path_or_dir))
    plain = sorted(path_or_dir.glob("*mst.cod"))
    zipped = [path for path in sorted(path_or_dir.glob("*mst.cod.zip")) if path.with_suffix("") not in plain]
    if not plain and not zipped:
        raise MasterFileError(f"{path_or_dir}: no *mst.cod or *mst.cod.zip in this folder")
    return [instrument for path in (*plain, *zipped) for instrument in read_master(path)]


def read_master(path: Path) -> Iterator[Instrument]:
    """Stocks and ETPs of one file, in its order; indexes, warrants and unknown exchange codes are left out.

    So is what is quoted in another currency than its exchange's (B shares): KIS takes orders in that one only.

    Raises MasterFileError.
    """
    try:
        text = _bytes(path).decode("cp949")
    except UnicodeDecodeError as error:
        raise MasterFileError(f"{path}: not cp949 text: {error}") from error
    # Not splitlines(): it also splits at characters that may stand inside a name.
    for number, line in enumerate(text.split("\n"), start=1):
        cells = [cell.strip() for cell in line.rstrip("\r").split("\t")]
        if cells == [""] or (number == 1 and _is_header(cells)):
            continue
        try:
            instrument = _instrument(cells)
        except ValueError as error:
            raise MasterFileError(f"{path}, line {number}: {error}") from error
        if instrument is not None:
            yield instrument


def _bytes(path: Path) -> bytes:
    """The whole file. What it says of its own size is not believed, and a device has none: it is read to the limit."""
    try:
        if path.suffix != ".zip":
            with path.open("rb") as plain:
                return _to_limit(plain, path)
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if info.filename.endswith(".cod")]
            if len(members) != 1:
                raise MasterFileError(f"{path}: {len(members)} .cod files inside, expected one")
            if members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                # The others are unpacked whole, whatever is asked for: a kilobyte may hold gigabytes.
                raise MasterFileError(f"{path}: packed by a method that no official file has")
            with archive.open(members[0]) as packed:
                return _to_limit(packed, path)
    except (OSError, EOFError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile) as error:
        raise MasterFileError(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _to_limit(file: IO[bytes], path: Path) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise MasterFileError(f"{path}: has more than {MAX_BYTES} bytes")
    return data


def _is_header(cells: list[str]) -> bool:
    """A data line has a one-digit security type; a header has words there."""
    return len(cells) >= COLUMNS and not cells[_TYPE].isdigit()


def _instrument(cells: list[str]) -> Instrument | None:
    if len(cells) < COLUMNS or any(cells[COLUMNS:]):
        raise ValueError(f"{len(cells)} columns, expected {COLUMNS}")
    if max(map(len, cells)) > MAX_TEXT:
        raise ValueError(f"a cell has more than {MAX_TEXT} characters")
    exchange = _EXCHANGES.get(cells[_CODE].upper())
    if cells[_TYPE] not in ("1", "2", "3", "4"):
        raise ValueError(f"security type (column 9) is {cells[_TYPE]!r}, expected 1 to 4")
    kind = _KINDS.get(cells[_TYPE])
    if exchange is None or kind is None:
        return None
    if not cells[_SYMBOL]:
        raise ValueError("symbol (column 5) is empty")
    currency = _currency(cells[_CURRENCY])
    if currency is not CURRENCY_OF[exchange]:
        return None
    return Instrument(
        exchange=exchange,
        symbol=cells[_SYMBOL],
        name_ko=cells[_KOREAN],
        name_en=cells[_ENGLISH],
        currency=currency,
        kind=kind,
        lot=_lot(cells[_LOT], exchange),
        listed_shares=0,
        base_price=_base_price(cells[_BASE]),
    )


def _currency(cell: str) -> Currency:
    try:
        return Currency(cell)
    except ValueError:
        raise ValueError(f"currency (column 10) is {cell!r}, expected one of {', '.join(Currency)}") from None


def _lot(cell: str, exchange: Exchange) -> int:
    """The bid order size; an empty one or zero says nothing, then what the exchange usually has."""
    if cell and not cell.isdecimal():
        raise ValueError(f"bid order size (column 14) is {cell!r}, expected a whole number")
    lot = int(cell or "0")
    if lot > MAX_LOT:
        raise ValueError(f"bid order size (column 14) is {cell}, expected at most {MAX_LOT}")
    return lot or DEFAULT_LOTS[exchange]


def _base_price(cell: str) -> Decimal:
    try:
        price = Decimal(cell or "0")
    except InvalidOperation:
        raise ValueError(f"base price (column 13) is {cell!r}, expected a number") from None
    if not (price.is_finite() and 0 <= price <= MAX_PRICE):
        raise ValueError(f"base price (column 13) is {cell!r}, expected a number from 0 to {MAX_PRICE}")
    if price != round(price, MAX_PRICE_DIGITS):
        raise ValueError(
            f"base price (column 13) is {cell!r}, expected at most {MAX_PRICE_DIGITS} digits behind the point"
        )
    return price
