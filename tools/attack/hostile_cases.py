"""Files that mean no good: settings, masters, recordings, archives. Each case writes its files, and says how to serve them."""

import bz2
import gzip
import io
import lzma
import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

MASTER_ROW = "US 22 NAS x {symbol} DNAS{symbol} 이름 {name} 2 {currency} 4 1 {base} {lot} 1 0930 1600 N  0510 0 1  "
TICKS = "time_utc,symbol,exchange,kind,price,size,venue,condition,suspicious\n"
BARS = "time_utc,symbol,exchange,open,high,low,close,volume\n"
BOMB_BYTES = 4 << 30
_MEGABYTE = 1 << 20


class Case(NamedTuple):
    """`make` writes into an empty folder, and returns the flags of `haero serve`."""

    name: str
    make: Callable[[Path], list[str]]


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _configs()
    yield from _masters()
    yield from _archives()
    yield from _recordings()


def master_row(
    symbol: str = "EVIL", name: str = "EVIL", base: str = "10", lot: str = "1", currency: str = "USD"
) -> str:
    """One line of a master file."""
    return MASTER_ROW.replace(" ", "\t").format(symbol=symbol, name=name, base=base, lot=lot, currency=currency)


def tick(
    at: str = "2026-11-20T14:30:00Z", symbol: str = "IBM", kind: str = "trade", price: str = "10", size: str = "1"
) -> str:
    """One line of a recording."""
    return f"{at},{symbol},NYSE,{kind},{price},{size},N,0,0\n"


# Settings


def _configs() -> Iterator[Case]:
    texts = {
        "5,000 brackets": "masters = " + "[" * 5_000,
        "5,000 tables in one another": "fees" + ".a" * 5_000 + " = 1",
        "100,000 settings": "".join(f"a{n} = 1\n" for n in range(100_000)),
        "a million bytes of a text": f'market = "{"x" * 1_000_000}"',
        "an exchange rate of 1e-999999": '[exchange_rates]\nUSD = "1e-999999"',
        "an exchange rate of 4,000 digits": f'[exchange_rates]\nUSD = "{"1" * 4_000}"',
        "cash of 1e999999": '[cash]\nUSD = "1e999999"',
        "cash as a float": "[cash]\nUSD = 1e308",
        "cash as NaN": "[cash]\nUSD = nan",
        "a fee of 1e-999999": '[fees.NASDAQ]\ncommission = "1e-999999"',
        "a fee of 0.99999": '[fees.NASDAQ]\ncommission = "0.99999"\nbuy_tax = "0.99999"',
        "a seed of 5,000 digits": f"seed = {'9' * 5_000}",
        "a speed of 5,000 digits": f"speed = {'9' * 5_000}",
        "a speed of NaN": "speed = nan",
        "a speed of infinity": "speed = inf",
        "a volatility of 1e-400": 'volatility = "1e-400"',
        "a volatility of sNaN": 'volatility = "sNaN"',
        "the year 9999": 'at = "9999-12-31T23:59:59-23:59"',
        "the year 1": 'at = "0001-01-01T00:00:00+23:59"',
        "a date instead of a text": "at = 2026-11-20T10:00:00-05:00",
        "the end of the calendars": 'at = "2027-12-31T15:00:00-05:00"',
        "a NUL in a path": 'masters = ["a\\u0000b"]',
        "a NUL in the market": 'market = "replay:a\\u0000b.csv"',
        "half a surrogate": 'market = "replay:\\ud800"',
        "a pattern of 2,000 stars": f'market = "replay:{"**/" * 2_000}x.csv"',
        "a recording that is a device": 'market = "replay:/dev/zero"',
        "10,000 fill rules": "".join(
            f'[[fill_rules]]\nsymbol = "NASD:{"*a" * 20}{n}"\nmodel = "touch"\n' for n in range(10_000)
        ),
        "a fill rule that takes for ever to match": f'[[fill_rules]]\nsymbol = "NASD:{"*A" * 200}*B"\nmodel = "touch"\n',
        "a mock market of 100,000 symbols": "[mock]\nsymbols = [" + ",".join(f'"S{n}"' for n in range(100_000)) + "]",
        "a branch of a million letters": f'[branches]\nreal = "{"1" * 1_000_000}"',
        "no UTF-8": "market = '\udcff'",
        "a BOM": "\ufeffmarket = 'manual'",
        "nothing but NULs": "\0" * 10_000,
    }
    for name, text in texts.items():
        yield Case(f"settings: {name}", lambda folder, text=text: _config(folder, text))  # type: ignore[misc]
    for name, path in {"/dev/zero": "/dev/zero", "a folder": "/tmp", "its own memory": "/proc/self/mem"}.items():
        yield Case(f"settings: {name}", lambda folder, path=path: ["--config", path])  # type: ignore[misc]
        text = f'masters = ["{path}"]'
        yield Case(f"masters: {name}", lambda folder, text=text: _config(folder, text))  # type: ignore[misc]


def _config(folder: Path, text: str) -> list[str]:
    path = folder / "haero.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return ["--config", str(path)]


# Masters


def _masters() -> Iterator[Case]:
    rows = {
        "a base price of 1e999999": master_row(base="1e999999"),
        "a base price of 1e-999999": master_row(base="1e-999999"),
        "a base price of NaN": master_row(base="NaN"),
        "a negative base price": master_row(base="-1"),
        "a base price of 4,000 digits": master_row(base="1" * 4_000),
        "the largest base price": master_row(base="1000000000"),
        "the smallest base price": master_row(base="0.00000001"),
        "no base price": master_row(base="0"),
        "a lot of 4,000 digits": master_row(lot="9" * 4_000),
        "the largest lot": master_row(lot="1000000000"),
        "a lot in wide digits": master_row(lot="１２"),
        "a symbol that is a path": master_row(symbol="../../../x"),
        "a symbol that splits frames": master_row(symbol="A^B|C"),
        "a symbol of quotes and script": master_row(symbol="\"'><script>", name="</script><script>alert(1)</script>"),
        "a symbol of 200 letters": master_row(symbol="A" * 200),
        "a symbol of control characters": master_row(symbol="A\x1b[31m\x07"),
        "a name that is a formula": master_row(name="=cmd|' /C calc'!A0"),
        "Apple in yen": master_row(symbol="AAPL", currency="JPY"),
        "a million columns": "\t" * 1_000_000,
        "30,000 symbols": "\n".join(master_row(symbol=f"S{n}") for n in range(30_000)),
        "NULs": "\0" * _MEGABYTE,
        "one line of 100 MB": "x" * (100 * _MEGABYTE),
        "a million empty lines": "\n" * 1_000_000,
    }
    for name, text in rows.items():
        yield Case(f"masters: {name}", lambda folder, text=text: _master(folder, text))  # type: ignore[misc]


def _master(folder: Path, text: str) -> list[str]:
    (folder / "masters").mkdir()
    (folder / "masters" / "nasmst.cod").write_bytes(text.encode("cp949"))
    return _config(folder, f'masters = ["{folder / "masters"}"]')


# Archives


def _archives() -> Iterator[Case]:
    makers: dict[str, Callable[[Path], None]] = {
        "a bomb of 4 GB": lambda path: _zip_bomb(path, BOMB_BYTES),
        "one that says it is small": lambda path: _zip_liar(path, 10),
        "one that says it is of 4 GB": lambda path: _zip_liar(path, 0xFFFFFFF0),
        "60,000 members": lambda path: _zip(path, {f"{n}.cod": b"" for n in range(60_000)}),
        "a member with a path": lambda path: _zip(path, {"../../../evil.cod": master_row().encode("cp949")}),
        "a zip in a zip": lambda path: _zip(path, {"nasmst.cod": _zipped(b"x")}),
        "damaged LZMA": lambda path: _zip_damaged(path, zipfile.ZIP_LZMA),
        "damaged bzip2": lambda path: _zip_damaged(path, zipfile.ZIP_BZIP2),
        "damaged deflate": lambda path: _zip_damaged(path, zipfile.ZIP_DEFLATED),
        "a bzip2 bomb": lambda path: _zip_bomb(path, BOMB_BYTES // 4, zipfile.ZIP_BZIP2),
        "an LZMA bomb": lambda path: _zip_bomb(path, BOMB_BYTES // 4, zipfile.ZIP_LZMA),
        "an unknown method": lambda path: _patch(path, b"PK\x01\x02", 10, b"\x63\x00"),
        "an encrypted member": lambda path: _patch(path, b"PK\x01\x02", 8, b"\x01\x00"),
        "a header that lies elsewhere": lambda path: _patch(path, b"PK\x01\x02", 42, b"\xff\xff\xff\x7f"),
        "half of one": lambda path: _write(path, _zipped(master_row().encode("cp949"))[:60]),
        "no zip": lambda path: _write(path, os.urandom(10_000)),
    }
    for name, make in makers.items():
        yield Case(f"archive: {name}", lambda folder, make=make: _archive(folder, make))  # type: ignore[misc]


def _archive(folder: Path, make: Callable[[Path], None]) -> list[str]:
    (folder / "masters").mkdir()
    make(folder / "masters" / "nasmst.cod.zip")
    return _config(folder, f'masters = ["{folder / "masters"}"]')


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _zip(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _zipped(content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("nasmst.cod", content)
    return buffer.getvalue()


def _zip_bomb(path: Path, size: int, method: int = zipfile.ZIP_DEFLATED) -> None:
    zeros = bytes(16 * _MEGABYTE)
    with zipfile.ZipFile(path, "w", method) as archive, archive.open("nasmst.cod", "w", force_zip64=True) as member:
        for _ in range(size // len(zeros)):
            member.write(zeros)


def _zip_liar(path: Path, size: int) -> None:
    """500 MB of content, and another size in both headers."""
    _zip_bomb(path, 500 * _MEGABYTE)
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", size)
    path.write_bytes(data)


def _zip_damaged(path: Path, method: int) -> None:
    data = bytearray(_zipped("\n".join(master_row(symbol=f"S{n}") for n in range(2_000)).encode("cp949"), method))
    start = 30 + len("nasmst.cod")
    for place in range(start + 12, start + 600, 7):
        data[place] ^= 0xFF
    path.write_bytes(data)


def _patch(path: Path, mark: bytes, offset: int, value: bytes) -> None:
    data = bytearray(_zipped(master_row().encode("cp949")))
    place = data.rindex(mark) + offset
    data[place : place + len(value)] = value
    path.write_bytes(data)


# Recordings


def _recordings() -> Iterator[Case]:
    texts = {
        "the year 9999": tick("9999-12-31T23:59:59Z"),
        "the year 1": tick("0001-01-01T00:00:00Z"),
        "the year 10000": tick("10000-01-01T00:00:00Z"),
        "the year 2200": tick("2200-01-01T00:00:00Z"),
        "a time without offset": tick("2026-11-20T14:30:00"),
        "a price of 1e999999": tick(price="1e999999"),
        "a price of 1e-999999": tick(price="1e-999999"),
        "a price of 4,000 digits": tick(price="1" * 4_000),
        "a price of NaN": tick(price="NaN"),
        "a negative price": tick(price="-5"),
        "a size of 1e30": tick(size="1" + "0" * 30),
        "a negative size": tick(size="-1"),
        "a symbol of a megabyte": tick(symbol="A" * _MEGABYTE),
        "a symbol that splits frames": tick(symbol="A^B|C"),
        "a symbol of script": tick(symbol="<script>"),
        "300,000 symbols": "".join(tick(symbol=f"S{n}") for n in range(300_000)),
        "a quote that is never closed": tick() + '"' + "x\n" * 1_000_000,
        "NULs": "\0" * _MEGABYTE,
        "a line of 50 MB": "x" * (50 * _MEGABYTE),
    }
    for name, text in texts.items():
        yield Case(f"recording: {name}", lambda folder, text=text: _recording(folder, "a.csv", (TICKS + text).encode()))  # type: ignore[misc]
    bars = {
        "a bar of the year 9999": "9999-12-31T14:30:00Z,F,NYSE,10,11,9,10,400\n",
        "a bar of the year 1": "0001-01-01T14:30:00Z,F,NYSE,10,11,9,10,400\n",
        "a volume of 1e30": "2026-11-20T14:30:00Z,F,NYSE,10,11,9,10,1" + "0" * 30 + "\n",
        "a high below the low": "2026-11-20T14:30:00Z,F,NYSE,10,1,9,10,400\n",
    }
    for name, text in bars.items():
        yield Case(f"recording: {name}", lambda folder, text=text: _recording(folder, "a.csv", (BARS + text).encode()))  # type: ignore[misc]
    yield Case(
        "recording: 100,000 columns",
        lambda folder: _recording(folder, "a.csv", b"a," * 100_000 + b"\n" + b"1," * 100_000),
    )
    yield from _packed_recordings()


def _packed_recordings() -> Iterator[Case]:
    good = (TICKS + tick() * 1_000).encode()
    packed = {
        "a gzip bomb of one line": lambda: _gzip_bomb(bytes(_MEGABYTE), BOMB_BYTES // _MEGABYTE),
        "a gzip bomb of empty lines": lambda: _gzip_bomb(TICKS.encode(), 1) + _gzip_bomb(b"\n" * _MEGABYTE, 1_024),
        "a gzip bomb of good rows": lambda: _gzip_bomb(TICKS.encode(), 1) + _gzip_bomb(tick().encode() * 10_000, 500),
        "half a gzip": lambda: gzip.compress(good)[: len(gzip.compress(good)) // 2],
        "a gzip with something behind": lambda: gzip.compress(good) + b"something else" * 1_000,
        "bzip2 called gzip": lambda: bz2.compress(good),
        "LZMA called gzip": lambda: lzma.compress(good),
    }
    for name, content in packed.items():
        yield Case(f"recording: {name}", lambda folder, content=content: _recording(folder, "a.csv.gz", content()))  # type: ignore[misc]
    columns = {
        "Parquet that is none": lambda: b"PAR1" + os.urandom(10_000) + b"PAR1",
        "Parquet with a footer of 2 GB": lambda: b"PAR1" + bytes(100) + struct.pack("<I", 0x7FFFFFFF) + b"PAR1",
        "Parquet of lists": lambda: _parquet(price=[[1.0], [2.0]]),
        "Parquet of nothing but nulls": lambda: _parquet(price=[None, None], size=[None, None]),
        "Parquet with a time of its own": lambda: _parquet(time_utc=[2**62, -(2**62)]),
        "Parquet with infinite prices": lambda: _parquet(price=[float("inf"), float("nan")]),
    }
    for name, content in columns.items():
        yield Case(f"recording: {name}", lambda folder, content=content: _recording(folder, "a.parquet", content()))  # type: ignore[misc]
    yield Case("recording: a folder of that name", _folder)


def _folder(folder: Path) -> list[str]:
    (folder / "a.csv").mkdir()
    return ["--market", f"replay:{folder}/*.csv"]


def _recording(folder: Path, name: str, content: bytes) -> list[str]:
    (folder / name).write_bytes(content)
    return ["--market", f"replay:{folder / name}"]


def _gzip_bomb(block: bytes, times: int) -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=1) as file:
        for _ in range(times):
            file.write(block)
    return buffer.getvalue()


def _parquet(**changed: list[object]) -> bytes:
    import polars as pl

    usual: dict[str, list[object]] = {
        "time_utc": ["2026-11-20T14:30:00Z", "2026-11-20T14:30:01Z"],
        "symbol": ["IBM", "IBM"],
        "exchange": ["NYSE", "NYSE"],
        "kind": ["trade", "trade"],
        "price": [10.0, 10.5],
        "size": [1, 2],
    }
    buffer = io.BytesIO()
    pl.DataFrame(usual | changed).write_parquet(buffer)
    return buffer.getvalue()
