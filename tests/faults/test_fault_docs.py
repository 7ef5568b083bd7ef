"""docs/faults.md and its Korean twin are made of the catalogue."""

import re

import pytest

from haero.faults.catalogue import FAULTS
from haero.terms import Language
from tools.fault_words import FAULTS as KOREAN
from tools.fault_words import PARAMETERS, TAKES
from tools.make_fault_docs import PAGES, page


@pytest.mark.parametrize("language", Language)
def test_the_page_is_that_of_the_catalogue(language: Language) -> None:
    """`make docs` writes it."""
    assert PAGES[language].read_text(encoding="utf-8") == page(language)


def test_every_fault_and_parameter_has_its_korean_and_nothing_else_has() -> None:
    assert list(KOREAN) == list(FAULTS)
    parameters = [one for fault in FAULTS.values() for one in fault.parameters]
    assert set(PARAMETERS) == {one.what for one in parameters}
    assert set(TAKES) <= {one.takes for one in parameters}
    for text in (*KOREAN.values(), *PARAMETERS.values(), *TAKES.values()):
        assert re.search("[가-힣]", text)


def test_both_have_the_same_rows() -> None:
    names = [re.findall(r"^\| `([\w-]+)` \|", page(language), re.MULTILINE) for language in Language]
    assert names[0] == names[1]
    assert set(FAULTS) <= set(names[0])
