"""Fixtures of the whole suite."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import Running, running

os.environ["HAERO_LANG"] = "en"  # on a Korean machine too
settings.register_profile("haero", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("haero")


@pytest.fixture
async def haero(tmp_path: Path) -> AsyncIterator[Running]:
    """A haero in this process: manual market, clock standing in a regular US session, no rate limits."""
    async with running(tmp_path / "data") as started:
        yield started
