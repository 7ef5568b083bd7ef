"""Puts what other rooms and the parser of flags say into the language of this process."""

import re
from collections.abc import Sequence
from functools import cache

from haero.cli.languages.advice import ADVICE
from haero.cli.languages.client_said import REASONS as CLIENT_REASONS
from haero.cli.languages.elsewhere import REASONS, USAGE, VALUES
from haero.cli.texts import language
from haero.terms import Language


def reason(english: str) -> str:
    """A refusal of a room below, in this process's language; one without a Korean text as it is."""
    if language() is Language.EN:
        return english
    return _first(english, REASONS) or _first(english, CLIENT_REASONS) or english


def advice(code: str, english: str) -> str:
    """What to do about a code of KIS, in this process's language; the client's own advice where the commands have no other."""
    known = ADVICE.get(code)
    return english if known is None else known[language() is Language.KO]


def usage(english: str) -> str:
    """What the parser of flags says, in this process's language, and of a value in words for a person in either."""
    korean = language() is Language.KO
    for text in USAGE:
        found = _pattern(text[0]).fullmatch(english)
        if found is not None:
            filled = [*found.groups()]
            if "Invalid value" in text[0]:
                filled[-1] = _first(filled[-1], [(own, ko if korean else en) for own, en, ko in VALUES]) or filled[-1]
            return text[korean].format(*filled)
    return english


def _first(english: str, pairs: Sequence[tuple[str, str]]) -> str | None:
    for known, said in pairs:
        if found := _pattern(known).fullmatch(english):
            return said.format(*found.groups())
    return None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\d\\\}", "(.*?)", re.escape(template)), re.DOTALL)
