import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.rules.lots import (
    DEFAULT_LOTS,
    RESTS_ARE_SOLD,
    SOURCES,
    STAR_RULE,
    LotRule,
    fits,
    known_rule,
    nearest_quantities,
)
from haero.terms import Exchange, Side

HUNDRED = LotRule(100, 100)


def test_every_exchange_has_a_usual_lot_and_a_source() -> None:
    assert set(DEFAULT_LOTS) == set(SOURCES) == set(Exchange)
    assert {Exchange.SHANGHAI, Exchange.SHENZHEN} == RESTS_ARE_SOLD


@pytest.mark.parametrize(
    ("exchange", "symbol", "rule"),
    [
        (Exchange.NASDAQ, "AAPL", LotRule(1, 1)),
        (Exchange.TOKYO, "7203", HUNDRED),
        (Exchange.TOKYO, "1306", None),  # an ETF: 10
        (Exchange.TOKYO, "8951", None),  # a REIT: 1
        (Exchange.TOKYO, "130A", None),  # a new code, of any kind
        (Exchange.HONG_KONG, "00700", None),
        (Exchange.SHANGHAI, "600519", LotRule(100, 100, rests=True)),
        (Exchange.SHANGHAI, "688981", STAR_RULE),
        (Exchange.SHENZHEN, "000001", LotRule(100, 100, rests=True)),
        (Exchange.HANOI, "PVS", HUNDRED),
        (Exchange.HO_CHI_MINH, "FPT", HUNDRED),
    ],
)
def test_the_rule_of_a_symbol_alone(exchange: Exchange, symbol: str, rule: LotRule | None) -> None:
    assert known_rule(exchange, symbol) == rule


def test_a_rest_can_be_sold_and_not_bought() -> None:
    china = LotRule(100, 100, rests=True)
    assert fits(37, china, Side.SELL)
    assert fits(37, china, None)
    assert not fits(37, china, Side.BUY)
    assert not fits(37, HUNDRED, Side.SELL)
    assert [fits(count, STAR_RULE, Side.BUY) for count in (199, 200, 201)] == [False, True, True]


@given(st.integers(1, 10**6), st.sampled_from([HUNDRED, STAR_RULE, LotRule(1, 1), LotRule(400, 400)]))
def test_the_nearest_quantities_fit_and_nothing_between_does(quantity: int, rule: LotRule) -> None:
    if fits(quantity, rule, Side.BUY):
        return
    nearest = nearest_quantities(quantity, rule)
    assert all(fits(one, rule, Side.BUY) for one in nearest)
    low = nearest[0] if len(nearest) == 2 else 0
    assert low < quantity < nearest[-1]
    assert not any(fits(one, rule, Side.BUY) for one in range(low + 1, nearest[-1]))
