"""Programs of their own on one account: started, told to order, stopped, killed."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.client.matrix.ground import Ground, Keys

ROOT = Path(__file__).parents[3]


class Program:
    """One process of tests.client.matrix.child."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, place: Ground, keys: Keys, key: str) -> "Program":
        """A program that is about to order."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.client.matrix.child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        client = {
            "base_url": place.url(keys), "environment": keys.environment, "account": keys.account, "pace": 0,
            "appkey": keys.appkey, "appsecret": keys.appsecret, "state": str(place.state),
        }  # fmt: skip
        self = cls(process)
        self._say(json.dumps({"client": client, "key": key}))
        assert await self._line() == "ready"
        return self

    def go(self) -> None:
        self._say("")

    async def said(self) -> list[Any]:
        """What it was told; it has ended then."""
        text = await self._line()
        await self._process.wait()
        found: list[Any] = json.loads(text)
        return found

    async def stop(self) -> list[Any]:
        """Ctrl-C."""
        self._process.send_signal(signal.SIGINT)
        return await self.said()

    async def kill(self) -> None:
        self._process.kill()
        await self._process.wait()

    def _say(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(text.encode() + b"\n")

    async def _line(self) -> str:
        assert self._process.stdout is not None
        return (await self._process.stdout.readline()).decode().strip()
