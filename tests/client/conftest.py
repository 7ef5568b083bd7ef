"""What the stories of whole clients stand on: running haeros, threads for those clients that block, and short pauses."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import pytest_asyncio

from haero.client.core import resolving
from tests.client.matrix.ground import EVENING_IN_KOREA, Ground, ground
from tests.client.stage import House
from tests.support import OPEN_TIME


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


@pytest.fixture(scope="session")
def new_york(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Half an hour into the regular US session: midnight in Korea."""
    with House(tmp_path_factory.mktemp("new-york"), OPEN_TIME) as house:
        house.quote_all()
        yield house


@pytest.fixture(scope="session")
def before_the_open(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """20:00 in Korea: the US pre-market, in which orders for the auctions are taken."""
    with House(tmp_path_factory.mktemp("pre-market"), EVENING_IN_KOREA) as house:
        house.quote_all()
        yield house


@pytest.fixture(scope="session")
def seoul(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """11:25 in Korea: all exchanges of Asia are open, and so is the daytime session of the US; reservations are taken."""
    with House(tmp_path_factory.mktemp("seoul"), "2026-11-20T11:25:00+09:00") as house:
        house.quote_all()
        yield house


@pytest.fixture(scope="session")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A synthetic market, for what KIS says of quotes, rankings and bars."""
    with House(tmp_path_factory.mktemp("tape"), OPEN_TIME, market="synthetic") as house:
        yield house
