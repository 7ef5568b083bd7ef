"""What the client advises programs, the commands advise persons: each code of it, in both languages."""

import re

import pytest

from haero.cli.commands import COMMANDS
from haero.cli.languages.advice import ADVICE
from haero.client.core import answers


def test_the_same_codes() -> None:
    assert ADVICE.keys() == answers._ADVICE.keys()


@pytest.mark.parametrize(("english", "korean"), ADVICE.values())
def test_both_say_the_same(english: str, korean: str) -> None:
    assert re.search("[가-힣]", korean)
    assert not re.search("[가-힣]|\\(\\)", english)
    named = re.findall(r"haero (?!does)([a-z]+)", english)
    assert named == re.findall(r"haero ([a-z]+)", korean)
    assert {*named} <= {*COMMANDS}
