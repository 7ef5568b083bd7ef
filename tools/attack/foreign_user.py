"""Another user of the machine, and another program of the same user, at the files of a running haero."""

import asyncio
import contextlib
import fcntl
import json
import os
import pwd
import sqlite3
import struct
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp

from tests.support import Process, caller_of
from tools.attack.honest import Honest
from tools.attack.load import Load
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict
from tools.attack.victim import QUIET_MARKET, haero, verified, victim

STRANGER = "nobody"
LOCK_BYTE = 120  # of haero.db-shm, where SQLite's writers take their lock
HELD_SECONDS = 7.0
ORDERS = 50


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """`nobody` reads, locks and enters nothing; an SQL tool that holds the journal for seconds delays orders and ends nothing."""
    folder.chmod(0o755)  # what protects is haero's own folder, not the one around it
    log = folder / "haero.log"
    with victim(folder / "data", *QUIET_MARKET, "--log", str(log)) as started:
        load = Load(started.ready)
        asyncio.run(load.run(ORDERS))
        backup = haero("backup", str(folder / "copy"), "--data", str(started.folder))
        assert backup.returncode == 0, backup.stderr
        if os.geteuid():
            verdict.skip("what another user can do", "only root can become another user")
        else:
            _strange(verdict, started, folder, load)
        _held(verdict, started, log)
        verdict.promise("it stops in order", (status := started.stop()) == 0, status)
    verdict.promise("verify says clean", (said := verified(started.folder))[0] == 0, said)


def _strange(verdict: Verdict, started: Process, folder: Path, load: Load) -> None:
    private = [started.folder, *sorted(started.folder.iterdir()), folder / "copy", *sorted((folder / "copy").iterdir())]
    private += [started.ready_file, folder / "haero.log"]
    for path in private:
        found = as_stranger(partial(_touch, path, is_folder=path.is_dir()))
        verdict.promise(f"{STRANGER} can do nothing with {path.relative_to(folder)}", not found, found)
    lock = started.folder / "haero.lock"
    tries: dict[str, Callable[[], object]] = {
        f"lock byte {LOCK_BYTE} of haero.db-shm": lambda: _lock_byte(started.folder / "haero.db-shm"),
        "take the lock of haero.lock": lambda: fcntl.flock(lock.open("rb"), fcntl.LOCK_EX | fcntl.LOCK_NB),
        "put a file into the folder": lambda: (started.folder / "mine").write_text("x"),
        "rename the folder": lambda: started.folder.rename(folder / "taken"),
        "signal the process": lambda: os.kill(started.process.pid, 0),
        "read its memory": lambda: os.open(f"/proc/{started.process.pid}/mem", os.O_RDONLY),
        "read its environment": lambda: Path(f"/proc/{started.process.pid}/environ").read_bytes(),
    }
    for what, act in tries.items():
        verdict.promise(f"{STRANGER} cannot {what}", not (found := as_stranger(partial(_succeeds, act))), found)
    secrets = [
        started.ready["control_token"],
        *(started.ready["real"][name] for name in ("appkey", "appsecret", "account")),
    ]
    shown = Path(f"/proc/{started.process.pid}/cmdline").read_bytes().decode()
    verdict.promise(
        "its command line, which all can read, tells no secret", not any(secret in shown for secret in secrets)
    )
    before = len(load.acknowledged)
    asyncio.run(load.run(before + ORDERS))
    verdict.promise("orders go on behind it", len(load.acknowledged) >= before + ORDERS, dict(load.refused))


def as_stranger(look: Callable[[], Any]) -> Any:
    """What `look` returns in a child that is nobody; what it returns must be JSON."""
    there = pwd.getpwnam(STRANGER)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(there.pw_gid)
            os.setuid(there.pw_uid)
            os.write(writing, json.dumps(look()).encode())
        except BaseException as error:
            os.write(writing, json.dumps(f"the attempt itself failed: {error!r}").encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text)


def _touch(path: Path, *, is_folder: bool) -> list[str]:
    """What worked of reading, writing and removing it."""
    listed: Callable[[], object] = (lambda: list(path.iterdir())) if is_folder else (lambda: path.open("rb").read(1))
    tries: dict[str, Callable[[], object]] = {"read": listed, "write": lambda: path.open("r+b"), "remove": path.unlink}
    return [name for name, act in tries.items() if _succeeds(act)]


def _succeeds(act: Callable[[], object]) -> bool:
    with contextlib.suppress(OSError):
        act()
        return True
    return False


def _lock_byte(path: Path) -> None:
    with path.open("rb") as file:
        fcntl.fcntl(file, fcntl.F_SETLK, struct.pack("hhqqi", fcntl.F_RDLCK, os.SEEK_SET, LOCK_BYTE, 1, 0))


def _held(verdict: Verdict, started: Process, log: Path) -> None:
    """`sqlite3 haero.db` with a transaction left open."""
    with Honest(started.ready) as customer:
        time.sleep(1)
        verdict.figure("orders beside nothing", customer.look())
        holder = threading.Thread(target=_hold, args=(started.folder / "haero.db", HELD_SECONDS))
        holder.start()
        time.sleep(HELD_SECONDS + 1)
        holder.join()
        during = customer.look()
        time.sleep(1)
        after = customer.look()
    verdict.figure(f"orders while an SQL tool held the journal for {HELD_SECONDS:.0f} s", during)
    verdict.figure("orders after it", after)
    verdict.promise(
        "orders wait for the lock and are all taken",
        during.served and during.longest >= (HELD_SECONDS - 2) * 1e3,
        during,
    )
    verdict.promise("orders go on after it", after.served and after.longest < HELD_SECONDS * 1e3, after)
    text = log.read_text(errors="replace")
    verdict.promise(
        "the log names who holds it", f"process {os.getpid()}" in text and "is locked by" in text, text[-500:]
    )
    asyncio.run(_still_ok(verdict, started))


def _hold(path: Path, seconds: float) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as tool:
        tool.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        tool.execute("ROLLBACK")


async def _still_ok(verdict: Verdict, started: Process) -> None:
    async with aiohttp.ClientSession() as http:
        state = await caller_of(http, started.ready, "real").control("GET", "/control/state")
    verdict.promise("its health is ok", state.json["health"] == "ok", state.json)
