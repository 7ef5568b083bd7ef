from decimal import Decimal

from haero.replay.record import Traded
from haero.terms import Currency, Exchange
from tests.replay_story import Told

D = Decimal
AAPL = Exchange.NASDAQ, "AAPL"


def test_what_the_market_traded_between_two_moments() -> None:
    assert Traded(100, D(10_000)).average is None
    traded = Traded(100, D(10_000))
    traded.until(300, D(30_400))
    assert [traded.volume, traded.amount, traded.average] == [200, 20_400, 102]


def test_totals_that_shrink_are_those_of_a_new_day() -> None:
    traded = Traded(100, D(10_000))
    traded.until(50, D(5_000))
    assert [traded.volume, traded.average] == [50, 100]


def test_the_arrival_is_the_middle_of_the_quote(story: Told) -> None:
    lives = list(story.tape.lives.values())
    assert [(life.arrival, life.arrival_by) for life in lives] == [(D(100), "quote")] * 3 + [(D("101.1"), "quote")]


def test_the_life_of_an_order_ends_with_its_last_share(story: Told) -> None:
    at_once, rested, cancelled, sold = story.tape.lives.values()
    assert (at_once.traded.volume, rested.traded.volume, rested.traded.average) == (0, 200, D("99.4"))
    assert (cancelled.traded.volume, sold.traded.volume) == (200, 0)
    assert all(life.done_at is not None for life in story.tape.lives.values())
    assert story.tape.working == {}


def test_volume_counts_while_any_order_works(story: Told) -> None:
    assert story.tape.volume(AAPL) == 200


def test_events_and_fills_are_counted(story: Told) -> None:
    assert (story.tape.events, story.tape.fills) == (4 + 3 + 1, 3)


def test_the_account_is_valued_each_minute_and_at_each_fill(story: Told) -> None:
    (name, curve), *others = story.tape.curves.items()
    assert (name[1], others) == (Currency.USD, [])
    assert curve.newest is not None
    assert curve.newest[2] == D("126.98")
    # After the first fill: 100 shares at the last price of 100.00, bought for 10,010.00 and 25.03.
    assert [profit for _, _, profit in curve.points][:2] == [0, D("-35.03")]


async def test_a_reset_begins_a_new_tape(story: Told) -> None:
    assert (await story.caller.control("POST", "/control/reset", {})).status == 200
    assert (story.tape.events, story.tape.lives, story.tape.curves) == (0, {}, {})
    await story.caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="100.10")
    (life,) = story.tape.lives.values()
    assert (life.arrival, life.arrival_by, life.done_at) == (None, "", None)
