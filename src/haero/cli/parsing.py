"""The commands' own parser: typer's, in the language of this process, and without pydantic, whose import takes longer than most
commands need."""

import contextlib
import copy
import inspect
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from haero.cli.languages.helping import HELP, PANELS
from haero.cli.texts import language
from haero.cli.translation import usage
from haero.terms import Language

_FIRST = {english.split("\n\n")[0]: korean.split("\n\n")[0] for english, korean in HELP.items()}
"""A list of commands shows no more than the first paragraph of each."""
_PARSER_ERROR: type[Exception] = typer.BadParameter.__mro__[2]
"""Of what the parser refuses: typer brings it along, or takes it from click, and exports only what is made of it."""
assert hasattr(_PARSER_ERROR, "format_message")


def language_in(words: Sequence[str]) -> Language | None:
    """What --lang says among the words of a command line, wherever it stands: help is made before the flags are read."""
    for place, word in enumerate(words):
        if word == "--":
            break
        flag, equals, value = word.partition("=")
        if flag == "--lang":
            given = value if equals else "".join(words[place + 1 : place + 2])
            if given in set(Language):
                return Language(given)
    return None


def _lang() -> Any:
    """A --lang option. What it says is known before (`language_in`): typer, which has pydantic look, only refuses other words."""
    option = copy.copy(_whole_lang())
    check, known = option.process_value, {None, *Language}
    option.process_value = lambda ctx, value: value if value in known else check(ctx, value)
    return option


@cache
def _whole_lang() -> Any:
    Lang = Annotated[
        Language | None,
        typer.Option(
            "--lang", is_eager=True, expose_value=False, help="Language; default: HAERO_LANG, or that of the system."
        ),
    ]

    def speak(lang: Lang = None) -> None:
        """Never called: typer makes the option of it."""

    holder = typer.Typer(add_completion=False)
    holder.command()(speak)
    return typer.main.get_command(holder).params[0]


def _in_language(english: str | None) -> str | None:
    """A help text in the language of this process."""
    if english is None or language() is Language.EN:
        return english
    whole = inspect.cleandoc(english)
    return HELP.get(whole) or _FIRST.get(whole, english)


def fitted(command: Any) -> Any:
    """The command, with --lang, its texts in the language of this process, and flags that show no type; so are those below it."""
    command.params = [*(one for one in command.params if one.name != "lang"), _lang()]
    command.help = _in_language(command.help)
    for parameter in command.params:
        _fit(parameter)
    for below in getattr(command, "commands", {}).values():
        fitted(below)
    return command


def _fit(parameter: Any) -> None:
    parameter.help = _in_language(getattr(parameter, "help", None))
    if getattr(parameter, "is_flag", False) and parameter.metavar is None:
        parameter.metavar = ""


def _name_panels() -> None:
    from typer import rich_utils

    for name, words in PANELS.items():
        if hasattr(rich_utils, name):
            setattr(rich_utils, name, words[language() is Language.KO])


def _fitted_help(option: Any) -> Any:
    """The --help of a command, as False where it is not given: typer has pydantic look at a None."""
    if option is not None:
        option.default = False
        _fit(option)
    return option


@contextlib.contextmanager
def said_in_language() -> Iterator[None]:
    """What the parser refuses is said in the language of this process."""
    try:
        yield
    except _PARSER_ERROR as error:
        _name_panels()
        text = usage(error.format_message())  # type: ignore[attr-defined]
        error.format_message = lambda: text  # type: ignore[attr-defined]
        raise
    except typer.Abort:
        _name_panels()
        raise


class _Spoken:
    """What a command and a group of them have in common: the help, in the language of this process."""

    def get_help_option(self, ctx: Any) -> Any:
        """As typer has it, fitted."""
        return _fitted_help(super().get_help_option(ctx))  # type: ignore[misc]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """As typer has it, under headings of this language."""
        _name_panels()
        super().format_help(ctx, formatter)  # type: ignore[misc]


class SpokenCommand(_Spoken, TyperCommand):
    """A command that speaks the language of this process."""


class Group(_Spoken, TyperGroup):
    """A group of commands that speaks the language of this process."""


def words_of(arguments: Sequence[Any], named: dict[str, Any]) -> list[str]:
    """The words of the command line, from what a parser's main is called with."""
    given = arguments[0] if arguments else named.get("args")
    return list(sys.argv[1:] if given is None else given)
