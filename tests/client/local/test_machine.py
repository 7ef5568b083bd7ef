"""This machine's clocks, chance and keys."""

import subprocess
import sys
from datetime import UTC
from pathlib import Path

from haero.client.core.machine import Machine
from haero.client.local.machine import LocalMachine
from haero.client.local.pace_file import NoPace
from haero.client.local.store import Store
from haero.client.local.token_file import TokenFile
from tests.client.local.programs import running, said


def machine(folder: Path) -> Machine:
    return LocalMachine(Store(":memory:"), TokenFile(folder, "token"), NoPace())


def test_clocks_chance_and_keys(tmp_path: Path) -> None:
    here = machine(tmp_path)
    assert here.now().tzinfo is UTC
    assert here.tick() <= here.tick()
    chances = {here.chance() for _ in range(200)}
    assert len(chances) == 200
    assert min(chances) >= 0
    assert max(chances) < 1
    keys = [here.new_key() for _ in range(200)]
    assert len(set(keys)) == 200
    assert [key[:14] for key in keys] == sorted(key[:14] for key in keys)


def test_all_processes_have_the_same_tick(tmp_path: Path) -> None:
    here = machine(tmp_path)
    script = "from haero.client.local.machine import LocalMachine\nfrom haero.client.local.pace_file import NoPace\n"
    script += "told(LocalMachine(Store(':memory:'), TokenFile(where, 'token'), NoPace()).tick())"
    before = here.tick()
    with running(script, tmp_path) as program:
        assert before < float(said(program)) < here.tick()


def test_the_room_costs_no_sqlite_json_or_logging_before_it_is_used() -> None:
    script = "import sys, haero.client.local.machine\n"
    script += "print(sorted({'sqlite3', 'logging', 'random', 'hashlib', 'uuid', 'dataclasses'} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
