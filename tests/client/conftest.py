"""What the stories of whole clients stand on: running haeros, threads for those clients that block, and short pauses."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import pytest_asyncio

from haero.client.core import resolving
from tests.client.matrix.ground import Ground, ground


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evening(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """20:00 in Korea."""
    async with ground(Path(tmp_path_factory.mktemp("evening"))) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """Half an hour into the regular US session."""
    async with ground(Path(tmp_path_factory.mktemp("session")), "session") as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def noon(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """Noon in Korea, in the US daytime session."""
    async with ground(Path(tmp_path_factory.mktemp("noon")), "noon") as started:
        yield started


@pytest.fixture(scope="module")
def threads() -> Iterator[ThreadPoolExecutor]:
    """For the calls of clients that block."""
    with ThreadPoolExecutor(20) as pool:
        yield pool


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second look for an order that may be lost comes at once."""
    monkeypatch.setattr(resolving, "_FIRST_PAUSE", 0.02)
