"""The walk of the documents says what the commands say today."""

import pytest

from haero.terms import Language
from tools.make_client_walk import PAGES, page


@pytest.mark.parametrize("language", Language)
def test_the_page_is_what_the_commands_say(language: Language) -> None:
    assert page(language) == PAGES[language].read_text(encoding="utf-8")


def test_both_pages_type_the_same() -> None:
    typed = [
        [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(("$ haero", "haero serve"))]
        for path in PAGES.values()
    ]
    assert typed[0] == typed[1]
    assert len(typed[0]) > 20
