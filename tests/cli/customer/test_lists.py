from datetime import datetime
from decimal import Decimal

import pytest

from haero.cli.customer.lists import order_cells, order_table, show_fills, show_orders, side_cell
from haero.cli.texts import choose
from haero.terms import KST, Action, Currency, Exchange, Language, Side

OPEN = {
    "odno": "0000000004", "symbol": "AAPL", "side": Side.BUY, "quantity": 1234567, "open_quantity": 1234567, "filled_quantity": 0,
    "price": Decimal("186.00000000"), "status": "open", "exchange": Exchange.NASDAQ, "currency": Currency.USD,
    "at": datetime(2026, 11, 21, tzinfo=KST), "action": Action.REVISE, "original": "0000000001",
}  # fmt: skip


def test_a_narrow_terminal_loses_what_matters_least() -> None:
    choose(Language.EN)
    heading, line = (one.plain for one in order_table([OPEN], 80))
    assert len(line) <= 80
    assert line.split() == ["0000000004", "buy", "revise", "AAPL", "1,234,567", "186.00", "0", "1,234,567", "open"]
    assert "orgn_odno" in order_table([OPEN], 120)[0].plain
    assert heading.startswith("order")


def test_a_row_of_either_list() -> None:
    choose(Language.KO)
    history = OPEN | {
        "order_quantity": 7,
        "order_price": Decimal("186"),
        "quantity": 3,
        "open_quantity": 4,
        "status": "partly_filled",
    }
    assert order_cells(history)[3:9] == ["AAPL", "7", "186.00", "3", "4", "일부체결"]
    assert order_cells(OPEN)[3:9] == ["AAPL", "1,234,567", "186.00", "0", "1,234,567", "미체결"]
    choose(None)


def test_what_can_not_be_read_is_a_dash() -> None:
    choose(Language.EN)
    row = OPEN | {"quantity": None, "price": None, "status": None, "at": None, "side": None, "symbol": None}
    assert [str(getattr(cell, "said", cell)) for cell in order_cells(row)][:6] == [
        "-",
        "0000000004",
        "- revise",
        "-",
        "-",
        "-",
    ]


def test_sides_have_the_colours_of_the_country() -> None:
    choose(Language.KO)
    assert side_cell(Side.BUY) == ("매수", "red")
    assert side_cell(Side.SELL, Action.CANCEL) == ("매도 취소", "blue")
    choose(None)


def test_where_there_is_nothing_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    choose(Language.EN)
    show_orders([])
    show_fills([])
    assert capsys.readouterr().out == "no orders\nnothing was executed\n"
