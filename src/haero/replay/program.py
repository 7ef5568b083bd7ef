"""The trader's program: a process of its own that finds haero by the HAERO_* variables of its environment."""

import asyncio
import contextlib
import os
import shlex
import signal
from collections.abc import Mapping

GRACE_SECONDS = 5.0
"""How long the program may take to end when it is asked to (SIGTERM), before it is killed."""


class ProgramError(Exception):
    """The program cannot be started; the text says why."""


class Program:
    """One run of the program. What it writes goes where this process writes; it has nothing to read."""

    def __init__(self, command: str) -> None:
        """Takes the command as a shell would split it. Raises ProgramError for one that cannot be split."""
        try:
            self._words = shlex.split(command)
        except ValueError as error:
            raise ProgramError(f"{command}: {error}") from error
        if not self._words:
            raise ProgramError("no program is named")
        self.asked_to_end = False
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process, once it runs."""
        return self._process.pid if self._process is not None else None

    async def start(self, environment: Mapping[str, str]) -> None:
        """Starts it, in a group of its own: a Ctrl-C is for haero, which ends the program in order. Raises ProgramError."""
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._words,
                stdin=asyncio.subprocess.DEVNULL,
                env={**os.environ, **environment},
                start_new_session=True,
            )
        except OSError as error:
            raise ProgramError(f"{self._words[0]}: {error.strerror or error}") from error

    async def wait(self) -> int:
        """Its exit status; negative: the signal that ended it."""
        assert self._process is not None
        return await self._process.wait()

    async def end(self, grace: float = GRACE_SECONDS) -> int:
        """Asks it to end, and kills it where it does not. Its exit status. What it started ends with it."""
        process = self._process
        assert process is not None
        if process.returncode is None:
            self.asked_to_end = True
            self._send(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), grace)
            except TimeoutError:
                self._send(signal.SIGKILL)
        status = await process.wait()
        self._send(signal.SIGKILL)  # what it left behind in its group
        return status

    def _send(self, number: signal.Signals) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)
