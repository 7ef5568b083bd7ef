"""How many connections there is room for."""

import resource

import pytest

from haero.service.descriptors import LEAST, RESERVED, connections

NO_LIMIT = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("before", "room", "after"),
    [
        ((1_024, 20_000), 2_000, 10_200),  # raised as far as needed, no further
        ((1_024, NO_LIMIT), 2_000, 10_200),
        ((50_000, NO_LIMIT), 2_000, 50_000),  # a larger one stays
        ((NO_LIMIT, NO_LIMIT), 2_000, NO_LIMIT),
        ((1_024, 4_096), (4_096 - RESERVED) // 5, 4_096),  # as far as allowed: less room for each
        ((1_024, 1_024), (1_024 - RESERVED) // 5, 1_024),
        ((64, 64), LEAST, 64),
    ],
)
def test_the_ports_share_what_the_system_allows(
    monkeypatch: pytest.MonkeyPatch, before: tuple[int, int], room: int, after: int
) -> None:
    limits = list(before)
    monkeypatch.setattr(resource, "getrlimit", lambda kind: tuple(limits))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, wanted: limits.__setitem__(slice(None), wanted))
    assert connections(5, 2_000) == room
    assert limits == [after, before[1]]


def test_a_system_that_refuses_has_the_limit_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(kind: int, wanted: tuple[int, int]) -> None:
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "getrlimit", lambda kind: (1_024, NO_LIMIT))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert connections(5, 2_000) == (1_024 - RESERVED) // 5
