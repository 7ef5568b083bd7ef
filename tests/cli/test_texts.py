"""One language at a time, each text in both."""

import re
import string

import pytest

from haero.cli.texts import _TEXTS, choose, language, text
from haero.terms import Language

VARIABLES = ("HAERO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "HAERO_LANG": "ko"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": ""}, "ko"),
    ],
)
def test_the_language_of_the_system(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], found: str) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    choose(None)
    assert language() == found


@pytest.mark.parametrize("name", _TEXTS)
def test_each_text_says_the_same_in_both(name: str) -> None:
    english, korean = _TEXTS[name]
    fields = [{field for _, field, _, _ in string.Formatter().parse(one) if field} for one in (english, korean)]
    assert fields[0] == fields[1]
    assert re.search("[가-힣]", korean)
    assert not re.search("[가-힣]", english)


def test_what_is_chosen_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAERO_LANG", "en")
    choose(Language.KO)
    assert text("stopped") == "멈췄습니다"
    choose(None)
    assert text("stopped") == "stopped"
