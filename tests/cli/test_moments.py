from datetime import UTC, datetime

import pytest

from haero.cli.moments import moment


def test_a_moment_is_in_utc() -> None:
    assert moment("2026-11-20T16:00-05:00") == datetime(2026, 11, 20, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("noon", "--to noon: must be a time like 2026-11-20T16:00-05:00"),
        ("2026-11-20", "--to 2026-11-20: needs a time and an offset, like 2026-11-20T00:00-05:00 or 2026-11-20T00:00+09:00"),
        ("0001-01-01T00:00+14:00", "--to 0001-01-01T00:00+14:00: lies outside the years 1 to 9999"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused(given: str, says: str) -> None:
    with pytest.raises(ValueError, match="--to") as refused:
        moment(given, "--to")
    assert str(refused.value) == says


def test_what_the_refusal_proposes_is_taken() -> None:
    """A message that leads back to itself helps nobody."""
    with pytest.raises(ValueError, match="like") as refused:
        moment("2026-11-20")
    proposed = str(refused.value).split("like ")[1].split(" or ")
    assert [moment(one).isoformat() for one in proposed] == ["2026-11-20T05:00:00+00:00", "2026-11-19T15:00:00+00:00"]
