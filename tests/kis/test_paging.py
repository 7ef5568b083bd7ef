from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.kis import catalogue
from haero.kis.paging import Page, condition_text, position_text, read_position


def test_a_page_knows_whether_more_follow() -> None:
    first = Page.cut([1, 2, 3], 2, str)
    assert (first.rows, first.position, first.more, first.tr_cont) == ([1, 2], "2", True, "M")
    for rows in ([1, 2], [1], list[int]()):
        last = Page.cut(rows, 2, str)
        assert (last.rows, last.position, last.more, last.tr_cont) == (rows, "", False, "D")


def test_the_areas_are_named_for_their_width() -> None:
    page = Page([1], "20261120-1")
    areas = page.areas(["81055689", "01", "NYSE", "DS"])
    assert areas == {
        "ctx_area_fk200": "81055689^01^NYSE^DS^".ljust(200),
        "ctx_area_nk200": "20261120-1".ljust(200),
    }
    assert Page([1]).areas(["a", ""], "!^", 10) == {"ctx_area_fk10": "a!^!^     ", "ctx_area_nk10": " " * 10}


def test_the_condition_of_the_documented_example() -> None:
    pagination = catalogue.api("v1_해외주식-005").pagination
    assert pagination is not None
    printed = pagination.condition_example.removesuffix(" + spaces to 200")
    assert condition_text(["81055689", "01", "NYSE", "DS"]) == printed + " " * (200 - len(printed))


def test_other_separators_and_widths() -> None:
    assert condition_text(["1", "2"], "!^", 10) == "1!^2!^    "
    assert len(condition_text(["x" * 300])) == 200


def test_the_last_page_has_a_blank_position() -> None:
    assert position_text("") == " " * 200
    assert read_position(position_text("")) == ""


KEYS = st.text(st.characters(codec="ascii", exclude_characters="%+", min_codepoint=33), max_size=200)


@given(KEYS)
def test_positions_come_back_however_clients_send_them(key: str) -> None:
    sent = position_text(key)
    assert len(sent) == 200
    for way in (sent, sent.strip(), quote(sent), quote_plus(sent), quote(sent.strip())):
        assert read_position(way) == key


@pytest.mark.parametrize("key", ["x" * 201, "a%41", "a+b", " a", "a "])
def test_positions_that_could_not_be_read_back_are_refused(key: str) -> None:
    with pytest.raises(ValueError):
        position_text(key)
