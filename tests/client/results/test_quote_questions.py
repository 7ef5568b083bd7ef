from typing import TYPE_CHECKING, Any, assert_type

from haero.client.results import quote_questions
from haero.client.results.bars import MinuteBar
from haero.client.results.question import Question
from haero.client.results.questions import BY_NAME
from haero.kis.replies import KisReply

if TYPE_CHECKING:  # what a type checker sees

    def types(reply: KisReply) -> None:
        assert_type(quote_questions.MINUTE_BARS.rows(reply), list[MinuteBar])


def test_none_of_them_needs_an_account() -> None:
    found: dict[str, Question[Any]] = {
        name: one for name, one in vars(quote_questions).items() if isinstance(one, Question)
    }
    assert len(found) == 18
    assert not any("account" in one.parameters for one in found.values())
    assert all(BY_NAME[name] is one for name, one in found.items())


def test_the_daytime_session_is_asked_by_its_own_code() -> None:
    assert quote_questions.PRICE.request(exchange="BAQ", symbol="AAPL").EXCD == "BAQ"
    assert quote_questions.PRICE.request(exchange="NASDAQ", symbol="AAPL").EXCD == "NAS"


def test_a_search_sends_its_conditions_alone() -> None:
    request = quote_questions.SEARCH.request(exchange="NASD", per=(5, "12.5"))
    assert (request.CO_YN_PER, request.CO_ST_PER, request.CO_EN_PER, request.CO_YN_EPS) == ("1", "5", "12.5", "")
