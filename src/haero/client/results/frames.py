"""Rows as a table of pandas or polars, for who has one of them installed: columns have the English names.

Prices stay Decimal and moments aware: in pandas such columns are of type object, in polars Decimal and Datetime.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Context, Decimal
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from haero.client.results.row import Row

if TYPE_CHECKING:
    import pandas
    import polars

_DECIMALS, _PRECISION = 10, 38
"""What polars gets: its Decimal has a fixed number of decimals, and KIS sends ten at most."""
_STEP, _ROOM = Decimal(1).scaleb(-_DECIMALS), Context(prec=200)


def to_pandas(rows: Iterable[Row[Any]]) -> "pandas.DataFrame":
    """A pandas.DataFrame, one line a row. Words (Side, Exchange …) are texts; what can't be read is None.

    Raises ModuleNotFoundError that names the package where pandas is not installed, ValueError for rows of several classes.
    """
    names, columns = _columns(rows)
    frame: pandas.DataFrame = _module("pandas").DataFrame({name: columns[name] for name in names}, dtype=object)
    return frame.infer_objects()


def to_polars(rows: Iterable[Row[Any]]) -> "polars.DataFrame":
    """A polars.DataFrame, one line a row. Words (Side, Exchange …) are texts; what can't be read is null. Moments are in UTC.

    Raises ModuleNotFoundError that names the package where polars is not installed, ValueError for rows of several classes.
    """
    library = _module("polars")
    names, columns = _columns(rows)
    kinds = {
        bool: library.Boolean,
        int: library.Int64,
        str: library.String,
        Decimal: library.Decimal(_PRECISION, _DECIMALS),
        datetime: library.Datetime("us", "UTC"),
        date: library.Date,
        time: library.Time,
    }
    found = {}
    for name in names:
        kind = next((type(value) for value in columns[name] if value is not None), str)
        values = columns[name]
        if kind is datetime:
            values = [value.astimezone(UTC) if value is not None else None for value in values]
        elif kind is Decimal:
            values = [_rounded(value) for value in values]
        found[name] = library.Series(name, values, dtype=kinds[kind], strict=True)
    frame: polars.DataFrame = library.DataFrame(found)
    return frame


def _rounded(value: Decimal | None) -> Decimal | None:
    """With the decimals that a column has room for."""
    return None if value is None else value.quantize(_STEP, context=_ROOM)


def _columns(rows: Iterable[Row[Any]]) -> tuple[list[str], dict[str, list[Any]]]:
    found = list(rows)
    kinds = {type(row) for row in found}
    if len(kinds) > 1:
        raise ValueError(f"rows of several classes: {', '.join(sorted(kind.__name__ for kind in kinds))}")
    names = list(kinds.pop().fields) if kinds else []
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for row in found:
        for name, value in row.to_dict().items():
            columns[name].append(value.value if isinstance(value, Enum) else value)
    return names, columns


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        raise ModuleNotFoundError(f"{name} is not installed: pip install {name}", name=name) from None
