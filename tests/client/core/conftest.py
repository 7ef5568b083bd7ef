"""A stage for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.client.core.stage import Stage

Makes = Callable[..., Stage]


@pytest.fixture
def make_stage(tmp_path: Path) -> Iterator[Makes]:
    """Stages that share a folder: programs of one machine, but for the store."""
    made: list[Stage] = []

    def make(*given: object, **named: object) -> Stage:
        made.append(Stage(tmp_path / "state", *given, **named))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for stage in made:
        stage.close()


@pytest.fixture
def stage(make_stage: Makes) -> Stage:
    """A real account at a haero."""
    return make_stage()
