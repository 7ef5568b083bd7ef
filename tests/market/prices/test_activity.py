from hypothesis import given
from hypothesis import strategies as st

from haero.market.prices.activity import Activity, Run, size, volume
from haero.market.prices.messages import Auction
from haero.market.time.sessions import SessionKind

KEY = b"0123456789abcdef"
OPENS = 29_900_070  # minutes since 1970


def run(opens: int, length: int, thin: bool = False, auctions: bool = False) -> Run:
    return Run(SessionKind.PRE if thin else SessionKind.REGULAR, opens, opens + length, auctions)


def test_the_same_tape_on_every_machine() -> None:
    beats = [Activity().beat(KEY, OPENS + n, run(OPENS, 390)) for n in (0, 1, 389)]
    assert [(hex(beat.mask), beat.start) for beat in beats] == [
        ("0x9e4fec060454357", 229),
        ("0x282038002c8d85a", 166),
        ("0xe93cf2555491e86", 157),
    ]
    assert [volume(beat, 1) for beat in beats] == [3028, 2189, 3945]


def test_how_many_seconds_have_a_print() -> None:
    tape = Activity()
    busy = sum(tape.beat(KEY, OPENS + n, run(OPENS, 3900)).mask.bit_count() for n in range(3900))
    thin = sum(tape.beat(KEY, OPENS + n, run(OPENS, 3900, thin=True)).mask.bit_count() for n in range(3900))
    assert 0.38 < busy / 3900 / 60 < 0.43
    assert 0.10 < thin / 3900 / 60 < 0.15


@given(st.integers(0, 10**8), st.booleans())
def test_a_session_opens_and_closes_with_a_print(opens: int, thin: bool) -> None:
    tape = Activity()
    assert tape.beat(KEY, opens, run(opens, 30, thin)).mask & 1
    assert tape.beat(KEY, opens + 29, run(opens, 30, thin)).mask >> 59 == 1


@given(st.integers(0, 10**8), st.integers(1, 3), st.booleans(), st.booleans(), st.sampled_from([1, 100, 400]))
def test_the_volume_of_a_minute_is_the_sum_of_its_prints(
    minute: int, length: int, thin: bool, auctions: bool, lot: int
) -> None:
    beat = Activity().beat(KEY, minute, run(minute, length, thin, auctions))
    sizes = [size(beat, second, lot) if beat.mask >> second & 1 else 0 for second in range(60)]
    assert volume(beat, lot) == sum(sizes)
    for second in (0, 1, 30, 58, 59):
        assert volume(beat.up_to(second), lot) == sum(sizes[: second + 1])
    assert min(shares for shares in sizes if shares) >= lot
    assert all(shares % lot == 0 for shares in sizes)


@given(st.integers(0, 10**8), st.integers(1, 200), st.booleans(), st.booleans(), st.sampled_from([1, 100]))
def test_volumes_of_a_session_are_those_of_its_minutes(
    opens: int, length: int, thin: bool, auctions: bool, lot: int
) -> None:
    tape, session = Activity(), run(opens, length, thin, auctions)
    beats = [tape.beat(KEY, minute, session) for minute in range(opens, opens + length)]
    volumes = [volume(beat, lot) for beat in beats]
    assert tape.volumes(KEY, session, lot) == Activity().volumes(KEY, session, lot) == volumes
    for first, last in ((0, length // 2), (length // 2, length), (length // 3, 2 * length // 3)):
        assert Activity().volumes(KEY, session, lot, opens + first, opens + last) == volumes[first:last]


@given(st.integers(0, 10**8), st.sampled_from([1, 100]))
def test_an_auction_is_as_large_as_forty_trades(opens: int, lot: int) -> None:
    tape = Activity()
    for length in (1, 390):
        plain, session = run(opens, length), run(opens, length, auctions=True)
        for minute, second, auction in ((opens, 0, Auction.OPEN), (opens + length - 1, 59, Auction.CLOSE)):
            beat, ordinary = tape.beat(KEY, minute, session), tape.beat(KEY, minute, plain)
            assert (beat.mask, beat.auction(second), ordinary.auction(second)) == (ordinary.mask, auction, None)
            others = [n for n in range(60) if beat.mask >> n & 1 and not beat.auction(n)]
            assert [size(beat, n, lot) for n in others] == [size(ordinary, n, lot) for n in others]
            more = size(beat, second, lot) - size(ordinary, second, lot)
            assert 20 < more / lot / (2132 / 16 if lot == 1 else 55 / 16) < 60, "39 times the average, more or less"
