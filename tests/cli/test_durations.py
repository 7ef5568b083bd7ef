import pytest

from haero.cli.durations import iso


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("30m", "PT30M"), ("2h", "PT2H"), ("1d", "P1D"), ("1h30m", "PT1H30M"), ("90s", "PT90S"), ("1D12H", "P1DT12H"),
        ("0.5s", "PT0.5S"), ("PT1M", "PT1M"), ("P1DT0.5S", "P1DT0.5S"),
    ],
)  # fmt: skip
def test_a_stretch_of_time(given: str, found: str) -> None:
    assert iso(given) == found


@pytest.mark.parametrize("given", ["30", "", "m30", "30m2h", "P", "PT", "1 h", "-5m", "half an hour"])
def test_what_is_none_is_refused_with_what_it_may_be(given: str) -> None:
    with pytest.raises(ValueError, match=r"30s, 30m, 1h30m, 1d.*PT1H30M") as refused:
        iso(given)
    assert str(refused.value).startswith(f"{given}: ")
