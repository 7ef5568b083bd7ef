from haero.terms import Language
from tests.client.results.classes import ROWS
from tools import make_row_docs


def test_the_pages_are_what_the_generator_writes() -> None:
    for language, target in make_row_docs.PAGES.items():
        assert target.read_text(encoding="utf-8") == make_row_docs.page(language)


def test_both_pages_have_every_row() -> None:
    for language in Language:
        text = make_row_docs.page(language)
        assert all(f"### {kind.__name__} (" in text for kind in ROWS)
        assert "해외잔고수량" in text
