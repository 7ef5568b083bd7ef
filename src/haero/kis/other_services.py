"""KIS's services beside the overseas stocks: their routes, so that a program learns that haero lacks them, not that KIS does.

The data is other_services.json: domestic stocks, ELW, ETFs, bonds, and futures at home and abroad. It comes from one
public list of 2026 and was not checked with KIS path by path. A path that is missing there is answered as any unknown
one. Domestic routes that haero serves stand in the catalogue or in `legacy`.
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
