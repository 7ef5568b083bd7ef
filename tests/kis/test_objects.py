"""A JSON object as a typed value: what is irregular reads, and comes back as it was."""

from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import given
from msgspec.structs import replace

from haero.kis.objects import BlockRow, Shape, plan, read, write
from tests.kis.wire import careless, json_objects


class Line(BlockRow, frozen=True, gc=False, kw_only=True):
    odno: str = ""
    qty: str = ""


class Loud(BlockRow, frozen=True, gc=False, kw_only=True):
    any_case: ClassVar[bool] = True

    ODNO: str = ""


class Whole(BlockRow, frozen=True, gc=False, kw_only=True):
    seconds: int = 0
    line: Line | None = None
    lines: tuple[Line, ...] = ()
    body: dict[str, Any] = {}  # noqa: RUF012 - msgspec copies it


def test_a_regular_object() -> None:
    found = read(Line, {"odno": "1", "qty": "2"})
    assert found == Line(odno="1", qty="2")
    assert (found.extra, found.shape) == ({}, None)
    assert write(found) == {"odno": "1", "qty": "2"}


def test_a_field_by_its_key_or_a_default() -> None:
    found = read(Line, {"odno": "1", "qty": "2", "new": "3"})
    assert [found.get(key) for key in ("odno", "new", "none")] == ["1", "3", None]
    assert found.get("none", "") == ""
    assert ("qty" in found, "none" in found) == (True, False)


def test_what_is_missing_is_empty_and_stays_missing() -> None:
    found = read(Line, {"qty": "2"})
    assert (found.odno, found.shape) == ("", Shape(("qty",), {}))
    assert write(found) == {"qty": "2"}
    assert write(Line(qty="2")) == {"odno": "", "qty": "2"}  # a row made by hand has all its fields


def test_what_is_unknown_is_kept_in_its_place() -> None:
    raw = {"new": [1], "odno": "1", "qty": "2", "newer": None}
    found = read(Line, raw)
    assert found.extra == {"new": [1], "newer": None}
    assert list(write(found).items()) == list(raw.items())
    assert read(Line, {"odno": "1", "qty": "2", "new": "x"}).shape is None  # behind the fields is the regular place


def test_another_type_reads_as_text_and_goes_out_as_it_came() -> None:
    raw = {"odno": 12, "qty": Decimal("1.50")}
    found = read(Line, raw)
    assert (found.odno, found.qty) == ("12", "1.50")
    assert write(found) == raw
    for value, text in ((None, ""), (True, "true"), (False, "false"), ([1], ""), ({"a": 1}, "")):
        found = read(Line, {"odno": value, "qty": "2"})
        assert found.odno == text
        assert write(found) == {"odno": value, "qty": "2"}


def test_what_was_changed_since_is_written_anew() -> None:
    found = replace(read(Line, {"odno": 12, "x": 1}), odno="13", qty="2", extra={"y": 2})
    assert write(found) == {"odno": "13", "qty": "2", "y": 2}


def test_one_row_for_a_list_and_a_list_for_one_row() -> None:
    row = {"odno": "1", "qty": "2"}
    found = read(Whole, {"lines": row, "line": [row, row]})
    assert (found.lines, found.line) == ((Line(odno="1", qty="2"),), Line(odno="1", qty="2"))
    assert write(found) == {"lines": row, "line": [row, row]}
    for nothing in (None, "", [], [None], 5):
        found = read(Whole, {"lines": nothing, "line": nothing})
        assert (found.lines, found.line) == ((), None)
        assert write(found) == {"lines": nothing, "line": nothing}
    assert read(Whole, {"lines": [row, "x"]}).lines == (Line(odno="1", qty="2"),)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (86400, 86400),
        ("86400", 86400),
        (Decimal("86400.0"), 86400),
        ("x", 0),
        ("", 0),
        (None, 0),
        (Decimal("1e999999999"), 0),
    ],
)
def test_a_number(value: Any, number: int) -> None:
    found = read(Whole, {"seconds": value})
    assert found.seconds == number
    assert write(found) == {"seconds": value}


def test_an_object_that_is_kept_as_it_is() -> None:
    assert read(Whole, {"body": {"a": 1}}).body == {"a": 1}
    assert read(Whole, {"body": "x"}).body == {}
    assert write(read(Whole, {"body": "x"})) == {"body": "x"}


def test_case_counts_but_where_the_sources_differ() -> None:
    assert read(Line, {"ODNO": "1"}).odno == ""
    assert read(Line, {"ODNO": "1"}).extra == {"ODNO": "1"}
    found = read(Loud, {"odno": "1"})
    assert found.ODNO == "1"
    assert write(found) == {"odno": "1"}
    both = read(Loud, {"odno": "1", "ODNO": "2"})
    assert (both.ODNO, both.extra) == ("2", {"odno": "1"})
    assert write(both) == {"odno": "1", "ODNO": "2"}


def test_extra_cannot_overwrite_a_field() -> None:
    assert write(Line(odno="1", extra={"odno": "2"})) == {"odno": "1", "qty": ""}
    assert write(replace(read(Line, {"qty": "2"}), extra={"odno": "x", "y": 1})) == {"qty": "2", "y": 1}


def test_a_key_named_like_a_part_of_the_class_is_unknown() -> None:
    raw = {"extra": 1, "shape": 2, "odno": "1", "qty": "2"}
    assert read(Line, raw).extra == {"extra": 1, "shape": 2}
    assert write(read(Line, raw)) == raw


def test_the_plan_has_the_fields_of_the_class_alone() -> None:
    assert plan(Line).names == ("odno", "qty")
    assert plan(Line).texts_only
    assert not plan(Whole).texts_only


@given(json_objects | careless(Whole) | careless(Line) | careless(Loud))
def test_every_object_reads_and_comes_back(raw: dict[str, Any]) -> None:
    for kind in (Line, Loud, Whole):
        found = read(kind, raw)
        assert list(write(found).items()) == list(raw.items())
        assert read(kind, write(found)) == found
