from collections.abc import Callable, Sequence
from decimal import Decimal

import polars as pl
import pytest

from haero.market.recording import columns as recording_columns
from haero.market.recording.columns import Checker, Prices
from haero.market.recording.files import Raw, RecordingError, TextFile
from tests.recordings import TICKS

D = Decimal


def raw(**columns: Sequence[str | None]) -> Raw:
    return Raw(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), 2)


@pytest.fixture
def checker() -> Checker:
    return Checker(TextFile(TICKS), ("time_utc",), Prices())


@pytest.mark.parametrize(
    ("text", "price"),
    [("182.0000", "182.00"), ("182", "182.00"), ("0.0001", "0.0001"), ("1.234500", "1.2345"), ("0", "0.00")],
)
def test_a_price_has_one_spelling(text: str, price: str) -> None:
    prices = Prices()
    assert prices.read([text], floats=False) == []
    assert str(prices[text]) == price


@pytest.mark.parametrize("text", ["", "x", "-1", "1e3", "1.123456789", "10000000000", "nan", "1,5", "١", " 1", "+1"])
def test_what_is_no_price(text: str) -> None:
    assert Prices().read([text], floats=False) == [text]


def test_floats_lose_their_noise_and_nothing_else() -> None:
    prices = Prices()
    assert prices.read(["182.01000000000002", "182.01", "1e-5", "0.1"], floats=True) == []
    assert [str(price) for price in prices.values()] == ["182.01", "182.01", "0.00001", "0.10"]
    assert prices.read(["NaN", "inf", "-1.0"], floats=True) == ["NaN", "inf", "-1.0"]


def test_prices_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_columns, "PRICES_KEPT", 2)
    prices = Prices()
    prices.read(["1", "2", "3"], floats=False)
    prices.read(["4"], floats=False)
    assert list(prices) == ["4"]
    assert prices["3.10"] == D("3.1")  # a page that still has it reads it again
    with pytest.raises(KeyError):
        prices["x"]


def test_times_are_utc_in_any_spelling_of_iso(checker: Checker) -> None:
    spellings: list[str | None] = [
        "2026-11-20T14:30:00Z", "2026-11-20T09:30:00.5-05:00", "2026-11-20 23:30:01+0900", "2026-11-20T14:30:01.000001Z",
    ]  # fmt: skip
    times = checker.times(raw(time_utc=spellings))
    first = times[0]
    assert [time - first for time in times] == [0, 500_000, 1_000_000, 1_000_001]
    assert first == 1_795_185_000_000_000


def test_a_row_may_be_a_little_late(checker: Checker) -> None:
    times = checker.times(raw(time_utc=["2026-11-20T14:30:01Z", "2026-11-20T14:30:00Z"]))
    assert times[0] == times[1] == checker.newest
    with pytest.raises(RecordingError, match=r"ticks\.csv: line 3: .* before the row above it: sort the file"):
        checker.times(raw(time_utc=["2026-11-20T14:30:01Z", "2026-11-20T14:29:59.9Z"]))


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("time_utc", "2026-11-20T14:30:00", "has no offset"),
        ("time_utc", "yesterday Z", "is no time like"),
        ("time_utc", None, "has no offset"),
        ("time_utc", "9999-12-31T23:59:59Z", "is not in the years 1990 to 2200"),
        ("time_utc", "1989-12-31T23:59:59Z", "is not in the years 1990 to 2200"),
        ("exchange", "LSE", "unknown exchange 'LSE': one of NASDAQ"),
        ("symbol", "", "is none"),
        ("symbol", "A B", "is none"),
        ("price", "ten", "price 'ten' is not a price"),
        ("price", None, "no price"),
        ("size", "1.5", "size '1.5' is not a whole number from 1"),
        ("size", "-1", "is not a whole number"),
        ("size", "10000000001", "is not a whole number"),
    ],
)
def test_a_wrong_value_is_named_with_its_row(checker: Checker, name: str, text: str | None, says: str) -> None:
    good = {"time_utc": "2026-11-20T14:30:00Z", "exchange": "TKSE", "symbol": "7203", "price": "1", "size": "100.0"}[
        name
    ]
    looks: dict[str, Callable[[Raw], pl.Series]] = {
        "time_utc": checker.times,
        "exchange": checker.exchanges,
        "symbol": checker.symbols,
        "price": lambda piece: checker.price_texts(piece, "price"),
        "size": lambda piece: checker.whole(piece, "size", 1),
    }
    look = looks[name]
    assert len(look(raw(**{name: [good]}))) == 1
    with pytest.raises(RecordingError, match=rf"line 3: .*{says}"):
        look(raw(**{name: [good, text]}))


def test_a_price_of_zero_can_be_forbidden(checker: Checker) -> None:
    piece = raw(price=["1", "0.00"])
    texts = checker.price_texts(piece, "price")
    checker.above_zero(piece, "price", texts, pl.Series([True, False]))
    with pytest.raises(RecordingError, match="line 3: price is 0"):
        checker.above_zero(piece, "price", texts)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(RecordingError, match=r"ticks\.csv: no column volume"):
        Checker(TextFile(TICKS), ("time_utc", "volume"), Prices())
