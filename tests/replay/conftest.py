"""The morning of tests/replay_story.py, lived through once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.replay_story import Told, told


@pytest.fixture
async def story(tmp_path: Path) -> AsyncIterator[Told]:
    async with told(tmp_path / "story") as lived:
        yield lived
        await asyncio.sleep(0)
