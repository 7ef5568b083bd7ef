"""KIS's services beside the overseas stocks: their routes, so that a program learns that haero lacks them, not that KIS does.

The data is other_services.json: domestic stocks, ELW, ETFs, bonds, and futures at home and abroad, as KIS's own list of 2026 names
them. Domestic routes that haero serves stand in the catalogue or in `legacy`.
"""

from functools import cache
from pathlib import Path

import msgspec


@cache
def routes() -> frozenset[tuple[str, str]]:
    """Method and path of every such service."""
    raw = Path(__file__).with_name("other_services.json").read_bytes()
    table = msgspec.json.decode(raw, type=dict[str, dict[str, list[str]]])
    return frozenset(
        (method, start + name) for method, starts in table.items() for start, names in starts.items() for name in names
    )


def knows(method: str, path: str) -> bool:
    """Is this the route of a service that KIS has and haero lacks?"""
    return (method, path) in routes()
