"""One worked example per rule of the book's docstring, then random markets held against the rules."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.terms import Side
from haero.venue.simulated.book import Book, Fill
from tests.makers import ALICE, D

BUY, SELL = Side.BUY, Side.SELL


def fill(number: int, quantity: int, price: str) -> Fill:
    return Fill(ALICE, number, quantity, D(price))


def shown(bid: str = "10.00", bid_size: int = 100, ask: str = "10.02", ask_size: int = 100) -> Book:
    """A book in a market that shows this quote."""
    book = Book(ALICE)
    book.show(D(bid), bid_size, D(ask), ask_size)
    return book


# Marketable orders


@pytest.mark.parametrize(("side", "limit", "price"), [(BUY, "10.05", "10.02"), (SELL, "9.90", "10.00")])
def test_a_marketable_order_takes_the_quote_at_the_quotes_price(side: Side, limit: str, price: str) -> None:
    book = shown()
    assert book.submit(1, side, D(limit), 40) == [fill(1, 40, price)]
    assert len(book) == 0


def test_an_order_at_the_shown_price_is_marketable_and_one_tick_off_is_not() -> None:
    assert shown().submit(1, BUY, D("10.02"), 1) == [fill(1, 1, "10.02")]
    assert shown().submit(1, BUY, D("10.01"), 1) == []
    assert shown().submit(1, SELL, D("10.00"), 1) == [fill(1, 1, "10.00")]
    assert shown().submit(1, SELL, D("10.01"), 1) == []


def test_more_than_is_shown_rests_at_the_limit() -> None:
    book = shown()
    assert book.submit(1, BUY, D("10.02"), 150) == [fill(1, 100, "10.02")]
    assert len(book) == 1
    assert book.on_print(D("10.01"), 500) == [fill(1, 50, "10.02")]


def test_what_was_taken_is_gone_until_the_price_moves() -> None:
    book = shown()
    book.submit(1, BUY, D("10.02"), 60)
    assert book.submit(2, BUY, D("10.02"), 60) == [fill(2, 40, "10.02")]
    book.show(D("9.99"), 100, D("10.02"), 100)  # the bid moved, the ask did not
    assert book.submit(3, BUY, D("10.02"), 1) == []
    book.show(D("9.99"), 100, D("10.03"), 100)
    assert book.submit(4, BUY, D("10.03"), 100) == [fill(4, 100, "10.03")]


def test_a_larger_quote_at_the_same_price_offers_only_what_was_not_taken() -> None:
    book = shown()
    book.submit(1, BUY, D("10.02"), 100)
    assert book.on_quote(D("10.00"), 100, D("10.02"), 130) == []
    assert book.submit(2, BUY, D("10.02"), 50) == [fill(2, 30, "10.02")]


def test_bids_and_asks_are_taken_apart() -> None:
    book = shown()
    book.submit(1, BUY, D("10.02"), 100)
    assert book.submit(2, SELL, D("10.00"), 100) == [fill(2, 100, "10.00")]


def test_without_a_quote_everything_rests() -> None:
    book = Book(ALICE)
    assert book.submit(1, BUY, D(100), 1) == []
    assert book.submit(2, SELL, D(1), 1) == []
    assert len(book) == 2


def test_a_side_of_size_nothing_is_no_side() -> None:
    book = shown(bid="0", bid_size=0, ask="10.02", ask_size=0)
    assert book.submit(1, BUY, D("11.00"), 1) == []
    assert book.submit(2, SELL, D("0.01"), 1) == []


# The market trades through a resting order


def test_a_print_better_than_the_limit_fills_at_the_limit_up_to_its_size() -> None:
    book = shown()
    book.submit(1, BUY, D("9.95"), 100)
    assert book.on_print(D("9.94"), 30) == [fill(1, 30, "9.95")]
    book.submit(2, SELL, D("10.10"), 20)
    assert book.on_print(D("10.11"), 30) == [fill(2, 20, "10.10")]


def test_a_quote_that_reaches_the_limit_fills_at_the_limit_up_to_its_size() -> None:
    book = shown()
    book.submit(1, BUY, D("9.95"), 100)
    assert book.on_quote(D("9.90"), 100, D("9.96"), 70) == []
    assert book.on_quote(D("9.90"), 100, D("9.95"), 70) == [fill(1, 70, "9.95")]
    assert book.on_quote(D("9.90"), 100, D("9.95"), 70) == []  # taken
    assert book.on_quote(D("9.90"), 100, D("9.94"), 70) == [fill(1, 30, "9.95")]


def test_what_resting_orders_took_of_a_quote_is_gone_for_new_ones() -> None:
    book = shown()
    book.submit(1, BUY, D("9.95"), 60)
    book.on_quote(D("9.90"), 100, D("9.95"), 70)
    assert book.submit(2, BUY, D("9.95"), 60) == [fill(2, 10, "9.95")]


def test_the_best_price_fills_first_and_at_one_price_the_first_to_come() -> None:
    book = shown()
    for number, price in enumerate(("9.95", "9.97", "9.95", "9.96"), 1):
        book.submit(number, BUY, D(price), 10)
    assert book.on_print(D("9.90"), 35) == [
        fill(2, 10, "9.97"),
        fill(4, 10, "9.96"),
        fill(1, 10, "9.95"),
        fill(3, 5, "9.95"),
    ]
    for number, price in enumerate(("10.10", "10.08", "10.10"), 5):
        book.submit(number, SELL, D(price), 10)
    assert book.on_print(D("10.20"), 25) == [fill(6, 10, "10.08"), fill(5, 10, "10.10"), fill(7, 5, "10.10")]


# Prints at the limit: the queue


def test_an_order_at_the_best_bid_waits_for_the_shares_that_stood_there_first() -> None:
    book = shown(bid_size=100)
    book.submit(1, BUY, D("10.00"), 50)
    assert book.on_print(D("10.00"), 60) == []
    assert book.on_print(D("10.00"), 40) == []  # exactly the 100 ahead
    assert book.on_print(D("10.00"), 10) == [fill(1, 10, "10.00")]
    assert book.on_print(D("10.00"), 100) == [fill(1, 40, "10.00")]


def test_an_order_at_the_best_ask_waits_too() -> None:
    book = shown(ask_size=100)
    book.submit(1, SELL, D("10.02"), 50)
    assert book.on_print(D("10.02"), 100) == []
    assert book.on_print(D("10.02"), 100) == [fill(1, 50, "10.02")]


def test_one_print_may_pass_the_queue_and_fill_with_its_rest() -> None:
    book = shown(bid_size=100)
    book.submit(1, BUY, D("10.00"), 50)
    assert book.on_print(D("10.00"), 130) == [fill(1, 30, "10.00")]


def test_a_larger_quote_later_stands_behind() -> None:
    book = shown(bid_size=100)
    book.submit(1, BUY, D("10.00"), 50)
    book.on_quote(D("10.00"), 900, D("10.02"), 100)
    assert book.on_print(D("10.00"), 110) == [fill(1, 10, "10.00")]


def test_an_order_better_than_the_best_bid_has_nobody_ahead() -> None:
    book = shown()
    book.submit(1, BUY, D("10.01"), 50)
    assert book.on_print(D("10.01"), 20) == [fill(1, 20, "10.01")]


def test_an_order_behind_the_best_bid_learns_its_place_when_the_market_comes() -> None:
    book = shown()
    book.submit(1, BUY, D("9.98"), 50)
    assert book.on_print(D("9.98"), 10_000) == []  # nobody knows what stood there
    book.on_quote(D("9.98"), 80, D("10.00"), 100)
    assert book.on_print(D("9.98"), 80) == []
    assert book.on_print(D("9.98"), 20) == [fill(1, 20, "9.98")]


def test_when_the_market_falls_past_an_order_nobody_stands_before_it() -> None:
    book = shown()
    book.submit(1, BUY, D("9.98"), 50)
    book.on_quote(D("9.97"), 80, D("10.00"), 100)  # the bid was never 9.98, and is behind it now
    assert book.on_print(D("9.98"), 20) == [fill(1, 20, "9.98")]


def test_the_queue_ahead_is_not_worn_down_by_cancellations_of_others() -> None:
    book = shown(bid_size=100)
    book.submit(1, BUY, D("10.00"), 50)
    for quote in ((D("10.00"), 5), (D("9.99"), 80), (D("10.00"), 5)):
        book.on_quote(*quote, D("10.02"), 100)
    assert book.on_print(D("10.00"), 100) == []
    assert book.on_print(D("10.00"), 1) == [fill(1, 1, "10.00")]


def test_what_an_own_better_order_gets_of_a_print_does_not_wear_down_the_queue() -> None:
    book = shown(bid_size=100)
    book.submit(1, BUY, D("10.01"), 40)
    book.submit(2, BUY, D("10.00"), 50)
    assert book.on_print(D("10.00"), 90) == [fill(1, 40, "10.01")]  # 50 went to the others at 10.00
    assert book.on_print(D("10.00"), 60) == [fill(2, 10, "10.00")]


def test_who_waits_to_know_the_queue_learns_it_from_the_next_to_come_there() -> None:
    book = shown()
    book.submit(1, BUY, D("9.98"), 10)
    book.show(D("9.98"), 80, D("10.00"), 100)
    book.submit(2, BUY, D("9.98"), 10)
    assert book.on_print(D("9.98"), 95) == [fill(1, 10, "9.98"), fill(2, 5, "9.98")]


def test_a_cancelled_order_leaves_nobody_waiting_to_learn() -> None:
    book = shown()
    book.submit(1, BUY, D("9.98"), 50)
    book.reduce(1, 50)
    assert book.on_quote(D("9.98"), 80, D("10.00"), 100) == []
    book.submit(2, BUY, D("9.98"), 50)
    assert book.on_print(D("9.98"), 81) == [fill(2, 1, "9.98")]


# An order does not pass an earlier one of its account


def test_a_new_order_does_not_take_what_an_earlier_one_at_its_price_waits_for() -> None:
    book = shown()
    book.submit(1, BUY, D("10.02"), 150)  # takes 100, waits for 50 more
    book.show(D("10.00"), 100, D("10.02"), 180)
    assert book.submit(2, BUY, D("10.02"), 10) == []
    assert book.submit(3, BUY, D("10.01"), 10) == []
    assert book.submit(4, BUY, D("10.03"), 10) == [fill(4, 10, "10.02")]
    assert book.on_quote(D("10.00"), 100, D("10.02"), 180) == [fill(1, 50, "10.02"), fill(2, 10, "10.02")]


# Odd lots of Hong Kong


def test_an_odd_lot_takes_its_own_limit_not_the_shown_price() -> None:
    assert shown().submit(1, BUY, D("10.05"), 40, at_limit=True) == [fill(1, 40, "10.05")]
    assert shown().submit(1, SELL, D("9.90"), 40, at_limit=True) == [fill(1, 40, "9.90")]
    assert shown().submit(1, BUY, D("10.01"), 40, at_limit=True) == []


def test_an_odd_lot_never_fills_from_a_queue() -> None:
    book = shown()
    book.submit(1, BUY, D("10.01"), 40, at_limit=True)  # nobody is ahead: another order would fill with the next print
    book.submit(2, BUY, D("10.01"), 30)
    assert book.on_print(D("10.01"), 1_000) == [fill(2, 30, "10.01")]
    assert book.on_print(D("10.01"), 1_000) == []
    assert book.on_print(D("10.00"), 15) == [fill(1, 15, "10.01")]
    assert book.on_quote(D("9.99"), 100, D("10.01"), 20) == [fill(1, 20, "10.01")]
    book.reduce(1, 5)
    assert len(book) == 0


def test_at_one_price_an_odd_lot_comes_after_the_others() -> None:
    book = shown()
    book.submit(1, SELL, D("10.05"), 10, at_limit=True)
    book.submit(2, SELL, D("10.05"), 10)
    assert book.on_print(D("10.06"), 15) == [fill(2, 10, "10.05"), fill(1, 5, "10.05")]


def test_without_a_quote_on_its_side_an_order_does_not_know_its_place() -> None:
    book = shown(bid="0", bid_size=0)
    book.submit(1, BUY, D("10.00"), 50)
    assert book.on_print(D("10.00"), 10_000) == []
    assert book.on_print(D("9.99"), 10) == [fill(1, 10, "10.00")]


def test_own_orders_at_one_price_fill_by_arrival() -> None:
    book = shown(bid_size=10)
    book.submit(1, BUY, D("10.00"), 50)
    book.submit(2, BUY, D("10.00"), 50)
    assert book.on_print(D("10.00"), 70) == [fill(1, 50, "10.00"), fill(2, 10, "10.00")]
    assert book.on_print(D("10.00"), 100) == [fill(2, 40, "10.00")]


def test_a_later_order_does_not_pass_one_that_must_wait() -> None:
    book = shown(bid_size=100)
    book.submit(1, BUY, D("10.00"), 50)
    book.show(D("10.00"), 1, D("10.02"), 100)
    book.submit(2, BUY, D("10.00"), 50)  # sees 1 ahead, but order 1 stands before it
    assert book.on_print(D("10.00"), 90) == []
    assert book.on_print(D("10.00"), 70) == [fill(1, 50, "10.00"), fill(2, 10, "10.00")]


def test_shares_that_an_own_order_got_do_not_shorten_the_way_of_the_next() -> None:
    book = shown(bid_size=10)
    book.submit(1, BUY, D("10.00"), 100)
    book.on_print(D("10.00"), 70)  # 10 to strangers, 60 to order 1: 40 stay open
    book.show(D("10.00"), 100, D("10.02"), 100)
    book.submit(2, BUY, D("10.00"), 50)
    assert book.on_print(D("10.00"), 140) == [fill(1, 40, "10.00")]  # and 100 to strangers
    assert book.on_print(D("10.00"), 1) == [fill(2, 1, "10.00")]


def test_a_cancelled_order_frees_the_way() -> None:
    book = shown(bid_size=0, bid="0")
    book.submit(1, BUY, D("10.00"), 50)  # does not know its place: waits for good
    book.on_quote(D("10.00"), 30, D("10.02"), 100)
    book.submit(2, BUY, D("10.00"), 50)
    book.reduce(1, 50)
    assert book.on_print(D("10.00"), 40) == [fill(2, 10, "10.00")]


def test_shares_used_by_better_orders_are_not_used_again_at_the_printed_price() -> None:
    book = shown()
    book.submit(1, BUY, D("10.01"), 30)
    book.on_quote(D("10.00"), 100, D("10.02"), 100)
    book.show(D("9.00"), 1, D("10.02"), 100)
    book.submit(2, BUY, D("10.00"), 100)  # better than the best bid: nobody ahead
    assert book.on_print(D("10.00"), 50) == [fill(1, 30, "10.01"), fill(2, 20, "10.00")]


# Taking orders out


def test_a_reduced_order_keeps_its_place_and_a_finished_one_leaves() -> None:
    book = shown()
    book.submit(1, BUY, D("9.95"), 10)
    book.submit(2, BUY, D("9.95"), 10)
    book.reduce(1, 4)
    assert book.on_print(D("9.90"), 7) == [fill(1, 6, "9.95"), fill(2, 1, "9.95")]
    book.reduce(2, 9)
    assert len(book) == 0
    assert book.on_print(D("9.90"), 100) == []


# Random markets

Tick = st.integers(995, 1005)
Size = st.integers(1, 60)
Command = st.one_of(
    st.tuples(st.just("order"), st.sampled_from([BUY, SELL]), Tick, Size),
    st.tuples(st.just("reduce"), st.integers(0, 30), Size, st.just(0)),
    st.tuples(st.just("print"), Tick, Size, st.just(0)),
    st.tuples(st.just("quote"), st.tuples(Tick, st.integers(1, 4)), st.integers(0, 60), st.integers(0, 60)),
)


class Checked:
    """A book, and beside it what is known of every order: side, limit, open, arrival; with the shares printed at each price."""

    def __init__(self) -> None:
        self.book = Book(ALICE)
        self.orders: dict[int, tuple[Side, Decimal]] = {}
        self.open: dict[int, int] = {}
        self.quote: dict[Side, tuple[Decimal, int]] = {BUY: (D(0), 0), SELL: (D(0), 0)}
        self.taken = {BUY: 0, SELL: 0}
        self.marketable: set[int] = set()  # when they came
        self.queue: dict[int, int] = {}  # shares that must still print before the order, where it is known

    def order(self, side: Side, price: Decimal, quantity: int) -> None:
        number = len(self.orders) + 1
        self.orders[number], self.open[number] = (side, price), quantity
        fills = self.book.submit(number, side, price, quantity)
        opposite, size = self.quote[side]
        crosses = size > 0 and (opposite <= price if side is BUY else opposite >= price)
        if crosses:
            self.marketable.add(number)
        take = min(quantity, size - self.taken[side]) if crosses else 0
        assert fills == ([Fill(ALICE, number, take, opposite)] if take > 0 else [])
        self.taken[side] += max(take, 0)
        self.open[number] -= max(take, 0)
        own, own_size = self.quote[SELL if side is BUY else BUY]
        if own_size and price == own:
            self._learn(side, price, own_size)
        elif own_size and (price > own if side is BUY else price < own):
            self._learn(side, price, 0)

    def _learn(self, side: Side, price: Decimal, ahead: int) -> None:
        """The market stands at this price, or behind it: who waited there to know the queue knows it now."""
        for number, left in self.open.items():
            if left and self._at(number, side, price):
                self.queue.setdefault(number, ahead)

    def reduce(self, number: int, quantity: int) -> None:
        if self.open.get(number):
            taken = min(quantity, self.open[number])
            self.book.reduce(number, taken)
            self.open[number] -= taken

    def on_print(self, price: Decimal, size: int) -> None:
        before = dict(self.open)
        for side, (own, own_size) in ((BUY, self.quote[SELL]), (SELL, self.quote[BUY])):
            if own_size and (price > own if side is BUY else price < own):
                self._learn(side, price, 0)
        fills = self.book.on_print(price, size)
        for side in (BUY, SELL):
            mine = [one for one in fills if self.orders[one.number][0] is side]
            assert sum(one.quantity for one in mine) <= size
            self._check(mine, side, price, before)
            through = [n for n, left in before.items() if left and self._beyond(n, side, price)]
            wanted = sum(before[n] for n in through)
            filled_through = sum(one.quantity for one in mine if self.orders[one.number][1] != price)
            assert filled_through == min(size, wanted), "the market traded through: all that it can is filled"
        at_limit = [one for one in fills if self.orders[one.number][1] == price]
        self._check_queue(at_limit, size)
        for number, ahead in list(self.queue.items()):
            side, limit = self.orders[number]
            if limit != price:
                continue
            got = sum(one.quantity for one in fills if one.number == number)
            assert got == 0 or ahead < size, "nothing before the shares ahead have printed"
            assert got <= max(size - ahead, 0)
            self.queue[number] = max(ahead - size, 0)
        unknown = [one for one in at_limit if one.number not in self.queue]
        assert not unknown, "an order that does not know its place cannot fill at its own price"

    def _check_queue(self, at_price: list[Fill], size: int) -> None:
        """What stood before any of them is not theirs: of a print of 70 with 10 ahead, all own orders together get 60."""
        for side in (BUY, SELL):
            together = longest = 0
            for one in (one for one in at_price if self.orders[one.number][0] is side):
                together += one.quantity
                longest = max(longest, self.queue.get(one.number, 0))
                assert together <= size - longest

    def on_quote(self, bid: Decimal, bid_size: int, ask: Decimal, ask_size: int) -> None:
        before = dict(self.open)
        fills = self.book.on_quote(bid, bid_size, ask, ask_size)
        for side, price, size in ((BUY, ask, ask_size), (SELL, bid, bid_size)):
            if self.quote[side][0] != price:
                self.taken[side] = 0
            self.quote[side] = (price, size)
            mine = [one for one in fills if self.orders[one.number][0] is side]
            used = sum(one.quantity for one in mine)
            self.taken[side] += used
            assert used == 0 or self.taken[side] <= size, "never more of a quote than it shows, until its price moves"
            self._check(mine, side, price, before)
            reached = sum(
                left for n, left in before.items() if self._beyond(n, side, price) or self._at(n, side, price)
            )
            assert used == min(max(size - (self.taken[side] - used), 0), reached)
        for side, price, size in ((BUY, bid, bid_size), (SELL, ask, ask_size)):
            if size:
                self._learn(side, price, size)

    def _beyond(self, number: int, side: Side, price: Decimal) -> bool:
        own, limit = self.orders[number]
        return own is side and (price < limit if side is BUY else price > limit)

    def _at(self, number: int, side: Side, price: Decimal) -> bool:
        return self.orders[number] == (side, price)

    def _check(self, fills: list[Fill], side: Side, price: Decimal, before: dict[int, int]) -> None:
        """At its own limit, or better where it was marketable, by price and then by arrival, and never more than is open."""
        got: dict[int, int] = defaultdict(int)
        for one in fills:
            limit = self.orders[one.number][1]
            assert (
                one.price == limit
                or (one.number in self.marketable and price <= one.price <= limit)
                or (one.number in self.marketable and limit <= one.price <= price)
            )
            assert self._beyond(one.number, side, price) or self._at(one.number, side, price)
            got[one.number] += one.quantity
        sign = -1 if side is BUY else 1
        ranked = [(sign * self.orders[one.number][1], one.number) for one in fills]
        assert ranked == sorted(ranked)
        for number, quantity in got.items():
            assert 0 < quantity <= before[number]
            self.open[number] -= quantity
        for number, other in self.orders.items():
            if got and other[0] is side and self.open[number] and (sign * other[1], number) < ranked[-1]:
                raise AssertionError(f"order {number} was passed over")


@settings(max_examples=200)
@given(st.lists(Command, max_size=40))
def test_whatever_the_market_does_the_rules_hold(commands: list[tuple[str, object, object, object]]) -> None:
    checked = Checked()
    cent = D("0.01")
    for command in commands:
        match command:
            case ("order", Side() as side, int() as tick, int() as size):
                checked.order(side, tick * cent, size)
            case ("reduce", int() as number, int() as size, _):
                checked.reduce(number, size)
            case ("print", int() as tick, int() as size, _):
                checked.on_print(tick * cent, size)
            case ("quote", (int() as tick, int() as spread), int() as bid_size, int() as ask_size):
                checked.on_quote(tick * cent, bid_size, (tick + spread) * cent, ask_size)
        assert len(checked.book) == sum(1 for left in checked.open.values() if left)
