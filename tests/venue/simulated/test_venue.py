from decimal import Decimal
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.desk.orders import Order
from haero.terms import Action, Exchange, OrderType, Side
from haero.venue.simulated.book import Fill
from haero.venue.simulated.venue import IDLE_BOOKS, Venue
from tests.makers import ALICE, BOB, CLOSE, NASDAQ, NOW, TODAY, D

BUY, SELL = Side.BUY, Side.SELL


class Shown(NamedTuple):
    bid: Decimal = D("10.00")
    bid_size: int = 100
    ask: Decimal = D("10.02")
    ask_size: int = 100


def order(number: int, side: Side = BUY, price: str = "10.02", quantity: int = 10, symbol: str = "AAPL") -> Order:
    return Order(
        number, Action.NEW, 0, NASDAQ, symbol, side, OrderType.LIMIT, quantity, D(price), NOW, TODAY, CLOSE, "regular", quantity
    )  # fmt: skip


def test_an_order_meets_the_quote_of_its_moment() -> None:
    assert Venue().submit(ALICE, order(1), Shown()) == [Fill(ALICE, 1, 10, D("10.02"))]
    assert Venue().submit(ALICE, order(1), None) == []


def test_every_account_takes_the_whole_quote_as_if_it_were_alone() -> None:
    venue = Venue()
    for account in (ALICE, BOB):
        assert venue.submit(account, order(1, quantity=150), Shown()) == [Fill(account, 1, 100, D("10.02"))]
    assert venue.on_print(NASDAQ, "AAPL", D("10.01"), 30) == [
        Fill(ALICE, 1, 30, D("10.02")),
        Fill(BOB, 1, 30, D("10.02")),
    ]


def test_only_the_open_part_of_an_order_goes_to_the_market() -> None:
    venue = Venue()
    partly = order(1, quantity=10)
    partly.open = 4
    assert venue.submit(ALICE, partly, Shown()) == [Fill(ALICE, 1, 4, D("10.02"))]


def test_other_instruments_see_nothing() -> None:
    venue = Venue()
    venue.submit(ALICE, order(1, price="9.00"), None)
    assert venue.on_print(NASDAQ, "MSFT", D("1.00"), 100) == []
    assert venue.on_print(Exchange.NYSE, "AAPL", D("1.00"), 100) == []
    assert venue.on_quote(NASDAQ, "MSFT", Shown()) == []


def test_it_knows_in_which_instruments_somebody_waits() -> None:
    venue = Venue()
    apple, nvidia, microsoft = ((NASDAQ, symbol) for symbol in ("AAPL", "NVDA", "MSFT"))
    assert not venue.waits(apple)
    venue.submit(ALICE, order(1, price="9.00"), None)
    venue.submit(BOB, order(1, price="9.00", symbol="MSFT"), None)
    venue.submit(BOB, order(2, symbol="NVDA"), Shown())  # filled at once
    assert [venue.waits(key) for key in (apple, nvidia, microsoft)] == [True, False, True]
    assert list(venue.take_stirred()) == [apple, microsoft]
    assert list(venue.take_stirred()) == []
    venue.reduce(ALICE, order(1), 10)
    assert [venue.waits(key) for key in (apple, nvidia, microsoft)] == [False, False, True]
    venue.reduce(BOB, order(1, symbol="MSFT"), 10)
    assert not venue.waits(microsoft)
    venue.submit(ALICE, order(2, price="9.00"), None)
    assert list(venue.take_stirred()) == [apple]


def test_an_emptied_book_costs_nothing_and_forgets_nothing() -> None:
    """What an account took of a shown price stays taken, whether its book is still kept or only what was taken."""
    for others in (0, IDLE_BOOKS + 1):
        venue = Venue()
        assert venue.submit(ALICE, order(1, quantity=60), Shown()) == [Fill(ALICE, 1, 60, D("10.02"))]
        for number in range(others):
            venue.submit(f"{number}", order(1, quantity=1), Shown())
        assert not venue._books
        assert len(venue._idle) <= IDLE_BOOKS
        assert venue.submit(ALICE, order(2, quantity=60), Shown()) == [Fill(ALICE, 2, 40, D("10.02"))]


def test_fills_of_one_message_keep_the_order_of_the_accounts_first_orders() -> None:
    venue = Venue()
    for number, account in enumerate((ALICE, BOB, ALICE), 1):
        venue.submit(account, order(number, price="9.00"), None)
    venue.reduce(ALICE, order(1), 10)
    venue.reduce(ALICE, order(3), 10)  # her book is gone, and comes back behind Bob's
    venue.submit(ALICE, order(4, price="9.00"), None)
    assert [fill.account for fill in venue.on_print(NASDAQ, "AAPL", D("8.99"), 100)] == [ALICE, BOB]


def test_instruments_of_one_moment_stand_in_the_order_of_their_first_orders_those_with_an_auction_alone_behind() -> (
    None
):
    venue = Venue()
    venue.join(ALICE, msgspec.structs.replace(order(1, symbol="IBM"), type=OrderType.LIMIT_ON_CLOSE))
    for number, symbol in enumerate(("MSFT", "AAPL"), 2):
        venue.submit(ALICE, order(number, price="9.00", symbol=symbol), None)
    venue.reduce(ALICE, order(2, symbol="MSFT"), 10)
    venue.submit(ALICE, order(5, price="9.00", symbol="MSFT"), None)
    assert sorted(venue.take_stirred(), key=venue.place) == [(NASDAQ, s) for s in ("MSFT", "AAPL", "IBM")]


def test_a_quote_fills_resting_orders_of_every_account() -> None:
    venue = Venue()
    venue.submit(ALICE, order(1, price="9.00"), Shown())
    venue.submit(BOB, order(7, SELL, "11.00"), Shown())
    assert venue.on_quote(NASDAQ, "AAPL", Shown(D("8.00"), 1, D("8.99"), 5)) == [Fill(ALICE, 1, 5, D("9.00"))]
    assert venue.on_quote(NASDAQ, "AAPL", Shown(D("11.00"), 3, D("12.00"), 5)) == [Fill(BOB, 7, 3, D("11.00"))]


Step = st.tuples(
    st.sampled_from(["order", "print", "quote"]),
    st.booleans(),
    st.booleans(),
    st.integers(995, 1005),
    st.integers(1, 50),
)


@given(st.lists(Step, max_size=30))
def test_what_one_account_gets_does_not_depend_on_another(steps: list[tuple[str, bool, bool, int, int]]) -> None:
    """The same market and the same orders of ALICE, with and without BOB beside her."""
    alone, together = Venue(), Venue()
    quote = Shown()
    for number, (kind, bob, buy, ticks, size) in enumerate(steps, 1):
        price = D(ticks) / 100
        got: list[list[Fill]] = []
        for venue in (alone, together):
            fills: list[Fill] = []
            if kind == "order":
                account = BOB if bob else ALICE
                if venue is together or not bob:
                    fills = venue.submit(account, order(number, BUY if buy else SELL, str(price), size), quote)
            elif kind == "print":
                fills = venue.on_print(NASDAQ, "AAPL", price, size)
            else:
                quote = Shown(price - D("0.01"), size, price, size)
                fills = venue.on_quote(NASDAQ, "AAPL", quote)
            got.append([one for one in fills if one.account == ALICE])
        assert got[0] == got[1]


@pytest.mark.parametrize("resting", [False, True])
def test_what_was_shown_before_a_break_is_not_on_offer_in_it(resting: bool) -> None:
    """No quote means that the market shows nothing: an order of the break must not take what stood before it."""
    venue = Venue()
    if resting:
        venue.submit(ALICE, order(1, price="9.00"), Shown())
    assert venue.submit(ALICE, order(2, quantity=40), Shown()) == [Fill(ALICE, 2, 40, D("10.02"))]
    assert venue.submit(ALICE, order(3, quantity=40), None) == []
    assert venue.on_quote(NASDAQ, "AAPL", Shown(ask=D("10.01"))) == [Fill(ALICE, 3, 40, D("10.02"))]
