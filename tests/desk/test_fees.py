from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.desk.fees import DEFAULT_RATES, QUANTUM, TAX_SOURCES, FeeRate, FeeSchedule
from haero.terms import CURRENCY_OF, Currency, Exchange, Side
from tests.makers import ALICE, NASDAQ, D, counter

FEES = FeeSchedule()


@pytest.mark.parametrize(
    ("exchange", "amount", "buy", "buy_tax", "sell", "sell_tax"),
    [
        (NASDAQ, "10000.00", "25.00", "0", "25.21", "0.21"),  # 0.206 dollars for the SEC
        (NASDAQ, "1.98", "0.00", "0", "0.00", "0.00"),  # 0.00495, and 0.0000408
        (NASDAQ, "2.00", "0.01", "0", "0.01", "0.00"),  # half a cent goes up
        (Exchange.NYSE, "1000000.00", "2500.00", "0", "2520.60", "20.60"),
        (Exchange.AMEX, "1000000.00", "2500.00", "0", "2520.60", "20.60"),
        (Exchange.HONG_KONG, "10000.00", "40.85", "10.85", "40.85", "10.85"),  # 10 of stamp duty, 0.85 of levies
        (Exchange.SHANGHAI, "100000.00", "308.41", "8.41", "358.41", "58.41"),  # 50 of stamp duty on the sale
        (Exchange.SHENZHEN, "100000.00", "308.41", "8.41", "358.41", "58.41"),
        (Exchange.TOKYO, "199", "0", "0", "0", "0"),  # 0.4975 yen
        (Exchange.TOKYO, "200", "1", "0", "1", "0"),
        (Exchange.HANOI, "1000000", "4000", "0", "5000", "1000"),
        (Exchange.HO_CHI_MINH, "1000000", "4000", "0", "5000", "1000"),
    ],
)
def test_what_an_amount_costs(
    exchange: Exchange, amount: str, buy: str, buy_tax: str, sell: str, sell_tax: str
) -> None:
    currency = CURRENCY_OF[exchange]
    for side, fee, tax in ((Side.BUY, buy, buy_tax), (Side.SELL, sell, sell_tax)):
        assert FEES.total(exchange, currency, side, D(amount)) == D(fee)
        assert FEES.tax(exchange, currency, side, D(amount)) == D(tax)


def test_each_side_has_its_tax_and_other_exchanges_keep_their_rates() -> None:
    fees = FeeSchedule(
        {NASDAQ: FeeRate(D("0.001"), D("0.002"), D("0.004")), Exchange.TOKYO: FeeRate(D("0.001"), D("0.002"))}
    )
    assert fees.total(NASDAQ, Currency.USD, Side.BUY, D(1000)) == 5
    assert fees.tax(NASDAQ, Currency.USD, Side.BUY, D(1000)) == 4
    assert fees.ceiling(NASDAQ, Currency.USD, Side.BUY, D("1000.01")) == D("5.01")
    assert fees.total(NASDAQ, Currency.USD, Side.SELL, D(1000)) == 3
    assert fees.tax(NASDAQ, Currency.USD, Side.SELL, D(1000)) == 2
    assert fees.total(Exchange.TOKYO, Currency.JPY, Side.BUY, D(10_000)) == 10
    assert fees.total(Exchange.NYSE, Currency.USD, Side.SELL, D(10_000)) == D("25.21")


def test_every_exchange_and_currency_has_its_rule() -> None:
    assert set(DEFAULT_RATES) == set(TAX_SOURCES) == set(Exchange)
    assert set(QUANTUM) == set(Currency)


@given(st.decimals(0, 10**12, places=8), st.sampled_from(list(Exchange)))
def test_the_ceiling_is_enough_and_less_than_a_unit_too_much(amount: Decimal, exchange: Exchange) -> None:
    currency = CURRENCY_OF[exchange]
    total, ceiling = (fee(exchange, currency, Side.BUY, amount) for fee in (FEES.total, FEES.ceiling))
    assert total <= ceiling <= total + QUANTUM[currency]
    assert ceiling % QUANTUM[currency] == total % QUANTUM[currency] == 0


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 20_000)), min_size=1, max_size=12), st.booleans())
def test_the_fees_of_the_slices_are_the_fee_of_the_whole(slices: list[tuple[int, int]], sell: bool) -> None:
    """However the market cuts an order up, it costs what one execution of the same money would have cost."""
    desk = counter("10000000000")
    shares = sum(quantity for quantity, _ in slices)
    if sell:
        desk.fill(desk.buy(shares, "200.00"), shares, "200.00")
        number = desk.sell(shares, "0.01")
    else:
        number = desk.buy(shares, "200.00")
    paid = [desk.fill(number, quantity, str(D(cents) / 100)) for quantity, cents in slices]
    order = desk.state.accounts[ALICE].orders[number]
    side = Side.SELL if sell else Side.BUY
    assert sum(paid) == order.fees == FEES.total(NASDAQ, Currency.USD, side, order.amount)
    assert all(fee >= 0 for fee in paid)


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 100)), min_size=1, max_size=8),
    st.integers(101, 30_000),
    st.sampled_from(["fill", "cancel", "expire"]),
)
def test_free_cash_never_goes_below_nothing_and_nothing_stays_held(
    slices: list[tuple[int, int]], cents: int, end: str
) -> None:
    """A buy that takes all the money to the last cent: at no moment is more held than there is."""
    limit = D(cents) / 100
    shares = sum(quantity for quantity, _ in slices) + (0 if end == "fill" else 3)
    amount = limit * shares
    cash = amount + FEES.ceiling(NASDAQ, Currency.USD, Side.BUY, amount)
    desk = counter(str(cash))
    number = desk.buy(shares, str(limit))
    purse = desk.state.accounts[ALICE].cash[Currency.USD]
    assert purse.available == 0
    for quantity, better in slices:
        desk.fill(number, quantity, str(limit - D(better) / 100))
        assert purse.available >= 0
        assert purse.reserved >= 0
    if end == "cancel":
        desk.cancel(number, 2)
        assert purse.available >= 0
        desk.cancel(number)
    elif end == "expire":
        desk.expire(number)
    assert purse.reserved == 0
    order = desk.state.accounts[ALICE].orders[number]
    assert purse.balance == cash - order.amount - order.fees
