"""The calls a second that all programs share."""

import struct
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.client.local.pace_file import MAX_HOLD, RING, NoPace, PaceFile
from tests.client.local.programs import running, said, together


def recorded(path: Path) -> list[float]:
    """The times of the calls that the file remembers, oldest first."""
    cells = struct.unpack(f"={4 + RING}d", path.read_bytes())
    count = int(cells[1])
    return [cells[4 + index % RING] for index in range(max(0, count - RING), count)]


def spread(times: list[float], calls: int) -> float:
    """The shortest time in which more than `calls` were made."""
    return min(later - first for first, later in zip(times, times[calls:], strict=False))


def test_so_many_in_a_window_and_then_one_waits_for_the_oldest(tmp_path: Path) -> None:
    pace = PaceFile(tmp_path / "pace", 3, 1.0, margin=0.02)
    assert [pace.take(at, urgent=False) for at in (100.0, 100.1, 100.2)] == [0.0] * 3
    assert pace.take(100.5, urgent=False) == pytest.approx(0.52)
    assert pace.take(101.01, urgent=False) > 0
    assert pace.take(101.03, urgent=False) == 0.0
    assert pace.take(101.04, urgent=False) == pytest.approx(0.08)
    assert oct((tmp_path / "pace").stat().st_mode & 0o777) == "0o600"


def test_two_programs_share_and_the_lower_figure_holds_for_itself(tmp_path: Path) -> None:
    high, low = PaceFile(tmp_path / "pace", 4), PaceFile(tmp_path / "pace", 2)
    assert high.take(100.0, urgent=False) == low.take(100.1, urgent=False) == 0.0
    assert low.take(100.2, urgent=False) > 0
    assert high.take(100.2, urgent=False) == high.take(100.3, urgent=False) == 0.0
    assert high.take(100.4, urgent=False) > 0


def test_an_urgent_call_that_waits_goes_first(tmp_path: Path) -> None:
    one, other = PaceFile(tmp_path / "pace", 1, margin=0.0), PaceFile(tmp_path / "pace", 1, margin=0.0)
    assert other.take(100.0, urgent=False) == 0.0
    assert one.take(100.5, urgent=True) == 0.5
    assert 0 < other.take(101.0, urgent=False) < 0.1
    assert one.take(101.01, urgent=True) == 0.0


def test_an_urgent_call_that_never_comes_again_keeps_nobody_for_long(tmp_path: Path) -> None:
    dead, alive = PaceFile(tmp_path / "pace", 1, margin=0.0), PaceFile(tmp_path / "pace", 1, margin=0.0)
    assert alive.take(100.0, urgent=False) == 0.0
    assert dead.take(100.0, urgent=True) == 1.0
    wait = alive.take(101.0, urgent=False)
    assert 0 < wait <= 0.1
    assert alive.take(101.0 + wait, urgent=False) == 0.0


def test_all_hold_back_after_too_much(tmp_path: Path) -> None:
    one, other = PaceFile(tmp_path / "pace", 9), PaceFile(tmp_path / "pace", 9)
    one.hold_back(100.0, 2.0)
    other.hold_back(100.0, 1.0)  # a shorter one takes nothing away
    assert other.take(100.5, urgent=False) == 1.5
    assert other.take(101.0, urgent=True) == 1.0
    assert one.take(102.0, urgent=True) == 0.0
    one.hold_back(200.0, 1e9)
    assert one.take(200.0, urgent=False) == MAX_HOLD


def test_the_times_before_a_restart_of_the_machine_count_no_more(tmp_path: Path) -> None:
    before = PaceFile(tmp_path / "pace", 2)
    assert before.take(9000.0, urgent=False) == before.take(9000.0, urgent=False) == 0.0
    assert before.take(9000.1, urgent=True) > 0
    before.hold_back(9000.0, 60.0)
    after, at, tries = PaceFile(tmp_path / "pace", 2), 5.0, 0
    while wait := after.take(at, urgent=False):
        at, tries = at + wait, tries + 1
    assert tries <= 2
    assert at < 5.5
    assert recorded(tmp_path / "pace") == [at]


def test_a_program_that_was_stopped_for_a_while_forgets_nothing(tmp_path: Path) -> None:
    """It read the clock, all its threads stood still for a minute, and now it asks with old times."""
    stopped, other = PaceFile(tmp_path / "pace", 2), PaceFile(tmp_path / "pace", 2)
    assert other.take(160.0, urgent=False) == other.take(160.0, urgent=False) == 0.0
    assert stopped.take(100.00, urgent=False) > 0
    assert stopped.take(100.01, urgent=False) > 0
    assert stopped.take(160.1, urgent=False) > 0.9
    assert stopped.take(100.02, urgent=False) > 0
    assert recorded(tmp_path / "pace") == [160.0, 160.0]


def test_a_call_whose_clock_was_read_before_anothers_is_counted_after_it(tmp_path: Path) -> None:
    pace = PaceFile(tmp_path / "pace", 2)
    assert [pace.take(at, urgent=False) for at in (100.5, 100.2)] == [0.0, 0.0]
    assert recorded(tmp_path / "pace") == [100.5, 100.5]
    assert pace.take(101.3, urgent=False) > 0


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 3000, bytes(range(1, 200))])
def test_a_file_of_something_else_starts_again(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pace").write_bytes(content)
    pace = PaceFile(tmp_path / "pace", 2)
    assert [pace.take(100.0, urgent=False) for _ in range(3)] == [0.0, 0.0, pytest.approx(1.02)]


def test_a_file_that_was_removed_is_made_again(tmp_path: Path) -> None:
    pace = PaceFile(tmp_path / "pace", 1)
    (tmp_path / "pace").unlink()
    for number in range(40):
        assert pace.take(100.0 + 2 * number, urgent=False) == 0.0
    assert len(recorded(tmp_path / "pace")) > 1


def test_without_a_file_it_holds_for_this_program_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    pace = PaceFile(tmp_path / "file" / "pace", 1)
    assert pace.take(100.0, urgent=False) == 0.0
    assert pace.take(100.0, urgent=False) > 0
    pace.hold_back(101.0, 5.0)
    assert pace.take(102.0, urgent=False) == 4.0
    assert len(caplog.records) == 1


def test_after_its_close_it_remembers_what_was(tmp_path: Path) -> None:
    pace = PaceFile(tmp_path / "pace", 1)
    assert pace.take(100.0, urgent=False) == 0.0
    pace.close()
    pace.close()
    assert pace.take(100.0, urgent=False) > 0


@pytest.mark.parametrize(
    ("calls", "seconds", "margin"), [(0, 1.0, 0.0), (RING + 1, 1.0, 0.0), (1, 0.0, 0.0), (1, 1.0, -1.0)]
)
def test_what_is_no_pace_is_refused(tmp_path: Path, calls: int, seconds: float, margin: float) -> None:
    with pytest.raises(ValueError, match="calls"):
        PaceFile(tmp_path / "pace", calls, seconds, margin=margin)


def test_without_limits_nobody_waits() -> None:
    pace = NoPace()
    pace.hold_back(1.0, 60.0)
    assert [pace.take(1.0, urgent=False) for _ in range(100)] == [0.0] * 100
    pace.close()


STEP = st.tuples(st.integers(0, 2), st.booleans(), st.floats(0.0, 0.4))


@given(steps=st.lists(STEP, min_size=1, max_size=60), calls=st.lists(st.integers(1, 6), min_size=3, max_size=3))
@settings(max_examples=60)
def test_never_more_than_so_many_in_any_window(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, bool, float]], calls: list[int]
) -> None:
    """Three programs ask as they like; whoever waits as long as he was told gets on in the end."""
    path = tmp_path_factory.mktemp("pace") / "pace"
    programs = [PaceFile(path, figure, 1.0, margin=0.0) for figure in calls]
    now = 50.0
    for who, urgent, later in steps:
        now += later
        if programs[who].take(now, urgent=urgent) == 0.0:
            times = recorded(path)
            assert sum(at > now - 1.0 + 1e-9 for at in times) <= calls[who]
    assert spread([*recorded(path), now + 9], max(calls)) >= 1.0 - 1e-9 if len(recorded(path)) >= max(calls) else True
    for program in programs:
        for _ in range(4):
            if not (wait := program.take(now, urgent=False)):
                break
            now += wait + 1e-6
        else:
            raise AssertionError("nobody else asks, and there is no slot")
        program.close()


def test_processes_and_threads_keep_to_it_together(tmp_path: Path) -> None:
    """Counted from the times in the file: 180 calls of three processes with two threads each, a tenth of them urgent."""
    script = """
pace = PaceFile(where + "/pace", 20, 0.05, margin=0.02)
def calls():
    for number in range(30):
        while wait := pace.take(time.monotonic(), urgent=number % 10 == 0):
            time.sleep(wait)
threads = [threading.Thread(target=calls) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
    together(script, tmp_path, 3)
    times = recorded(tmp_path / "pace")
    assert len(times) == 180
    assert times == sorted(times)
    assert spread(times, 20) >= 0.05 * 1.02 - 1e-6


def test_nobody_waits_for_a_program_that_stands_still_inside(tmp_path: Path) -> None:
    """It has the lock: the others are told to come again, and are not held."""
    script = "from haero.client.local.locks import lock_now\npace = PaceFile(where, 5)\ntold(lock_now(pace._descriptor))\nwaits()"
    path = tmp_path / "pace"
    pace = PaceFile(path, 5)
    with running(script, path) as program:
        assert said(program) == "True"
        assert 0 < pace.take(100.0, urgent=False) < 0.1
        pace.hold_back(100.0, 0.5)
        program.kill()
        program.wait()
    assert pace.take(100.0, urgent=False) == 0.5


def test_threads_of_one_program(tmp_path: Path) -> None:
    pace, won = PaceFile(tmp_path / "pace", 7), []

    def takes() -> None:
        for _ in range(20):
            if pace.take(100.0, urgent=False) == 0.0:
                won.append(1)

    threads = [threading.Thread(target=takes) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 7
