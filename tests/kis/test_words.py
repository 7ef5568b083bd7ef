"""KIS codes and the shared words: every word has a code, and no code has two meanings."""

import pytest

from haero.kis import catalogue, codes, words
from haero.terms import Action, Exchange, OrderType, Side


def test_every_exchange_has_all_its_codes() -> None:
    assert set(words.EXCHANGES.values()) == set(words.CODES) == set(Exchange)
    for name, exchange in words.EXCHANGES.items():
        assert words.CODES[exchange] is codes.by_order_code(name)


def test_every_type_has_one_division_and_the_catalogue_knows_it() -> None:
    assert set(words.ORDER_TYPES.values()) == set(words.DIVISIONS) == set(OrderType)
    assert all(words.ORDER_TYPES[code] is kind for kind, code in words.DIVISIONS.items())
    assert set(words.ORDER_TYPES) == set(catalogue.api("v1_해외주식-001").field("ORD_DVSN").values)


@pytest.mark.parametrize(
    ("table", "words_of"),
    [
        (words.SIDE_CODES, Side),
        (words.SIDE_NAMES, Side),
        (words.ACTION_CODES, Action),
        (words.ACTION_NAMES, Action),
    ],
)
def test_each_word_has_a_code_of_its_own(table: dict[object, str], words_of: type) -> None:
    assert set(table) == set(words_of)  # type: ignore[call-overload]
    assert len(set(table.values())) == len(table)


def test_every_type_has_a_kind_in_the_notices() -> None:
    assert set(words.NOTICE_KINDS) == set(OrderType)


def test_codes_lead_back_to_their_words() -> None:
    assert {code: words.SIDE_CODES[side] for code, side in words.SIDES_BY_CODE.items()} == {"01": "01", "02": "02"}
    assert set(words.SIDES_BY_CODE.values()) == set(Side)
    assert all(words.ACTION_CODES[action] == code for code, action in words.ACTIONS_BY_CODE.items())
    assert set(words.ACTIONS_BY_CODE.values()) == set(Action)
