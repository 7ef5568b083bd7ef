"""`haero account`: the accounts of a running haero and their keys."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder, Group, Json, Lang, control
from haero.cli.telling import fail, tell_json
from haero.cli.texts import text

account_app = typer.Typer(
    cls=Group, help="Accounts (계좌) of a running haero: list, open another, show its keys.", no_args_is_help=True
)


class Where(StrEnum):
    REAL = "real"
    MOCK = "mock"


class Switch(StrEnum):
    ON = "on"
    OFF = "off"


@account_app.command("list")
def list_accounts(data: Folder = DEFAULT_FOLDER, as_json: Json = False, lang: Lang = None) -> None:
    """Lists all accounts; with --json their keys too."""
    found = control(data).get("/control/accounts")
    if as_json:
        tell_json(found)
        return
    for account in found["accounts"]:
        print(f"{account['account']}  {text(account['environment'])}  {account['hts_id']}")


@account_app.command()
def new(
    environment: Annotated[Where, typer.Argument(help="real (실전) or mock (모의).")],
    cash: Annotated[
        list[str] | None, typer.Option(metavar="CURRENCY=AMOUNT", help="Opening cash (예수금); may be repeated.")
    ] = None,
    overseas: Annotated[
        bool,
        typer.Option(
            " /--no-overseas", help="Not signed up for overseas stocks (해외주식 거래신청): it may not order."
        ),
    ] = True,
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Opens an account and prints its keys. Without --cash it begins with what the settings say."""
    amounts = None if not cash else dict(_amount(one) for one in cash)
    opened = control(data).post("/control/accounts", environment=environment, cash=amounts, overseas=overseas)
    _show(opened, as_json=as_json)


@account_app.command()
def service(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="CANO-ACNT_PRDT_CD: 81000001-01.")],
    state: Annotated[Switch, typer.Argument(help="on: signed up for overseas stocks; off: it may not order.")],
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Signs an account up for overseas stocks (해외주식 거래신청), or takes that back."""
    _show(control(data).post("/control/service", account=account, overseas=state is Switch.ON), as_json=as_json)


@account_app.command()
def show(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="CANO-ACNT_PRDT_CD: 81000001-01.")],
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Prints the keys of an account, and its cash."""
    client = control(data)
    found = [one for one in client.get("/control/accounts")["accounts"] if one["account"] == account]
    if not found:
        fail(text("no_account", account=account, data=data).removeprefix("--account "), 1)
    standing = [one for one in client.get("/control/state")["accounts"] if one["account"] == account]
    known = {name: standing[0][name] for name in ("overseas", "cash")} if standing else {}
    _show(found[0] | known, as_json=as_json)


def _amount(given: str) -> tuple[str, str]:
    currency, separator, amount = given.partition("=")
    if not separator:
        fail(f"--cash {given}: must be like USD=1000000", 2)
    return currency.upper(), amount


def _show(account: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        tell_json(account)
        return
    for name, value in account.items():
        if name == "cash":
            value = "  ".join(f"{currency} {amount}" for currency, amount in value.items())
        elif isinstance(value, bool):
            value = Switch.ON if value else Switch.OFF
        print(f"{name:<12} {value}")
