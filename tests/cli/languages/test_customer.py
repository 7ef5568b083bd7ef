"""Each text in both languages is held by test_texts.py; here, that somebody says it, and that all words of the house have one."""

import pytest

from haero.cli.languages import failing, keeping, replaying, trading
from haero.cli.languages.customer import TEXTS
from haero.client.orders.plan import PlanKind
from haero.client.results.orders import OrderStatus
from haero.client.stream.messages import NoticeKind
from haero.terms import OrderType, Side
from tests.cli.languages.said import SOURCES

GROUPS = {
    "side": [*Side],
    "type": [*OrderType],
    "status": [*OrderStatus],
    "kind": [kind for kind in PlanKind if kind is not PlanKind.ORDER],
    "notice": [kind for kind in NoticeKind if kind is not NoticeKind.LOST],
    "sum": ["assets", "holdings_value", "profit", "cash"],
}
"""Texts that are named by a word: `side_buy`."""


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_is_left_over(name: str) -> None:
    group, _, word = name.partition("_")
    assert f'"{name}"' in SOURCES or word in GROUPS.get(group, []), name


def test_every_word_has_its_text() -> None:
    assert [
        f"{group}_{word}" for group, found in GROUPS.items() for word in found if f"{group}_{word}" not in TEXTS
    ] == []


def test_no_table_hides_a_text_of_another() -> None:
    tables = (failing.TEXTS, keeping.TEXTS, replaying.TEXTS, trading.TEXTS)
    assert [name for table in tables for name in table if name in TEXTS] == []
