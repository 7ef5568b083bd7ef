"""The tail of every inquiry that has pages: where the client goes on, and the reply with its CTX areas."""

from collections.abc import Iterable, Mapping
from typing import Any

from haero.kis import refusals, successes
from haero.kis.paging import AREA_WIDTH, CONDITION_SEPARATOR, NEXT, Page, read_position
from haero.kis.successes import Success, SuccessPair
from haero.server.call import Answer, Call


def position_asked(call: Call, area: str) -> str:
    """The position behind which the page starts that is asked for, as it was given out; "" for a first page.

    Raises SYDB0050 for a further page without a position: page one again, with more to follow, would never end.
    """
    if call.request.headers.get("tr_cont", "").strip() != NEXT:
        return ""
    position = read_position(area)
    if not position:
        raise refusals.DATA_CHANGED.refuse()
    return position


def paged(
    call: Call,
    page: Page[Any],
    condition: Iterable[str],
    blocks: Mapping[str, object],
    *,
    last: Success | SuccessPair = successes.QUERY_DONE,
    separator: str = CONDITION_SEPARATOR,
    width: int = AREA_WIDTH,
) -> Answer:
    """The reply with a page: its CTX areas, `blocks`, and the text for "more follow", for "the last" or for "there are none".

    `condition` is what was searched for; it goes back to the client, who sends it again with the next call.
    """
    success = successes.QUERY_MORE if page.more else last if page.rows else successes.QUERY_EMPTY
    return call.answered(page.areas(condition, separator, width) | dict(blocks), page.tr_cont, success)
