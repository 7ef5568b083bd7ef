"""What is asked before real money moves. No test reaches KIS: the profile "real" has the address of a haero here."""

from pathlib import Path

import pytest
import yaml

from haero.cli.customer import asking
from tests.cli.customer.conftest import Desk

BUY = ("buy", "AAPL", "10", "185.20", "--profile", "real")


@pytest.fixture
def real(desk: Desk, tmp_path: Path) -> Desk:
    """KIS's own file of keys, with haero's address in it."""
    keys = {
        name: desk.environment[f"HAERO_REAL_{name}".upper()] for name in ("appkey", "appsecret", "account", "hts_id")
    }
    known = {
        "my_app": keys["appkey"],
        "my_sec": keys["appsecret"],
        "my_acct_stock": keys["account"][:8],
        "my_prod": keys["account"][-2:],
        "my_htsid": keys["hts_id"],
        "prod": desk.environment["HAERO_REST_REAL"],
        "ops": desk.environment["HAERO_WS_REAL"],
    }
    place = tmp_path / "KIS" / "config" / "kis_devlp.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(yaml.safe_dump(known))
    return desk


def test_a_yes_sends_it(real: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "at_a_terminal", lambda: True)
    ended = real.run(*BUY, answer="y\n")
    assert ended.exit_code == 0
    masked = f"{real.account[:2]}******-{real.account[-2:]}"
    assert f"account {masked}: real money." in ended.stderr
    assert "buy AAPL 10 limit 185.20" in ended.stderr
    assert "needs about 1,852.00 USD" in ended.stderr
    assert ": buy AAPL 10 limit 185.20, " in ended.stdout
    assert len(real.json("orders")["orders"]) == 1


def test_a_no_sends_nothing(real: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "at_a_terminal", lambda: True)
    ended = real.run(*BUY, "--lang", "ko", answer="n\n")
    assert (ended.exit_code, "주문 접수" in ended.stdout) == (1, False)
    assert "실제 돈이 움직입니다" in ended.stderr
    assert ended.stderr.endswith("아무것도 하지 않았습니다\n")
    assert real.json("orders") == {"orders": []}


def test_a_hand_that_stops_the_question_sends_nothing(real: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "at_a_terminal", lambda: True)
    ended = real.run(*BUY, answer="")
    assert ended.exit_code == 130
    assert real.json("orders") == {"orders": []}


def test_where_nobody_can_be_asked_nothing_is_sent(real: Desk) -> None:
    ended = real.run(*BUY)
    assert ended.exit_code == 2
    assert "haero: nobody can be asked" in ended.stderr
    assert real.json("orders") == {"orders": []}
    assert real.run(*BUY, "--yes").exit_code == 0
    assert len(real.json("orders")["orders"]) == 1


def test_a_dry_run_asks_nobody(real: Desk) -> None:
    assert real.says(*BUY, "--dry-run")[-1] == "dry run: nothing was sent"


def test_what_only_looks_asks_nobody_and_an_end_of_the_token_asks(real: Desk) -> None:
    assert real.json("orders", "--profile", "real") == {"orders": []}
    assert real.run("token", "--revoke", "--profile", "real").exit_code == 2
    assert real.says("token", "--revoke", "--profile", "real", "--yes") == ["the access token is revoked"]
