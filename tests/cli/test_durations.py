import pytest

from haero.cli.durations import iso


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("30m", "PT30M"), ("2h", "PT2H"), ("1d", "P1D"), ("1h30m", "PT1H30M"), ("90s", "PT90S"), ("1D12H", "P1DT12H"),
        ("0.5s", "PT0.5S"), ("PT1M", "PT1M"), ("5", "5"), ("", ""), ("m30", "m30"), ("30m2h", "30m2h"),
    ],
)  # fmt: skip
def test_a_stretch_of_time(given: str, found: str) -> None:
    assert iso(given) == found
