from collections.abc import Mapping

import pytest

from haero.journal.codec import Codec, Row
from haero.journal.upcast import FORMAT, UPCASTERS, Era, Upcaster, current, unchanged
from tests.makers import rows_of, story

ROWS = rows_of(story(4))


def worn(mark: str) -> Upcaster:
    return lambda kind, body: (kind + mark, body + mark)


STEPS: Mapping[int, Upcaster] = {1: worn("a"), 2: unchanged, 3: worn("c")}


def test_every_format_has_its_step_to_the_next() -> None:
    assert set(UPCASTERS) == set(range(1, FORMAT))


@pytest.mark.parametrize(
    ("eras", "marks"),
    [
        ([Era(1, 4)], ["", "", "", "", "", ""]),
        ([Era(1, 3)], ["c"] * 6),
        ([Era(1, 1)], ["ac"] * 6),
        ([Era(1, 1), Era(3, 2), Era(4, 4)], ["ac", "ac", "c", "", "", ""]),
        ([Era(1, 2), Era(6, 4)], ["c", "c", "c", "c", "c", ""]),
    ],
)
def test_each_row_takes_the_steps_from_its_own_format(eras: list[Era], marks: list[str]) -> None:
    found = list(current(ROWS, eras, STEPS, newest=4))
    assert [row[3].removeprefix(old[3]) for row, old in zip(found, ROWS, strict=True)] == marks
    assert [row[4].removeprefix(old[4]) for row, old in zip(found, ROWS, strict=True)] == marks
    assert [row[:3] for row in found] == [row[:3] for row in ROWS]


def test_a_reading_may_begin_in_any_era() -> None:
    eras = [Era(1, 1), Era(3, 2), Era(4, 4)]
    whole = list(current(ROWS, eras, STEPS, newest=4))
    for start in range(len(ROWS)):
        assert list(current(ROWS[start:], eras, STEPS, newest=4)) == whole[start:]


def test_rows_that_need_no_step_are_passed_on_as_they_are() -> None:
    given = iter(ROWS)
    assert current(given, [Era(1, 2)], {2: unchanged}, newest=3) is given


def test_a_format_without_its_step_is_a_defect() -> None:
    with pytest.raises(KeyError):
        current(ROWS, [Era(1, 1)], {}, newest=2)


def test_a_renamed_kind_and_a_new_field_are_read_as_events() -> None:
    """What an upcaster is for: the rows below are not of today's format."""

    def step(kind: str, body: str) -> tuple[str, str]:
        return kind.replace("OrderTaken", "OrderAccepted"), body.replace('"count":', '"quantity":')

    old: list[Row] = [
        (n, at, account, kind.replace("OrderAccepted", "OrderTaken"), body.replace('"quantity":', '"count":'))
        for n, at, account, kind, body in ROWS
    ]
    assert old != ROWS
    codec = Codec()
    read = [codec.event(row) for row in current(old, [Era(1, 1)], {1: step}, newest=2)]
    assert read == [codec.event(row) for row in ROWS]
