"""The flags that the commands of a customer share."""

import shlex
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from haero.terms import Environment


class ProfileName(StrEnum):
    """Which broker."""

    HAERO = "haero"
    MOCK = "mock"
    REAL = "real"


ProfileFlag = Annotated[
    ProfileName,
    typer.Option(
        "--profile",
        help="haero = on this machine, mock = KIS 모의투자, real = KIS 실전, real money.",
    ),
]
EnvironmentFlag = Annotated[
    Environment | None,
    typer.Option("--environment", help="The account of a haero: real (실전, default) or mock (모의)."),
]
DataFlag = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of that haero; default: HAERO_DATA, or haero-data."),
]
YesFlag = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask, on the real account either.")]
DryRunFlag = Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, and send nothing.")]
KeyFlag = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="KEY",
        help="Your name for this order: the same again gives the first outcome, and sends nothing.",
    ),
]
SymbolArgument = Annotated[
    str, typer.Argument(metavar="SYMBOL", help="종목코드: AAPL (NASDAQ), NYSE:IBM, TKSE:7203, SEHK:700, …")
]
ExchangeFlag = Annotated[
    str | None, typer.Option("--exchange", metavar="EXCHANGE", help="Only this exchange: NASD, NYSE, TKSE, SEHK, …")
]
SinceFlag = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="From this day on: 2026-11-20; default: today.")
]
UntilFlag = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Up to this day.")]


class Destination(NamedTuple):
    """Where a command goes to: a profile; of a haero the account and the folder as well."""

    profile: ProfileName = ProfileName.HAERO
    environment: Environment | None = None
    data: Path | None = None

    def command(self, words: Iterable[str]) -> str:
        """A command line of haero that goes to the same place."""
        more = [] if self.profile is ProfileName.HAERO else ["--profile", self.profile.value]
        more += [] if self.environment is None else ["--environment", self.environment.value]
        more += [] if self.data is None else ["--data", str(self.data)]
        return shlex.join(["haero", *words, *more])
