"""A client put together: what programs share, and what they don't."""

from pathlib import Path
from typing import Any

import pytest

from haero.client.core.policy import USUAL
from haero.client.errors import BadProfile
from haero.client.local.pace_file import NoPace, PaceFile
from haero.client.setup import STORE_NAME, Setup

GIVEN = {"base_url": "http://127.0.0.1:9911", "appkey": "a" * 36, "appsecret": "s" * 180, "account": "81000001-01"}


def make(tmp_path: Path, given: dict[str, str | None] | None = None, **named: Any) -> Setup:
    usual = {"environment": "real", "store": None, "data": None, "yaml": None, "pace": None, "timeout": None}
    return Setup.make("custom", GIVEN | (given or {}), state=tmp_path / "state", **usual | named)


def scope(tmp_path: Path, **given: str | None) -> str:
    setup = make(tmp_path, given)
    setup.close()
    return setup.trading.scope


def test_its_files_stand_in_the_state_folder(tmp_path: Path) -> None:
    setup = make(tmp_path)
    assert (tmp_path / "state" / STORE_NAME).exists()
    assert isinstance(setup.machine.pace, PaceFile)
    assert Path(setup.machine.pace.path).parent == tmp_path / "state"
    assert "aaaa" not in setup.machine.pace.path  # no key stands in a name
    setup.close()


def test_a_store_of_ones_own(tmp_path: Path) -> None:
    make(tmp_path, store=tmp_path / "mine.db").close()
    assert (tmp_path / "mine.db").exists()
    assert not (tmp_path / "state" / STORE_NAME).exists()


def test_programs_of_one_account_share_a_scope_and_others_do_not(tmp_path: Path) -> None:
    mine = scope(tmp_path)
    assert scope(tmp_path) == mine
    assert scope(tmp_path, base_url="http://127.0.0.1:9912") != mine
    assert scope(tmp_path, account="81000002-01") != mine
    assert scope(tmp_path, appkey="b" * 36) != mine  # a haero made anew
    assert scope(tmp_path, base_url="http://127.0.0.1:9911/") == mine


def test_an_account_at_kis_outlives_its_keys(tmp_path: Path) -> None:
    found = set()
    for key in ("a" * 36, "b" * 36):
        keys = {"appkey": key, "appsecret": "s" * 180, "account": "81000001-01"}
        setup = Setup.make("mock", keys, None, None, tmp_path / "state", None, None, None, None)
        assert setup.profile.at_kis
        found.add(setup.trading.scope)
        setup.close()
    assert len(found) == 1


def test_no_pace(tmp_path: Path) -> None:
    setup = make(tmp_path, pace=0)
    assert isinstance(setup.machine.pace, NoPace)
    setup.close()


@pytest.mark.parametrize(("timeout", "in_flight"), [(None, USUAL.in_flight), (1.0, USUAL.in_flight), (50.0, 60.0)])
def test_an_order_is_on_its_way_for_longer_than_its_reply_is_waited_for(
    tmp_path: Path, timeout: float | None, in_flight: float
) -> None:
    setup = make(tmp_path, timeout=timeout)
    assert setup.trading.asker.policy.in_flight == in_flight
    setup.close()


@pytest.mark.parametrize("timeout", [0.0, -1.0, float("nan")])
def test_a_timeout_that_is_none(tmp_path: Path, timeout: float) -> None:
    with pytest.raises(BadProfile, match="timeout"):
        make(tmp_path, timeout=timeout)
    assert not (tmp_path / "state").exists()


def test_connections_open_nothing_yet(tmp_path: Path) -> None:
    setup = make(tmp_path)
    setup.connections().close()
    assert setup.async_connections() is not None
    setup.close()
