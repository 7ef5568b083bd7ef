from pathlib import Path

from haero.kis import catalogue
from haero.kis.transactions import STREAMED
from haero.server.operations import OFFERED
from tools import make_docs

DOCS = Path(make_docs.__file__).parents[1] / "docs"


def test_the_pages_are_what_the_generator_writes() -> None:
    assert (DOCS / "coverage.md").read_text(encoding="utf-8") == make_docs.coverage()
    assert (DOCS / "errors.md").read_text(encoding="utf-8") == make_docs.errors()
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == make_docs.rules()


def test_the_pages_say_that_they_are_generated() -> None:
    for page in (make_docs.coverage(), make_docs.errors(), make_docs.rules()):
        assert "generated" in page[:300]


def test_every_api_has_a_row_that_says_whether_it_is_served() -> None:
    rows = make_docs.coverage().splitlines()
    for api in catalogue.apis():
        row = next(line for line in rows if line.startswith(f"| {api.id} |"))
        assert row.endswith("| yes |" if api.id in OFFERED | STREAMED else "| no |")
        assert all(tr_id in row for trs in api.tr_ids.values() for tr_id in trs.values())


def test_table_cells_cannot_break_a_table() -> None:
    assert make_docs.cell("a|b\nc") == "a\\|b c"


def test_the_readmes_say_how_many_apis_are_served() -> None:
    count = len(OFFERED | STREAMED)
    assert f"| APIs | {count}: " in (DOCS.parent / "README.md").read_text("utf-8")
    assert f"| API | {count}개, " in (DOCS.parent / "README.ko.md").read_text("utf-8")
