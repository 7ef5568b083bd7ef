import gc
from collections.abc import Iterator

import pytest

from haero.journal import collector
from haero.journal.collector import collector_off


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_it_is_off_inside_and_on_again_afterwards_whatever_happens() -> None:
    with collector_off():
        assert not gc.isenabled()
        with collector_off():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), collector_off():
        raise KeyError
    assert gc.isenabled()


def test_who_has_none_gets_none() -> None:
    gc.disable()
    with collector_off():
        pass
    assert not gc.isenabled()


def test_only_where_much_was_made_is_it_never_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.unfreeze()
    with collector_off():
        kept = [[] for _ in range(100)]  # type: ignore[var-annotated]
    assert gc.get_freeze_count() == 0
    monkeypatch.setattr(collector, "MANY", 1000)
    with collector_off():
        kept += [[] for _ in range(2000)]
    assert gc.get_freeze_count() > 2000
    assert len(kept) == 2100
