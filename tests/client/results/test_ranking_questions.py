from typing import TYPE_CHECKING, Any, assert_type

from haero.client.results import ranking_questions
from haero.client.results.question import Question
from haero.client.results.questions import BY_NAME
from haero.client.results.rankings import Mover
from haero.kis import catalogue
from haero.kis.replies import KisReply

if TYPE_CHECKING:  # what a type checker sees

    def types(reply: KisReply) -> None:
        assert_type(ranking_questions.MOVERS.rows(reply), list[Mover])


def test_spans_are_those_of_the_catalogue() -> None:
    """The words of a code ("5일", "30분전") say the same as the number that it is asked by."""
    spans = {"NDAY": ranking_questions._DAYS, "MINX": ranking_questions._MINUTES}
    found: dict[str, Question[Any]] = {
        name: one for name, one in vars(ranking_questions).items() if isinstance(one, Question)
    }
    assert len(found) == 11
    seen = 0
    for name, one in found.items():
        assert BY_NAME[name] is one
        for field in catalogue.api(one.api).request:
            table: dict[Any, str] = spans.get(field.name, {})
            if name == "NEW_EXTREMES":
                table = ranking_questions._EXTREME_DAYS if field.name == "NDAY" else {}
            if name == "STRENGTHS" or not table:
                continue
            seen += 1
            for asked, code in table.items():
                words = {1: ("당일", "1분전"), 365: ("1년",), "52w": ("52주",)}.get(
                    asked, (f"{asked}일", f"{asked}분전")
                )
                assert field.values[code] in words, (name, field.name, asked)
    assert seen >= 8


def test_gainers_and_losers() -> None:
    assert ranking_questions.MOVERS.request(exchange="NYSE", which="down", days=5, least_volume=10_000).GUBN == "0"
    request = ranking_questions.VOLUMES.request(exchange="NYSE", least_price="1.5")
    assert (request.PRC1, request.PRC2, request.NDAY, request.VOL_RANG) == ("1.5", "", "0", "0")
