"""Good files with bytes changed, cut or doubled: read by the reader that haero has for them, in a process that may be killed."""

import gzip
import io
import multiprocessing
import random
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from haero.house.settings import SettingsError, load
from haero.market.listing.master import MasterFileError, read_master
from haero.market.prices.messages import MarketDataError
from haero.market.recording.recording import Recording
from haero.market.time.sessions import CalendarError, SessionBook
from tools.attack.hostile_cases import TICKS, master_row, tick
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict

EACH = 2_000
SILENT_SECONDS = 60.0
_ROWS = 300
Reader = Callable[[Path], object]
_CONFIG = """market = "manual"
seed = 7
speed = 60
volatility = "0.30"
[cash]
USD = "250000"
[limits]
real = 18
[fees.NASDAQ]
tax = "0.01"
"""


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """Each reader takes a file or refuses it by its own error; anything else is a defect."""
    for name in KINDS:
        here, there = multiprocessing.get_context("spawn").Pipe()
        child = multiprocessing.get_context("spawn").Process(
            target=_read_many, args=(there, name, folder, sizes.seed), daemon=True
        )
        began = time.monotonic()
        child.start()
        there.close()
        outcome: Counter[str] = Counter()
        found: dict[str, str] = {}
        try:
            while outcome.total() < EACH:
                if not here.poll(SILENT_SECONDS):
                    found["it takes for ever"] = f"file {outcome.total()} of seed {sizes.seed}"
                    break
                ended, text = here.recv()
                outcome[ended] += 1
                if text:
                    found.setdefault(ended, text)
        except EOFError:
            child.join(10)
            found["the process died"] = f"status {child.exitcode}, file {outcome.total()} of seed {sizes.seed}"
        if child.is_alive():
            child.kill()
        verdict.figure(
            f"{name} with changed bytes: outcomes, seconds", f"{dict(outcome)}, {time.monotonic() - began:.0f}"
        )
        verdict.promise(f"{name} with changed bytes: {EACH:,} are read or refused by name", not found, found)


def mutated(good: bytes, chance: random.Random) -> bytes:
    """One to five changes: bits, bytes, stretches cut, doubled or moved, numbers made absurd."""
    data = bytearray(good)
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(data) or 1)
        length = chance.choice((1, 1, 2, 4, 16, 200))
        kind = chance.randrange(6)
        if kind == 0 and data:
            data[min(place, len(data) - 1)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            data[place : place + length] = chance.randbytes(length)
        elif kind == 2:
            del data[place : place + length]
        elif kind == 3:
            data[place:place] = data[place : place + length]
        elif kind == 4:
            data[place : place + 4] = chance.choice(
                (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80", bytes(4))
            )
        else:
            data[place : place + 1] = chance.choice(
                (b"1e999999", b"-", b",", b"\t", b'"', b"\n", b"9" * 50, b"\0", "가".encode())
            )
    return bytes(data)


def _ticks() -> bytes:
    rows = (tick(f"2026-11-20T14:{n // 60:02}:{n % 60:02}Z", price=f"{10 + n / 100:.2f}") for n in range(_ROWS))
    return (TICKS + "".join(rows)).encode()


def _bars() -> bytes:
    heading = "time_utc,symbol,exchange,open,high,low,close,volume\n"
    rows = (
        f"2026-11-20T{14 + n // 60}:{n % 60:02}:00Z,F,NYSE,10.00,10.09,9.97,10.05,{n + 1}\n" for n in range(30, _ROWS)
    )
    return (heading + "".join(rows)).encode()


def _parquet() -> bytes:
    import polars as pl

    buffer = io.BytesIO()
    pl.read_csv(_ticks(), schema_overrides={"condition": pl.String}).write_parquet(buffer)
    return buffer.getvalue()


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nasmst.cod", _masters())
    return buffer.getvalue()


def _zip_lzma() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("nasmst.cod", _masters())
    return buffer.getvalue()


def _masters() -> bytes:
    return "\n".join(master_row(symbol=f"S{n}", base=f"{n}.5") for n in range(_ROWS)).encode("cp949")


def _play(path: Path) -> object:
    recording = Recording([path], SessionBook())
    return sum(len(page) for page in recording.pages())


def _list(path: Path) -> object:
    return sum(1 for _ in read_master(path))


KINDS: dict[str, tuple[str, Callable[[], bytes], Reader]] = {
    "CSV of messages": ("a.csv", _ticks, _play),
    "CSV of bars": ("a.csv", _bars, _play),
    "gzip of messages": ("a.csv.gz", lambda: gzip.compress(_ticks(), mtime=0), _play),
    "Parquet": ("a.parquet", _parquet, _play),
    "a master": ("nasmst.cod", _masters, _list),
    "a zip of a master": ("nasmst.cod.zip", _zip, _list),
    "a zip by LZMA": ("nasmst.cod.zip", _zip_lzma, _list),
    "settings": ("haero.toml", _CONFIG.encode, load),
}
REFUSALS = (MarketDataError, CalendarError, MasterFileError, SettingsError)


def _read_many(line: Connection, name: str, folder: Path, seed: int) -> None:
    """In a child: reads one mutation after the other, and says what came of each."""
    file_name, make, read = KINDS[name]
    good, path = make(), folder / file_name
    for number in range(EACH):
        chance = random.Random(f"{seed} {name} {number}")
        path.write_bytes(mutated(good, chance) if number else good)
        try:
            read(path)
            line.send(("read", ""))
        except REFUSALS:
            line.send(("refused", ""))
        except BaseException as error:  # a panic of a library in Rust is no Exception
            where = "".join(traceback.format_exception(error)[-3:])
            line.send((type(error).__name__, f"file {number} of seed {seed}: {where[-900:]}"))
    line.close()
