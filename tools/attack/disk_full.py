"""A disk that is full, at every door that writes: a small file system of memory, filled by somebody else's file."""

import asyncio
import contextlib
import errno
import json
import subprocess
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import aiohttp

from tests.support import Answer, Caller, Process, caller_of
from tools.attack.load import Load, Sent, missing
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict
from tools.attack.victim import QUIET_MARKET, defects, haero, log_of, verified, victim

DISK_BYTES = 8 << 20
ORDERS = 100
TRIES = 3_000  # a log that was emptied before has some room
END_SECONDS = 30
STOPPED = 3
SOMEBODY_ELSES = "somebody-elses"


class Door(NamedTuple):
    """One call that writes, made again and again."""

    name: str
    knock: Callable[[Caller], Awaitable[Answer]]


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """Full while orders, tokens, approvals, accounts, control calls, backups, reports are written, and at start and stop."""
    for number, door in enumerate(DOORS):
        with _disk(verdict, folder / f"disk{number}") as disk:
            if disk is None:
                return
            _knock(verdict, disk, door)
    for number, part in enumerate((_backup, _stop, _start, _log_file, _report)):
        with _disk(verdict, folder / f"more{number}") as disk:
            if disk is not None:
                part(verdict, disk)


@contextlib.contextmanager
def _disk(verdict: Verdict, place: Path) -> Iterator[Path | None]:
    """A small disk of its own; None where only root could make one."""
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=700", "haero-attack", str(place)],
        capture_output=True,
        text=True,
    )
    if made.returncode:
        verdict.skip("a full disk", f"no file system can be mounted here: {made.stderr.strip()}")
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _fill(disk: Path) -> Path:
    """Somebody else's file takes what is left."""
    path = disk / SOMEBODY_ELSES
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 9, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
    return path


# Doors


async def _token(caller: Caller) -> Answer:
    keys = {"grant_type": "client_credentials", "appkey": caller.app.appkey, "appsecret": caller.app.appsecret}
    return await caller.raw("POST", "/oauth2/tokenP", {}, _json(keys))


async def _revoke(caller: Caller) -> Answer:
    """Another token first: so that there is one to revoke."""
    made = await _token(caller)
    if made.status != 200:
        return made
    keys = {"appkey": caller.app.appkey, "appsecret": caller.app.appsecret, "token": made.json["access_token"]}
    return await caller.raw("POST", "/oauth2/revokeP", {}, _json(keys))


async def _approval(caller: Caller) -> Answer:
    keys = {"grant_type": "client_credentials", "appkey": caller.app.appkey, "secretkey": caller.app.appsecret}
    return await caller.raw("POST", "/oauth2/Approval", {}, _json(keys))


async def _cancel(caller: Caller) -> Answer:
    """An order and its cancellation."""
    made = await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="1.00")
    if made.json.get("rt_cd") != "0":
        return made
    return await caller.change(made.json["output"]["ODNO"], "02", ORD_QTY="1", OVRS_ORD_UNPR="0")


async def _fills(caller: Caller) -> Answer:
    """A price that fills orders."""
    quote = {"exchange": "NASD", "symbol": "AAPL", "bid": "0.90", "bid_size": 9, "ask": "0.95", "ask_size": 9}
    return await caller.control("POST", "/control/market/quote", quote)


def _control(path: str, body: dict[str, object]) -> Callable[[Caller], Awaitable[Answer]]:
    async def knock(caller: Caller) -> Answer:
        named = {name: caller.app.account if value == "<account>" else value for name, value in body.items()}
        return await caller.control("POST", f"/control/{path}", named)

    return knock


def _json(keys: dict[str, str]) -> bytes:
    return json.dumps(keys).encode()


DOORS = (
    Door("orders", lambda caller: caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="1.00")),
    Door("cancellations", _cancel),
    Door("tokens", _token),
    Door("revocations", _revoke),
    Door("approvals", _approval),
    Door("accounts", _control("accounts", {"environment": "mock"})),
    Door("cash", _control("cash", {"account": "<account>", "currency": "USD", "amount": "1"})),
    Door("prints", _control("market/print", {"exchange": "NASD", "symbol": "AAPL", "price": "150", "size": 1})),
    Door("quotes that fill", _fills),
    Door("halts", _control("market/halt", {"exchange": "NASD", "symbol": "MSFT"})),
    Door("moves of the clock", _control("clock", {"advance": "PT1S"})),
    Door("resets", _control("reset", {})),
)


def _knock(verdict: Verdict, disk: Path, door: Door) -> None:
    data = disk / "data"
    log = disk.parent / "outside.log"
    with victim(data, *QUIET_MARKET, "--log", str(log)) as started:
        load = Load(started.ready)
        asyncio.run(load.run(ORDERS))
        answers = asyncio.run(_until_it_ends(started, door, lambda: _fill(disk)))
        status: object = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = started.process.wait(5 if not _failed(answers) else END_SECONDS)
        (disk / SOMEBODY_ELSES).unlink()
        verdict.figure(
            f"{door.name}: answers, then", f"{dict(answers)}, {'runs on' if status is None else f'ended with {status}'}"
        )
        stray = [
            key for key in answers if key not in ("0", "200", "lost", "500 EGW00301", "503") and not key.startswith("4")
        ]
        verdict.promise(f"{door.name}: nothing but success, a refusal, or that haero stops", not stray, stray)
        verdict.promise(f"{door.name}: it goes on, or ends with a status of its own", status in (None, STOPPED), status)
        if status is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = started.stop()
            verdict.promise(f"{door.name}: it stops in order", status == 0, status)
    text = started.log() + log.read_text(errors="replace")
    log.unlink()
    said = [line for line in text.splitlines() if "Traceback" in line or "a defect of haero" in line]
    verdict.promise(f"{door.name}: no defect in the log", not said, said[:3])
    _whole(verdict, data, door.name, {} if door.name == "resets" else load.acknowledged)


def _failed(answers: Counter[str]) -> bool:
    return any(key in answers for key in ("lost", "500 EGW00301", "503"))


async def _until_it_ends(started: Process, door: Door, fill: Callable[[], object]) -> Counter[str]:
    """What was answered how often since the disk was filled, until it failed three times or nobody answers."""
    answers: Counter[str] = Counter()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
        caller = caller_of(http, started.ready, "real")
        try:
            await caller.log_in()
            fill()
            for _ in range(TRIES):
                answer = await door.knock(caller)
                answers[_shown(answer)] += 1
                if answers.total() - answers["0"] - answers["200"] >= 3:
                    break
        except (aiohttp.ClientError, ConnectionError, TimeoutError):
            answers["lost"] += 1
    return answers


def _shown(answer: Answer) -> str:
    if answer.json.get("rt_cd") == "0":
        return "0"
    return f"{answer.status} {answer.code}".strip()


def _whole(verdict: Verdict, data: Path, name: str, promised: dict[int, Sent]) -> None:
    """With room again: all is there, and orders are taken."""
    verdict.promise(f"{name}: with room again verify says clean", (said := verified(data))[0] == 0, said)
    with victim(data) as again:
        lost = asyncio.run(missing(again.ready, promised)) if promised else []
        verdict.promise(
            f"{name}: with room again all {len(promised)} acknowledged orders are there", not lost, lost[:5]
        )
        load = Load(again.ready)
        asyncio.run(load.run(5))
        verdict.promise(f"{name}: with room again orders are taken", len(load.acknowledged) >= 5, dict(load.refused))
        verdict.promise(f"{name}: with room again it stops in order", (status := again.stop()) == 0, status)


# What else writes


def _backup(verdict: Verdict, disk: Path) -> None:
    data = disk.parent / "backed-up"
    with victim(data) as started:
        load = Load(started.ready)
        asyncio.run(load.run(ORDERS))
        filler = _fill(disk)
        _says_why(verdict, "backup onto a full disk", "backup", str(disk / "copy"), "--data", str(data))
        asyncio.run(load.run(2 * ORDERS))
        verdict.promise(
            "backup onto a full disk: haero goes on", len(load.acknowledged) >= 2 * ORDERS, dict(load.refused)
        )
        filler.unlink()
        ended = haero("backup", str(disk / "copy-2"), "--data", str(data))
        verdict.promise("backup: with room again it works", ended.returncode == 0, ended.stderr[-300:])


def _stop(verdict: Verdict, disk: Path) -> None:
    """The snapshot and the mark find no room."""
    data = disk / "data"
    with victim(data) as started:
        load = Load(started.ready)
        asyncio.run(load.run(10 * ORDERS))
        filler = _fill(disk)
        status = started.stop()
    filler.unlink()
    verdict.promise("stop on a full disk: it ends with 0", status == 0, f"{status}: {started.log()[-400:]}")
    verdict.promise("stop on a full disk: no defect in the log", not (found := defects(log_of(started))), found[:3])
    _whole(verdict, data, "stop on a full disk", load.acknowledged)


def _start(verdict: Verdict, disk: Path) -> None:
    """A first start, and one in a folder that has been used."""
    data = disk / "data"
    free = [text for name in ("rest-real", "rest-mock", "ws-real", "ws-mock", "control") for text in (f"--{name}", "0")]
    serve = ("serve", "--data", str(data), *QUIET_MARKET, *free, "--ready-file", str(disk / "ready"))
    filler = _fill(disk)
    _says_why(verdict, "first start on a full disk", *serve)
    filler.unlink()
    with victim(data) as started:
        load = Load(started.ready)
        asyncio.run(load.run(ORDERS))
        started.kill()
    filler = _fill(disk)
    _says_why(verdict, "start on a full disk", *serve)
    filler.unlink()
    _whole(verdict, data, "start on a full disk", load.acknowledged)


def _log_file(verdict: Verdict, disk: Path) -> None:
    """Only the log is on the full disk: no reason to stop."""
    with victim(disk.parent / "logged", *QUIET_MARKET, "--log", str(disk / "haero.log")) as started:
        _fill(disk)
        load = Load(started.ready)
        asyncio.run(load.run(10 * ORDERS))
        verdict.promise(
            "log file on a full disk: orders go on", len(load.acknowledged) >= 10 * ORDERS, dict(load.refused)
        )
        verdict.promise("log file on a full disk: it stops in order", (status := started.stop()) == 0, status)


def _report(verdict: Verdict, disk: Path) -> None:
    recording = Path(__file__).parents[2] / "tests" / "data" / "replay_program" / "morning.csv"
    _fill(disk)
    replay = ("replay", "--market", f"replay:{recording}", "--program", "true")
    _says_why(verdict, "replay's report onto a full disk", *replay, "--report", str(disk / "report"))
    _says_why(verdict, "replay's journal onto a full disk", *replay, "--data", str(disk / "data"))


def _says_why(verdict: Verdict, what: str, *command: str) -> None:
    """It ends by itself, with a status other than 0, and in words."""
    began = time.monotonic()
    try:
        ended = haero(*command, seconds=END_SECONDS)
    except subprocess.TimeoutExpired:
        verdict.promise(f"{what}: is refused in words", False, f"runs on after {time.monotonic() - began:.0f} s")
        return
    said = ended.stderr.strip() or ended.stdout.strip()
    refused = ended.returncode not in (0, 1) or "damaged" in ended.stdout
    verdict.promise(
        f"{what}: is refused in words",
        refused and bool(said) and "Traceback" not in said,
        f"{ended.returncode}: {said[-500:]}",
    )
    verdict.promise(
        f"{what}: says that the disk is full, and where",
        ("space" in said or "full" in said) and "/" in said,
        said[-500:],
    )
    verdict.figure(f"{what}: says", said.splitlines()[0][:150] if said else "nothing")
