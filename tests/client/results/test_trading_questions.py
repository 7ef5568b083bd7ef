from typing import TYPE_CHECKING, Any, assert_type

from haero.client.results import trading_questions
from haero.client.results.orders import Fill, OpenOrder
from haero.client.results.question import Question
from haero.client.results.questions import BY_NAME
from haero.kis.replies import KisReply

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
