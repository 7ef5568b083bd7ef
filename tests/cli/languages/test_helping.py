"""That it is complete, and nothing in it left over, is in test_parsing.py."""

import re

import pytest

from haero.cli.languages.helping import HELP, PANELS


@pytest.mark.parametrize(("english", "korean"), HELP.items())
def test_paragraphs_and_names_are_the_same(english: str, korean: str) -> None:
    assert english.count("\n\n") == korean.count("\n\n")
    for name in re.findall(r"`[^`]+`|--[a-z]+|\b[a-z]+\.(?:json|yaml|html|cod)\b", english):
        assert name in korean, name


@pytest.mark.parametrize(("english", "korean"), PANELS.values())
def test_panels_fill_in_the_same(english: str, korean: str) -> None:
    assert re.findall(r"\{\w*\}", english) == re.findall(r"\{\w*\}", korean)
    assert re.search("[가-힣]", korean)
