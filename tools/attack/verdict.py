"""What an attack found: figures, promises kept and broken, one line each."""

import time
from collections.abc import Callable
from typing import Any

SHOWN_BROKEN = 20
Say = Callable[[str], Any]


class Verdict:
    """One attack's findings. `say` gets every line as it comes."""

    def __init__(self, name: str, say: Say) -> None:
        self.name = name
        self._say = say
        self._started = time.monotonic()
        self.kept = 0
        self.broken: list[str] = []
        self.skipped: list[str] = []

    def figure(self, what: str, value: object) -> None:
        """Something that was measured or counted."""
        text = f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
        self._line("     ", f"{what}: {text}")

    def promise(self, what: str, kept: bool, detail: object = "") -> bool:
        """Something that must hold; `detail` is shown where it doesn't. Returns whether it did."""
        if kept:
            self.kept += 1
            self._line("ok   ", what)
            return True
        self.broken.append(what)
        if len(self.broken) <= SHOWN_BROKEN:
            self._line("BROKE", f"{what}: {detail}" if detail != "" else what)
        return False

    def progress(self, text: str) -> None:
        """How far it is."""
        self._line("  ...", text)

    def skip(self, what: str, why: str) -> None:
        """Something that cannot be done here."""
        self.skipped.append(what)
        self._line("skip ", f"{what}: {why}")

    def end(self) -> None:
        """The last line."""
        result = f"{len(self.broken)} BROKEN" if self.broken else "all kept" if self.kept else "nothing looked at"
        skipped = f", {len(self.skipped)} skipped" if self.skipped else ""
        seconds = time.monotonic() - self._started
        self._line("=====", f"{self.kept} promises looked at and kept, {result}{skipped}, {seconds:.0f} s")

    def _line(self, mark: str, text: str) -> None:
        self._say(f"{time.monotonic() - self._started:7.1f} {self.name:<18} {mark} {text}")
