"""Writes src/haero/client/asynchronous/ from src/haero/client/blocking/. Run it after a change there.

    python tools/make_async.py

The two clients differ in three things: which driver performs an operation, that a call is awaited, and that a list is read with
`async for`. A function that runs an operation, or calls one that does, becomes `async def`; classes get their names with Async.
"""

import ast
import re
from pathlib import Path

CLIENT = Path(__file__).parents[1] / "src" / "haero" / "client"
SOURCE, TARGET = CLIENT / "blocking", CLIENT / "asynchronous"
RENAMED = {
    "Client": "AsyncClient",
    "Order": "AsyncOrder",
    "OrderCalls": "AsyncOrderCalls",
    "Office": "AsyncOffice",
    "Account": "AsyncAccount",
    "Market": "AsyncMarket",
    "Rankings": "AsyncRankings",
    "Reservations": "AsyncReservations",
    "Daytime": "AsyncDaytime",
    "Pages": "AsyncPages",
    "BlockingDriver": "AsyncDriver",
    "NoticeStream": "AsyncNoticeStream",
    "QuoteStream": "AsyncQuoteStream",
    "Streams": "AsyncStreams",
    "Line": "AsyncLine",
}
SPECIAL = {"__enter__": "__aenter__", "__exit__": "__aexit__"}
AWAITED = (
    "_office.run",
    "office.run",
    "self._run",
    "_office.one",
    "self.run",
    "self.close",
    "_driver.close",
    "stream.add",
    "stream.close",
    "_streams.close",
    "_streams.ticks",
)
"""What is called here gives an awaitable there."""
HEAD = "# Written by tools/make_async.py from blocking/{name}: don't edit.\n"
_NAMES = re.compile(r"(?<![.\w])(" + "|".join(RENAMED) + r")(?!\w)(?!:\w)")


class _Edit(ast.NodeVisitor):
    """Finds what must be awaited, and which functions hold it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.awaits: set[tuple[int, int]] = set()
        self.asyncs: set[tuple[int, int]] = set()
        self._functions: list[ast.FunctionDef] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._functions.append(node)
        self.generic_visit(node)
        self._functions.pop()
        if node.name in SPECIAL or _is_overload_of_async(node):
            self.asyncs.add((node.lineno, node.col_offset))

    def visit_Call(self, node: ast.Call) -> None:
        called = ast.unparse(node.func)
        if any(called == name or called.endswith("." + name) for name in AWAITED):
            self.awaits.add((node.lineno, node.col_offset))
            if self._functions:
                holder = self._functions[-1]
                self.asyncs.add((holder.lineno, holder.col_offset))
        self.generic_visit(node)


def _is_overload_of_async(node: ast.FunctionDef) -> bool:
    """Overloads of calls: those of the blocking client all run an operation."""
    return any(ast.unparse(mark) == "overload" for mark in node.decorator_list)


def converted(source: str, name: str) -> str:
    """The asynchronous twin of a module's text, before formatting."""
    edit = _Edit(source)
    edit.visit(ast.parse(source))
    lines = source.encode().split(b"\n")  # columns of ast count bytes
    for line, column in sorted({*edit.awaits, *edit.asyncs}, reverse=True):
        text = lines[line - 1]
        word = b"async " if (line, column) in edit.asyncs else b"await "
        if word == b"await " and _needs_brackets(source, line, column):
            text, word = _bracketed(lines, line, column), b""
        lines[line - 1] = text[:column] + word + text[column:]
    found = b"\n".join(lines).decode()
    for old, new in SPECIAL.items():
        found = found.replace(old, new)
    found = _NAMES.sub(lambda match: RENAMED[match[1]], found)
    found = found.replace("haero.client.blocking", "haero.client.asynchronous").replace(
        "drivers.blocking", "drivers.asynchronous"
    )
    found = found.replace("transport.blocking", "transport.asynchronous").replace(
        "stream.blocking", "stream.asynchronous"
    )
    found = found.replace("setup.connections()", "setup.async_connections()")
    return HEAD.format(name=name) + found


def _needs_brackets(source: str, line: int, column: int) -> bool:
    """Is something done with the result in the same expression (`run(…).name`)?"""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Call):
            inner = node.value
            if (inner.lineno, inner.col_offset) == (line, column):
                return True
    return False


def _bracketed(lines: list[bytes], line: int, column: int) -> bytes:
    raise SystemExit(f"line {line}: give the result of the operation a name before it is used")


def modules() -> dict[Path, str]:
    """Every file of the target with its text, before formatting."""
    return {
        TARGET / path.name: converted(path.read_text(encoding="utf-8"), path.name)
        for path in sorted(SOURCE.glob("*.py"))
        if path.name != "__init__.py"
    }


def main() -> None:
    """Writes them; `ruff format` is run over them, so that a check of formatting finds nothing."""
    import subprocess
    import sys

    TARGET.mkdir(exist_ok=True)
    for path, text in modules().items():
        path.write_text(text, encoding="utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([str(ruff), "check", "--select", "I", "--fix", "--quiet", str(TARGET)], check=True)
    subprocess.run([str(ruff), "format", "--quiet", str(TARGET)], check=True)


if __name__ == "__main__":
    main()
