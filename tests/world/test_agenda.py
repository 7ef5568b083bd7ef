"""What falls due comes in order of time; at one moment ends go before beginnings, and otherwise first come first."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from haero.world.agenda import Agenda, Task

START = datetime(2026, 11, 20, tzinfo=UTC)


def test_entries_come_by_time_then_task_then_arrival() -> None:
    agenda = Agenda()
    late, early = START + timedelta(minutes=2), START + timedelta(minutes=1)
    agenda.add(late, Task.EXPIRE, "a", 1)
    agenda.add(early, Task.SEND_RESERVATION, "a", 2)
    agenda.add(early, Task.EXPIRE, "a", 4)
    agenda.add(early, Task.EXPIRE, "a", 3)
    assert agenda.next() == early
    assert [(at, entry.number) for at, entry in agenda.take(late)] == [(early, 4), (early, 3), (early, 2), (late, 1)]
    assert agenda.next() is None


def test_only_what_is_due_is_taken() -> None:
    agenda = Agenda()
    for minute in (1, 2, 3):
        agenda.add(START + timedelta(minutes=minute), Task.EXPIRE, "a", minute)
    assert [entry.number for _, entry in agenda.take(START + timedelta(minutes=2))] == [1, 2]
    assert agenda.next() == START + timedelta(minutes=3)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(Task)), max_size=40))
def test_everything_comes_once_and_in_order(items: list[tuple[int, Task]]) -> None:
    agenda = Agenda()
    for number, (minute, task) in enumerate(items):
        agenda.add(START + timedelta(minutes=minute), task, "a", number)
    taken = [(at, entry.task, entry.number) for at, entry in agenda.take(START + timedelta(hours=1))]
    assert taken == sorted(taken)
    assert sorted(number for *_, number in taken) == list(range(len(items)))
