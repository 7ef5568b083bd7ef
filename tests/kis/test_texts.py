from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.kis import texts


def test_recorded_padding() -> None:
    done = "모의투자 조회가 완료되었습니다."
    assert texts.pad_message(done) == done + " " * 49
    required = "증거금구분코드은(는) 필수입력 항목입니다."
    assert texts.pad_message(required) == required + " " * 39


@given(st.text(max_size=200))
def test_a_padded_message_is_always_80_bytes(text: str) -> None:
    assert len(texts.pad_message(text).encode("cp949")) == 80


def test_a_long_message_never_ends_in_half_a_character() -> None:
    assert texts.pad_message("가" * 60) == "가" * 40
    assert texts.pad_message("a" + "가" * 60) == "a" + "가" * 39 + " "


def test_characters_outside_cp949_become_question_marks() -> None:
    assert texts.pad_message("🚀ok").rstrip() == "?ok"


def test_pad_width() -> None:
    assert texts.pad_width("ab", 4) == "ab  "
    assert texts.pad_width("abcdef", 4) == "abcd"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("18.85"), 8, "18.85000000"),
        (Decimal("0"), 8, "0.00000000"),
        (Decimal("0E-20"), 2, "0.00"),
        (Decimal("1E+3"), 2, "1000.00"),
        (Decimal("0.0000001"), 8, "0.00000010"),
        (Decimal("2.345"), 2, "2.35"),
        (Decimal("-2.345"), 2, "-2.35"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-0.001"), 2, "0.00"),
        (Decimal("-0"), 2, "0.00"),
        (5, 0, "5"),
        (5, 4, "5.0000"),
        ("1.5", 2, "1.50"),
        (Decimal("12345678901234567890123.12345678"), 8, "12345678901234567890123.12345678"),
    ],
)
def test_fixed(value: Decimal | int | str, decimals: int, text: str) -> None:
    assert texts.fixed(value, decimals) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**23), max_value=10**23), st.integers(0, 10))
def test_fixed_is_never_off_by_more_than_half_a_step(value: Decimal, decimals: int) -> None:
    text = texts.fixed(value, decimals)
    assert "E" not in text
    assert len(text.partition(".")[2]) == decimals
    assert not (text.startswith("-") and Decimal(text) == 0)
    assert abs(Decimal(text) - value) <= Decimal(5).scaleb(-decimals - 1)


def test_fixed_refuses_what_is_no_number() -> None:
    for value in (Decimal("NaN"), Decimal("Infinity"), "", "abc", Decimal("1E+70")):
        with pytest.raises(ValueError):
            texts.fixed(value, 2)
    with pytest.raises(TypeError):
        texts.fixed(1.5, 2)  # type: ignore[arg-type]


def test_order_numbers() -> None:
    assert texts.order_number(42031) == "0000042031"
    assert texts.order_number(9_999_999_999) == "9999999999"
    for wrong in (0, -1, 10_000_000_000):
        with pytest.raises(ValueError):
            texts.order_number(wrong)


@given(st.integers(1, 9_999_999_999))
def test_order_numbers_are_read_back_with_and_without_zeros(n: int) -> None:
    padded = texts.order_number(n)
    assert texts.parse_order_number(padded) == n
    assert texts.parse_order_number(padded.lstrip("0")) == n
    assert texts.parse_order_number(str(n).rjust(11)) == n


@pytest.mark.parametrize("text", ["", " ", "12a", "-1", "+1", "1_0", "00000000001", "１２", "²", "\0", "1\n"])
def test_what_is_no_order_number(text: str) -> None:
    assert texts.parse_order_number(text) is None


def test_kst_time() -> None:
    assert texts.kst_time(datetime(2026, 5, 11, 13, 46, 51, tzinfo=UTC)) == "224651"
    eastern = timezone(timedelta(hours=-4))
    assert texts.kst_time(datetime(2026, 5, 11, 9, 46, 51, tzinfo=eastern)) == "224651"
    with pytest.raises(ValueError):
        texts.kst_time(datetime(2026, 5, 11, 9, 46, 51))  # noqa: DTZ001


def test_yyyymmdd() -> None:
    assert texts.yyyymmdd(date(2026, 1, 2)) == "20260102"
    assert texts.yyyymmdd(date(999, 1, 2)) == "09990102"


@pytest.mark.parametrize(
    ("rate", "text"), [("5.61", "+5.61"), ("-4.17", "-4.17"), ("0", " 0.00"), ("-0.004", " 0.00"), ("0.005", "+0.01")]
)
def test_signed_rate(rate: str, text: str) -> None:
    assert texts.signed_rate(Decimal(rate)) == text
