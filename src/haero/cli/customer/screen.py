"""How `haero watch` shows its board: live on a terminal, as lines elsewhere, as JSON lines for a program."""

import json
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from haero.cli.customer import words
from haero.cli.customer.board import BoardEvent, WatchBoard
from haero.cli.customer.lists import order_table
from haero.cli.customer.quotes import QUOTES, quote_cells
from haero.cli.customer.tables import lines
from haero.cli.customer.values import plain_value
from haero.cli.telling import output
from haero.cli.texts import text
from haero.terms import CURRENCY_OF

if TYPE_CHECKING:
    from rich.console import Group

SLICE = 0.25
"""Seconds between two looks at what was heard."""


def show_board(board: WatchBoard, interval: float, seconds: float | None, *, as_json: bool) -> None:
    """Shows it until `seconds` are over, or for ever."""
    console = output()
    if as_json or not console.is_terminal:
        _run(board, interval, seconds, _json_line if as_json else _plain_line, lambda: None)
        return
    from rich.live import Live

    with Live(console=console, auto_refresh=False, transient=False) as live:
        _run(
            board, interval, seconds, lambda event: None, lambda: live.update(view(board, console.width), refresh=True)
        )


def _run(
    board: WatchBoard,
    interval: float,
    seconds: float | None,
    tell: Callable[[BoardEvent], None],
    redraw: Callable[[], None],
) -> None:
    waited = since_asked = 0.0
    first = [*board.ask()]
    board.listen()  # before anything is told: who reads that may act on it, and waits for the notice
    _all(tell, first)
    redraw()
    while seconds is None or waited < seconds:
        time.sleep(SLICE)
        waited, since_asked = waited + SLICE, since_asked + SLICE
        changed = _all(tell, board.heard())
        if since_asked >= interval:
            since_asked = 0.0
            changed += _all(tell, board.ask())
        if changed:
            redraw()


def _all(tell: Callable[[BoardEvent], None], events: Iterable[BoardEvent]) -> int:
    many = 0
    for event in events:
        tell(event)
        many += 1
    return many


def view(board: WatchBoard, room: int) -> "Group":
    """The whole board, for a terminal so many places wide."""
    from rich.console import Group
    from rich.text import Text

    profile = board.profile
    found: list[Any] = [
        Text(
            f"haero watch  {profile.name}, {text(profile.environment.value)}  {profile.masked_account}  {profile.base_url}",
            "dim",
        )
    ]
    if board.quotes:
        found += ["", *lines(QUOTES, map(quote_cells, board.quotes.values()), room)]
    found += ["", Text(text("heading_open"), "bold")]
    found += order_table(board.orders, room) if board.orders else [Text(text("no_open_orders"), "dim")]
    found += ["", Text(text("heading_notices"), "bold")]
    found += [Text(notice_line(one)) for one in board.notices] or [Text(text("no_notice_yet"), "dim")]
    found += [Text(board.trouble, "red")] if board.trouble else []
    return Group(*found)


def notice_line(event: BoardEvent) -> str:
    """A notice in one line."""
    if event["kind"] == "lost":
        return text("notices_lost", quantity=event["quantity"])
    exchange = event["exchange"]
    said = [
        words.moment(event["at"]),
        text(f"notice_{event['kind']}"),
        event["odno"],
        words.word("side", event["side"]),
        words.symbol(exchange, event["symbol"]),
        text("shares", quantity=words.number(event["quantity"])),
        words.price(event["price"], CURRENCY_OF.get(exchange)),
        text("of_order", original=event["original"]) if event["original"] else "",
        text("doubtful") if event["doubtful"] else "",
    ]
    return "  ".join(part for part in said if part)


def _json_line(event: BoardEvent) -> None:
    print(json.dumps(plain_value(event)), flush=True)


def _plain_line(event: BoardEvent) -> None:
    if event["event"] == "quote":
        said = "  ".join(str(getattr(cell, "said", cell)) for cell in quote_cells(event))
    elif event["event"] == "orders":
        said = text("open_count", count=len(event["orders"]))
    elif event["event"] == "notice":
        said = notice_line(event)
    else:
        said = event["text"]
    print(said, flush=True)
