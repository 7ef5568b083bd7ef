"""The table of what is served, and what its operations may touch."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from haero.kis import catalogue, legacy
from haero.server import quotations, trading
from haero.server.operations import OFFERED, OPERATIONS

ROOMS = [Path(str(room.__file__)).parent for room in (trading, quotations)]
MODULES = sorted(path for room in ROOMS for path in room.glob("*.py") if path.name != "__init__.py")
# A part of call, not of it alone: books and broker are what is left.
FORBIDDEN = {"hub", "house", "gate", "journal", "advance", "durable"}


def test_what_is_offered_is_the_table_and_the_calls_of_the_gateway_itself() -> None:
    known = {api.id for api in catalogue.apis()}
    auth = {api.id for api in catalogue.apis() if api.group == "auth"}
    assert (set(OPERATIONS) & known) | auth == OFFERED
    assert set(OPERATIONS) - known == {legacy.DAY_OR_NIGHT, legacy.PRODUCT_INFO, legacy.DOMESTIC_PRICE}
    assert len(OFFERED) == 52


@pytest.mark.parametrize("api", OPERATIONS)
def test_an_operation_is_a_plain_function_of_a_module_named_as_its_path(api: str) -> None:
    operation = OPERATIONS[api]
    assert not inspect.iscoroutinefunction(operation)
    module = operation.__module__.rsplit(".", 1)[1]
    if api in OFFERED:
        assert module == catalogue.api(api).path.rsplit("/", 1)[1].replace("-", "_")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_operations_wait_for_nothing_and_reach_for_nothing_but_books(path: Path) -> None:
    """They read through `call.books`, write through `call.broker.submit`, and leave the journal number to the call."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        assert not isinstance(node, ast.AsyncFunctionDef | ast.Await), f"{path.name}: waits"
        if isinstance(node, ast.Attribute):
            assert node.attr not in FORBIDDEN, f"{path.name}:{node.lineno}: {node.attr}"
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) != "Answer", f"{path.name}:{node.lineno}: a number of its own"
    assert set(re.findall(r"\bbroker\.(\w+)", text)) <= {"submit", "recorder"}, path.name


def test_the_rule_sees_the_modules_there_are() -> None:
    assert len(MODULES) > len(OPERATIONS)
    assert any("call.broker.submit(" in path.read_text(encoding="utf-8") for path in MODULES)
