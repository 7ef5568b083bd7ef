"""Many structs of one kind as columns: what is the same in all of them is kept once, what comes again is kept once and pointed at.

A thousand resting orders have few symbols, prices and dates between them. A column that is read back shares its values, so that
they cost memory once as well.
"""

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import repeat
from operator import is_
from typing import Any, TypeVar, get_type_hints

import msgspec
from msgspec.structs import astuple

T = TypeVar("T", bound=msgspec.Struct)
_encode = msgspec.msgpack.Encoder(decimal_format="string").encode
_CODES = ((1 << 8, "B"), (1 << 16, "H"), (1 << 32, "I"))  # how many values a place of each width can point at
_STRETCH = 500
_SHARED = 2  # a value that comes as often as this, or more, is worth a table of values


class Column(msgspec.Struct, array_like=True):
    """`values` is a msgpack list; `places` say which of them each row has, in the width that `code` names.

    Without a code, `values` are the rows, or where there is only one, it is the value of all of them.
    """

    values: bytes
    code: str = ""
    places: bytes = b""


class Table(msgspec.Struct, array_like=True):
    """`length` structs, a column for each of their fields."""

    length: int
    columns: list[Column]


def pack(kind: type[msgspec.Struct], rows: Sequence[msgspec.Struct]) -> Table:
    """The structs, all of `kind`, as columns."""
    types = _types(kind)
    columns: list[list[Any]] = [[] for _ in types]
    for start in range(0, len(rows), _STRETCH):  # each struct is touched once: they lie all over the memory
        for values, part in zip(columns, zip(*map(astuple, rows[start : start + _STRETCH]), strict=True), strict=True):
            values.extend(part)
    return Table(len(rows), [_packed(*column) for column in zip(types.values(), columns, strict=True)])


def unpack(kind: type[T], table: Table) -> Iterator[T]:
    """The structs again, made as they are asked for.

    Raises:
        msgspec.MsgspecError, ValueError, IndexError: the columns do not have their form.
    """
    types = _types(kind)
    if len(types) != len(table.columns):
        raise ValueError(f"{len(table.columns)} columns for the {len(types)} fields of {kind.__name__}")
    columns = [_unpacked(types[name], column, table.length) for name, column in zip(types, table.columns, strict=True)]
    return map(kind, *columns)


@cache
def _types(kind: type[msgspec.Struct]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: hints[name] for name in kind.__struct_fields__}


@cache
def _decoder(kind: Any) -> Callable[[bytes], list[Any]]:
    return msgspec.msgpack.Decoder(list[kind]).decode


def _packed(kind: Any, values: list[Any]) -> Column:
    if values and all(map(is_, values, repeat(values[0]))):
        return Column(_encode(values[:1]))
    ids = list(map(id, values))
    objects = dict(zip(ids, values, strict=True))  # much is shared already: what is one object is looked at once
    # 1.0 and 1.00 are equal and not the same: only their texts tell them apart.
    keys = {number: str(value) for number, value in objects.items()} if kind is Decimal else objects
    place = {key: number for number, key in enumerate(dict.fromkeys(keys.values()))}
    if len(place) == 1:
        return Column(_encode(values[:1]))
    if len(place) * _SHARED > len(values):
        return Column(_encode(values))
    code = next(code for most, code in _CODES if len(place) <= most)
    places = {number: place[key] for number, key in keys.items()}
    return Column(_encode(list(place)), code, array(code, map(places.__getitem__, ids)).tobytes())


def _unpacked(kind: Any, column: Column, length: int) -> Iterable[Any]:
    values = _decoder(kind)(column.values)
    if not column.code:
        if len(values) == length:
            return values
        if len(values) != 1:
            raise ValueError(f"{len(values)} values for {length} rows")
        return repeat(values[0], length)
    places = array(column.code, column.places)
    if len(places) != length:
        raise ValueError(f"{len(places)} places for {length} rows")
    return map(values.__getitem__, places)


def shape(kinds: Iterable[type[msgspec.Struct]]) -> str:
    """What the structs look like: columns are only for programs whose structs have the same fields, and for their byte order."""
    said = [f"{kind.__name__}({', '.join(f'{n}: {t}' for n, t in _types(kind).items())})" for kind in kinds]
    return " ".join([sys.byteorder, *said])
