from decimal import Decimal, localcontext

import pytest

from haero.client.errors import BadOrder
from haero.client.orders.draft import NO_PRICE, amount_of, draft_of
from haero.client.orders.types import MarketOnOpen
from haero.client.orders.ways import ORDER
from haero.terms import Exchange, Side
from tests.client.orders.planned import REAL, STOCKS


def test_amounts_are_exact_whatever_the_context() -> None:
    with localcontext() as context:
        context.prec = 3
        assert amount_of(Decimal("185.20"), 9_999_999_999) == Decimal("1851999999814.80")
    assert amount_of(None, 5) is None


@pytest.mark.parametrize("exchange", Exchange)
def test_prices_are_written_for_their_exchange(exchange: Exchange) -> None:
    stock = STOCKS[exchange]
    draft = draft_of(ORDER, REAL, Side.BUY, stock.symbol, stock.lot, Decimal(stock.price).normalize(), None)
    assert draft.price_text == stock.price  # dollars with their cents, the others as short as they go
    assert draft.price == Decimal(stock.price)


def test_a_side_may_be_a_word_and_no_limit_is_a_nought() -> None:
    draft = draft_of(ORDER, REAL, "sell", "AAPL", 3, MarketOnOpen(), None)  # type: ignore[arg-type]
    assert (draft.side, draft.price, draft.price_text) == (Side.SELL, None, NO_PRICE)


def test_the_first_rule_that_is_broken_is_named() -> None:
    with pytest.raises(BadOrder) as caught:
        draft_of(ORDER, REAL, Side.BUY, "AAPL", 0, MarketOnOpen(), None)
    assert caught.value.rule == "order type"
