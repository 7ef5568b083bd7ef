from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.client.errors import LimitExceeded, NotSent
from haero.client.orders.changing import plan_cancel, plan_revise
from haero.client.orders.limits import Figure, Figures, Limits
from haero.client.orders.placing import plan_daytime, plan_order
from haero.client.orders.plan import Original, Plan, Reserved
from haero.client.orders.reserving import plan_reservation, plan_reservation_cancel
from haero.client.orders.types import AnyKind, MarketOnClose
from haero.terms import Currency, Exchange, Side
from tests.client.orders.planned import ACCOUNT, REAL

D = Decimal
APPLE = Original(Exchange.NASDAQ, "AAPL", "7", 100, D(100))
TIGHT = Limits(
    max_quantity=1,
    max_notional={"USD": 1},
    collar="0.0001",
    per_minute=1,
    max_share_of_listed="0.0001",
    max_share_of_volume="0.0001",
)


def buy(quantity: int = 10, kind: AnyKind | str = "100", symbol: str = "AAPL") -> Plan:
    return plan_order(REAL, Side.BUY, symbol, quantity, kind)


def sell(quantity: int = 10, kind: AnyKind | str = "100") -> Plan:
    return plan_order(REAL, Side.SELL, "AAPL", quantity, kind)


def refused(limits: Limits, plan: Plan, figures: Figures = Figures()) -> LimitExceeded:  # noqa: B008 - it never changes
    with pytest.raises(LimitExceeded) as caught:
        limits.check(plan, figures)
    assert isinstance(caught.value, NotSent)
    assert ACCOUNT not in str(caught.value)
    return caught.value


def test_all_is_off_by_default() -> None:
    limits = Limits()
    assert repr(limits) == "Limits()"
    for plan in (buy(9_999_999_999, "999999"), sell(9_999_999_999, MarketOnClose())):
        assert limits.needs(plan) == frozenset()
        limits.check(plan)
        limits.check_rate(plan, [0.0] * 1000, 0.0)


def test_cancellations_always_pass() -> None:
    cancels = [
        plan_cancel(REAL, APPLE),
        plan_cancel(REAL, APPLE._replace(daytime=True)),
        plan_reservation_cancel(REAL, Reserved(Exchange.TOKYO, "7203", "1", date(2026, 11, 20), 100)),
    ]
    for plan in cancels:
        assert TIGHT.needs(plan) == frozenset()
        TIGHT.check(plan)
        TIGHT.check_rate(plan, [0.0] * 100, 0.0)


def test_everything_else_counts() -> None:
    others = [
        buy(), plan_revise(REAL, APPLE, "100"), plan_daytime(REAL, Side.BUY, "AAPL", 10, "100"),
        plan_reservation(REAL, Side.SELL, "AAPL", 10, "100"),
    ]  # fmt: skip
    for plan in others:
        assert refused(TIGHT, plan).limit == "max_quantity"
        with pytest.raises(LimitExceeded, match="2 orders in a minute") as caught:
            TIGHT.check_rate(plan, [99.0], 100.0)
        assert (caught.value.limit, caught.value.asked, caught.value.allowed) == ("per_minute", 2, 1)


def test_quantity() -> None:
    limits = Limits(max_quantity=10)
    limits.check(buy(10))
    no = refused(limits, buy(11))
    assert (no.limit, no.asked, no.allowed) == ("max_quantity", 11, 10)
    assert str(no) == "buy 11 NASD:AAPL limit 100.00: 11 shares, and your limit max_quantity is 10"


def test_a_revision_counts_as_what_it_becomes() -> None:
    limits = Limits(max_notional={"USD": 1000}, max_quantity=10)
    assert refused(limits, plan_revise(REAL, APPLE, "100", 11)).limit == "max_quantity"
    assert refused(limits, plan_revise(REAL, APPLE, "100.01", 10)).asked == D("1000.10")
    limits.check(plan_revise(REAL, APPLE, "100", 10))


def test_notional_by_currency() -> None:
    limits = Limits(max_notional={"USD": "1000.00", "JPY": 300_000})
    limits.check(buy(10))
    no = refused(limits, buy(10, "100.01"))
    assert (no.limit, no.asked, no.allowed) == ("max_notional", D("1000.1"), D(1000))
    assert "1000.1 USD" in str(no)
    limits.check(buy(100, "2810", "TKSE:7203"))
    assert refused(limits, buy(200, "2810", "TKSE:7203")).asked == 562_000
    limits.check(buy(100_000, "500.5", "SEHK:700"))  # no limit was named for HKD


def test_an_order_without_a_limit_counts_with_the_last_price() -> None:
    limits, plan = Limits(max_notional={"USD": 1000}), sell(10, MarketOnClose())
    assert limits.needs(plan) == {Figure.QUOTE}
    limits.check(plan, Figures(last=D(100)))
    assert refused(limits, plan, Figures(last=D("100.01"))).asked == D("1000.1")
    for unknown in (None, D(0), D("NaN"), D(-5), D("Infinity")):
        no = refused(limits, plan, Figures(last=unknown, bid=D(1), ask=D(1)))
        assert "the last price is not known" in str(no)


@pytest.mark.parametrize(
    ("plan", "figures", "allowed"),
    [
        (buy(10, "105.01"), Figures(bid=D(99), ask=D(100), last=D(200)), "105"),
        (buy(10, "105.01"), Figures(last=D(100)), "105"),
        (buy(10, "105.01"), Figures(ask=D(0), last=D(100)), "105"),
        (sell(10, "94.99"), Figures(bid=D(100), ask=D(101)), "95"),
        (sell(10, "94.99"), Figures(bid=D("NaN"), last=D(100)), "95"),
        (plan_revise(REAL, APPLE, "105.01"), Figures(bid=D(99), ask=D(100)), "105"),
        (plan_revise(REAL, APPLE, "94.99"), Figures(bid=D(100), ask=D(101)), "95"),
    ],
)
def test_the_collar(plan: Plan, figures: Figures, allowed: str) -> None:
    no = refused(Limits(collar="0.05"), plan, figures)
    assert (no.limit, no.asked, no.allowed) == ("collar", plan.price, D(allowed))


def test_the_collar_holds_back_no_price_that_waits() -> None:
    limits, quote = Limits(collar="0.05"), Figures(bid=D(99), ask=D(100))
    for plan in (buy(10, "105"), buy(10, "1"), sell(10, "94.05"), sell(10, "900"), plan_revise(REAL, APPLE, "95")):
        assert limits.needs(plan) == {Figure.QUOTE}
        limits.check(plan, quote)
    limits.check(sell(10, MarketOnClose()), quote)  # it has no price
    assert limits.needs(sell(10, MarketOnClose())) == frozenset()


def test_a_collar_without_a_quote_refuses() -> None:
    for plan in (buy(), sell(), plan_revise(REAL, APPLE, "100")):
        assert "is not known" in str(refused(Limits(collar="0.05"), plan))


@pytest.mark.parametrize(("name", "figure"), [("listed", Figure.LISTED_SHARES), ("volume", Figure.DAY_VOLUME)])
def test_shares_of_the_listed_stock_and_of_the_volume(name: str, figure: Figure) -> None:
    limit = f"max_share_of_{name}"
    limits = Limits(**{limit: "0.01"})  # type: ignore[arg-type]
    assert limits.needs(buy()) == {figure}

    def figures(count: int | None) -> Figures:
        return Figures(listed_shares=count) if name == "listed" else Figures(day_volume=count)

    limits.check(buy(10), figures(1000))
    no = refused(limits, buy(11), figures(1099))
    assert (no.limit, no.asked, no.allowed) == (limit, 11, 10)
    for unknown in (None, 0, -1):
        assert "is not known" in str(refused(limits, buy(), figures(unknown)))


@given(st.lists(st.integers(0, 200)), st.integers(0, 200), st.integers(1, 20))
def test_the_rate_counts_the_last_minute(times: list[int], now: int, most: int) -> None:
    limits = Limits(per_minute=most)
    if sum(now - 60 < at for at in times) >= most:
        with pytest.raises(LimitExceeded):
            limits.check_rate(buy(), times, now)
    else:
        limits.check_rate(buy(), times, now)


def test_a_minute_later_there_is_room_again() -> None:
    limits = Limits(per_minute=1)
    with pytest.raises(LimitExceeded):
        limits.check_rate(buy(), [40.5], 100.0)
    limits.check_rate(buy(), [40.0], 100.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_quantity": 0}, {"max_quantity": 1.5}, {"max_quantity": True}, {"per_minute": -1}, {"per_minute": "3"},
        {"max_notional": {"USD": 0}}, {"max_notional": {"USD": 1000.0}}, {"max_notional": {"EUR": 5}},
        {"max_notional": {"USD": "x"}}, {"max_notional": {"USD": "NaN"}}, {"collar": 0.05}, {"collar": "5"}, {"collar": "-0.1"},
        {"collar": "NaN"}, {"collar": 0}, {"collar": True}, {"max_share_of_listed": "1.01"}, {"max_share_of_volume": []},
    ],
)  # fmt: skip
def test_what_is_no_limit(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong)) if "EUR" not in str(wrong) else "no currency"):
        Limits(**wrong)


def test_limits_are_values() -> None:
    made = Limits(max_quantity=1000, max_notional={"USD": 20_000}, collar="0.05")
    assert repr(made) == "Limits(collar='0.05', max_notional={'USD': '20000'}, max_quantity=1000)"
    assert made == Limits(max_quantity=1000, max_notional={Currency.USD: D(20_000)}, collar=D("0.050"))
    assert made != Limits(max_quantity=1000)
    with pytest.raises(AttributeError, match="do not change"):
        made.max_quantity = 5
    with pytest.raises(TypeError):
        made.max_notional[Currency.USD] = D(1)  # type: ignore[index]
