from typing import TYPE_CHECKING, Any, assert_type

import pytest

from haero.client.results import trading_questions
from haero.client.results.orders import Fill, OpenOrder
from haero.client.results.question import Question
from haero.client.results.questions import BY_NAME
from haero.kis.replies import KisReply
from haero.kis.reply_types import InquireCcnlOutput

if TYPE_CHECKING:  # what a type checker sees

    def types(reply: KisReply) -> None:
        assert_type(trading_questions.FILLS.rows(reply), list[Fill])
        assert_type(trading_questions.OPEN_ORDERS.row(reply), OpenOrder | None)


def test_all_of_them_are_about_an_account() -> None:
    found: dict[str, Question[Any]] = {
        name: one for name, one in vars(trading_questions).items() if isinstance(one, Question)
    }
    assert len(found) == 13
    assert all("account" in one.parameters and BY_NAME[name] is one for name, one in found.items())


def test_everywhere_and_the_whole_us() -> None:
    account = {"account": "12345678-01"}
    fills = trading_questions.FILLS.request(**account, since="20261101", until="20261130")
    assert (fills.PDNO, fills.OVRS_EXCG_CD, fills.SORT_SQN) == ("%", "%", "DS")
    assert trading_questions.OPEN_ORDERS.request(**account).OVRS_EXCG_CD == "NASD"
    assert trading_questions.BALANCE.request(**account, in_won=True).WCRC_FRCR_DVSN_CD == "01"
    profits = trading_questions.PROFITS.request(**account, since="20261101", until="20261130", in_won=True)
    assert (profits.WCRC_FRCR_DVSN_CD, profits.OVRS_EXCG_CD) == ("02", "")  # the other way round than in the balances


def row(odno: str, symbol: str, exchange: str, side: str, filled: str, left: str) -> Fill:
    return Fill(
        InquireCcnlOutput(
            odno=odno, pdno=symbol, ovrs_excg_cd=exchange, sll_buy_dvsn_cd=side, ft_ccld_qty=filled, nccs_qty=left
        )
    )


ROWS = [
    row("1", "AAPL", "NASD", "02", "10", "0"),
    row("2", "IBM", "NYSE", "01", "0", "5"),
    row("3", "00700", "SEHK", "02", "100", "100"),
    row("4", "AAPL", "NASD", "01", "0", "0"),
]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ({}, "1234"), ({"symbol": "AAPL"}, "14"), ({"symbol": ""}, "1234"), ({"exchange": "NASD"}, "124"),
        ({"exchange": "NYSE"}, "2"),
        ({"exchange": "HONG_KONG"}, "3"), ({"side": "buy"}, "13"), ({"state": "filled"}, "13"), ({"state": "open"}, "23"),
        ({"symbol": "AAPL", "side": "sell", "state": "filled"}, ""),
    ],
)  # fmt: skip
def test_what_mock_does_not_hear_is_looked_for_here(words: dict[str, Any], numbers: str) -> None:
    assert [one.odno for one in trading_questions.sifted(ROWS, **words)] == [f"{number:0>10}" for number in numbers]
