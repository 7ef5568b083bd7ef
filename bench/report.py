"""How a figure is printed: one JSON object a line, as other programs rely on it."""

import json
import sys


def emit(
    name: str, value: float, unit: str, *, higher_is_better: bool, vs: str | None = None, ratio: float | None = None
) -> None:
    """One figure. `vs` names what `ratio` compares with, measured in the same run."""
    line = {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "higher_is_better": higher_is_better,
        "vs": vs,
        "ratio": None if ratio is None else round(ratio, 3),
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)


def say(text: str) -> None:
    """Tells a person who waits what is going on."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def median(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
