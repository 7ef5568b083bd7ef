"""Paging: CTX_AREA tokens in the body, tr_cont in the header.

First call: tr_cont and both CTX_AREA keys empty. The reply says F or M (more) or D or E (last), and gives ctx_area_fk200
(the search condition) and ctx_area_nk200 (the position). The next call sends tr_cont N and both values back. Clients strip
the padding or URL-encode the values, so they are read tolerantly.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import unquote_plus

from haero.kis.texts import pad_width

T = TypeVar("T")
NEXT = "N"
"""tr_cont of a request for the next page."""

# Every client takes F and M for "more" and D and E for "last"; which of the two KIS picks is not documented. The one measured
# first page (domestic balance, mock, 2026-08) said M, and mojito2 loops on M alone: so M on every page.
MORE = "M"
# D was measured on the last of two pages; E is never sent.
LAST = "D"

CONDITION_SEPARATOR = "^"
AREA_WIDTH = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of one reply, and the position behind them: empty on the last page."""

    rows: list[T]
    position: str = ""

    @classmethod
    def cut(cls, rows: list[T], size: int, position: Callable[[T], str]) -> "Page[T]":
        """The first `size` rows. `rows` begin where the page does; more than `size` of them mean that more follow.

        `position` names the place behind a row.
        """
        if len(rows) <= size:
            return cls(rows)
        return cls(rows[:size], position(rows[size - 1]))

    @property
    def more(self) -> bool:
        """Whether rows follow."""
        return self.position != ""

    @property
    def tr_cont(self) -> str:
        """The tr_cont header of the reply."""
        return MORE if self.more else LAST

    def areas(
        self, condition: Iterable[str], separator: str = CONDITION_SEPARATOR, width: int = AREA_WIDTH
    ) -> dict[str, str]:
        """The two CTX_AREA fields of the reply, named for their width."""
        return {
            f"ctx_area_fk{width}": condition_text(condition, separator, width),
            f"ctx_area_nk{width}": position_text(self.position, width),
        }


def condition_text(parts: Iterable[str], separator: str = CONDITION_SEPARATOR, width: int = AREA_WIDTH) -> str:
    """ctx_area_fk: the search condition, each part followed by the separator, padded to `width` characters."""
    return pad_width("".join(part + separator for part in parts), width)


def position_text(key: str, width: int = AREA_WIDTH) -> str:
    """ctx_area_nk: where the next page starts, padded to `width` characters. An empty key (last page) is all spaces.

    Raises ValueError when the key doesn't fit (a cut position would silently repeat or lose rows), or holds % or + or outer
    spaces, which `read_position` couldn't tell from an encoded value.
    """
    if len(key) > width or "%" in key or "+" in key or key != key.strip():
        raise ValueError(f"no position for {width} characters: {key!r}")
    return pad_width(key, width)


def read_position(text: str) -> str:
    """The key of a CTX_AREA value as a client sent it back: raw, trimmed or URL-encoded."""
    # position_text refuses % and +, so here they can only come from the client's encoding.
    return unquote_plus(text).strip(" ")
