from hypothesis import given
from hypothesis import strategies as st

from haero.market.prices import walk
from haero.market.prices.walk import BOUND, FINE_BOUND, Walk, draw

KEY = b"0123456789abcdef"
FIRST, LAST = 1_104_537_600, 1_924_991_999  # 2005 to 2030
seconds = st.integers(FIRST, LAST)


def test_the_same_numbers_on_every_machine() -> None:
    path = Walk()
    assert draw(KEY, 3, -7).hex()[:32] == "e928f0476383318f130d80a325edad1d"
    assert [path.at(KEY, 1_795_186_800 + n) for n in (0, 1, 59, 12_345)] == [
        0.22144888295925852,
        0.22142750483241777,
        0.22083229920269395,
        0.2216254515598467,
    ]


@given(seconds)
def test_a_second_does_not_depend_on_the_ones_asked_before(second: int) -> None:
    used = Walk()
    for other in (second - 100_000, second + 1, second - 1, second + 3600):
        used.at(KEY, other)
    assert used.at(KEY, second) == Walk().at(KEY, second)


@given(st.integers(FIRST // 60, LAST // 60), st.integers(1, 2_000))
def test_a_stretch_of_minutes_is_that_of_its_hours(first: int, length: int) -> None:
    """What keeps nothing finds what is kept, to the last bit."""
    kept, fresh = Walk(), Walk()
    points = fresh.path(KEY, first, first + length)
    assert points == [kept.minutes(KEY, minute // 60)[minute % 60] for minute in range(first, first + length + 1)]
    assert points[-1] == kept.minutes(KEY, (first + length - 1) // 60)[(first + length - 1) % 60 + 1]


@given(seconds)
def test_the_path_is_unbroken_and_bounded(second: int) -> None:
    path = Walk()
    here, there = path.at(KEY, second), path.at(KEY, second + 1)
    assert abs(here) <= BOUND
    # Two seconds lie on nearly the same line, each with its own noise.
    assert abs(here - there) < 2 * FINE_BOUND + 0.001


def test_prices_stay_within_sixty_percent() -> None:
    assert 0.3 < BOUND < 0.6


@given(st.integers(FIRST // 3600, LAST // 3600))
def test_an_hour_ends_where_the_next_one_starts(hour: int) -> None:
    path = Walk()
    points = path.minutes(KEY, hour)
    assert len(points) == 61
    assert points[60] == path.minutes(KEY, hour + 1)[0] == path.at(KEY, (hour + 1) * 3600)
    assert points[17] == path.at(KEY, hour * 3600 + 17 * 60)


@given(seconds)
def test_seconds_stay_near_the_line_between_their_minutes(second: int) -> None:
    path = Walk()
    minute, rest = divmod(second, 60)
    left, right = path.at(KEY, minute * 60), path.at(KEY, minute * 60 + 60)
    assert abs(path.at(KEY, second) - (left + (right - left) * rest / 60)) <= FINE_BOUND + 1e-12


def test_keys_do_not_walk_together() -> None:
    path = Walk()
    days = range(FIRST, LAST, 86_400)
    one = [path.at(KEY, day) for day in days]
    two = [path.at(KEY[::-1], day) for day in days]
    spread = sum(abs(a - b) for a, b in zip(one, two, strict=True)) / len(one)
    assert spread > 0.05


def test_caches_are_bounded() -> None:
    path = Walk()
    path._hours.limit = path._ends.limit = path._noise.limit = path._grids.limit = 5
    for second in range(FIRST, FIRST + 100 * 86_400, 86_399):
        path.at(KEY, second)
    assert [len(box) for box in (path._hours, path._ends, path._noise, path._grids)] == [5, 5, 5, 5]


def test_the_parts_of_the_bound_add_up() -> None:
    assert sum(walk._AMPLITUDES) < BOUND < sum(walk._AMPLITUDES) + 0.02
