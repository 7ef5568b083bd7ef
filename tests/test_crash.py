"""Promise 1, durable: a short run of tools/crash_test.py, which kills haero while orders come in."""

import pytest

from haero.journal.sqlite.store import FILE_NAME
from tools import crash_test


@pytest.fixture(scope="module")
def short_run(tmp_path_factory: pytest.TempPathFactory) -> crash_test.CrashTest:
    folder = tmp_path_factory.mktemp("crash") / "data"
    return crash_test.run(folder, rounds=5, seed=20, seconds=0.5, say=lambda *text, **more: None)


def test_killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_happens_twice(
    short_run: crash_test.CrashTest,
) -> None:
    assert short_run.violations == []
    assert short_run.counts["acknowledged"] > 50
    assert short_run.counts["killed at work"] > 1


def test_the_crash_test_sees_a_lost_order(short_run: crash_test.CrashTest) -> None:
    """It would be worth nothing if it could not fail."""
    told = short_run.told["real"]
    number = max(told.orders)
    told.orders[number + 10_000] = told.orders[number]
    short_run._check()
    assert any(f"order {number + 10_000} was acknowledged and is lost" in text for text in short_run.violations)
    del told.orders[number + 10_000]
    short_run.violations.clear()


def test_the_crash_test_sees_damage(short_run: crash_test.CrashTest) -> None:
    path = short_run.folder / FILE_NAME
    log = path.with_name(path.name + "-wal")
    target = log if log.exists() and log.stat().st_size > 5000 else path
    data = bytearray(target.read_bytes())
    data[4500] ^= 1
    target.write_bytes(data)
    short_run._check()
    assert any(text.startswith("verify 1") for text in short_run.violations)
