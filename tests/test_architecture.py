"""House rules that a program can check: who imports whom, who reads the clock, how long things are, what a file may name."""

import ast
import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support import running

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "haero"
MODULES = sorted(SOURCE.rglob("*.py"))
NAMES = [path.relative_to(SOURCE).as_posix() for path in MODULES]
MAX_LINES, MAX_FUNCTION_LINES, LONGEST_SLEEP = 400, 70, 0.2

WALL = "server/auth/wall.py"
CLOCKS = {
    # what is read: who may
    "datetime.now": {WALL, "client/stream/desks.py", "client/local/machine.py"},
    "datetime.utcnow": set(),
    "datetime.today": set(),
    "date.today": set(),
    "time.time": set(),
    "time.time_ns": {"client/local/machine.py"},
    "time.localtime": set(),
    "time.gmtime": set(),
    "time.strftime": set(),
    "time.monotonic": {
        WALL,
        "market/time/clock.py",
        "client/local/machine.py",
        "client/stream/blocking_line.py",
        "client/stream/asynchronous_line.py",
        "client/transport/asynchronous.py",  # a server that says nothing is found out by time alone
        "client/transport/blocking.py",
        "client/transport/talk.py",
    },
    "time.monotonic_ns": set(),
    "time.perf_counter": {"server/requestlog.py", "server/turns.py"},
    "time.perf_counter_ns": set(),
}


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((SOURCE / name).read_text(encoding="utf-8"))


@cache
def tracked() -> tuple[Path, ...]:
    """What git knows or would add; all files where there is no git."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False).stdout.split("\n")
    return tuple(ROOT / name for name in listed if name and (ROOT / name).is_file())


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_generated(path: Path) -> bool:
    return "generated" in path.read_text(encoding="utf-8")[:300].lower()


def test_the_contracts_between_packages_hold() -> None:
    """pyproject.toml has them; import-linter checks them."""
    linter = Path(sys.executable).with_name("lint-imports")
    if not linter.exists():
        pytest.skip("import-linter is not installed")
    ended = subprocess.run([str(linter), "--no-cache"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "0 broken" in ended.stdout


PLANTED = {
    "a new room that stands on no floor": ("monitor/page.py", "import haero.terms\n"),
    "a new room that takes what it likes": (
        "monitor/page.py",
        "import aiohttp\nimport haero.cli.main\nimport haero.journal.sqlite.store\n",
    ),
    "a room that looks up": ("world/page.py", "import haero.broker.broker\n"),
    "rooms beside one another": ("books/page.py", "import haero.broker.feed\n"),
    "the wire that knows the desk": ("kis/page.py", "import haero.desk.orders\n"),
    "prices that know recordings": ("market/prices/page.py", "import haero.market.recording.kept\n"),
    "a fifth room of the market": ("market/news/page.py", "import haero.terms\n"),
    "orders that know quotes": ("server/trading/page.py", "import haero.server.quotations.figures\n"),
    "reading that knows the disk": ("books/page.py", "import haero.journal.log\n"),
    "a desk with a clock": ("desk/page.py", "import time\n"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_module_that_imports_what_it_must_not_fails_the_check(name: str, tmp_path: Path) -> None:
    """Planted into a copy of the house; without it the copy passes (the test above)."""
    linter = Path(sys.executable).with_name("lint-imports")
    if not linter.exists():
        pytest.skip("import-linter is not installed")
    module, text = PLANTED[name]
    shutil.copytree(SOURCE, tmp_path / "src" / "haero", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "src" / "haero" / module
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(f'"""Planted."""\n\n{text}', encoding="utf-8")
    (planted.parent / "__init__.py").touch()
    ended = subprocess.run(
        [str(linter), "--no-cache"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "src")},
    )
    assert ended.returncode != 0, ended.stdout
    assert "0 broken" not in ended.stdout


@pytest.mark.parametrize("name", NAMES)
def test_only_the_wall_reads_the_wall_clock(name: str) -> None:
    """Aliases count: `from time import time`, `import time as t` and `dt.datetime.now` are all seen."""
    aliases = {"datetime": "datetime", "date": "date", "time": "time"}
    found = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            aliases |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in aliases}
        elif isinstance(node, ast.ImportFrom) and node.module in {"time", "datetime"}:
            for alias in node.names:
                if node.module == "time":
                    found.add(f"time.{alias.name}")
                else:
                    aliases[alias.asname or alias.name] = alias.name
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Attribute):
            owner = node.value
            last = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
            found.add(f"{aliases.get(last, last)}.{node.attr}")
    wrong = {what for what in found & CLOCKS.keys() if name not in CLOCKS[what]}
    assert not wrong, f"{name} reads {sorted(wrong)}: ask the market clock, or take the time as an argument"


def test_the_clock_rule_sees_the_readers_there_are() -> None:
    """The rule above would pass on nothing if it looked in the wrong place."""
    for what, who in CLOCKS.items():
        for name in who:
            assert what.split(".")[1] in (SOURCE / name).read_text(encoding="utf-8"), (what, name)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("desk/")])
def test_no_float_in_the_desk(name: str) -> None:
    for node in ast.walk(tree(name)):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"{name}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "float", f"{name}:{node.lineno}"


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("desk/")])
def test_no_randomness_and_no_io_in_the_desk(name: str) -> None:
    for node in ast.walk(tree(name)):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        for module in modules:
            assert module.split(".")[0] not in {"random", "secrets", "os", "io", "socket", "asyncio", "time", "pathlib"}
        assert not (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "print"}
        )


@pytest.mark.parametrize("name", NAMES)
def test_modules_and_functions_are_short(name: str) -> None:
    if is_generated(SOURCE / name):
        return
    lines = (SOURCE / name).read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, f"{name} has {lines} lines: which two nouns live here?"
    for function in functions(tree(name)):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        assert length <= MAX_FUNCTION_LINES, f"{name}:{function.lineno} {function.name} has {length} lines"


@pytest.mark.parametrize("name", NAMES)
def test_every_module_says_what_it_is(name: str) -> None:
    assert ast.get_docstring(tree(name)), f"{name} has no docstring"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_swallowed_and_nothing_printed(name: str) -> None:
    for node in ast.walk(tree(name)):
        assert not (isinstance(node, ast.ExceptHandler) and node.type is None), f"{name}:{node.lineno}: bare except"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            assert name.startswith("cli/"), f"{name}:{node.lineno}: print outside cli/"


@pytest.mark.parametrize("name", [name for name in NAMES if not Path(name).name.startswith("__")])
def test_every_module_has_its_mirror(name: str) -> None:
    """src/haero/a/b.py is tested in tests/a/test_b.py; _b.py in test_b.py."""
    if is_generated(SOURCE / name):
        return
    path = Path(name)
    mirror = ROOT / "tests" / path.parent / f"test_{path.stem.lstrip('_')}.py"
    assert mirror.is_file(), f"{name} has no {mirror.relative_to(ROOT)}"


def test_no_machine_and_no_registry_in_any_file() -> None:
    """A path of somebody's machine or the host of a package registry has no place in a repository."""
    parts = ("work", "farm", "root", "home", "Users")
    patterns = [
        re.compile(r"(?<![\w.])/(?:" + "|".join(parts) + r")/[\w.]"),
        re.compile(r"https?://[^\s\"']+/(?:simple|packages)/"),
        re.compile("--(?:extra-)" + r"?index-url"),
        re.compile(r"(?i)\bC:\\\\?Users\\"),
    ]
    found = [
        f"{name}: {match.group(0)}" for name, text in texts() for pattern in patterns if (match := pattern.search(text))
    ]
    assert not found


def test_tests_do_not_sleep() -> None:
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if not (name.startswith("tests/") and name.endswith(".py")):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("sleep") and node.args:
                given = node.args[0]
                if isinstance(given, ast.Constant) and isinstance(given.value, int | float):
                    assert given.value <= LONGEST_SLEEP, f"{name}:{node.lineno}: wait for the event instead"


def test_no_file_is_too_large_for_a_repository() -> None:
    assert not [path.name for path in tracked() if path.stat().st_size > 2_000_000]


def code_blocks(text: str) -> list[str]:
    return re.findall(r"^```[^\n]*\n.*?^```", text, re.MULTILINE | re.DOTALL)


def headings(text: str) -> list[str]:
    """The level of each heading, in order; a # inside a code block is none."""
    for block in code_blocks(text):
        text = text.replace(block, "")
    return re.findall(r"^(#+) ", text, re.MULTILINE)


KOREAN = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.ko.md"), *ROOT.glob("docs/*.ko.md")))


@pytest.mark.parametrize("name", KOREAN)
def test_a_page_in_two_languages_tells_the_same(name: str) -> None:
    """As many headings of the same levels, and the same code, in both languages; of a dialogue, that the same was typed."""
    english, korean = ROOT / name.replace(".ko.md", ".md"), ROOT / name
    one, two = english.read_text(encoding="utf-8"), korean.read_text(encoding="utf-8")
    assert headings(one) == headings(two)
    assert typed(one) == typed(two)


def typed(text: str) -> list[str]:
    """The code of a page; of a dialogue with a terminal the lines behind a prompt, for what answers speaks one language."""
    return [
        "\n".join(line for line in block.splitlines() if line.startswith("$ "))
        if block.startswith("```console\n")
        else block
        for block in code_blocks(text)
    ]


HEAVY = {"aiohttp", "apsw", "asyncio", "cryptography", "jwt", "msgspec", "polars", "rich", "uvloop"}
VAULT = {"house.running", "server.auth.apps", "server.auth.vault", "service.addresses"}
LIGHT_COMMANDS = {
    # the command: what of haero it may import beside cli and terms, and of the heavy libraries
    "--help": (set(), {"rich"}),
    **{f"{name} --help": (set(), {"rich"}) for name in ("serve", "env", "demo", "verify", "replay", "master load")},
    "clock --help": (set(), {"rich"}),
    "clock step --help": (set(), {"rich"}),
    "market show --help": ({"market.prices.auction"}, {"rich"}),
    "env --data DIR": (VAULT, {"apsw"}),
    "status --data DIR": (VAULT, {"apsw"}),
    "account list --data DIR": (VAULT, {"apsw"}),
    "fault add --help": (set(), {"rich"}),
    "fault list --data DIR": (VAULT, {"apsw"}),
    **{f"{name} --help": (set(), {"rich"}) for name in ("buy", "cancel", "reserve buy", "orders", "watch", "resolve")},
    "--version": (set(), set()),
    "clock --data DIR": (VAULT | {"market.time.opening_hours"}, {"apsw"}),
    "clock step PT1M --data DIR": (VAULT, {"apsw"}),
    "market show NASD AAPL --data DIR": (VAULT | {"market.prices.auction"}, {"apsw"}),
    "market quote NASD AAPL 1 1 2 2 --data DIR": (VAULT | {"market.prices.auction"}, {"apsw"}),
    "verify --data DIR": ({"desk", "journal"}, {"apsw", "msgspec"}),
}
PROBE = """
import sys
from haero.cli.main import app
try:
    app(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""


def loaded_by(command: str, folder: Path) -> tuple[int, set[str]]:
    """The exit status of a command, and the modules that its process has imported."""
    words = [str(folder) if word == "DIR" else word for word in command.split()]
    ended = subprocess.run([sys.executable, "-c", PROBE, *words], capture_output=True, text=True, check=False)
    return ended.returncode, set(ended.stderr.splitlines()[-1].split())


def too_much(loaded: set[str], rooms: set[str], libraries: set[str]) -> set[str]:
    """What was imported and is not allowed."""
    allowed = {f"haero.{room}" for room in rooms | {"cli", "terms"}}
    on_the_way = {"haero"} | {room.rsplit(".", cut)[0] for room in allowed for cut in range(1, room.count("."))}
    ours = {name for name in loaded if name.split(".")[0] == "haero"} - on_the_way
    inside = {name for name in ours if any(name == room or name.startswith(room + ".") for room in allowed)}
    return (ours - inside) | (loaded & HEAVY) - libraries


async def test_commands_that_only_look_import_no_server(tmp_path: Path) -> None:
    """A script calls them again and again: each would take the half second that the server takes."""
    async with running(tmp_path / "data") as house:
        house.service.write_addresses(None)
        for command, (rooms, libraries) in LIGHT_COMMANDS.items():
            status, loaded = await asyncio.to_thread(loaded_by, command, house.service.folder)
            assert status == 0, command
            assert not too_much(loaded, rooms, libraries), command


def test_the_import_rule_sees_a_server(tmp_path: Path) -> None:
    """The rule above would pass on nothing if it looked in the wrong place."""
    status, loaded = loaded_by("serve --market wild --data DIR", tmp_path)
    assert status == 2
    assert {"aiohttp", "haero.server.gateway", "haero.server.auth.tokens"} <= too_much(loaded, VAULT, {"apsw"})


def test_nothing_stands_at_the_top_of_the_house_but_the_terms() -> None:
    assert {path.name for path in SOURCE.glob("*.py")} == {"__init__.py", "terms.py"}
