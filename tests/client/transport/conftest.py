"""A transport of each kind, closed when its test is over."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.client.transport.callers import KINDS, Caller, Makes, make


@pytest.fixture(params=KINDS)
def caller(request: pytest.FixtureRequest) -> Iterator[Makes]:
    """Makes transports of one kind."""
    made: list[Caller] = []

    def one(*given: Any, **named: Any) -> Caller:
        made.append(make(request.param, *given, **named))
        return made[-1]

    yield one
    for each in made:
        each.close()
