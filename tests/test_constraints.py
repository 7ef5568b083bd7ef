"""What make installs (constraints/, by tools/lock.py) is what pyproject.toml allows, exactly and with hashes."""

import json
import re
import tomllib
from pathlib import Path

import msgspec
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = {"serve": ["replay"], "test": ["replay", "dev", "peers"], "bench": ["replay", "bench"]}


def entries(name: str) -> list[tuple[Requirement, int]]:
    """Each requirement of a lock, and how many hashes it has."""
    text = (ROOT / "constraints" / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [(Requirement(line.split(" --hash", 1)[0]), line.count("--hash=sha256:")) for line in lines]


def versions(name: str) -> dict[str, set[str]]:
    """Package: the versions of it that a lock holds; more than one where Pythons differ."""
    found: dict[str, set[str]] = {}
    for requirement, _ in entries(name):
        found.setdefault(canonicalize_name(requirement.name), set()).add(str(requirement.specifier).removeprefix("=="))
    return found


@pytest.mark.parametrize("name", ["build", *EXTRAS])
def test_every_line_is_one_version_with_hashes(name: str) -> None:
    assert entries(name)
    for requirement, hashes in entries(name):
        assert re.fullmatch(r"==[^,*]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert requirement.url is None


@pytest.mark.parametrize("name", ["build", *EXTRAS])
def test_the_locks_name_no_place(name: str) -> None:
    text = (ROOT / "constraints" / f"{name}.txt").read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash=)", text, re.MULTILINE)


@pytest.mark.parametrize("name", EXTRAS)
def test_the_locks_hold_all_that_is_asked_for_within_its_range(name: str) -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    held = versions(name)
    for line in PROJECT["project"]["dependencies"] + [line for extra in EXTRAS[name] for line in extras[extra]]:
        requirement = Requirement(line)
        assert all(requirement.specifier.contains(version) for version in held[canonicalize_name(requirement.name)]), (
            line
        )


@pytest.mark.parametrize("name", ["serve", "bench"])
def test_the_narrower_locks_agree_with_the_widest(name: str) -> None:
    widest = versions("test")
    assert not {
        package for package, held in versions(name).items() if package in widest and not held <= widest[package]
    }


def test_a_server_gets_no_tool_and_no_peer() -> None:
    assert not set(versions("serve")) & {"pytest", "mypy", "ruff", "python-kis", "pandas", "hypothesis"}


def test_haero_can_live_beside_other_programs() -> None:
    """A range for each dependency: an exact version would keep haero out of every environment that has another one."""
    for line in PROJECT["project"]["dependencies"]:
        assert not {"==", "==="} & {part.operator for part in Requirement(line).specifier}, line


def test_what_builds_haero_is_in_the_range() -> None:
    (asked,) = map(Requirement, PROJECT["build-system"]["requires"])
    assert all(asked.specifier.contains(version) for version in versions("build")[asked.name])


@pytest.mark.parametrize("place", ["peers/node", "typing"])
def test_a_lock_of_npm_is_exact_and_names_no_place(place: str) -> None:
    folder = ROOT / "tests" / place
    asked = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    packages = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    assert packages.pop("")["dependencies"] == asked
    assert packages
    for name, entry in packages.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"]), name
        assert entry["integrity"].startswith("sha512-"), name
        assert not {"resolved", "hasInstallScript"} & set(entry), name
    assert all(packages[f"node_modules/{name}"]["version"] == version for name, version in asked.items())


def test_what_msgspec_cannot_read_is_a_value_error() -> None:
    """All that reads JSON relies on it; below the range (msgspec 0.20) it was none."""
    assert issubclass(msgspec.DecodeError, ValueError)
    (asked,) = (Requirement(line) for line in PROJECT["project"]["dependencies"] if line.startswith("msgspec"))
    assert not asked.specifier.contains("0.20.0")
