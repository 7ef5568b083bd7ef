"""The credentials and addresses of a data folder, and the three forms that `haero env` gives them."""

import json
from pathlib import Path

from haero.cli.common import fail
from haero.server.auth.apps import App
from haero.server.auth.vault import Vault, VaultError
from haero.service.addresses import NAMES, URLS_FILE, Ports, variables
from haero.terms import Environment

_SCHEMES = {"rest_real": "http", "rest_mock": "http", "ws_real": "ws", "ws_mock": "ws", "control": "http"}
_NAMES = ("appkey", "appsecret", "account", "hts_id")


def read(data: Path) -> tuple[dict[Environment, App], dict[str, str], str]:
    """The first app of each environment, the addresses, the control token. Ends the process where there are none."""
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
    return apps, _urls(data), token


def _urls(data: Path) -> dict[str, str]:
    """The addresses that the last start wrote down, else KIS's own port numbers."""
    try:
        known = json.loads((data / URLS_FILE).read_text())
        return {name: str(known[name]) for name in NAMES}
    except (OSError, ValueError, KeyError, TypeError):
        ports = Ports()
        return {name: f"{_SCHEMES[name]}://127.0.0.1:{getattr(ports, name)}" for name in NAMES}


def shell(apps: dict[Environment, App], urls: dict[str, str], token: str) -> str:
    """Lines that a shell evaluates."""
    return "\n".join(f"export {name}='{value}'" for name, value in variables(urls, apps, token).items())


def json_text(apps: dict[Environment, App], urls: dict[str, str], token: str) -> str:
    """What the ready file has, on lines of its own."""
    accounts = {str(environment): {n: getattr(app, n) for n in _NAMES} for environment, app in apps.items()}
    return json.dumps(urls | {"control_token": token} | accounts, indent=2)


def yaml(apps: dict[Environment, App], urls: dict[str, str], token: str) -> str:
    """The keys of the official kis_devlp.yaml."""
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


FORMS = {"shell": shell, "yaml": yaml, "json": json_text}
