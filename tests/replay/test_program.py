import shlex
import sys
from pathlib import Path

import pytest

from haero.cli.env_forms import shell
from haero.replay.program import Program, ProgramError
from haero.server.auth.apps import App
from haero.service.addresses import variables
from haero.terms import Environment

URLS = {
    name: f"http://127.0.0.1:{port}"
    for port, name in enumerate(("rest_real", "rest_mock", "ws_real", "ws_mock", "control"))
}
APPS = {where: App(f"key{where}", f"it's {where}", where, "81000001-01", "hts") for where in Environment}


def python(text: str) -> Program:
    return Program(shlex.join([sys.executable, "-c", text]))


def test_the_variables_are_those_of_haero_env() -> None:
    printed = shell(
        {where: App(f"key{where}", "s", where, "81000001-01", "hts") for where in Environment}, URLS, "token"
    )
    expected = dict(line.removeprefix("export ").split("=", 1) for line in printed.splitlines())
    mine = variables(
        URLS, {where: App(f"key{where}", "s", where, "81000001-01", "hts") for where in Environment}, "token"
    )
    assert {name: f"'{value}'" for name, value in mine.items()} == expected


async def test_it_gets_the_environment_and_its_status_comes_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    text = f"import os, sys; open({str(out)!r}, 'w').write(os.environ['HAERO_REAL_APPSECRET']); sys.exit(7)"
    program = python(text)
    await program.start(variables(URLS, APPS, "token"))
    assert await program.wait() == 7
    assert out.read_text() == "it's real"
    assert await program.end() == 7
    assert not program.asked_to_end


async def test_one_that_listens_ends_when_asked() -> None:
    program = python("import time\ntime.sleep(100)")
    await program.start({})
    assert await program.end() == -15
    assert program.asked_to_end


async def test_one_that_does_not_is_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    program = python(
        f"import signal, time, pathlib\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\npathlib.Path({str(ready)!r}).touch()\n"
        "while True: time.sleep(1)"
    )
    await program.start({})
    while not ready.exists():
        assert program.pid is not None
    assert await program.end(grace=0.05) == -9


@pytest.mark.parametrize("command", ["", "  ", "'unfinished", "no-such-program-of-haero --flag"])
async def test_what_cannot_be_started(command: str) -> None:
    with pytest.raises(ProgramError):
        await Program(command).start({})
