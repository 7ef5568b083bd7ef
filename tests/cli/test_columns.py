from haero.cli.columns import padded, width


def test_a_korean_letter_takes_two_places() -> None:
    assert (width("clock"), width("시각"), width("ABC 주문")) == (5, 4, 8)
    assert padded("시각", 6) == "시각  "
    assert padded("clock", 6) == "clock "
    assert padded("a long name", 3) == "a long name"
