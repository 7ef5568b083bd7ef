"""The fill models: docs/fills.md's examples, a plain second writing of the rules, and what must hold whatever the market does."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.desk.commands import PlaceOrder
from haero.terms import Exchange, OrderType, Side
from haero.venue.simulated.book import Book, Fill
from haero.venue.simulated.models import (
    FillModel,
    FillRule,
    Fills,
    ParticipationBook,
    ProbabilisticBook,
    ThroughBook,
    TouchBook,
    book_factory,
)
from tests.makers import ALICE, D, house
from tests.venue.fills_document import examples, obey
from tests.venue.plain import SEED, SIGN, Plain

BUY, SELL = Side.BUY, Side.SELL
APPLE = (Exchange.NASDAQ, "AAPL")
CENT = D("0.01")


def make(model: str, share: str = "0.1", chance: str = "0.5", seed: int = SEED) -> Book:
    return book_factory(Fills(model, D(share), D(chance)), (), seed)(APPLE, ALICE)


# The worked examples of the document


OF_ALL = ("odd lots", "the rest of a marketable order")


@pytest.mark.parametrize("name", [*FillModel, *OF_ALL])
def test_the_documents_example_happens_as_written(name: str) -> None:
    written = examples()[name]
    book = make("queue" if name in OF_ALL else name, seed=1)
    assert [(message, obey(book, message)) for message, _ in written] == written
    assert any(fills for _, fills in written)


# Whatever the market does

Ticks = st.integers(995, 1005)
Size = st.integers(1, 60)
Command = st.one_of(
    st.tuples(st.just("order"), st.sampled_from(Side), Ticks, Size, st.sampled_from([False, False, False, True])),
    st.tuples(st.just("revise"), st.integers(0, 30), Ticks, Size),
    st.tuples(st.just("reduce"), st.integers(0, 30), Size),
    st.tuples(st.just("print"), Ticks, Size),
    st.tuples(st.just("quote"), Ticks, st.integers(1, 3), st.integers(0, 60), st.integers(0, 60)),
    st.tuples(st.just("show"), Ticks, st.integers(1, 3), st.integers(0, 60), st.integers(0, 60)),
)
Model = st.one_of(
    st.tuples(st.sampled_from(["queue", "touch", "through"]), st.just("0.1"), st.just("0.5")),
    st.tuples(st.just("participation"), st.sampled_from(["0.1", "0.25", "0.333", "0.9", "1"]), st.just("0.5")),
    st.tuples(st.just("probabilistic"), st.just("0.1"), st.sampled_from(["0", "0.3", "0.5", "0.9", "1"])),
)


class Watched:
    """A book whose every fill is held against what the market had shown, printed, and who stood before."""

    def __init__(self, model: str, share: str, chance: str) -> None:
        self.book, self.plain = make(model, share, chance), Plain(model, share, chance)
        self.model, self.share = model, D(share)
        self.terms: dict[int, tuple[Side, Decimal, bool]] = {}
        self.open: dict[int, int] = {}
        self.quote = (D(0), 0, D(0), 0)
        self.of_quote: dict[Side, int] = defaultdict(int)  # what each side took since the price moved
        self.printed: dict[Side, int] = defaultdict(int)  # prints that reached a side, and what it got of them
        self.got: dict[Side, int] = defaultdict(int)
        self.marketable: set[int] = set()  # when they came: they may pay less than their limit

    def obey(self, command: tuple[Any, ...]) -> None:
        match command:
            case ("order", side, ticks, size, odd):
                self.order(side, ticks * CENT, size, odd)
            case ("revise", which, ticks, size):
                if number := self._pick(which):
                    side, _, odd = self.terms[number]
                    self.reduce(number, self.open[number])
                    self.order(side, ticks * CENT, size, odd)
            case ("reduce", which, size):
                if number := self._pick(which):
                    self.reduce(number, min(size, self.open[number]))
            case ("print", ticks, size):
                self.on_print(ticks * CENT, size)
            case (kind, ticks, spread, bid_size, ask_size):
                self.on_quote(kind, (ticks * CENT, bid_size, (ticks + spread) * CENT, ask_size))
        assert len(self.book) == sum(1 for left in self.open.values() if left)

    def _pick(self, which: int) -> int:
        alive = [number for number, left in self.open.items() if left]
        return alive[which % len(alive)] if alive else 0

    def order(self, side: Side, price: Decimal, size: int, odd: bool) -> None:
        number = len(self.terms) + 1
        self.terms[number], self.open[number] = (side, price, odd), size
        fills = self.book.submit(number, side, price, size, at_limit=odd)
        assert fills == self.plain.submit(number, side, price, size, odd)
        shown, size = self.quote[2:] if side is BUY else self.quote[:2]
        if size and not odd and SIGN[side] * shown >= SIGN[side] * price:
            self.marketable.add(number)
        for one in fills:
            assert SIGN[side] * one.price <= SIGN[side] * shown, "never better than the market showed"
            assert SIGN[side] * one.price >= SIGN[side] * price, "never worse than the limit"
            self._count_quote(side, one.quantity)
        self._apply(fills)

    def reduce(self, number: int, quantity: int) -> None:
        self.book.reduce(number, quantity)
        self.plain.reduce(number, quantity)
        self.open[number] -= quantity

    def on_quote(self, kind: str, quote: tuple[Decimal, int, Decimal, int]) -> None:
        if quote[0] != self.quote[0]:
            self.of_quote[SELL] = 0
        if quote[2] != self.quote[2]:
            self.of_quote[BUY] = 0
        self.quote = quote
        if kind == "show":
            self.book.show(*quote)
            self.plain.show(*quote)
            return
        fills = self.book.on_quote(*quote)
        assert fills == self.plain.on_quote(*quote)
        for one in fills:
            side, limit, _ = self.terms[one.number]
            shown = quote[2 if side is BUY else 0]
            assert one.price == limit or (one.number in self.marketable and one.price == shown)
            assert SIGN[side] * limit <= SIGN[side] * shown, "the quote had reached it"
            assert self.model != "through" or limit != shown
            self._count_quote(side, one.quantity)
        self._apply(fills)

    def _count_quote(self, side: Side, quantity: int) -> None:
        self.of_quote[side] += quantity
        size = self.quote[3 if side is BUY else 1]
        assert self.of_quote[side] <= (size * self.share if self.model == "participation" else size)

    def on_print(self, price: Decimal, size: int) -> None:
        for side in Side:
            if any(self._reached(number, side, price) for number in self.open):
                self.printed[side] += size
        fills = self.book.on_print(price, size)
        assert fills == self.plain.on_print(price, size)
        for side in Side:
            mine = [one for one in fills if self.terms[one.number][0] is side]
            assert sum(one.quantity for one in mine) <= size, "never more than was printed"
            self.got[side] += sum(one.quantity for one in mine)
            if self.model == "participation":
                assert self.got[side] <= self.printed[side] * self.share
        for one in fills:
            side, limit, odd = self.terms[one.number]
            assert one.price == limit or one.number in self.marketable
            assert SIGN[side] * limit <= SIGN[side] * one.price <= SIGN[side] * price, "not better than others paid"
            assert self._reached(one.number, side, price)
            assert limit != price or (self.model != "through" and not odd)
        self._apply(fills)

    def _reached(self, number: int, side: Side, price: Decimal) -> bool:
        own, limit, _ = self.terms[number]
        return own is side and bool(self.open[number]) and SIGN[side] * limit <= SIGN[side] * price

    def _apply(self, fills: list[Fill]) -> None:
        """Each fill is within what is open, and nobody with a better right to it still waits."""
        for one in fills:
            assert 0 < one.quantity <= self.open[one.number]
            side, limit, odd = self.terms[one.number]
            for number, (its_side, its_limit, its_odd) in self.terms.items():
                if its_side is side and self.open[number] and number != one.number:
                    assert SIGN[side] * limit <= SIGN[side] * its_limit, f"order {number} had the better price"
                    assert number > one.number or limit != its_limit or odd != its_odd, f"order {number} came first"
            self.open[one.number] -= one.quantity


@settings(max_examples=300)
@given(Model, st.lists(Command, max_size=50))
def test_whatever_the_market_does_each_model_keeps_to_its_rules(
    model: tuple[str, str, str], commands: list[tuple[Any, ...]]
) -> None:
    watched = Watched(*model)
    for command in commands:
        watched.obey(command)


Message = st.one_of(
    st.tuples(st.just("print"), st.integers(998, 1003), Size),
    st.tuples(st.just("quote"), st.integers(998, 1003), st.integers(1, 3), st.integers(0, 60), st.integers(0, 60)),
)


def filled(
    model: str, chance: str, side: Side, quantity: int, messages: list[tuple[Any, ...]], at: int
) -> Iterator[int]:
    """How much of one order is filled after each message. It comes before message number `at`."""
    book, total = make(model, chance=chance), 0
    for turn, message in enumerate(messages):
        if turn == at:
            total += sum(one.quantity for one in book.submit(1, side, D("10.00"), quantity))
        if message[0] == "print":
            fills = book.on_print(message[1] * CENT, message[2])
        else:
            _, ticks, spread, bid_size, ask_size = message
            fills = book.on_quote(ticks * CENT, bid_size, (ticks + spread) * CENT, ask_size)
        total += sum(one.quantity for one in fills)
        yield total


@given(st.sampled_from(Side), st.integers(1, 200), st.lists(Message, min_size=1, max_size=40), st.integers(0, 5))
def test_the_models_are_in_order_of_kindness(
    side: Side, quantity: int, messages: list[tuple[Any, ...]], at: int
) -> None:
    def run(model: str, chance: str = "0.5") -> list[int]:
        return list(filled(model, chance, side, quantity, messages, at))

    through, queue, touch = run("through"), run("queue"), run("touch")
    for least, middle, most in zip(through, queue, touch, strict=True):
        assert least <= middle <= most <= quantity
    assert run("probabilistic", "0") == through
    assert run("probabilistic", "1") == touch


# Participation and probability


def test_ten_prints_of_nine_at_a_tenth_give_nine_shares() -> None:
    book = make("participation")
    book.submit(1, BUY, D("10.00"), 100)
    got = [sum(one.quantity for one in book.on_print(D("10.00"), 9)) for _ in range(10)]
    assert got == [0, 1, 1, 1, 1, 1, 1, 1, 1, 1]


def test_shares_are_carried_for_each_side_apart() -> None:
    book = make("participation", "0.5")
    book.submit(1, BUY, D("10.00"), 100)
    book.submit(2, SELL, D("11.00"), 100)
    assert book.on_print(D("10.00"), 1) == []
    assert book.on_print(D("11.00"), 1) == []
    assert book.on_print(D("10.00"), 1) == [Fill(ALICE, 1, 1, D("10.00"))]


def test_participation_takes_its_share_of_a_quote_once() -> None:
    book = make("participation")
    book.show(D("10.00"), 100, D("10.02"), 109)
    assert book.submit(1, BUY, D("10.02"), 100) == [Fill(ALICE, 1, 10, D("10.02"))]
    assert book.on_quote(D("10.00"), 100, D("10.02"), 109) == []
    assert book.on_quote(D("10.00"), 100, D("10.02"), 130) == [Fill(ALICE, 1, 3, D("10.02"))]


@pytest.mark.parametrize("chance", ["0.1", "0.5", "0.9"])
def test_a_share_of_the_draws_that_comes_near_the_probability_fills(chance: str) -> None:
    book, hits = make("probabilistic", chance=chance), 0
    for number in range(1, 2_001):
        book.submit(number, BUY, D("10.00"), 1)
        hits += len(book.on_print(D("10.00"), 1))
        if len(book):
            book.reduce(number, 1)
    assert abs(hits - 2_000 * float(chance)) < 100


def test_draws_depend_on_seed_account_and_number_and_on_nothing_else() -> None:
    def hits(seed: int, account: str, first: int) -> list[int]:
        book = ProbabilisticBook(account, D("0.5"), seed)
        got = []
        for turn in range(64):
            book.submit(first + turn, BUY, D("10.00"), 1)
            got.append(len(book.on_print(D("10.00"), 1)))
            if len(book):
                book.reduce(first + turn, 1)
        return got

    assert hits(1, "A", 1) == hits(1, "A", 1)
    assert len({tuple(hits(*key)) for key in ((1, "A", 1), (2, "A", 1), (1, "B", 1), (1, "A", 2))}) == 4


def test_a_quote_that_stands_at_the_limit_does_not_draw_again() -> None:
    book = ProbabilisticBook(ALICE, D("0.5"), 1)
    numbers = range(1, 41)
    for number in numbers:
        book.submit(number, BUY, D(number), 1)
    for number in reversed(numbers):  # the best first
        first = book.on_quote(D("0.5"), 1, D(number), 1)
        assert all(book.on_quote(D("0.5"), 1 + again, D(number), 1) == [] for again in range(9))
        if not first:
            book.reduce(number, 1)


def test_the_draw_of_an_order_does_not_hold_up_an_odd_lot() -> None:
    book = ProbabilisticBook(ALICE, D("0.5"), 1)
    book.submit(3, BUY, D("10.00"), 10)  # the draw of 1:81000001-01:3:0 is 0.894
    book.submit(1, BUY, D("10.00"), 10, at_limit=True)  # that of :1:0 is 0.196
    assert book.on_quote(D("9.99"), 100, D("10.00"), 100) == [Fill(ALICE, 1, 10, D("10.00"))]


def test_a_print_where_only_an_odd_lot_rests_is_no_draw() -> None:
    book = ProbabilisticBook(ALICE, D("0.5"), 1)
    book.submit(1, BUY, D("10.00"), 10, at_limit=True)
    assert book.on_print(D("10.00"), 100) == []
    book.submit(3, BUY, D("10.00"), 10)
    assert book.on_print(D("10.00"), 100) == []  # the draw of 1:81000001-01:3:1 is 0.700
    assert book.on_print(D("10.00"), 100) == [Fill(ALICE, 3, 10, D("10.00"))]  # that of :3:2 is 0.193


# Settings


@pytest.mark.parametrize(
    ("written", "exchange", "symbol", "matches"),
    [
        ("AAPL", Exchange.NASDAQ, "AAPL", True),
        ("AAPL", Exchange.NYSE, "AAPL", True),
        ("AAPL", Exchange.NASDAQ, "AAPLW", False),
        ("NASD:AAPL", Exchange.NASDAQ, "AAPL", True),
        ("NASDAQ:AAPL", Exchange.NASDAQ, "AAPL", True),
        ("NYSE:AAPL", Exchange.NASDAQ, "AAPL", False),
        ("A*", Exchange.NASDAQ, "AAPL", True),
        ("A*", Exchange.NASDAQ, "MSFT", False),
        ("SEHK:*", Exchange.HONG_KONG, "00700", True),
        ("SEHK:007??", Exchange.HONG_KONG, "00700", True),
        ("HONG_KONG:007??", Exchange.HONG_KONG, "09988", False),
        ("aapl", Exchange.NASDAQ, "AAPL", False),
    ],
)
def test_which_symbols_a_rule_names(written: str, exchange: Exchange, symbol: str, matches: bool) -> None:
    assert FillRule(written).matches(exchange, symbol) is matches


def test_the_first_rule_that_matches_decides_and_inherits_the_rest() -> None:
    rules = [
        FillRule("NASD:AAPL", "touch"),
        FillRule("A*", "probabilistic", probability=D(0)),
        FillRule("NYSE:*", participation=D("0.5")),
    ]
    book_of = book_factory(Fills("participation", D("0.2")), rules, 1)
    assert type(book_of(APPLE, ALICE)) is TouchBook
    assert type(book_of((Exchange.NASDAQ, "AMZN"), ALICE)) is ProbabilisticBook
    assert type(book_of((Exchange.NYSE, "AA"), ALICE)) is ProbabilisticBook
    for key, share in (((Exchange.NYSE, "IBM"), 50), ((Exchange.NASDAQ, "MSFT"), 20)):
        book = book_of(key, ALICE)
        assert type(book) is ParticipationBook
        assert book.account == ALICE
        assert book.offered(100) == share


@pytest.mark.parametrize(("model", "kind"), [("queue", Book), ("touch", TouchBook), ("through", ThroughBook)])
def test_the_setting_names_the_model(model: str, kind: type[Book]) -> None:
    assert type(make(model)) is kind
    assert type(book_factory(Fills(), (), 1)(APPLE, ALICE)) is Book


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (Fills, {"model": "kind"}, "must be one of queue, touch, through, participation, probabilistic"),
        (Fills, {"modell": "queue"}, "unknown field `modell`"),
        (Fills, {"participation": "0"}, "participation = 0: must be above 0 and at most 1"),
        (Fills, {"participation": "1.01"}, "participation = 1.01"),
        (Fills, {"participation": "NaN"}, "participation = NaN"),
        (Fills, {"probability": "-0.1"}, "probability = -0.1: must be from 0 to 1"),
        (Fills, {"probability": "Infinity"}, "probability = Infinity"),
        (FillRule, {"model": "touch"}, "`symbol`"),
        (FillRule, {"symbol": "AAPL", "model": "kind"}, "fill model 'kind': must be one of queue"),
        (FillRule, {"symbol": ""}, "symbol ''"),
        (FillRule, {"symbol": "NASD:"}, "symbol 'NASD:'"),
        (FillRule, {"symbol": "LSE:VOD"}, "symbol 'LSE:VOD': must be like AAPL, A\\* or NASD:AAPL; exchanges are NASD"),
        (FillRule, {"symbol": ":AAPL"}, "symbol ':AAPL'"),
        (FillRule, {"symbol": "AAPL", "probability": 2}, "probability = 2"),
        (FillRule, {"symbol": "AAPL", "participation": -1}, "participation = -1"),
    ],
)
def test_a_setting_that_cannot_be_says_what_may_be(kind: type, values: dict[str, Any], said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(values, kind, strict=False)


@pytest.mark.parametrize(("chosen", "filled"), [({}, 0), ({"fills": Fills("touch")}, 10)])
def test_a_house_fills_as_its_settings_say(tmp_path: Path, chosen: dict[str, Any], filled: int) -> None:
    with house(tmp_path, **chosen) as opened:
        broker = opened.broker
        broker.post_quote(*APPLE, D("10.00"), 100, D("10.02"), 100)
        account = next(iter(broker.state.accounts))
        broker.submit(PlaceOrder(account, *APPLE, BUY, OrderType.LIMIT, 10, D("10.00")))
        broker.post_print(*APPLE, D("10.00"), 60)
        assert [order.filled for order in broker.desk.account(account).orders.values()] == [filled]
