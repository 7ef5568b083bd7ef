import copy
import pickle
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest

from haero.client.errors import BadOrder
from haero.client.orders import types
from haero.client.orders.types import (
    AnyKind,
    Limit,
    LimitOnClose,
    LimitOnOpen,
    MarketOnClose,
    MarketOnOpen,
    OddLot,
    Twap,
    Vwap,
    as_kind,
    kind_named,
)
from haero.terms import KST, OrderType

ALL: list[AnyKind] = [
    Limit("185.20"), LimitOnOpen("185.20"), MarketOnOpen(), LimitOnClose("185.20"), MarketOnClose(), Twap("185.20"),
    Vwap("185.20", start=time(23, 45), until=time(4, 30)), OddLot("410.2"),
]  # fmt: skip


def test_each_order_type_of_the_house_has_one_class() -> None:
    assert [kind.type for kind in ALL] == [
        OrderType.LIMIT, OrderType.LIMIT_ON_OPEN, OrderType.MARKET_ON_OPEN, OrderType.LIMIT_ON_CLOSE,
        OrderType.MARKET_ON_CLOSE, OrderType.TWAP, OrderType.VWAP, OrderType.ODD_LOT_LIMIT,
    ]  # fmt: skip
    assert {kind.type for kind in ALL} == set(OrderType)
    assert {type(kind) for kind in ALL} == set(get_args(AnyKind))


def test_they_read_as_they_are_written() -> None:
    assert [repr(kind) for kind in ALL] == [
        'Limit("185.2")', 'LimitOnOpen("185.2")', "MarketOnOpen()", 'LimitOnClose("185.2")', "MarketOnClose()", 'Twap("185.2")',
        'Vwap("185.2", start=datetime.time(23, 45), until=datetime.time(4, 30))', 'OddLot("410.2")',
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ALL, ids=repr)
def test_they_are_values(kind: AnyKind) -> None:
    for again in (copy.copy(kind), copy.deepcopy(kind), pickle.loads(pickle.dumps(kind))):
        assert again == kind
        assert hash(again) == hash(kind)
    assert [other for other in ALL if other == kind] == [kind]
    assert kind != kind.limit
    for name in ("price", "start", "anything"):
        with pytest.raises(AttributeError, match="does not change"):
            setattr(kind, name, 1)
    with pytest.raises(AttributeError, match="does not change"):
        del kind.price  # type: ignore[union-attr]


def test_equal_prices_are_equal_however_they_are_written() -> None:
    assert Limit("185.2") == Limit(Decimal("185.20"))
    assert hash(Limit(185)) == hash(Limit("185.00"))
    assert Limit("185.2") != LimitOnClose("185.2")
    assert Twap(Limit("5")) == Twap(5)
    assert Twap(5) != Vwap(5)


def test_a_plain_price_is_a_limit() -> None:
    assert as_kind("185.20") == Limit("185.20")
    assert as_kind(ALL[4]) is ALL[4]
    with pytest.raises(BadOrder, match="no market order"):
        as_kind("market")


@pytest.mark.parametrize("kind", [Limit, LimitOnOpen, LimitOnClose, Twap, Vwap, OddLot])
def test_floats_are_refused_everywhere(kind: Any) -> None:
    with pytest.raises(BadOrder, match=r'"0\.1"'):
        kind(0.1)


def test_moments_are_kept_on_a_korean_clock() -> None:
    start = datetime(2026, 11, 20, 14, 45, tzinfo=UTC)
    made = Twap("5", start=start, until=start + timedelta(hours=2))
    assert isinstance(made.start, datetime)
    assert (made.start, made.start.tzinfo, made.start.hour) == (start, KST, 23)
    assert Twap("5", start=time(23, tzinfo=KST), until=time(1)).start == time(23)


@pytest.mark.parametrize(
    ("times", "says"),
    [
        ({"start": time(23)}, "give both or none"),
        ({"until": time(4)}, "give both or none"),
        ({"start": datetime(2026, 11, 20, 23), "until": time(4)}, "no time zone"),  # noqa: DTZ001 - that is the point
        ({"start": time(23, tzinfo=UTC), "until": time(4)}, "Korean clock"),
        ({"start": "23:00", "until": time(4)}, "is no time"),
        ({"start": time(23), "until": 5}, "is no time"),
    ],
)
def test_times_that_mean_nothing(times: Any, says: str) -> None:
    with pytest.raises(BadOrder, match=says) as caught:
        Vwap("5", **times)
    assert caught.value.rule == "slice times"


@pytest.mark.parametrize(
    ("name", "price", "kind"),
    [
        ("limit", "5", Limit(5)), ("MOO", None, MarketOnOpen()), ("loo", "5", LimitOnOpen(5)), ("moc", None, MarketOnClose()),
        ("loc", "5", LimitOnClose(5)), ("twap", "5", Twap(5)), ("vwap", "5", Vwap(5)), ("odd-lot", "5", OddLot(5)),
    ],
)  # fmt: skip
def test_names(name: str, price: str | None, kind: AnyKind) -> None:
    assert kind_named(name, price) == kind
    assert kind_named(kind.type.value, price) == kind
    assert name.lower() in types.TYPE_NAMES


def test_a_named_type_takes_times() -> None:
    assert kind_named("twap", "5", start=time(23), until=time(4)) == Twap(5, start=time(23), until=time(4))


@pytest.mark.parametrize(
    ("name", "price", "until", "says"),
    [
        ("market", None, "close", "no market order for overseas stocks"),
        ("stop", "5", "close", "limit, loo, moo, loc, moc, twap, vwap, odd-lot"),
        ("limit", None, "close", "needs a price"),
        ("moc", "5", "close", "no limit"),
        ("loc", "5", time(4), "has no times"),
    ],
)
def test_names_that_mean_nothing(name: str, price: str | None, until: Any, says: str) -> None:
    with pytest.raises(BadOrder, match=says):
        kind_named(name, price, until=until)
