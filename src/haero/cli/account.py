"""`haero account`: the accounts of a running haero and their keys."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from haero.cli.columns import padded
from haero.cli.common import DEFAULT_FOLDER, Folder, Json, control
from haero.cli.parsing import Group
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
def list_accounts(data: Folder = DEFAULT_FOLDER, as_json: Json = False) -> None:
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
) -> None:
    """Opens an account and prints its keys. Without --cash it begins with what the settings say."""
    amounts = _amounts(cash) if cash else None
    opened = control(data).post("/control/accounts", environment=environment, cash=amounts, overseas=overseas)
    _show(opened, as_json=as_json)


@account_app.command()
def service(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="CANO-ACNT_PRDT_CD: 81000001-01.")],
    state: Annotated[Switch, typer.Argument(help="on: signed up for overseas stocks; off: it may not order.")],
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """Signs an account up for overseas stocks (해외주식 거래신청), or takes that back."""
    _show(control(data).post("/control/service", account=account, overseas=state is Switch.ON), as_json=as_json)


@account_app.command()
def show(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="CANO-ACNT_PRDT_CD: 81000001-01.")],
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """Prints the keys of an account, and its cash."""
    client = control(data)
    found = [one for one in client.get("/control/accounts")["accounts"] if one["account"] == account]
    if not found:
        fail(text("no_account", account=account, data=data).removeprefix("--account "), 1)
    standing = [one for one in client.get("/control/state")["accounts"] if one["account"] == account]
    known = {name: standing[0][name] for name in ("overseas", "cash")} if standing else {}
    _show(found[0] | known, as_json=as_json)


def _amounts(given: list[str]) -> dict[str, str]:
    """What --cash says; ends the process where it is not of its form."""
    from haero.cli.cash import cash_of
    from haero.house.settings import SettingsError

    try:
        return {str(currency): f"{amount}" for currency, amount in cash_of(given).items()}
    except SettingsError as error:
        fail(str(error), 2)


def _show(account: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        tell_json(account)
        return
    for name, value in account.items():
        shown = _shown(name, value)
        print(f"{padded(text(name), 12)} {shown}")


def _shown(name: str, value: Any) -> str:
    """What stands behind a name: cash by currency, the environment in the language of this process."""
    if name == "cash":
        return "  ".join(f"{currency} {amount}" for currency, amount in value.items())
    if isinstance(value, bool):
        return Switch.ON if value else Switch.OFF
    return text(value) if name == "environment" else str(value)
