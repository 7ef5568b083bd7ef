"""The event loop of a command: uvloop where there is one."""

import asyncio
import sys

import pytest

from haero.cli.loop import run


async def loop_of() -> str:
    return type(asyncio.get_running_loop()).__module__


def test_on_uvloop() -> None:
    pytest.importorskip("uvloop")
    assert run(loop_of()).startswith("uvloop")


def test_without_uvloop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert run(loop_of()).startswith("asyncio")


def test_an_error_comes_through() -> None:
    async def wrong() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        run(wrong())
