"""The control call that lists the accounts, with the keys of their apps: for who has the control token and lost a reply."""

from typing import Any

from haero.broker.broker import Broker
from haero.server.auth.apps import App
from haero.server.auth.vault import Vault


def listed(vault: Vault, broker: Broker) -> dict[str, Any]:
    """Every account of the journal, in order of its number, as `POST /control/accounts` told it when it was opened."""
    known = broker.state.accounts
    apps = sorted((app for app in vault.apps() if app.account in known), key=lambda app: app.account)
    return {"accounts": [with_keys(app) for app in apps]}


def with_keys(app: App) -> dict[str, str]:
    """What a program needs to trade for the account. It holds secrets."""
    return {
        "environment": app.environment,
        "account": app.account,
        "hts_id": app.hts_id,
        "appkey": app.appkey,
        "appsecret": app.appsecret,
    }
