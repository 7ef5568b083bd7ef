from decimal import Decimal
from typing import Any

import pytest

from haero.desk.checks import OrderRoom
from haero.desk.commands import CancelOrder, ChangeService, MoveCash, OpenAccount, ReserveOrder, ReviseOrder
from haero.desk.desk import MAX_CASH, Desk
from haero.desk.fees import FeeSchedule
from haero.desk.hours import Phase
from haero.desk.ledger import audit
from haero.desk.reasons import Reason, Refusal
from haero.journal import snapshot
from haero.terms import Currency, Environment, Exchange, OrderType, Side
from tests.makers import ALICE, BOB, CLOSE, NASDAQ, NOW, TODAY, Counter, D, counter, hours, listing, place

USD = Currency.USD


def refused(reason: Reason) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, match=f"^{reason}")


def test_an_account_is_opened_once() -> None:
    desk = counter()
    number, product = ALICE.split("-")
    again = OpenAccount(number, product, Environment.MOCK, "", "", "")
    with refused(Reason.ACCOUNT_EXISTS):
        desk.desk.open_account(again)


def test_beyond_the_limits_no_order_is_taken_but_cancellations_are() -> None:
    desk = counter()
    first, second = desk.buy(1), desk.buy(1)
    for room in (OrderRoom(2, 9), OrderRoom(9, 2)):
        desk.desk = Desk(desk.state, FeeSchedule(), room)
        with refused(Reason.TOO_MANY_ORDERS):
            desk.buy(1)
        with refused(Reason.TOO_MANY_ORDERS):
            desk.revise(second, 1, "99.00")
    desk.desk = Desk(desk.state, FeeSchedule(), OrderRoom(2, 2))
    for number in (first, second):
        desk.cancel(number)
    desk.desk = Desk(desk.state, FeeSchedule(), OrderRoom(9, 6))
    for _ in range(2):
        desk.buy(1)
    with refused(Reason.TOO_MANY_ORDERS):
        desk.buy(1)


def test_without_the_service_nothing_is_ordered_but_what_rests_can_be_cancelled() -> None:
    desk = counter()
    first = desk.buy(2)
    desk.record(ALICE, desk.desk.change_service(ChangeService(ALICE, overseas=False)))
    with refused(Reason.NO_SERVICE):
        desk.buy(1)
    with refused(Reason.NO_SERVICE):
        desk.revise(first, 1, "99.00")
    with refused(Reason.NO_SERVICE):
        desk.desk.reserve(ReserveOrder(ALICE, NASDAQ, "AAPL", Side.BUY, OrderType.LIMIT, 1, D(1)), listing(), None)
    desk.cancel(first)
    desk.record(ALICE, desk.desk.change_service(ChangeService(ALICE, overseas=True)))
    desk.buy(1)


def test_an_unknown_account_is_refused_whatever_it_wants() -> None:
    desk = counter()
    with refused(Reason.UNKNOWN_ACCOUNT):
        desk.desk.move_cash(MoveCash(BOB, USD, D(1)))
    with refused(Reason.UNKNOWN_ACCOUNT):
        desk.desk.change_service(ChangeService(BOB, overseas=True))
    with refused(Reason.UNKNOWN_ACCOUNT):
        desk.desk.place(place(account=BOB), listing(), hours(), NOW)
    with refused(Reason.UNKNOWN_ACCOUNT):
        desk.desk.revise(ReviseOrder(BOB, NASDAQ, "AAPL", 1, 1, D(1)), listing(), hours(), NOW)
    with refused(Reason.UNKNOWN_ACCOUNT):
        desk.desk.cancel(CancelOrder(BOB, NASDAQ, "AAPL", 1, 0), hours(), NOW)


@pytest.mark.parametrize("amount", ["0", "NaN", "Infinity", "-Infinity", str(MAX_CASH + 1), str(-MAX_CASH - 1)])
def test_amounts_that_cannot_be_are_refused(amount: str) -> None:
    desk = counter()
    with refused(Reason.BAD_AMOUNT):
        desk.desk.move_cash(MoveCash(ALICE, USD, D(amount)))


@pytest.mark.parametrize("amount", ["0.000000001", "1E-30", "12.3456789012345678901234567"])
def test_amounts_finer_than_any_price_are_refused(amount: str) -> None:
    """They do not fit Python's 28 digits once the balance is large: two ways of adding them up would differ."""
    desk = counter()
    with refused(Reason.BAD_AMOUNT):
        desk.desk.move_cash(MoveCash(ALICE, USD, D(amount)))


def test_a_deposit_of_many_digits_cannot_break_the_books() -> None:
    """The journal would refuse to start again: what was paid in is not what is there, to the last digit."""
    desk = counter("100000")
    desk.fill(desk.buy(997, "100.00"), 997, "100.00")
    try:
        desk.record(ALICE, desk.desk.move_cash(MoveCash(ALICE, USD, D("0.12345678901234567890123456789"))))
    except Refusal:
        return
    audit(desk.state.accounts[ALICE])


def test_cash_is_paid_out_to_the_last_cent_but_not_what_orders_hold() -> None:
    desk = counter("1002.50")
    desk.record(ALICE, desk.desk.move_cash(MoveCash(ALICE, USD, D("-0.50"))))
    desk.record(ALICE, desk.desk.move_cash(MoveCash(ALICE, USD, D("0.50"))))
    number = desk.buy(10, "100.00")  # 1,000 and a fee of 2.50: everything
    with refused(Reason.INSUFFICIENT_CASH):
        desk.desk.move_cash(MoveCash(ALICE, USD, D("-0.01")))
    with refused(Reason.INSUFFICIENT_CASH):
        desk.desk.move_cash(MoveCash(ALICE, Currency.HKD, D("-0.01")))
    desk.cancel(number)
    desk.record(ALICE, desk.desk.move_cash(MoveCash(ALICE, USD, D("-1002.50"))))
    assert desk.desk.buying_power(desk.state.accounts[ALICE], USD) == 0
    assert desk.desk.buying_power(desk.state.accounts[ALICE], Currency.JPY) == 0


def test_a_buy_needs_its_money_and_the_most_that_its_fee_can_be() -> None:
    """1 share at 1.01: the fee is 0.002525, charged as 0.00, reserved as 0.01."""
    rich, poor = counter("1.02"), counter("1.01")
    assert rich.desk.place(place(quantity=1, price="1.01"), listing(), hours(), NOW).reserved == D("1.02")
    with refused(Reason.INSUFFICIENT_CASH):
        poor.desk.place(place(quantity=1, price="1.01"), listing(), hours(), NOW)


def test_what_is_accepted_says_all_that_was_decided() -> None:
    desk = counter()
    event = desk.desk.place(place(quantity=11, reference="mine"), listing(shares=1000), hours(session="pre"), NOW)
    assert (event.number, event.quantity, event.price, event.currency) == (1, 11, D("100.00"), USD)
    assert (event.trade_date, event.session, event.expires) == (TODAY, "pre", CLOSE)
    assert (event.warning, event.reference) == ("over_one_percent_of_listed_shares", "mine")


def test_deciding_changes_nothing() -> None:
    desk, fresh = counter(), counter()
    desk.desk.place(place(), listing(), hours(), NOW)
    with pytest.raises(Refusal):
        desk.desk.place(place(quantity=0), listing(), hours(), NOW)
    assert snapshot.same(desk.state, fresh.state)


@pytest.mark.parametrize("kind", [OrderType.MARKET_ON_OPEN, OrderType.MARKET_ON_CLOSE, OrderType.ODD_LOT_LIMIT])
def test_order_types_that_nobody_offers_for_this_order_are_refused_by_name(kind: OrderType) -> None:
    with pytest.raises(Refusal, match=f"type_not_offered: {kind}"):
        counter().desk.place(place(type=kind), listing(), hours(), NOW)


def test_orders_are_checked_type_instrument_size_price_hours_means() -> None:
    """Everything is wrong with the order; each rule that is mended uncovers the next."""
    desk = counter("0.01")
    closed, open_ = hours(Phase.CLOSED_DAY, ""), hours()
    lots = listing(lot=100)
    bad: dict[str, Any] = {"quantity": 0, "price": "100.001", "reference": "used"}
    desk.state.accounts[ALICE].references["used"] = 1
    place_ = desk.desk.place
    with refused(Reason.TYPE_NOT_OFFERED):
        place_(place(type=OrderType.MARKET_ON_OPEN, **bad), None, closed, NOW)
    with refused(Reason.UNKNOWN_INSTRUMENT):
        place_(place(**bad), None, closed, NOW)
    with refused(Reason.BAD_QUANTITY):
        place_(place(**bad), lots, closed, NOW)
    bad["quantity"] = 10
    with refused(Reason.BAD_LOT):
        place_(place(**bad), lots, closed, NOW)
    bad["quantity"] = 100
    with refused(Reason.BAD_TICK):
        place_(place(**bad), lots, closed, NOW)
    bad["price"] = "100.00"
    with refused(Reason.CLOSED_DAY):
        place_(place(**bad), lots, closed, NOW)
    with refused(Reason.DUPLICATE_REFERENCE):
        place_(place(**bad), lots, open_, NOW)
    del bad["reference"]
    with refused(Reason.INSUFFICIENT_CASH):
        place_(place(**bad), lots, open_, NOW)
    with refused(Reason.NOTHING_HELD):
        place_(place(Side.SELL, **bad), lots, open_, NOW)


def test_a_mock_account_does_not_trade_before_the_open() -> None:
    desk = counter(environment=Environment.MOCK)
    with refused(Reason.BEFORE_OPEN):
        desk.desk.place(place(), listing(), hours(session="pre"), NOW)
    number = desk.buy()
    with refused(Reason.AFTER_CLOSE):
        desk.desk.cancel(CancelOrder(ALICE, NASDAQ, "AAPL", number, 0), hours(session="after"), NOW)
    with refused(Reason.AFTER_CLOSE):
        desk.desk.revise(ReviseOrder(ALICE, NASDAQ, "AAPL", number, 1, D(1)), listing(), hours(session="after"), NOW)


def test_a_revision_never_grows_an_order() -> None:
    desk = counter()
    number = desk.buy(10)
    desk.fill(number, 4, "100.00")
    with refused(Reason.NOTHING_LEFT):
        desk.revise(number, 7, "99.00")
    desk.revise(number, 6, "99.00")
    with refused(Reason.NOTHING_LEFT):
        desk.revise(number, 1, "99.00")


def test_a_revision_obeys_the_rules_of_a_new_order() -> None:
    desk = counter()
    number = desk.buy(10)
    with refused(Reason.UNKNOWN_INSTRUMENT):
        desk.desk.revise(ReviseOrder(ALICE, NASDAQ, "AAPL", number, 1, D(1)), None, hours(), NOW)
    with refused(Reason.BAD_TICK):
        desk.revise(number, 5, "99.001")
    with refused(Reason.BAD_QUANTITY):
        desk.revise(number, 0, "99.00")
    with refused(Reason.UNKNOWN_ORIGINAL):
        desk.revise(number + 1, 5, "99.00")
    with refused(Reason.AFTER_CLOSE):
        desk.desk.revise(
            ReviseOrder(ALICE, NASDAQ, "AAPL", number, 1, D(1)), listing(), hours(Phase.AFTER_CLOSE, ""), NOW
        )


def test_a_revision_to_a_higher_price_needs_only_the_difference() -> None:
    desk = counter("1012.53")
    number = desk.buy(10, "100.00")  # holds 1,002.50
    with refused(Reason.INSUFFICIENT_CASH):
        desk.revise(number, 10, "101.01")  # 1,010.10 + 2.53 = 1,012.63
    revised = desk.revise(number, 10, "101.00")  # 1,010.00 + 2.53: to the last cent
    purse = desk.state.accounts[ALICE].cash[USD]
    assert (purse.reserved, purse.available) == (D("1012.53"), D(0))
    desk.cancel(revised)
    assert purse.reserved == 0


def test_a_part_revised_holds_money_for_both_orders() -> None:
    desk = counter()
    number = desk.buy(10, "100.00")
    revised = desk.revise(number, 4, "50.00")
    orders = desk.state.accounts[ALICE].orders
    assert orders[number].reserved == D("601.50")
    assert orders[revised].reserved == D("200.50")
    assert desk.state.accounts[ALICE].cash[USD].reserved == D("802.00")


def test_a_part_revised_upwards_needs_money_for_both_orders() -> None:
    desk = counter("1002.55")
    number = desk.buy(10, "100.00")
    with refused(Reason.INSUFFICIENT_CASH):
        desk.revise(number, 5, "100.01")  # 501.25 stay held for the rest, 500.05 + 1.26 for the part: 1,002.56
    desk.record(ALICE, desk.desk.move_cash(MoveCash(ALICE, USD, D("0.01"))))
    desk.revise(number, 5, "100.01")
    assert desk.state.accounts[ALICE].cash[USD].available == 0


def test_a_sell_is_revised_without_money() -> None:
    desk = counter()
    desk.fill(desk.buy(10), 10, "100.00")
    number = desk.sell(10, "200.00")
    desk.revise(number, 4, "300.00")
    account = desk.state.accounts[ALICE]
    assert account.positions["NASDAQ:AAPL"].reserved == 10
    assert account.cash[USD].reserved == 0


@pytest.mark.parametrize(("asked", "taken"), [(0, 6), (2, 2), (6, 6), (7, 6), (10**12, 6)])
def test_a_cancellation_takes_what_is_asked_or_all_that_is_left(asked: int, taken: int) -> None:
    desk = counter()
    number = desk.buy(10)
    desk.fill(number, 4, "100.00")
    cancelled = desk.cancel(number, asked)
    account = desk.state.accounts[ALICE]
    assert account.orders[cancelled].quantity == taken
    assert account.orders[number].open == 6 - taken


def test_a_cancellation_is_refused_where_nothing_is_left_or_the_wish_makes_no_sense() -> None:
    desk = counter()
    number = desk.buy(10)
    with refused(Reason.BAD_QUANTITY):
        desk.cancel(number, -1)
    with refused(Reason.UNKNOWN_ORIGINAL):
        desk.cancel(number, 0, symbol="MSFT")
    desk.cancel(number)
    with refused(Reason.NOTHING_LEFT):
        desk.cancel(number)


@pytest.mark.parametrize("change", ["revise", "cancel"])
def test_a_change_uses_its_reference_up_too(change: str) -> None:
    desk = counter()
    number = desk.buy(10, reference="first")

    def again(reference: str) -> None:
        if change == "revise":
            revision = ReviseOrder(ALICE, NASDAQ, "AAPL", number, 1, D(1), reference)
            desk.record(ALICE, desk.desk.revise(revision, listing(), hours(), NOW))
        else:
            cancellation = CancelOrder(ALICE, NASDAQ, "AAPL", number, 1, reference)
            desk.record(ALICE, desk.desk.cancel(cancellation, hours(), NOW))

    with refused(Reason.DUPLICATE_REFERENCE):
        again("first")
    again("second")
    with refused(Reason.DUPLICATE_REFERENCE):
        again("second")


def test_a_better_price_gives_the_difference_back() -> None:
    """10 at 100 hold 1,002.50. 4 at 90 cost 360.90; 6 at 100 and the fee of 960.00 in all, 2.40, stay held."""
    desk = counter("1002.50")
    number = desk.buy(10, "100.00")
    assert desk.fill(number, 4, "90.00") == D("0.90")
    account = desk.state.accounts[ALICE]
    assert account.orders[number].reserved == D("601.50")
    assert account.cash[USD].available == D("1002.50") - D("360.90") - D("601.50")
    assert desk.fill(number, 6, "100.00") == D("1.50")
    assert account.cash[USD].balance == account.cash[USD].available == D("1002.50") - D("962.40")


@pytest.mark.parametrize(
    ("exchange", "price", "quantity", "held"),
    [
        (Exchange.HONG_KONG, "388.20", 100, "38978.58"),  # 0.4085 %
        (Exchange.TOKYO, "3000", 100, "300750"),
        (Exchange.TOKYO, "2001", 1, "2007"),  # a fee of 5.0025 yen may become 6
        (Exchange.HANOI, "25500", 100, "2560200"),
        (Exchange.SHANGHAI, "10.01", 100, "1004.09"),  # 3.0871841 may become 3.09
    ],
)
def test_every_currency_reserves_in_its_own_units(exchange: Exchange, price: str, quantity: int, held: str) -> None:
    desk = Counter()
    found = listing("X", exchange)
    desk.open(ALICE, Environment.REAL, {found.currency: Decimal(10**9)})
    number = desk.place(place(Side.BUY, quantity, price, "X", exchange=exchange), found)
    assert desk.state.accounts[ALICE].orders[number].reserved == D(held)
