"""The real machine and the real files are what operations ask for."""

import inspect
from pathlib import Path

from haero.client.core import machine
from haero.client.local.machine import LocalMachine
from haero.client.local.pace_file import NoPace, PaceFile
from haero.client.local.store import Store
from haero.client.local.token_file import TokenFile

PAIRS = [
    (machine.Tokens, TokenFile), (machine.Pace, PaceFile), (machine.Pace, NoPace), (machine.OrderStore, Store),
]  # fmt: skip


def test_every_method_is_there_with_its_parameters() -> None:
    for protocol, real in PAIRS:
        for name, wanted in inspect.getmembers(protocol, inspect.isfunction):
            if not name.startswith("_"):
                names = list(inspect.signature(wanted).parameters)
                assert list(inspect.signature(getattr(real, name)).parameters)[: len(names)] == names


def test_the_real_machine(tmp_path: Path) -> None:
    store = Store(":memory:")
    real: machine.Machine = LocalMachine(store, TokenFile(tmp_path, "token"), NoPace())
    assert real.now().tzinfo is not None
    assert real.tick() <= real.tick()
    assert 0.0 <= real.chance() <= 1.0
    assert len({real.new_key() for _ in range(100)}) == 100
    store.close()
