import pytest

from haero.cli.customer.tables import TableCell, TableColumn, lines, show
from haero.cli.texts import choose
from haero.terms import Language

COLUMNS = (
    TableColumn("column_symbol"),
    TableColumn("column_last", figures=True),
    TableColumn("column_volume", figures=True, spare=2),
    TableColumn("column_time", spare=1),
)
ROWS: list[list[str | TableCell]] = [
    ["AAPL", TableCell("230.10", "green"), "1,000", "00:00:00"],
    ["NYSE:IBM", "1,260.00", "5", "00:00:01"],
]


def test_figures_stand_to_the_right() -> None:
    choose(Language.EN)
    assert [line.plain for line in lines(COLUMNS, ROWS)] == [
        "symbol        last  volume  time (KST)",
        "AAPL        230.10   1,000  00:00:00",
        "NYSE:IBM  1,260.00       5  00:00:01",
    ]


def test_korean_headings_take_two_places_a_letter() -> None:
    choose(Language.KO)
    found = [line.plain for line in lines(COLUMNS, ROWS)]
    choose(None)
    assert found[0] == "종목        현재가  거래량  시각"
    assert found[1] == "AAPL        230.10   1,000  00:00:00"


def test_what_matters_least_goes_first_and_the_rest_is_never_cut() -> None:
    choose(Language.EN)
    assert lines(COLUMNS, ROWS, 30)[0].plain == "symbol        last  time (KST)"
    assert lines(COLUMNS, ROWS, 20)[0].plain == "symbol        last"
    assert lines(COLUMNS, ROWS, 5)[2].plain == "NYSE:IBM  1,260.00"


def test_a_spare_column_without_anything_in_it_is_left_out() -> None:
    choose(Language.EN)
    assert lines(COLUMNS, [["AAPL", "1", "", "x"]])[0].plain == "symbol  last  time (KST)"


def test_colours_are_for_terminals(capsys: pytest.CaptureFixture[str]) -> None:
    show(COLUMNS, ROWS)
    assert "\x1b" not in capsys.readouterr().out
    assert [span.style for span in lines(COLUMNS, ROWS)[1].spans] == ["green"]
