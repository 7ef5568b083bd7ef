"""The fates of an order."""

from haero.client.local.record import OPEN_FATES, Fate
from haero.client.local.rows import may_follow


def test_what_nobody_knows_may_become_anything_and_what_kis_said_stays() -> None:
    """From each fate, what a settlement may make of it."""
    every = set(Fate)
    changes = {old: {new for new in every if may_follow(old, new)} for old in Fate}
    assert {old for old in Fate if changes[old] == every} == OPEN_FATES
    assert changes[Fate.ABSENT] == {Fate.ACCEPTED, Fate.REJECTED}
    assert changes[Fate.ACCEPTED] == changes[Fate.REJECTED] == changes[Fate.UNSENT] == set()
