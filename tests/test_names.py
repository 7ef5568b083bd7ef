"""One meaning a name: a class of the house has its name to itself, and so have the constants that everybody shares."""

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "haero"
PAGES = "kis/page/"
"""KIS names the data classes of all its pages alike: RequestBody, ResponseBody …"""
SHARED = ("KST", "ZERO", "InstrumentKey")
"""What is the same everywhere stands in terms.py alone."""


def public_classes() -> dict[str, list[str]]:
    """Every public class and type alias at the top of a module, with the modules that define it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        module = path.relative_to(SOURCE).as_posix()
        if module.startswith(PAGES) and "generated" in path.read_text(encoding="utf-8")[:300]:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            name = ""
            if isinstance(node, ast.ClassDef):
                name = node.name
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                generic = isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "TypeVar"
                name = "" if generic else node.targets[0].id
            if name and not name.startswith("_") and not name.isupper() and name[0].isupper() and len(name) > 1:
                found[name].append(module)
    return found


def test_a_class_has_its_name_to_itself() -> None:
    """The client speaks to customers, the rest of the house to itself: `Order` is a good word on both sides of the counter."""
    found = public_classes()
    assert len(found) > 300
    for of_the_client in (True, False):
        houses = {
            name: [path for path in where if path.startswith("client/") is of_the_client]
            for name, where in found.items()
        }
        assert {name: where for name, where in houses.items() if len(where) > 1} == {}


def test_what_everybody_shares_stands_in_the_terms_alone() -> None:
    for path in SOURCE.rglob("*.py"):
        if path.name == "terms.py":
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [target.id for target in getattr(node, "targets", ()) if isinstance(target, ast.Name)]
            assert not set(names) & {*SHARED, *(f"_{name}" for name in SHARED)}, path
