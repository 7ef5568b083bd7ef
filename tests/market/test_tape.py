from hypothesis import given
from hypothesis import strategies as st

from haero.market.tape import Tape, size, volume

KEY = b"0123456789abcdef"
OPENS = 29_900_070  # minutes since 1970


def test_the_same_tape_on_every_machine() -> None:
    beats = [Tape().beat(KEY, OPENS + n, OPENS, OPENS + 390, False) for n in (0, 1, 389)]
    assert [(hex(beat.mask), beat.start) for beat in beats] == [
        ("0x9e4fec060454357", 229),
        ("0x282038002c8d85a", 166),
        ("0xe93cf2555491e86", 157),
    ]
    assert [volume(beat.mask, beat.start, 1) for beat in beats] == [3028, 2189, 3945]


def test_how_many_seconds_have_a_print() -> None:
    tape = Tape()
    busy = sum(tape.beat(KEY, OPENS + n, OPENS, OPENS + 3900, False).mask.bit_count() for n in range(3900))
    thin = sum(tape.beat(KEY, OPENS + n, OPENS, OPENS + 3900, True).mask.bit_count() for n in range(3900))
    assert 0.38 < busy / 3900 / 60 < 0.43
    assert 0.10 < thin / 3900 / 60 < 0.15


@given(st.integers(0, 10**8), st.booleans())
def test_a_session_opens_and_closes_with_a_print(opens: int, thin: bool) -> None:
    tape = Tape()
    assert tape.beat(KEY, opens, opens, opens + 30, thin).mask & 1
    assert tape.beat(KEY, opens + 29, opens, opens + 30, thin).mask >> 59 == 1


@given(st.integers(0, 10**8), st.booleans(), st.sampled_from([1, 100, 400]))
def test_the_volume_of_a_minute_is_the_sum_of_its_prints(minute: int, thin: bool, lot: int) -> None:
    beat = Tape().beat(KEY, minute, minute, minute + 1, thin)
    sizes = [size(beat, second, lot) for second in range(60) if beat.mask >> second & 1]
    assert volume(beat.mask, beat.start, lot) == sum(sizes)
    assert min(sizes) >= lot
    assert all(shares % lot == 0 for shares in sizes)


@given(st.integers(0, 10**8), st.integers(1, 200), st.booleans(), st.sampled_from([1, 100]))
def test_volumes_of_a_session_are_those_of_its_minutes(opens: int, length: int, thin: bool, lot: int) -> None:
    tape = Tape()
    closes = opens + length
    beats = [tape.beat(KEY, minute, opens, closes, thin) for minute in range(opens, closes)]
    assert tape.volumes(KEY, opens, closes, thin, lot) == [volume(beat.mask, beat.start, lot) for beat in beats]
