"""What is tried: the faults that bite the one buy, each for all clients alike."""

from typing import Any, NamedTuple

from haero.faults.catalogue import FAULTS
from haero.terms import Language

LATE = 20.0
"""Seconds: longer than any of these clients waits that waits for a limited time."""


class Trial(NamedTuple):
    """One fault as it is armed at the order. `times` None bites every try."""

    fault: str
    params: dict[str, Any] = {}  # noqa: RUF012 - never written to
    times: int | None = 1

    @property
    def name(self) -> str:
        """As it may be given to --trial."""
        parts = [
            self.fault,
            *(f"{value:g}" if isinstance(value, float) else str(value) for value in self.params.values()),
        ]
        return "-".join([*parts, *(() if self.times else ("always",))]) or "none"

    def heading(self, language: Language) -> str:
        """As the page says it."""
        often = {Language.EN: ", every try", Language.KO: ", 매번"}[language] if self.times is None else ""
        if not self.fault:
            return {Language.EN: "no fault", Language.KO: "장애 없음"}[language]
        params = " ".join(
            f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}"
            for name, value in self.params.items()
        )
        return f"`{' '.join(filter(None, (self.fault, params)))}`{often}"

    @property
    def seconds(self) -> float:
        """How late the latest of its orders arrives."""
        return float(self.params.get("seconds", 0.0))


TRIALS = (
    Trial(""),
    Trial("request-lost"),
    Trial("request-lost", {}, None),
    Trial("request-late", {"seconds": LATE}),
    Trial("reply-lost"),
    Trial("reply-lost", {}, None),
    Trial("reply-late", {"seconds": LATE}),
    Trial("reply-truncated", {"at": "body"}),
    Trial("reply-truncated", {"at": "head"}),
    Trial("reply-doubled"),
    Trial("reply-garbled", {"body": "html"}),
    Trial("reply-garbled", {"body": "html"}, None),
    Trial("error-500-before", {"status": "500"}),
    Trial("error-500-before", {"status": "503"}),
    Trial("error-500-after", {"status": "500"}),
    Trial("error-500-after", {"status": "500"}, None),
    Trial("error-500-after", {"status": "503"}),
    Trial("connection-reset", {"when": "before"}),
    Trial("connection-reset", {"when": "after"}),
    Trial("connection-reset", {"when": "after"}, None),
    Trial("token-expired"),
    Trial("token-expired", {}, None),
    Trial("rate-limited"),
    Trial("rate-limited", {}, None),
)

assert all(trial.fault in FAULTS for trial in TRIALS if trial.fault)
