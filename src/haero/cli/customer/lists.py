"""Orders and fills as tables."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from haero.cli.customer import words
from haero.cli.customer.tables import TableCell, TableColumn, lines, show
from haero.cli.texts import text
from haero.terms import Side

if TYPE_CHECKING:
    from rich.text import Text

ORDERS = (
    TableColumn("column_time", spare=1),
    TableColumn("column_odno"),
    TableColumn("column_side"),
    TableColumn("column_symbol"),
    TableColumn("column_quantity", figures=True),
    TableColumn("column_limit", figures=True),
    TableColumn("column_filled", figures=True),
    TableColumn("column_open", figures=True),
    TableColumn("column_status"),
    TableColumn("column_original", spare=2),
)
FILLS = (
    TableColumn("column_time"),
    TableColumn("column_odno"),
    TableColumn("column_side"),
    TableColumn("column_symbol"),
    TableColumn("column_quantity", figures=True),
    TableColumn("column_fill_price", figures=True),
    TableColumn("column_amount", figures=True),
    TableColumn("column_currency", spare=1),
)
RESERVATIONS = (
    TableColumn("column_time", spare=1),
    TableColumn("column_reservation"),
    TableColumn("column_side"),
    TableColumn("column_symbol"),
    TableColumn("column_quantity", figures=True),
    TableColumn("column_limit", figures=True),
    TableColumn("column_type", spare=3),
    TableColumn("column_status"),
    TableColumn("column_odno", spare=2),
)


def show_orders(rows: Sequence[Mapping[str, Any]]) -> None:
    """Prints orders, or that there are none."""
    _show(ORDERS, map(order_cells, rows), "no_orders")


def order_table(rows: Iterable[Mapping[str, Any]], room: int) -> "list[Text]":
    """The same as lines."""
    return lines(ORDERS, map(order_cells, rows), room)


def show_fills(rows: Sequence[Mapping[str, Any]]) -> None:
    """Prints fills, or that there are none."""
    _show(FILLS, map(_fill_cells, rows), "no_fills")


def show_reservations(rows: Sequence[Mapping[str, Any]]) -> None:
    """Prints reservations, or that there are none."""
    _show(RESERVATIONS, map(_reservation_cells, rows), "no_reservations")


def _show(columns: Sequence[TableColumn], rows: Iterable[Sequence[str | TableCell]], none: str) -> None:
    found = list(rows)
    if found:
        show(columns, found)
    else:
        print(text(none))


def _head(row: Mapping[str, Any], number: str) -> list[str | TableCell]:
    return [
        words.moment(row["at"]),
        row[number] or words.UNKNOWN,
        side_cell(row.get("side"), row.get("action")),
        words.symbol(row["exchange"], row["symbol"]),
    ]


def order_cells(row: Mapping[str, Any]) -> list[str | TableCell]:
    """An order of either list by its names: those of the history say `order_quantity` where open ones say `quantity`."""
    of_history = "order_quantity" in row
    ordered, limit = (row["order_quantity"], row["order_price"]) if of_history else (row["quantity"], row["price"])
    filled = row["quantity"] if of_history else row["filled_quantity"]
    return [
        *_head(row, "odno"),
        words.number(ordered),
        words.price(limit, row["currency"]) if limit else words.UNKNOWN,
        words.number(filled),
        words.number(row["open_quantity"]),
        words.word("status", row["status"]),
        row["original"] or "",
    ]


def _fill_cells(row: Mapping[str, Any]) -> list[str | TableCell]:
    return [
        *_head(row, "odno"),
        words.number(row["quantity"]),
        words.price(row["price"], row["currency"]),
        words.price(row["amount"], row["currency"]),
        str(row["currency"] or ""),
    ]


def _reservation_cells(row: Mapping[str, Any]) -> list[str | TableCell]:
    limit: Decimal | None = row["price"]
    return [
        *_head(row, "number"),
        words.number(row["quantity"]),
        words.price(limit) if limit else words.UNKNOWN,
        words.word("type", row["type"]),
        text("cancelled") if row["cancelled"] else row["status_text"] or words.UNKNOWN,
        row["odno"] or "",
    ]


def side_cell(side: Side | None, action: Any = None) -> TableCell:
    """Buy or sell in its colour; of a revision or a cancellation that as well."""
    said = words.word("side", side)
    if action is not None and action != "new":
        said += f" {text(f'kind_{action}')}"
    return TableCell(said, words.colour(1 if side is Side.BUY else -1) if side else "")
