"""What is read of a data folder. The forms as the command prints them are in test_env.py."""

import json
from pathlib import Path

import pytest
import typer

from haero.cli.env_forms import FORMS, read
from haero.house.folder import lock
from haero.server.auth.apps import App
from haero.server.auth.vault import Vault
from haero.service.addresses import URLS_FILE
from haero.terms import Environment

FIRST, SECOND = (App(f"key{n}", f"secret{n}", Environment.MOCK, f"5000000{n}-01", "h") for n in (1, 2))


def test_the_first_app_of_an_environment_and_the_last_addresses(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    for app in (SECOND, FIRST):
        vault.add_app(app)
    token = vault.control_token
    vault.close()
    urls = {name: f"http://{name}" for name in ("rest_real", "rest_mock", "ws_real", "ws_mock", "control")}
    (tmp_path / URLS_FILE).write_text(json.dumps(urls))
    assert read(tmp_path) == ({Environment.MOCK: FIRST}, {}, token)
    with lock(tmp_path):
        assert read(tmp_path) == ({Environment.MOCK: FIRST}, urls, token)
        assert read(tmp_path, SECOND.account)[0] == {Environment.MOCK: SECOND}


def test_a_folder_without_keys_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        read(tmp_path / "none")
    assert ended.value.exit_code == 2
    assert "run `haero serve" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_every_form_has_key_and_address() -> None:
    apps = {where: App(f"key{where}", "s", where, "81000001-01", "hts") for where in Environment}
    urls = {name: f"http://{name}" for name in ("rest_real", "rest_mock", "ws_real", "ws_mock", "control")}
    for form in FORMS.values():
        text = form(apps, urls, "token")
        assert "keyreal" in text
        assert "http://ws_mock" in text
