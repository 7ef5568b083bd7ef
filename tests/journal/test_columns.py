import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.journal.columns import Column, Table, pack, shape, unpack


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Thing(msgspec.Struct):
    count: int
    price: Decimal
    name: str
    at: datetime
    day: date
    colour: Colour = Colour.RED
    until: datetime | None = None
    whole: bool = False


class Other(msgspec.Struct):
    count: str


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MOMENTS = st.integers(-(10**15), 10**15).map(lambda micro: NOON + timedelta(microseconds=micro))
THINGS = st.builds(
    Thing,
    count=st.integers(-(2**40), 2**40) | st.sampled_from([0, 1]),
    price=st.sampled_from([Decimal(text) for text in ("1", "1.0", "1.00", "1E+2", "-0.10")]) | st.decimals(allow_nan=False),
    name=st.text(max_size=3),
    at=MOMENTS,
    day=st.dates(),
    colour=st.sampled_from(Colour),
    until=st.none() | MOMENTS,
    whole=st.booleans(),
)  # fmt: skip


def again(things: list[Thing]) -> list[Thing]:
    """Through bytes and back."""
    table = msgspec.msgpack.decode(msgspec.msgpack.encode(pack(Thing, things)), type=Table)
    return list(unpack(Thing, table))


def thing(number: int, **more: Any) -> Thing:
    return Thing(number, Decimal("1.00"), "one", NOON, NOON.date(), **more)


@given(st.lists(THINGS, max_size=12), st.integers(1, 40))
def test_structs_come_back_to_the_last_digit_however_often_they_come(things: list[Thing], times: int) -> None:
    many = things * times
    assert repr(again(many)) == repr(many)


def test_more_than_a_stretch_and_more_values_than_a_byte_can_point_at() -> None:
    for distinct in (1, 2, 255, 256, 257, 70_000):
        things = [thing(number % distinct) for number in range(2 * distinct + 7)]
        assert again(things) == things


def test_what_is_the_same_is_kept_once() -> None:
    things = [
        Thing(number, Decimal(f"{number % 9}.00"), "text " * 10, NOON + timedelta(seconds=number), NOON.date())
        for number in range(1000)
    ]
    sizes = dict(
        zip(Thing.__struct_fields__, map(len, map(msgspec.msgpack.encode, pack(Thing, things).columns)), strict=True)
    )
    assert sizes["name"] < 70
    assert sizes["price"] < 1100
    assert sizes["colour"] < 20
    assert sum(sizes.values()) < 15_000
    found = again(things)
    assert len({id(one.price) for one in found}) == 9
    assert len({id(one.name) for one in found}) == 1


def test_a_table_of_nothing_is_a_table() -> None:
    assert again([]) == []


@pytest.mark.parametrize(
    ("harm", "error"),
    [
        (lambda table: table.columns.pop(), ValueError),
        (lambda table: setattr(table.columns[0], "values", b"\x80"), msgspec.MsgspecError),
        (lambda table: setattr(table.columns[1], "places", b"\x00"), ValueError),
        (lambda table: setattr(table.columns[1], "places", b"\x63" * 20), IndexError),
        (lambda table: setattr(table.columns[1], "code", "?"), ValueError),
        (lambda table: setattr(table, "length", 19), ValueError),
    ],
)
def test_columns_without_their_form_are_refused(harm: Any, error: type[Exception]) -> None:
    things = [Thing(number, Decimal(number % 2), "", NOON, NOON.date()) for number in range(20)]
    table = pack(Thing, things)
    assert isinstance(table.columns[1], Column)
    harm(table)
    with pytest.raises(error):
        list(unpack(Thing, table))


def test_a_shape_tells_fields_and_types() -> None:
    assert shape([Thing]) == shape([Thing])
    assert len({shape([Thing]), shape([Other]), shape([Thing, Other])}) == 3
    assert "count: <class 'str'>" in shape([Other])
    assert sys.byteorder == shape([]).strip()
