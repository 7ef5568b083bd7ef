"""All row classes, and how tests look at every field of one."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from haero.client.results.instruments import TapeSession
from haero.client.results.orders import OrderStatus
from haero.client.results.row import Row
from haero.terms import Action, Currency, Exchange, OrderType, Side
from tools.make_row_docs import row_classes

ROWS: list[type[Row[Any]]] = list(row_classes())
BY_STRUCT = {kind.struct: kind for kind in ROWS}
TYPES: dict[str, type] = {
    "str": str,
    "int": int,
    "Decimal": Decimal,
    "bool": bool,
    "date": date,
    "time": time,
    "datetime (KST)": datetime,
    "datetime (exchange)": datetime,
    "Exchange": Exchange,
    "Currency": Currency,
    "Side": Side,
    "Action": Action,
    "OrderType": OrderType,
    "OrderStatus": OrderStatus,
    "TapeSession": TapeSession,
}


def read_all(row: Row[Any]) -> dict[str, Any]:
    """Every value by its name; the ValueError of what can't be read."""
    found: dict[str, Any] = {}
    for name in row.fields:
        try:
            found[name] = getattr(row, name)
        except ValueError as wrong:
            found[name] = wrong
    return found


def wrong_types(row: Row[Any]) -> list[str]:
    """The fields whose value is not of the type that they say."""
    wrong = []
    for name, value in read_all(row).items():
        kind = row.fields[name].kind
        if value is None and kind.endswith(" | None"):
            continue
        if type(value) is not TYPES[kind.removesuffix(" | None")]:
            wrong.append(f"{type(row).__name__}.{name} is {value!r}, not {kind}")
        elif isinstance(value, datetime) and value.tzinfo is None:
            wrong.append(f"{type(row).__name__}.{name} has no zone")
    return wrong
