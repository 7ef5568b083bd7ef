"""Each text in both languages, saying the same."""

import re
import string

import pytest

from haero.replay import runner
from haero.replay.figures import Outcome
from haero.replay.texts import ENDINGS, OUTCOMES, SIDES, TEXTS, TYPES, Wording
from haero.terms import Language, OrderType, Side

KOREAN = Wording(Language.KO)


def fields(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("name", TEXTS)
def test_each_text_says_the_same_in_both(name: str) -> None:
    """The names of KIS's own fields are the same in both."""
    english, korean = TEXTS[name]
    assert fields(english) == fields(korean)
    assert not re.search("[가-힣]", english)
    assert re.search("[가-힣]", korean) or korean == english


def test_every_code_has_its_words() -> None:
    assert (set(TYPES), set(SIDES), set(OUTCOMES)) == (set(OrderType), set(Side), set(Outcome))


def test_it_is_filled_in() -> None:
    assert Wording()("all_of", currency="USD") == "all USD"
    assert KOREAN("all_of", currency="USD") == "USD 전체"
    assert KOREAN.of(SIDES[Side.SELL]) == "매도"


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        (runner.PERIOD_OVER, "기간이 끝났습니다"),
        (runner.STOPPED, "사용자가 멈췄습니다"),
        (runner._said(0), "프로그램이 끝났습니다"),
        (runner._said(9), "프로그램이 종료 코드 9로 실패했습니다"),
        (runner._said(-15), "프로그램이 시그널 15번으로 종료되었습니다"),
        ("haero stopped by itself: no space\nleft {}", "haero가 스스로 멈췄습니다: no space\nleft {}"),
        ("something else", "something else"),
    ],
)
def test_why_it_ended(english: str, korean: str) -> None:
    assert (Wording().ended(english), KOREAN.ended(english)) == (english, korean)


def test_every_ending_of_a_replay_is_known() -> None:
    produced = {runner.PERIOD_OVER, runner.STOPPED, runner._said(0), runner._said(3), runner._said(-9)}
    assert all(re.search("[가-힣]", KOREAN.ended(one)) for one in produced)
    assert len(ENDINGS) == len(produced) + 1
