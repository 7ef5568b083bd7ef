"""What waits for a reader is bounded, and no quantity of a fill gets lost."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.client.stream import mailbox
from haero.client.stream.mailbox import NoticeBox, TickBox
from haero.client.stream.messages import ACCEPTED, FILLED, LOST, Lost, Notice, NoticeKind
from haero.terms import KST, Action, Exchange, Side

AT = datetime(2026, 11, 21, tzinfo=KST)


def told(odno: int, kind: NoticeKind, quantity: int = 1, price: str = "100") -> Notice:
    return Notice(kind, f"{odno:010d}", "", "AAPL", Exchange.NASDAQ, Side.BUY, Action.NEW, quantity, Decimal(price), AT)


def all_of(box: NoticeBox) -> list[Notice]:
    found = []
    while (item := box.take()) is not None:
        found.append(item)
    return found


def test_fills_are_folded_by_order_with_their_average() -> None:
    box = NoticeBox(most=1)
    for item in (told(1, ACCEPTED), told(1, FILLED, 1, "100"), told(2, ACCEPTED), told(1, FILLED, 3, "104")):
        box.put(item)
    first, lost, accepted, fill = all_of(box)
    assert (first.kind, first.gap) == (ACCEPTED, False)
    assert (lost.kind, lost.quantity, repr(lost)) == (LOST, 3, "Notice(LOST 3)")
    assert (accepted.odno, accepted.gap) == ("0000000002", True)
    assert (fill.quantity, fill.price, fill.gap) == (4, Decimal(103), True)
    box.put(told(3, ACCEPTED))
    assert [one.gap for one in all_of(box)] == [False]


@given(st.lists(st.one_of(st.none(), st.tuples(st.integers(1, 3), st.integers(1, 9)))), st.integers(1, 5))
def test_no_quantity_is_lost(moves: list[tuple[int, int] | None], most: int) -> None:
    box, put, taken = NoticeBox(most), dict.fromkeys(range(1, 4), 0), []
    for move in moves:
        if move is None:
            item = box.take()
            taken += [] if item is None else [item]
        else:
            put[move[0]] += move[1]
            box.put(told(move[0], FILLED, move[1]))
    taken += all_of(box)
    assert {
        odno: sum(one.quantity for one in taken if one.kind is FILLED and int(one.odno) == odno) for odno in put
    } == put


def test_even_what_is_folded_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    box = NoticeBox(most=1)
    monkeypatch.setattr(mailbox, "MOST_FOLDED", 2)
    for odno in range(10):
        box.put(told(odno, FILLED))
    found = all_of(box)
    assert [one.kind for one in found] == [FILLED, LOST, FILLED, FILLED]
    assert found[1].quantity == 9


def test_ticks_keep_the_newest() -> None:
    box = TickBox(most=2)
    for count in range(5):
        box.put(Lost(count))
    assert [box.take() for _ in range(4)] == [Lost(3), Lost(3), Lost(4), None]
