"""The parser in both languages: every command takes --lang, every help text has its Korean, refusals are said in words."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from haero.cli.commands import COMMANDS
from haero.cli.languages.helping import HELP, PANELS
from haero.cli.main import app
from haero.cli.parsing import Group, language_in, words_of
from haero.cli.texts import choose
from haero.terms import Language


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    choose(None)


def commands(spoken: Language) -> dict[str, Any]:
    """Every command by its words, fitted for a language."""
    choose(spoken)
    found: dict[str, Any] = {}
    for name, entry in COMMANDS.items():
        found[name] = entry.load()
        for below, command in getattr(found[name], "commands", {}).items():
            found[f"{name} {below}"] = command
    return found


NAMES = list(commands(Language.EN))


def helps(command: Any) -> list[str]:
    return [text for text in (command.help, *(getattr(one, "help", None) for one in command.params)) if text]


@pytest.mark.parametrize("name", NAMES)
def test_every_help_text_is_there_in_korean(name: str) -> None:
    """One that is not in the table would be told in English to a Korean."""
    english, korean = (helps(commands(spoken)[name]) for spoken in (Language.EN, Language.KO))
    assert len(english) == len(korean) > 1
    for one, other in zip(english, korean, strict=True):
        assert re.search("[가-힣]", other), one
        assert one != other or one.startswith("종목코드"), one


def test_no_korean_help_is_of_a_text_that_is_gone() -> None:
    root = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "400"}).stdout
    known = [text for command in commands(Language.EN).values() for text in helps(command)] + [root]
    every = " ".join(" ".join(known).split())
    for english in HELP:
        assert " ".join(english.split()) in every, english


@pytest.mark.parametrize("name", NAMES)
def test_every_command_speaks_either_language(name: str) -> None:
    for spoken, (heading, says) in {"en": ("Options", "Show this"), "ko": ("옵션", "이 도움말")}.items():
        for words in ([*name.split(), "--lang", spoken, "--help"], [*name.split(), "--help", f"--lang={spoken}"]):
            ended = CliRunner().invoke(app, words)
            assert (ended.exit_code, heading in ended.stdout, says in ended.stdout) == (0, True, True), words
            assert "<bool>" not in ended.stdout


def test_help_follows_the_environment_and_lang_before_the_command_does_too() -> None:
    assert "시장 시각" in CliRunner().invoke(app, ["clock", "--help"], env={"HAERO_LANG": "ko"}).stdout
    assert "시장 시각" in CliRunner().invoke(app, ["--lang", "ko", "clock", "--help"]).stdout
    listed = CliRunner().invoke(app, ["--help"], env={"HAERO_LANG": "ko", "COLUMNS": "200"}).stdout
    for name in COMMANDS:
        line = next(line for line in listed.splitlines() if line.startswith(f"│ {name} "))
        assert re.search("[가-힣]", line), line
    assert "Prices" in CliRunner().invoke(app, ["serve", "--help", "--lang", "en"], env={"HAERO_LANG": "ko"}).stdout


@pytest.mark.parametrize(
    ("words", "english", "korean"),
    [
        (["serve", "--bogus"], "No such option: --bogus", "없는 옵션입니다: --bogus"),
        (["serv"], "No such command 'serv'. Did you mean 'serve'", "없는 명령입니다: 'serv' 혹시 'serve'"),
        (["clock", "dance"], "No such command 'dance'.", "없는 명령입니다: 'dance'"),
        (["market", "print", "NASD"], "Missing argument 'SYMBOL'.", "빠진 인수입니다: SYMBOL"),
        (["replay"], "Missing option '--program'.", "빠진 옵션입니다: --program"),
        (["clock", "step", "1m", "2m"], "(2m)", "쓸 수 없는 인수입니다: 2m"),
        (["serve", "--data"], "Option '--data' requires an argument.", "옵션 '--data' 뒤에 값을"),
        (["serve", "--tls=3"], "Option '--tls' does not take a value.", "옵션 '--tls'에는 값을"),
        (["serve", "--rest-real", "x"], "must be a whole number", "정수를 쓰십시오"),
        (["serve", "--rest-real", "70000"], "65535", "65535"),
        (["logs", "-n", "0"], "must be at least 1", "1 이상"),
        (["market", "print", "NASD", "AAPL", "1", "many"], "'SIZE': must be a whole number", "'SIZE': "),
        (["env", "--format", "x"], "'x' is not one of 'shell', 'yaml', 'json'.", "'shell', 'yaml', 'json' 중 하나"),
    ],
)
def test_a_refusal_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, words: list[str], english: str, korean: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    for spoken, says, heading in (("en", english, "Error"), ("ko", korean, "오류")):
        ended = CliRunner().invoke(app, ["--lang", spoken, *words])
        assert (ended.exit_code, says in ended.stderr, heading in ended.stderr) == (2, True, True), ended.stderr
        assert not re.search("Input should|Value error", ended.stderr)
    assert re.search("[가-힣]", ended.stderr.split("오류")[1])


def test_the_names_of_the_panels_are_those_of_the_library() -> None:
    """Where typer has another name for one, its English would stay."""
    from typer import rich_utils

    choose(Language.EN)
    assert all(hasattr(rich_utils, name) for name in PANELS)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], None),
        (["status", "--lang", "ko"], Language.KO),
        (["status", "--lang=en"], Language.EN),
        (["status", "--lang", "xx"], None),
        (["status", "--lang"], None),
        (["exec", "--", "bot", "--lang", "ko"], None),
    ],
)
def test_the_language_among_the_words(words: list[str], found: Language | None) -> None:
    assert language_in(words) == found


def test_the_words_of_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["haero", "status"])
    assert words_of((["a"],), {}) == words_of((), {"args": ["a"]}) == ["a"]
    assert words_of((), {"args": None}) == words_of((), {}) == ["status"]


def test_a_group_is_a_group() -> None:
    """Help where it is asked, no help where it is not."""
    one = typer.Typer(cls=Group, help="Some.", add_completion=False)
    one.command("this")(lambda: None)
    one.command("other")(lambda: None)
    whole = typer.Typer(add_completion=False)
    whole.add_typer(one, name="some")
    assert "Some." in CliRunner().invoke(whole, ["some", "--help"]).stdout
    called = CliRunner().invoke(whole, ["some", "other"])
    assert (called.exit_code, called.output) == (0, "")


def test_help_does_not_import_what_checks_values() -> None:
    """It takes longer than all the rest."""
    program = (
        "import sys; from haero.cli.main import app; app(sys.argv[1:], standalone_mode=False); print(*sys.modules)"
    )
    for words in (["clock", "--help"], ["--version"], ["--lang", "ko", "--help"]):
        ended = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
        loaded = set(ended.stdout.splitlines()[-1].split())
        assert "haero.cli.parsing" in loaded, "the probe sees what is loaded"
        assert "pydantic" not in loaded, words
