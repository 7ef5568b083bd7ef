"""Approval keys of WebSocket sessions."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from haero.kis.errors import KisRefusal
from haero.server.auth.approvals import KEEP_PER_APP, PER_SECOND, ApprovalOffice
from haero.server.auth.apps import App, make_keys
from haero.server.auth.vault import Vault
from haero.server.auth.wall import FixedWall
from haero.terms import Environment

REAL, MOCK = Environment.REAL, Environment.MOCK


@pytest.fixture
def wall() -> FixedWall:
    return FixedWall()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = Vault(tmp_path)
    opened.add_app(App(*make_keys(), REAL, "81000001-01", "one"))
    opened.add_app(App(*make_keys(), MOCK, "81000002-01", "two"))
    yield opened
    opened.close()


def test_a_key_has_uuid_shape_and_knows_its_owner(vault: Vault, wall: FixedWall) -> None:
    office = ApprovalOffice(vault, wall)
    one, two = vault.apps()
    first, second, third = office.issue(one, REAL), office.issue(one, MOCK), office.issue(two, MOCK)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", first)
    assert len({first, second, third}) == 3
    # A real app that asked the mock host, as python-kis does.
    assert [office.check(key) for key in (first, second, third)] == [(one, REAL), (one, MOCK), (two, MOCK)]


def test_a_key_lives_a_day_and_outlives_a_restart(vault: Vault, wall: FixedWall) -> None:
    (app, _) = vault.apps()
    key = ApprovalOffice(vault, wall).issue(app, REAL)
    wall.advance(timedelta(hours=24) - timedelta(seconds=1))
    vault.close()
    again = Vault(vault.path.parent)
    office = ApprovalOffice(again, wall)
    assert office.check(key) == (app, REAL)
    wall.advance(timedelta(seconds=1))
    assert office.check(key) is None
    again.close()


def test_an_app_may_ask_so_often_in_a_second(vault: Vault, wall: FixedWall) -> None:
    office = ApprovalOffice(vault, wall)
    one, two = vault.apps()
    for _ in range(PER_SECOND):
        office.issue(one, REAL)
    with pytest.raises(KisRefusal, match="EGW00201"):
        office.issue(one, REAL)
    office.issue(two, MOCK)
    wall.advance(timedelta(seconds=1))
    office.issue(one, REAL)
    unlimited = ApprovalOffice(vault, wall, unlimited=True)
    for _ in range(PER_SECOND + 1):
        unlimited.issue(one, REAL)


@pytest.mark.parametrize("key", ["", "a2585daf-8c09-4587-9fce-8ab893aaaaaa", "키", "\ud800", "x" * 10_000])
def test_unknown_keys_are_nobodys(vault: Vault, wall: FixedWall, key: str) -> None:
    assert ApprovalOffice(vault, wall).check(key) is None


def test_the_oldest_go_when_an_app_has_too_many(vault: Vault, wall: FixedWall) -> None:
    vault._db.execute("PRAGMA synchronous=OFF")
    office = ApprovalOffice(vault, wall, unlimited=True)
    one, two = vault.apps()
    others = office.issue(two, MOCK)
    keys = [office.issue(one, (REAL, MOCK)[number % 2]) for number in range(KEEP_PER_APP + 2)]
    assert [office.check(key) for key in keys[:3]] == [None, None, (one, REAL)]
    assert office.check(keys[-1]) is not None
    assert office.check(others) is not None


def test_nothing_limits_how_often_one_asks(vault: Vault, wall: FixedWall) -> None:
    office = ApprovalOffice(vault, wall)
    (app, _) = vault.apps()
    keys = [office.issue(app, REAL) for _ in range(20)]
    assert all(office.check(key) for key in keys)
