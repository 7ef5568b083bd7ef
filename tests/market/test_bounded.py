import pytest

from haero.market.bounded import Bounded


def test_the_oldest_entry_makes_room() -> None:
    box: Bounded[str, int] = Bounded(2)
    box["a"], box["b"], box["c"] = 1, 2, 3
    assert dict(box) == {"b": 2, "c": 3}


def test_a_new_value_for_a_known_key_pushes_nothing_out() -> None:
    box: Bounded[str, int] = Bounded(2)
    box["a"], box["b"] = 1, 2
    box["a"] = 9
    assert dict(box) == {"a": 9, "b": 2}


def test_it_holds_something() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Bounded(0)


def test_it_can_be_emptied_and_filled_again() -> None:
    box: Bounded[str, int] = Bounded(2)
    box["a"], box["b"] = 1, 2
    box.clear()
    assert not box
    for number, key in enumerate("cdef"):
        box[key] = number
    assert dict(box) == {"e": 2, "f": 3}
