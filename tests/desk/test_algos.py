"""How TWAP and VWAP orders are cut, and which times they take."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.desk.algos import LAST_END, Bucket, Schedule, Span, even, moment_of, span_of, weighted
from haero.desk.reasons import Reason, Refusal
from tests.makers import CLOSE, NOW, OPEN, hours

MINUTE = timedelta(minutes=1)
HALF_HOUR = timedelta(minutes=30)


def span(minutes: float) -> Span:
    return Span(NOW, NOW + MINUTE * minutes, to_close=False)


def test_an_hour_has_sixty_slices_of_a_minute() -> None:
    schedule = even(span(60))
    assert (len(schedule.done), schedule.step) == (60, MINUTE)
    assert [schedule.due(place, 120) for place in (0, 1, 29, 59)] == [2, 4, 60, 120]
    assert schedule.moment(59) == NOW + 59 * MINUTE


@pytest.mark.parametrize(("minutes", "slices"), [(0.1, 1), (1, 1), (1.9, 1), (2, 2), (390, 390)])
def test_slices_are_a_minute_or_a_little_more(minutes: float, slices: int) -> None:
    schedule = even(span(minutes))
    assert len(schedule.done) == slices
    assert schedule.step * slices - MINUTE * minutes < timedelta(milliseconds=1)


def test_few_shares_are_spread_and_not_sent_at_once() -> None:
    schedule = even(span(10))
    assert [schedule.due(place, 3) for place in range(10)] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3]


def test_a_vwap_follows_its_curve() -> None:
    """Two half hours, three times as much in the second."""
    curve = [Bucket(NOW, NOW + HALF_HOUR, 100), Bucket(NOW + HALF_HOUR, NOW + 2 * HALF_HOUR, 300)]
    schedule = weighted(span(60), curve)
    assert [schedule.due(place, 4000) for place in (14, 29, 44, 59)] == [500, 1000, 2500, 4000]


def test_a_vwap_that_begins_in_the_middle_of_a_bucket_takes_what_is_left_of_it() -> None:
    curve = [Bucket(NOW - HALF_HOUR, NOW + HALF_HOUR, 200), Bucket(NOW + HALF_HOUR, NOW + 2 * HALF_HOUR, 100)]
    schedule = weighted(span(60), curve)
    assert [schedule.due(place, 1000) for place in (29, 59)] == [500, 1000]


def test_a_curve_that_expects_nothing_is_even() -> None:
    assert weighted(span(60), []) == even(span(60))


@given(
    st.integers(1, 400), st.integers(1, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=13), st.booleans()
)
def test_slices_only_grow_and_end_with_the_whole_order(
    minutes: int, quantity: int, weights: list[int], even_: bool
) -> None:
    curve = [Bucket(NOW + HALF_HOUR * n, NOW + HALF_HOUR * (n + 1), weight) for n, weight in enumerate(weights)]
    schedule = even(span(minutes)) if even_ else weighted(span(minutes), curve)
    due = [schedule.due(place, quantity) for place in range(len(schedule.done))]
    assert due == sorted(due)
    assert due[-1] == quantity


@given(st.integers(-10, 10_000))
def test_every_moment_has_its_slice(seconds: int) -> None:
    schedule = Schedule(NOW, MINUTE, (1, 2, 3))
    place = schedule.place(NOW + timedelta(seconds=seconds))
    assert place == min(max(seconds // 60, 0), 2)


def test_without_times_an_order_works_to_the_close() -> None:
    assert span_of(hours(), NOW, None, None) == Span(NOW, CLOSE, to_close=True)
    assert span_of(hours(session="pre"), OPEN - HALF_HOUR, None, None) == Span(OPEN, CLOSE, to_close=True)


def test_given_times_lie_in_the_regular_session() -> None:
    last = CLOSE - LAST_END
    assert span_of(hours(), NOW, NOW + MINUTE, last) == Span(NOW + MINUTE, last, to_close=False)
    assert span_of(hours(), NOW, OPEN, last) == Span(NOW, last, to_close=False)  # a start that is past begins now
    for starts, ends, reason in (
        (OPEN - MINUTE, last, Reason.BAD_START),
        (last, last + MINUTE, Reason.BAD_START),
        (NOW + MINUTE, NOW + MINUTE, Reason.BAD_END),
        (OPEN, NOW, Reason.BAD_END),
        (NOW, last + timedelta(seconds=1), Reason.BAD_END),
    ):
        with pytest.raises(Refusal) as caught:
            span_of(hours(), NOW, starts, ends)
        assert caught.value.reason is reason, (starts, ends)


def test_five_minutes_before_the_close_it_is_too_late() -> None:
    span_of(hours(), CLOSE - LAST_END - timedelta(microseconds=1), None, None)
    with pytest.raises(Refusal) as caught:
        span_of(hours(), CLOSE - LAST_END, None, None)
    assert caught.value.reason is Reason.ENTRY_CLOSED


def test_without_a_regular_session_there_are_no_algo_orders() -> None:
    closed = hours()
    closed = type(closed)(closed.phase, closed.session, closed.trade_date, closed.expires)
    for ask in (lambda: span_of(closed, NOW, None, None), lambda: moment_of(time(1), closed)):
        with pytest.raises(Refusal) as caught:
            ask()
        assert caught.value.reason is Reason.TYPE_NOT_OFFERED


def test_a_korean_clock_runs_over_midnight() -> None:
    """23:30 in Korea is the open; 00:30 comes an hour later, 06:00 is the close, 23:00 is not in this session."""
    assert moment_of(time(23, 30), hours()) == OPEN
    assert moment_of(time(0, 30), hours()) == OPEN + timedelta(hours=1)
    assert moment_of(time(6), hours()) == CLOSE
    assert moment_of(time(23), hours()) == OPEN + timedelta(hours=23, minutes=30)
