"""The Korean of what is said elsewhere belongs to an English that is still said there."""

import os
import re
from itertools import pairwise

import pytest

from haero.cli.languages.elsewhere import REASONS, USAGE, VALUES
from haero.house.plain import KINDS
from tests.cli.languages.said import HOUSE

BY_KIND = " ".join(f"must be {kind}, not" for kind in KINDS.values())
STRERRORS = " ".join(os.strerror(number) for number in range(1, 134))
CODE = " ".join(
    re.sub(r'"\s*\n\s*f?"', "", path.read_text("utf-8"))  # a text that goes on in the next line is one
    for path in sorted(HOUSE.rglob("*.py"))
    if "languages" not in path.parts
)


def pieces(template: str) -> list[str]:
    """What stands between the things that are filled in."""
    return [piece.strip(" ,.:'\"()") for piece in re.split(r"\{\d\}", template)]


@pytest.mark.parametrize("english", [english for english, _ in REASONS])
def test_the_english_is_still_said(english: str) -> None:
    longest = max(pieces(english), key=len)
    assert longest in CODE + STRERRORS + BY_KIND, english


@pytest.mark.parametrize(("english", "korean"), [*REASONS, *USAGE, *((own, ko) for own, _, ko in VALUES)])
def test_both_say_the_same_of_the_same(english: str, korean: str) -> None:
    """All that the Korean fills in is there; what it leaves out, the English says only for who reads English."""
    there, used = (set(re.findall(r"\{(\d)\}", text)) for text in (english, korean))
    assert used <= there
    assert sorted(there) == [str(number) for number in range(len(there))]
    assert re.search("[가-힣]", korean) or korean.startswith("{0}")


def test_the_first_that_fits_is_the_closest() -> None:
    """A template that fits more stands behind one that fits less of the same."""
    for earlier, later in pairwise(english for english, _ in REASONS):
        assert earlier != later
