"""The credentials and addresses of a data folder, and the three forms that `haero env` gives them."""

import json
from pathlib import Path

from haero.cli.telling import complain, fail
from haero.cli.texts import text
from haero.server.auth.apps import App
from haero.server.auth.vault import Vault, VaultError
from haero.service.addresses import read_addresses, variables
from haero.terms import Environment

_NAMES = ("appkey", "appsecret", "account", "hts_id")


def read(data: Path, account: str | None = None) -> tuple[dict[Environment, App], dict[str, str], str]:
    """The first app of each environment (that of `account` in its own), the addresses, the control token.

    No addresses where haero does not run: those of the last start may be another's by now.
    Ends the process where there are no keys.
    """
    if not (data / "auth.db").is_file():
        fail(text("no_keys", data=data), 2)
    try:
        vault = Vault(data)
    except VaultError as error:
        fail(str(error), 2)
    try:
        apps: dict[Environment, App] = {}
        for app in sorted(vault.apps(), key=lambda app: app.account != account):
            apps.setdefault(app.environment, app)
        token = vault.control_token
    finally:
        vault.close()
    if account is not None and all(app.account != account for app in apps.values()):
        fail(text("no_account", account=account, data=data), 1)
    urls = read_addresses(data)
    if urls is None:
        complain(f"haero: {text('no_addresses', data=data)}")
    return apps, urls or {}, token


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
        "prod": urls.get("rest_real", ""),
        "ops": urls.get("ws_real", ""),
        "vps": urls.get("rest_mock", ""),
        "vops": urls.get("ws_mock", ""),
        "my_token": "",
        "my_agent": "Mozilla/5.0",
    }
    lines = [f'{name}: "{value}"' for name, value in values.items()]
    return "\n".join([f"# {line}" for line in text("yaml_home").splitlines()] + lines)


FORMS = {"shell": shell, "yaml": yaml, "json": json_text}
