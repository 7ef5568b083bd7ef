"""The commands of `haero`: what each is called and does, and the module that is imported when it is called."""

import os
import sys
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand
from typer.main import get_group

from haero.cli.entry import refuse_windows, tolerant_output
from haero.cli.parsing import Group, SpokenCommand, fitted, language_in, said_in_language, words_of
from haero.cli.texts import choose

COMPLETE = "_HAERO_COMPLETE"
"""Set by the shell that asks for completions."""


class CommandEntry(NamedTuple):
    """A command by name. `help` is the first paragraph of its own help: the list of commands shows no more."""

    name: str
    module: str
    attribute: str
    help: str

    def load(self) -> Any:
        """Imports it: a function, or a Typer with commands of its own."""
        found, parent = getattr(import_module(self.module), self.attribute), typer.Typer()
        if isinstance(found, typer.Typer):
            for command in found.registered_commands:
                command.cls = SpokenCommand
            parent.add_typer(found, name=self.name)
        else:
            parent.command(self.name, cls=SpokenCommand)(found)
        return fitted(get_group(parent).commands[self.name])


COMMANDS = {
    command.name: command
    for command in (
        CommandEntry("serve", "haero.cli.serve", "serve", "Starts the order system. Stop it with Ctrl-C or SIGTERM."),
        CommandEntry(
            "env",
            "haero.cli.env",
            "env",
            "Prints the keys (앱키, 앱시크릿), accounts (계좌) and addresses of a data folder.",
        ),
        CommandEntry(
            "demo",
            "haero.cli.demo",
            "demo",
            "Starts a broker, takes an order through its whole life, prints it. Nothing is kept, no port of yours is used.",
        ),
        CommandEntry(
            "verify",
            "haero.cli.verify",
            "verify",
            "Checks every page, event and balance of the journal. Exit status: 0 clean, 1 damaged, 2 unreadable.",
        ),
        CommandEntry(
            "backup",
            "haero.cli.backup",
            "backup",
            "Copies journal, keys and master files to a new folder, consistent while haero runs, and verifies the copy.",
        ),
        CommandEntry(
            "replay",
            "haero.cli.replay",
            "replay_command",
            "Runs your program against a recorded period, as fast as it keeps up, and reports what its orders came to.",
        ),
        CommandEntry(
            "status",
            "haero.cli.status",
            "status",
            "Says whether haero runs, its addresses, market time, accounts and journal. Exit status: 0 it runs, 1 it doesn't.",
        ),
        CommandEntry(
            "stop",
            "haero.cli.stop",
            "stop",
            "Stops haero in order, and returns when the folder is free. "
            "Exit status: 0 stopped, 1 still running, 2 it didn't run.",
        ),
        CommandEntry(
            "logs",
            "haero.cli.logs",
            "logs",
            "Prints the last lines of the log. Without a log file it says how to get one.",
        ),
        CommandEntry(
            "reset",
            "haero.cli.reset",
            "reset",
            "Deletes the journal of a running haero and opens the first accounts again. Keys and tokens stay valid.",
        ),
        CommandEntry(
            "buy",
            "haero.cli.customer.placing",
            "buy",
            "Buys shares (매수). Exit status: 0 KIS took the order, 1 it did not or nobody knows, 2 wrong use.",
        ),
        CommandEntry(
            "sell",
            "haero.cli.customer.placing",
            "sell",
            "Sells shares (매도). Exit status: 0 KIS took the order, 1 it did not or nobody knows, 2 wrong use.",
        ),
        CommandEntry(
            "revise",
            "haero.cli.customer.changing",
            "revise",
            "Changes the price of an order (정정), or that of some of its shares. The revision has a number of its own.",
        ),
        CommandEntry(
            "cancel",
            "haero.cli.customer.changing",
            "cancel",
            "Takes an order back (취소), what is open of it, or some of its shares.",
        ),
        CommandEntry(
            "orders",
            "haero.cli.customer.listing",
            "orders",
            "Lists orders (주문내역): today's and all that are open (미체결), or those of some days.",
        ),
        CommandEntry(
            "fills",
            "haero.cli.customer.listing",
            "fills",
            "Lists what was executed (체결), an order a line with its average price; today, or since a day.",
        ),
        CommandEntry(
            "balance",
            "haero.cli.customer.holding",
            "balance",
            "Shows holdings with value and profit (잔고), cash (예수금), and the sums in won.",
        ),
        CommandEntry(
            "cash",
            "haero.cli.customer.holding",
            "cash",
            "Shows cash by currency (예수금) and what orders can use of it (주문가능금액); "
            "of a symbol, how many shares that buys.",
        ),
        CommandEntry(
            "quote",
            "haero.cli.customer.quoting",
            "quote",
            "Shows last price (현재가), bid, ask and volume; of mock KIS gives the last price alone.",
        ),
        CommandEntry(
            "watch",
            "haero.cli.customer.watch",
            "watch",
            "Shows quotes (현재가), open orders (미체결) and notices (체결통보) live, until Ctrl-C (130).",
        ),
        CommandEntry(
            "unknowns",
            "haero.cli.customer.unknown",
            "unknowns",
            "Lists the orders of which nobody knows whether KIS received them, "
            "and the command that finds out. Asks nobody.",
        ),
        CommandEntry(
            "resolve",
            "haero.cli.customer.unknown",
            "resolve",
            "Finds out what became of an order whose reply was lost, from KIS's own lists; nothing is ever sent again.",
        ),
        CommandEntry(
            "token",
            "haero.cli.customer.tokens",
            "token",
            "Says until when the access token (접근토큰) is valid, and fetches one if there is none. It is never shown.",
        ),
        CommandEntry(
            "reserve",
            "haero.cli.customer.reserving",
            "reserve_app",
            "Reservations (예약주문): KIS keeps them and sends them when the exchange opens.",
        ),
        CommandEntry("master", "haero.cli.master", "master_app", "Official symbol master files (종목마스터)."),
        CommandEntry(
            "clock", "haero.cli.clock", "clock_app", "The market clock (시장 시각): look, pause, run, step, jump."
        ),
        CommandEntry(
            "market",
            "haero.cli.market",
            "market_app",
            "The market by hand: prices (--market manual), halts (거래정지), a look.",
        ),
        CommandEntry(
            "account",
            "haero.cli.account",
            "account_app",
            "Accounts (계좌) of a running haero: list, open another, show its keys.",
        ),
        CommandEntry(
            "fault",
            "haero.cli.fault",
            "fault_app",
            "Injected failures (장애 주입): lost, late, doubled replies and notices, errors, cut connections.",
        ),
    )
}


class CommandGroup(Group):
    """Lists the commands from the table, and imports the one that is called."""

    def __init__(self, **attributes: Any) -> None:
        """Takes what typer gives; its own commands are not known yet, so that others stand for them in the list."""
        listed = {name: TyperCommand(name, help=command.help) for name, command in COMMANDS.items()}
        super().__init__(**attributes | {"commands": listed})

    def main(self, *arguments: Any, **more: Any) -> Any:
        """Runs one command, on a system and with an output that are fit for it."""
        refuse_windows(sys.platform)
        choose(language_in(words_of(arguments, more)))
        fitted(self)
        if COMPLETE in os.environ:
            from typer._completion_classes import completion_init

            completion_init()
        with tolerant_output():
            return super().main(*arguments, **more)

    def make_context(self, *arguments: Any, **more: Any) -> Any:
        """Reads the flags of haero itself."""
        with said_in_language():
            return super().make_context(*arguments, **more)

    def invoke(self, ctx: Any) -> Any:
        """Reads the flags of the command, and runs it."""
        with said_in_language():
            return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the first word names, as the module has it; an unknown one ends as ever."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed if name is None else COMMANDS[name].load(), rest
