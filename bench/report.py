"""How a figure is printed: one JSON object a line, as other programs rely on it."""

import json
import statistics
import sys

Rounds = list[float]
"""What one thing cost, a round each; the rounds of all that is compared are taken in turn."""


def emit(
    name: str,
    value: float,
    unit: str,
    *,
    higher_is_better: bool,
    vs: str | None = None,
    ratio: float | None = None,
    spread: tuple[float, float] | None = None,
    ratio_spread: tuple[float, float] | None = None,
) -> None:
    """One figure. `vs` names what `ratio` compares with, measured in the same run; spreads are lowest and highest of the rounds."""
    line = {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "higher_is_better": higher_is_better,
        "vs": vs,
        "ratio": None if ratio is None else round(ratio, 3),
        "spread": None if spread is None else [round(end, 4) for end in spread],
        "ratio_spread": None if ratio_spread is None else [round(end, 3) for end in ratio_spread],
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)


def emit_rounds(name: str, rounds: Rounds, unit: str, *, vs: str | None = None, base: Rounds | None = None) -> None:
    """A cost: the median of its rounds, and that of the rounds' ratios to `base`, which was measured in the same rounds."""
    ratios = [one / other for one, other in zip(rounds, base, strict=True)] if base is not None else []
    emit(
        name, median(rounds), unit, higher_is_better=False, vs=vs, ratio=median(ratios) if ratios else None,
        spread=(min(rounds), max(rounds)), ratio_spread=(min(ratios), max(ratios)) if ratios else None,
    )  # fmt: skip


def say(text: str) -> None:
    """Tells a person who waits what is going on."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def median(values: list[float]) -> float:
    return statistics.median(values)
