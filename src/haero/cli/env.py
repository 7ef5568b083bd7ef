"""`haero env`: credentials and addresses, in the form that a program wants."""

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder, fail
from haero.replay.program import variables
from haero.server.auth.apps import App
from haero.server.auth.vault import Vault, VaultError
from haero.service.service import NAMES, URLS_FILE, Ports
from haero.terms import Environment

_SCHEMES = {"rest_real": "http", "rest_mock": "http", "ws_real": "ws", "ws_mock": "ws", "control": "http"}


_NAMES = ("appkey", "appsecret", "account", "hts_id")


class Format(StrEnum):
    SHELL = "shell"
    YAML = "yaml"
    JSON = "json"


def env(
    data: Folder = DEFAULT_FOLDER,
    format: Annotated[Format, typer.Option(help="shell, json, or yaml = the official kis_devlp.yaml")] = Format.SHELL,
) -> None:
    """Prints the keys (앱키, 앱시크릿), accounts (계좌) and addresses of a data folder.

    They are secrets of this folder only: no real account of yours is in them. Addresses are those of the last start.
    """
    if not (data / "auth.db").is_file():
        fail(f"{data} has no keys yet: run `haero serve --data {data}` once", 2)
    try:
        vault = Vault(data)
    except VaultError as error:
        fail(str(error), 2)
    try:
        apps: dict[Environment, App] = {}
        for app in vault.apps():
            apps.setdefault(app.environment, app)
        token = vault.control_token
    finally:
        vault.close()
    urls = _urls(data)
    print({Format.SHELL: _shell, Format.YAML: _yaml, Format.JSON: _json}[format](apps, urls, token))


def _urls(data: Any) -> dict[str, str]:
    """The addresses that the last start wrote down, else KIS's own port numbers."""
    try:
        known = json.loads((data / URLS_FILE).read_text())
        return {name: str(known[name]) for name in NAMES}
    except (OSError, ValueError, KeyError, TypeError):
        ports = Ports()
        return {name: f"{_SCHEMES[name]}://127.0.0.1:{getattr(ports, name)}" for name in NAMES}


def _shell(apps: dict[Environment, App], urls: dict[str, str], token: str) -> str:
    return "\n".join(f"export {name}='{value}'" for name, value in variables(urls, apps, token).items())


def _json(apps: dict[Environment, App], urls: dict[str, str], token: str) -> str:
    accounts = {str(environment): {n: getattr(app, n) for n in _NAMES} for environment, app in apps.items()}
    return json.dumps(urls | {"control_token": token} | accounts, indent=2)


def _yaml(apps: dict[Environment, App], urls: dict[str, str], token: str) -> str:
    real, mock = apps[Environment.REAL], apps[Environment.MOCK]
    values = {
        "my_app": real.appkey,
        "my_sec": real.appsecret,
        "paper_app": mock.appkey,
        "paper_sec": mock.appsecret,
        "my_htsid": real.hts_id,
        "my_acct_stock": real.account[:8],
        "my_acct_future": "",
        "my_paper_stock": mock.account[:8],
        "my_paper_future": "",
        "my_prod": real.account[9:],
        "prod": urls["rest_real"],
        "ops": urls["ws_real"],
        "vps": urls["rest_mock"],
        "vops": urls["ws_mock"],
        "my_token": "",
        "my_agent": "Mozilla/5.0",
    }
    return "\n".join(f'{name}: "{value}"' for name, value in values.items())
