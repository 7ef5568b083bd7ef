import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.kis.errors import Unreadable
from haero.kis.records import FrameHead, WireRecord, is_frame, open_frame, split

NAMES = ("A", "B", "C")


def test_fields_get_their_names_and_new_ones_are_kept() -> None:
    assert split("1^2^3", NAMES, 1, 3) == (WireRecord({"A": "1", "B": "2", "C": "3"}),)
    assert split("1^2^3^4^5", NAMES, 1, 3) == (WireRecord({"A": "1", "B": "2", "C": "3"}, ("4", "5")),)
    assert split("1^2^3^4", NAMES, 2, 2) == (WireRecord({"A": "1", "B": "2"}), WireRecord({"A": "3", "B": "4"}))
    assert split("1^2^3^4^5^6^7^8", NAMES, 2, 3)[1] == WireRecord({"A": "5", "B": "6", "C": "7"}, ("8",))


@given(st.lists(st.text(st.characters(exclude_characters="^")), min_size=1, max_size=8))
def test_a_record_comes_back(fields: list[str]) -> None:
    text = "^".join(fields)
    (found,) = split(text, NAMES, 1, 1)
    assert found.text() == text


@pytest.mark.parametrize(
    ("text", "count", "fewest"), [("1^2", 1, 3), ("1^2^3", 2, 1), ("1^2^3^4", 2, 3), ("1", 0, 0), ("1", 2, 0)]
)
def test_fields_that_are_no_records(text: str, count: int, fewest: int) -> None:
    with pytest.raises(Unreadable, match="fields"):
        split(text, NAMES, count, fewest)


def test_the_parts_of_a_frame() -> None:
    assert open_frame("0|HDFSCNT0|002|a^b") == FrameHead(False, "HDFSCNT0", 2, "a^b")
    assert open_frame("1|H0GSCNI0|001|AB|C") == FrameHead(True, "H0GSCNI0", 1, "AB|C")


@pytest.mark.parametrize(
    "text", ["", "0|", "0|T|001", "2|T|001|x", "0|T|x|x", "0|T|000|x", "0|T|-01|x", "0|T|²|x", '{"a":1}']
)
def test_what_is_no_frame(text: str) -> None:
    with pytest.raises(Unreadable):
        open_frame(text)


def test_a_frame_is_told_from_json_by_its_start() -> None:
    assert [is_frame(text) for text in ("0|", "1|T", '{"header":1}', "", "01|")] == [True, True, False, False, False]


def test_a_count_of_absurd_length_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        open_frame("0|HDFSCNT0|" + "9" * 5000 + "|a")
