"""`haero env`: the same keys and addresses in three forms, each usable as it is."""

import json
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from haero.cli.main import app
from haero.house.folder import lock
from haero.server.auth.apps import App, make_keys
from haero.server.auth.vault import Vault
from haero.service.addresses import URLS_FILE
from haero.terms import Environment

URLS = {
    "rest_real": "http://127.0.0.1:1111",
    "rest_mock": "http://127.0.0.1:2222",
    "ws_real": "ws://127.0.0.1:3333",
    "ws_mock": "ws://127.0.0.1:4444",
    "control": "http://127.0.0.1:5555",
}


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A folder as a first start leaves it, and a second account that is none of `env`'s business."""
    made = Vault(tmp_path)
    made.add_app(App(*make_keys(), Environment.REAL, "81000001-01", "h8100000"))
    made.add_app(App(*make_keys(), Environment.MOCK, "50000001-01", "v5000000"))
    made.add_app(App(*make_keys(), Environment.REAL, "81000002-01", "h8100000"))
    (tmp_path / URLS_FILE).write_text(json.dumps(URLS))
    with lock(tmp_path):
        yield made
    made.close()


def env(folder: Path, *flags: str) -> Result:
    return CliRunner().invoke(app, ["env", "--data", str(folder), *flags])


def test_shell_output_can_be_evaluated(vault: Vault, tmp_path: Path) -> None:
    real, mock = vault.apps()[0], vault.apps()[1]
    ended = env(tmp_path)
    assert ended.exit_code == 0
    file = tmp_path / "env.sh"
    file.write_text(ended.stdout)
    shown = subprocess.run(
        ["bash", "-c", f". {shlex.quote(str(file))}; env | grep ^HAERO_"],
        capture_output=True,
        text=True,
        check=True,
        env={},
    )
    values = dict(line.split("=", 1) for line in shown.stdout.splitlines())
    assert values == {
        "HAERO_REST_REAL": URLS["rest_real"],
        "HAERO_REST_MOCK": URLS["rest_mock"],
        "HAERO_WS_REAL": URLS["ws_real"],
        "HAERO_WS_MOCK": URLS["ws_mock"],
        "HAERO_CONTROL": URLS["control"],
        "HAERO_CONTROL_TOKEN": vault.control_token,
        "HAERO_REAL_APPKEY": real.appkey,
        "HAERO_REAL_APPSECRET": real.appsecret,
        "HAERO_REAL_ACCOUNT": "81000001-01",
        "HAERO_REAL_HTS_ID": "h8100000",
        "HAERO_MOCK_APPKEY": mock.appkey,
        "HAERO_MOCK_APPSECRET": mock.appsecret,
        "HAERO_MOCK_ACCOUNT": "50000001-01",
        "HAERO_MOCK_HTS_ID": "v5000000",
    }


def test_json_is_the_ready_file(vault: Vault, tmp_path: Path) -> None:
    shown = json.loads(env(tmp_path, "--format", "json").stdout)
    assert set(shown) == {*URLS, "control_token", "real", "mock"}
    assert {name: shown[name] for name in URLS} == URLS
    assert shown["real"] == {
        "appkey": vault.apps()[0].appkey,
        "appsecret": vault.apps()[0].appsecret,
        "account": "81000001-01",
        "hts_id": "h8100000",
    }


def test_yaml_is_the_official_kis_devlp(vault: Vault, tmp_path: Path) -> None:
    """The 16 keys that the official client reads, each a quoted text on a line of its own."""
    real, mock = vault.apps()[0], vault.apps()[1]
    lines = env(tmp_path, "--format", "yaml").stdout.splitlines()
    assert "HOME" in " ".join(line for line in lines if line.startswith("# "))  # where the samples keep their tokens
    shown = dict(line.split(": ", 1) for line in lines if not line.startswith("#"))
    values = {name: json.loads(text) for name, text in shown.items()}
    assert values == {
        "my_app": real.appkey,
        "my_sec": real.appsecret,
        "paper_app": mock.appkey,
        "paper_sec": mock.appsecret,
        "my_htsid": "h8100000",
        "my_acct_stock": "81000001",
        "my_acct_future": "",
        "my_paper_stock": "50000001",
        "my_paper_future": "",
        "my_prod": "01",
        "prod": URLS["rest_real"],
        "ops": URLS["ws_real"],
        "vps": URLS["rest_mock"],
        "vops": URLS["ws_mock"],
        "my_token": "",
        "my_agent": "Mozilla/5.0",
    }


@pytest.mark.parametrize("why", ["rubbish", "{}", "[]", "never listened", "killed"])
def test_no_address_of_a_haero_that_does_not_run(vault: Vault, tmp_path: Path, why: str) -> None:
    """Its ports may be another's: that one would be asked with these keys."""
    if why == "killed":
        (tmp_path / "haero.lock").unlink()
    elif why == "never listened":
        (tmp_path / URLS_FILE).unlink()
    else:
        (tmp_path / URLS_FILE).write_text(why)
    for form in ("json", "shell", "yaml"):
        ended = env(tmp_path, "--format", form)
        assert ended.exit_code == 0
        assert "://" not in ended.stdout
        assert vault.apps()[0].appkey in ended.stdout
        assert f"not running, so no addresses: start it with `haero serve --data {tmp_path}`" in ended.stderr


def test_the_keys_of_another_account(vault: Vault, tmp_path: Path) -> None:
    shown = json.loads(env(tmp_path, "--format", "json", "--account", "81000002-01").stdout)
    assert (shown["real"]["account"], shown["mock"]["account"]) == ("81000002-01", "50000001-01")
    ended = env(tmp_path, "--account", "81000003-01")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "no such account, see `haero account list" in ended.stderr


def test_a_folder_without_keys(tmp_path: Path) -> None:
    ended = env(tmp_path / "nothing")
    assert ended.exit_code == 2
    assert "haero serve --data" in ended.stderr.replace("\n", "")
    assert ended.stdout == ""
    assert not (tmp_path / "nothing").exists()


def test_a_damaged_vault_and_an_unknown_format(tmp_path: Path) -> None:
    (tmp_path / "auth.db").write_bytes(b"no database " * 500)
    ended = env(tmp_path)
    assert ended.exit_code == 2
    assert "auth.db" in ended.stderr.replace("\n", "")
    assert env(tmp_path, "--format", "xml").exit_code == 2
