"""The field: a haero process, a fresh account for every cell, the children, and what the broker holds at the end."""

import asyncio
import contextlib
import json
import os
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import haero
from tools.peer_faults.clients import PEERS, Told
from tools.peer_faults.trials import Trial

ROOT = Path(__file__).parents[2]
TIME_LIMIT = 60.0
"""Seconds for one client and one buy; one that still tries then is stopped."""
STILL_TRYING = "no answer in time"
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Cell(NamedTuple):
    """What became of one buy: how many orders the broker holds, and what the program was told."""

    held: int
    told: str

    @property
    def is_wrong(self) -> bool:
        """More than one order; or a clear word that is not true: an order that is not there, a no to one that is."""
        if self.held > 1:
            return True
        if self.told == "order" or self.told.endswith("Accepted"):
            return self.held != 1
        said = self.told.split()
        refused = said[0] == "rt_cd" and said[1].isdigit()  # KIS's own no; other words are the client's
        return (refused or said[-1] == "NotReceived" or self.told in _NOES) and self.held != 0


_NOES = frozenset(f"exception {name}" for name in ("OrderRejected", "RateLimited", "AuthError", "NotConnected"))
"""haero's own words for: nothing of it is on the market."""


class Field:
    """Plays cells against one running haero, whose ready file is given."""

    def __init__(self, ready: dict[str, Any], folder: Path) -> None:
        self._ready, self._folder = ready, folder

    def control(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A call of the control port. Raises urllib's errors."""
        request = urllib.request.Request(
            self._ready["control"] + path,
            json.dumps(body).encode(),
            {"authorization": f"Bearer {self._ready['control_token']}", "Content-Type": "application/json"},
            method=method,
        )
        with _direct.open(request, timeout=30) as reply:
            found: dict[str, Any] = json.loads(reply.read())
            return found

    async def play(self, client: str, trial: Trial) -> Cell:
        """One buy of one client in one fault, in a process, a folder and an account of its own."""
        keys = await asyncio.to_thread(self._account)
        if trial.fault:
            fault = {"name": trial.fault, "times": trial.times, "account": keys.account}
            params = {"of": "orders", **trial.params}
            await asyncio.to_thread(self.control, "POST", "/control/faults", {**fault, "params": params})
        began = asyncio.get_running_loop().time()
        said = await self._bought(client, keys)
        late = began + trial.seconds + 5.0 - asyncio.get_running_loop().time()
        if trial.seconds and late > 0:  # what arrives late counts as well
            await asyncio.sleep(late)
        return Cell(await asyncio.to_thread(self._held, keys), said)

    def _account(self) -> Told:
        made = self.control("POST", "/control/accounts", {"environment": "real", "cash": {"USD": "1000000"}})
        del made["environment"]
        return Told(url=self._ready["rest_real"], other_url=self._ready["rest_mock"], **made)

    async def _bought(self, client: str, keys: Told) -> str:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        homes = {name: str(folder) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
        paths = os.pathsep.join(str(path) for path in (ROOT / "src", ROOT))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tools.peer_faults.child", client,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, cwd=folder,
            env={**os.environ, **homes, "PYTHONPATH": paths, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1",
                 "KIS_TOKEN_PATH": str(folder / "token.json")},
        )  # fmt: skip
        try:
            asked = (json.dumps(keys._asdict()) + "\n").encode()
            output, _ = await asyncio.wait_for(process.communicate(asked), TIME_LIMIT)
        except TimeoutError:
            return STILL_TRYING
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        lines = output.decode().strip().splitlines()
        if process.returncode or not lines:
            return f"ended with status {process.returncode}"
        return str(json.loads(lines[-1]))

    def _held(self, keys: Told) -> int:
        """By the broker's own list, asked with fresh eyes when no fault bites any more."""
        for one in self.control("GET", "/control/faults", {})["faults"]:
            if one["account"] == keys.account:
                self.control("DELETE", f"/control/faults/{one['id']}", {})
        arguments: dict[str, Any] = {"appkey": keys.appkey, "appsecret": keys.appsecret, "account": keys.account}
        state = tempfile.mkdtemp(dir=self._folder)
        with haero.Client(base_url=keys.url, environment="real", state=state, pace=0, **arguments) as kis:
            return len(list(kis.orders()))


async def play_all(
    field: Field, cells: list[tuple[str, Trial]], at_once: int, say: Callable[[str], None]
) -> dict[tuple[str, str], Cell]:
    """All cells, a few at a time: (client, name of the trial) to what became of it. `say` hears of each one."""
    room = asyncio.Semaphore(at_once)
    found: dict[tuple[str, str], Cell] = {}

    async def one(client: str, trial: Trial) -> None:
        async with room:
            cell = found[client, trial.name] = await field.play(client, trial)
        say(f"{len(found)}/{len(cells)} {trial.name} x {client}: {cell.held}, {cell.told}{' (!)' * cell.is_wrong}")

    await asyncio.gather(*(one(client, trial) for client, trial in cells))
    return found


assert set(PEERS) >= {"haero", "haero-async"}
