"""The Korean of what the client says belongs to an English that it still says."""

import re
from pathlib import Path

import pytest

from haero.cli.languages.client_said import REASONS
from tests.cli.languages.said import HOUSE


def joined(source: Path) -> str:
    """The texts of a module: one that goes on in the next line is one."""
    return re.sub(r"[\"']\s*\n\s*f?[\"']", "", source.read_text("utf-8"))


MADE = {
    "the server closed the connection without a reply": ("the server closed the connection {", '"without a reply"'),
    "{0} is not taken for buy {1} on {2} ({3}): {4}. Taken: {5}": (" is not taken for {", "{side.value} {name} on {"),
    "{0} is not taken for sell {1} on {2} ({3}): {4}. Taken: {5}": (" is not taken for {", "{side.value} {name} on {"),
}
"""Those that the client makes of several texts."""
CODE = " ".join(joined(path) for path in sorted((HOUSE / "client").rglob("*.py")))


def pieces(template: str) -> list[str]:
    """What stands between the things that are filled in."""
    return [piece.strip(" ,.:;'\"()") for piece in re.split(r"\{\d\}", template)]


@pytest.mark.parametrize("english", [english for english, _ in REASONS])
def test_the_english_is_still_said(english: str) -> None:
    for said in MADE.get(english) or [max(pieces(english), key=len)]:
        assert said in CODE, said


@pytest.mark.parametrize(("english", "korean"), REASONS)
def test_both_say_the_same_of_the_same(english: str, korean: str) -> None:
    there, used = (set(re.findall(r"\{(\d)\}", text)) for text in (english, korean))
    assert used <= there
    assert sorted(there) == [str(number) for number in range(len(there))]
    assert re.search("[가-힣]", korean)


def test_none_is_hidden_behind_one_that_says_less() -> None:
    """The first that fits is taken: one whose own text an earlier one takes would never be said."""
    hidden = []
    for at, (english, _) in enumerate(REASONS):
        own = re.sub(r"\{\d\}", "x", english)
        fits = [re.compile(re.sub(r"\\\{\d\\\}", "(.*?)", re.escape(one)), re.DOTALL) for one, _ in REASONS[:at]]
        hidden += [english for pattern in fits if pattern.fullmatch(own)]
    assert hidden == []
