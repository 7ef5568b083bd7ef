"""A million random inputs, most of them near good ones, at every door: none is answered with a defect, or stops anything."""

import asyncio
import json
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp

from haero.kis.errors import DenialPair
from haero.kis.refusals import REFUSALS
from tests.server.websocket.client import approval_of
from tests.support import OPEN_TIME, Caller, caller_of
from tools.attack.inputs import Client, Inputs, environments
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict
from tools.attack.victim import (
    QUIET_MARKET,
    defects,
    descriptors,
    log_of,
    megabytes,
    resident,
    settled,
    verified,
    victim,
)
from tools.attack.wire import Said, Wire

WORKERS = 12
PROGRESS_SECONDS = 30.0
RESET_EVERY = 60_000  # inputs: a journal that begins anew, a clock that stands where it stood
LOG_IN_EVERY = 5_000
STREAM_TEXTS = 20
RAW_SHARE, STREAM_SHARE, CONTROL_SHARE, OAUTH_SHARE = 0.04, 0.002, 0.12, 0.08
"""The rest go to the routes of the catalogue."""
GROWTH_BYTES = 150_000_000
SYNTHETIC = ("--unlimited", "--speed", "0", "--market", "synthetic", "--at", OPEN_TIME)
KNOWN = {
    (one.code, one.status)
    for denial in REFUSALS.values()
    for one in ([denial.real, denial.mock] if isinstance(denial, DenialPair) else [denial])
}
CATCH_ALL = {"EGW00202", "EGW00301"}
"""What haero says where something broke. KIS says the first of chunked bodies, too."""


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """Random inputs at every route, OAuth, control, WebSocket, and raw bytes: no stray 5xx, no defect, no stop, no leak."""
    for name, flags, share in (("synthetic", SYNTHETIC, 0.02), ("manual", QUIET_MARKET, 0.98)):
        _attack(verdict, folder / name, flags, sizes, int(sizes.count * share), name)


def _attack(verdict: Verdict, folder: Path, flags: tuple[str, ...], sizes: Sizes, count: int, name: str) -> None:
    with victim(folder, *flags) as started:
        run = Run(started.ready, random.Random(f"{sizes.seed} {name}"), verdict, count, sizes.seconds, name)
        asyncio.run(run.warm_up())
        memory, files, began = resident(started.process.pid), descriptors(started.process.pid), time.monotonic()
        asyncio.run(run.all())
        seconds = time.monotonic() - began
        verdict.figure(f"{name}: inputs, a second", f"{run.done:,}, {run.done / seconds:,.0f}")
        verdict.figure(f"{name}: by door", dict(sorted(run.doors.items())))
        verdict.figure(f"{name}: by status", dict(sorted(run.statuses.items())))
        verdict.figure(f"{name}: by code", dict(run.codes.most_common(60)))
        verdict.promise(f"{name}: all {count:,} were tried in time", run.done >= count, run.done)
        verdict.promise(
            f"{name}: no stray 5xx, no reply that is none", not run.stray, f"{run.stray_count}: {run.stray[:5]}"
        )
        verdict.promise(f"{name}: it runs", started.process.poll() is None, started.log()[-500:])
        now = resident(started.process.pid)
        verdict.figure(f"{name}: memory before, after", f"{megabytes(memory)}, {megabytes(now)}")
        verdict.promise(f"{name}: memory does not grow", now - memory < GROWTH_BYTES, megabytes(now - memory))
        left, _ = settled(lambda: descriptors(started.process.pid), lambda seen: seen <= files + 5, 100)
        verdict.promise(f"{name}: no descriptor is left open", left <= files + 5, f"{files} before, {left} after")
        verdict.promise(f"{name}: it stops in order", (status := started.stop()) == 0, status)
    found = defects(log_of(started))
    verdict.promise(f"{name}: no defect in the log", not found, found[:5])
    verdict.promise(f"{name}: verify says clean", (said := verified(folder))[0] == 0, said)


class Run:
    """The workers of one server, and what they were told."""

    def __init__(
        self, ready: dict[str, Any], chance: random.Random, verdict: Verdict, count: int, seconds: float, name: str
    ) -> None:
        self._seconds = seconds
        self._ready, self._chance, self._verdict, self._count, self._name = ready, chance, verdict, count, name
        self._clients = [Client(where, self._ready[where], self._ready["control_token"]) for where in environments()]
        self.done = 0
        self.doors: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.codes: Counter[str] = Counter()
        self.stray: list[str] = []
        self.stray_count = 0
        self._next_reset, self._next_login = RESET_EVERY, LOG_IN_EVERY

    async def warm_up(self) -> None:
        """Everything is imported, and all caches are filled, before memory is looked at."""
        target, self._count = self._count, min(20_000, self._count // 10)
        await self.all()
        await self._reset()
        self._count = target
        self._forget()

    def _forget(self) -> None:
        self.done = 0
        self.doors.clear()
        self.statuses.clear()
        self.codes.clear()

    async def all(self) -> None:
        """Until `count` inputs were tried."""
        await self._log_in()
        ends = time.monotonic() + self._seconds
        teller = asyncio.create_task(self._tell())
        seeds = [self._chance.getrandbits(64) for _ in range(WORKERS)]
        try:
            await asyncio.gather(*(self._work(random.Random(seed), ends) for seed in seeds))
        finally:
            teller.cancel()
        await self._reset()

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            self._verdict.progress(f"{self._name}: {self.done:,} of {self._count:,}, {self.stray_count} stray")

    async def _work(self, chance: random.Random, ends: float) -> None:
        inputs = Inputs(chance)
        rest = {client.environment: Wire(self._ready[f"rest_{client.environment}"]) for client in self._clients}
        control = Wire(self._ready["control"])
        while self.done < self._count and time.monotonic() < ends:
            client, dice = chance.choice(self._clients), chance.random()
            wire = rest[client.environment]
            if dice < STREAM_SHARE:
                await self._stream(client, inputs)
                continue
            self.done += 1
            try:
                if dice < RAW_SHARE:
                    await self._raw(client, inputs, control if chance.random() < 0.2 else wire)
                elif dice < RAW_SHARE + CONTROL_SHARE:
                    sent = inputs.control(client)
                    self.look("control", sent, await control.ask(sent))
                elif dice < RAW_SHARE + CONTROL_SHARE + OAUTH_SHARE:
                    sent = inputs.oauth(client)
                    self.look("OAuth", sent, await wire.ask(sent))
                else:
                    sent = inputs.kis(client)
                    self.look("KIS", sent, said := await wire.ask(sent))
                    self._remember(inputs, said, chance)
            except (OSError, TimeoutError, ValueError) as error:
                self._strange("no reply", b"", repr(error).encode())
            await self._now_and_then()
        for wire in (*rest.values(), control):
            wire.close()

    async def _now_and_then(self) -> None:
        if self.done >= self._next_reset:
            self._next_reset += RESET_EVERY
            await self._reset()
        if self.done >= self._next_login:
            self._next_login += LOG_IN_EVERY
            await self._log_in()

    @staticmethod
    def _remember(inputs: Inputs, said: Said, chance: random.Random) -> None:
        """The number of an order that was taken, so that others can change it."""
        place = said.body.find(b'"ODNO":"')
        if place > 0 and chance.random() < 0.2:
            inputs.numbers[chance.randrange(len(inputs.numbers))] = said.body[place + 8 : place + 18].decode()

    def look(self, door: str, sent: bytes, said: Said) -> None:
        """Is it a reply that KIS, or the control port, could have given?"""
        self.doors[door] += 1
        self.statuses[said.status] += 1
        if sent.startswith(b"HEAD ") and said.status:
            return
        try:
            body: dict[str, Any] = json.loads(said.body)
        except ValueError:
            self._strange(door, sent, said.head[:100] + said.body)
            return
        code = str(body.get("msg_cd") or body.get("error_code") or "")
        self.codes[code or f"{door} {said.status}"] += 1
        if door == "control":
            good = said.status < 500
        else:
            # 400 with the code of the catch-all is what bytes are told that are no HTTP: a control character in a header.
            refused = said.status < 500 if code in CATCH_ALL else (code, said.status) in KNOWN
            good = refused or said.status == 200
        if not good:
            self._strange(door, sent, str(said.status).encode() + b" " + said.body)

    async def _raw(self, client: Client, inputs: Inputs, wire: Wire) -> None:
        """Bytes: nothing, or HTTP. A 5xx is KIS's own word, about requests that are none."""
        sent = inputs.raw(client)
        if b"/control/stop" in sent:
            return
        found = await wire.throw(sent)
        self.doors["raw"] += 1
        for part in found.split(b"HTTP/")[1:]:
            status = int(part[4:7]) if part[4:7].isdigit() else 0
            self.statuses[status] += 1
            chunked = b"EGW00202" in part and b"transfer-encoding" in sent.lower()
            known = any(
                f'"{code}"'.encode() in part for code, number in KNOWN if number == status and code not in CATCH_ALL
            )
            if not status or (status >= 500 and not (chunked or known)):
                self._strange("raw", sent, part)
        if found and not found.startswith(b"HTTP/"):
            self._strange("raw", sent, found)

    async def _stream(self, client: Client, inputs: Inputs) -> None:
        """A WebSocket for a few texts: each is answered, or the connection closed."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as http:
            caller = self._caller(http, client)
            key = await approval_of(caller)
            async with http.ws_connect(self._ready[f"ws_{client.environment}"] + "/tryitout", max_msg_size=0) as ws:
                for _ in range(STREAM_TEXTS):
                    self.done += 1
                    self.doors["WebSocket"] += 1
                    text = inputs.stream_text(client, key)
                    try:
                        await ws.send_str(text)
                        said = await ws.receive(10)
                    except TimeoutError:
                        self.codes["WebSocket silence"] += 1  # a text that only looked like PINGPONG
                        continue
                    except (aiohttp.ClientError, ConnectionError):
                        break
                    if said.type is not aiohttp.WSMsgType.TEXT:
                        self.codes[f"WebSocket closed {ws.close_code}"] += 1
                        break
                    answered = _stream_code(str(said.data))
                    self.codes[f"WebSocket {answered}"] += 1
                    if answered in {"OPSP9993", "unreadable"}:
                        self._strange("WebSocket", text.encode(), str(said.data).encode())

    def _strange(self, door: str, sent: bytes, said: bytes) -> None:
        self.stray_count += 1
        if len(self.stray) < 20:
            hidden = bytes(sent[-700:])
            for client in self._clients:
                for secret in (client.keys["appkey"], client.keys["appsecret"], client.token, client.control_token):
                    hidden = hidden.replace(secret.encode(), b"***") if secret else hidden
            self.stray.append(f"{door}: {hidden!r} -> {said[:300]!r}")
            self._verdict.progress(self.stray[-1])

    def _caller(self, http: aiohttp.ClientSession, client: Client) -> Caller:
        return caller_of(http, self._ready, client.environment)

    async def _log_in(self) -> None:
        async with aiohttp.ClientSession() as http:
            for client in self._clients:
                client.token = (await self._caller(http, client).log_in()).token

    async def _reset(self) -> None:
        async with aiohttp.ClientSession() as http:
            answer = await self._caller(http, self._clients[0]).control("POST", "/control/reset", {})
        if answer.status != 200:
            self._strange("reset", b"", str(answer).encode())


def _stream_code(text: str) -> str:
    if text[:2] in {"0|", "1|"}:
        return "frame"
    try:
        said = json.loads(text)
        return str(said["body"]["msg_cd"]) if "body" in said else str(said["header"]["tr_id"])
    except (ValueError, KeyError, TypeError):
        return "unreadable"
