from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.client.errors import BadOrder
from haero.client.orders import checks
from haero.client.orders.types import Limit, OddLot, Twap, Vwap
from haero.desk.algos import LAST_END
from haero.rules.ticks import LADDERS, US_LADDER, on_tick
from haero.terms import KST, Exchange, Side


class Index:
    """A whole number of another library."""

    def __index__(self) -> int:
        return 7


def test_quantities() -> None:
    assert [checks.check_quantity(count) for count in (1, 9_999_999_999)] == [1, 9_999_999_999]
    assert checks.check_quantity(Index()) == 7  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quantity", "nearest"),
    [(0, (1,)), (-3, (1,)), (10**10, (9_999_999_999,)), (1.0, ()), ("1", ()), (Decimal(1), ()), (True, ()), (None, ())],
)
def test_what_is_no_quantity(quantity: Any, nearest: tuple[int, ...]) -> None:
    with pytest.raises(BadOrder, match="quantity") as caught:
        checks.check_quantity(quantity)
    assert (caught.value.rule, caught.value.nearest) == ("quantity", nearest)


@given(st.sampled_from(list(Exchange)), st.decimals(min_value="0.00001", max_value=10**7, places=5))
def test_a_refused_price_is_on_no_ladder_and_the_nearest_are_taken(exchange: Exchange, price: Decimal) -> None:
    ladders = LADDERS[exchange]
    if any(on_tick(price, ladder) for ladder in ladders):
        assert checks.check_tick(price, "X", ladders) == (
            checks.TICK_KEPT if len(ladders) == 1 else checks.TICK_POSSIBLE
        )
        return
    with pytest.raises(BadOrder) as caught:
        checks.check_tick(price, "X", ladders)
    assert caught.value.rule == "tick"
    assert caught.value.nearest
    for one in caught.value.nearest:
        assert isinstance(one, Decimal)
        checks.check_tick(one, "X", ladders)


def test_a_wrong_tick_says_both_right_prices() -> None:
    with pytest.raises(BadOrder, match=r"185\.205 is on no tick \(호가단위\) of NASD: 185\.2 or 185\.21") as caught:
        checks.check_tick(Decimal("185.205"), "NASD", (US_LADDER,))
    assert caught.value.nearest == (Decimal("185.20"), Decimal("185.21"))


BUY, SELL = Side.BUY, Side.SELL


@pytest.mark.parametrize(
    ("exchange", "symbol", "side", "quantity", "lot", "said"),
    [
        (Exchange.NASDAQ, "AAPL", BUY, 1, None, checks.LOT_KEPT),
        (Exchange.TOKYO, "7203", SELL, 300, None, checks.LOT_KEPT),
        (Exchange.TOKYO, "1306", BUY, 10, None, checks.LOT_UNKNOWN),
        (Exchange.TOKYO, "1306", BUY, 10, 10, checks.LOT_GIVEN),
        (Exchange.HONG_KONG, "00700", BUY, 37, None, checks.LOT_UNKNOWN),
        (Exchange.HONG_KONG, "00005", BUY, 400, 400, checks.LOT_GIVEN),
        (Exchange.SHANGHAI, "600519", SELL, 37, None, checks.LOT_OF_REST),
        (Exchange.SHANGHAI, "600519", None, 37, None, checks.LOT_OF_REST),
        (Exchange.SHANGHAI, "688981", BUY, 201, 100, checks.LOT_KEPT),
    ],
)
def test_lots_that_are_taken(
    exchange: Exchange, symbol: str, side: Side | None, quantity: int, lot: int | None, said: str
) -> None:
    assert checks.check_lot(exchange, symbol, side, quantity, lot) == said


@pytest.mark.parametrize(
    ("exchange", "symbol", "side", "quantity", "lot", "nearest"),
    [
        (Exchange.TOKYO, "7203", BUY, 150, None, (100, 200)),
        (Exchange.TOKYO, "7203", SELL, 50, None, (100,)),
        (Exchange.TOKYO, "1306", BUY, 15, 10, (10, 20)),
        (Exchange.HONG_KONG, "00700", SELL, 150, 100, (100, 200)),
        (Exchange.SHANGHAI, "600519", BUY, 250, None, (200, 300)),
        (Exchange.SHANGHAI, "688981", BUY, 150, None, (200,)),
        (Exchange.HO_CHI_MINH, "FPT", SELL, 99, None, (100,)),
    ],
)
def test_lots_that_are_not(
    exchange: Exchange, symbol: str, side: Side, quantity: int, lot: int | None, nearest: tuple[int, ...]
) -> None:
    with pytest.raises(BadOrder, match="매매단위") as caught:
        checks.check_lot(exchange, symbol, side, quantity, lot)
    assert (caught.value.rule, caught.value.nearest) == ("lot", nearest)
    for one in nearest:
        checks.check_lot(exchange, symbol, side, one, lot)


def test_hong_kong_says_how_less_than_a_lot_is_sold() -> None:
    for side, says in ((SELL, True), (BUY, False)):
        with pytest.raises(BadOrder) as caught:
            checks.check_lot(Exchange.HONG_KONG, "00700", side, 37, 100)
        assert ("OddLot" in str(caught.value)) is says


def test_odd_lots() -> None:
    where = (Exchange.HONG_KONG, "00700", SELL)
    assert checks.check_size(OddLot(5), *where, 37, None) == (checks.QUANTITY_KEPT, checks.LOT_UNKNOWN)
    assert checks.check_size(OddLot(5), *where, 37, 100) == (checks.QUANTITY_KEPT, checks.LOT_GIVEN)
    for quantity, nearest in ((137, (37,)), (100, (99,))):
        with pytest.raises(BadOrder, match="no odd lot") as caught:
            checks.check_size(OddLot(5), *where, quantity, 100)
        assert caught.value.nearest == nearest


def test_ten_shares_for_vwap_and_one_for_twap() -> None:
    where = (Exchange.NASDAQ, "AAPL", BUY)
    with pytest.raises(BadOrder, match="10 shares or more, not 9") as caught:
        checks.check_size(Vwap(5), *where, 9, None)
    assert (caught.value.rule, caught.value.nearest) == ("VWAP minimum", (10,))
    assert checks.VWAP_KEPT in checks.check_size(Vwap(5), *where, 10, None)
    assert checks.check_size(Twap(5), *where, 1, None) == checks.check_size(Limit(5), *where, 1, None)


def at(text: str, day: int = 20) -> datetime:
    return datetime.combine(datetime(2026, 11, day, tzinfo=KST), time.fromisoformat(text), KST)


NIGHT = at("23:40")


@pytest.mark.parametrize(
    ("start", "until", "now", "said"),
    [
        (time(23, 45), time(4, 30), NIGHT, (checks.TIMES_KEPT, checks.START_KEPT)),
        (time(0, 10), time(4, 30), NIGHT, (checks.TIMES_KEPT, checks.START_KEPT)),  # the next morning
        (time(23, 30), time(5, 55), at("18:00"), (checks.TIMES_KEPT, checks.START_KEPT)),
        (time(23, 30), time(5, 55), at("08:00"), (checks.TIMES_KEPT, checks.START_KEPT)),  # of the coming night
        (time(23, 30), time(5, 55), None, (checks.TIMES_KEPT,)),
        (
            time(23, 30),
            time(5, 55),
            at("06:30"),
            (checks.TIMES_KEPT, checks.START_KEPT),
        ),  # the session is over: of the next one
        (at("23:45"), time(4), at("05:30"), (checks.TIMES_KEPT, checks.START_KEPT)),
        (time(3), time(3, 30), at("02:59", 21), (checks.TIMES_KEPT, checks.START_KEPT)),
        (at("23:45"), at("04:30", 21), NIGHT, (checks.TIMES_KEPT, checks.START_KEPT)),
        (at("00:10", 21).astimezone(UTC), time(4, 30), NIGHT, (checks.TIMES_KEPT, checks.START_KEPT)),
        (time(22, 30), at("23:30"), None, (checks.TIMES_KEPT,)),
    ],
)
def test_times_that_are_taken(start: Any, until: Any, now: datetime | None, said: tuple[str, ...]) -> None:
    assert checks.check_times(Twap(5, start=start, until=until), now) == said
    if now is not None:
        assert checks.check_times(Twap(5, start=start, until=until), now.astimezone(UTC)) == said


@pytest.mark.parametrize(
    ("start", "until", "now", "rule", "says"),
    [
        (time(23, 30), time(4), NIGHT, "START_TIME", "233000 is over: it is 23:40:00 in Korea"),
        (time(23, 40), time(4), NIGHT, "START_TIME", "시작시간은 현재시간 이후"),
        (time(4, 26), time(5), at("04:29", 21), "START_TIME", "042600 is over"),
        (at("23:39"), time(4), NIGHT, "START_TIME", "is over"),
        (at("00:10", 22), time(4), NIGHT, "slice times", "more than a day ahead"),
        (time(4), time(23, 40), None, "slice times", "not behind the start"),
        (time(23), time(23), None, "slice times", "not behind the start"),
        (at("23:45"), at("04:30", 22), None, "slice times", "same night"),
        (time(22, 29), time(4), None, "slice times", "no US regular session"),
        (time(23), time(5, 56), None, "slice times", "no US regular session"),
        (time(5, 55), time(5, 55), None, "slice times", "no US regular session"),
        (time(10), time(11), None, "slice times", "no US regular session"),
    ],
)
def test_times_that_are_not(start: Any, until: Any, now: datetime | None, rule: str, says: str) -> None:
    with pytest.raises(BadOrder) as caught:
        checks.check_times(Vwap(5, start=start, until=until), now)
    assert caught.value.rule == rule
    assert says in str(caught.value)


def test_slices_to_the_close_have_no_times_to_check() -> None:
    assert checks.check_times(Twap(5), NIGHT) == ()


def test_the_last_end_is_that_of_the_desk() -> None:
    """06:00 in winter is the latest close there is."""
    latest = (at("06:00") - LAST_END).time()
    assert latest == time(5, 55)
    assert checks.check_times(Twap(5, start=time(5, 54, 59), until=latest), None) == (checks.TIMES_KEPT,)


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1), timezones=st.just(KST)))  # noqa: DTZ001 - zone given
def test_a_start_is_over_from_its_own_moment_on(now: datetime) -> None:
    """Whatever the clock says, a time of the night that it is in is either ahead or over, and told so."""
    start, until = time(2), time(4)
    night = (now - timedelta(hours=6)).date()
    moment = datetime.combine(night + timedelta(days=1), start, KST)
    if now < moment.replace(microsecond=0) and now.replace(microsecond=0) != moment:
        assert checks.START_KEPT in checks.check_times(Twap(5, start=start, until=until), now)
    else:
        with pytest.raises(BadOrder, match="is over"):
            checks.check_times(Twap(5, start=start, until=until), now)
