import msgspec
import pytest

from haero.desk.events import KINDS, Event, OrderAccepted
from haero.journal import sharing
from haero.journal.codec import Codec, Row, UnreadableEvent
from haero.journal.sharing import Sharing
from haero.terms import OrderType
from tests.desk.test_events import EXAMPLES
from tests.makers import ALICE, CLOSE, NOW, accepted

FULL = msgspec.structs.replace(
    accepted(7, 3, "10.0100"),
    warning="w",
    reference="r",
    reservation=4,
    starts=CLOSE,
    to_close=True,
    type=OrderType.TWAP,
)


def text(event: Event) -> str:
    return Codec().row(1, NOW, ALICE, event)[4]


def test_its_fields_are_those_of_the_events() -> None:
    """A field that an event gets must not be lost on this way of reading it."""
    for kind, raw in (
        ("OrderAccepted", sharing._Accepted),
        ("OrderRevised", sharing._Revised),
        ("OrderCancelled", sharing._Cancelled),
    ):
        event = KINDS[kind]
        assert raw.__struct_fields__ == event.__struct_fields__
        assert raw.__struct_defaults__ == event.__struct_defaults__
    assert set(Sharing().decoders) == {"OrderAccepted", "OrderRevised", "OrderCancelled"}


@pytest.mark.parametrize("event", [*EXAMPLES, FULL], ids=lambda event: type(event).__name__)
def test_an_event_is_the_same_as_without_sharing(event: Event) -> None:
    row = Codec().row(5, NOW, ALICE, event)
    assert repr(Codec(sharing=True).event(row)) == repr(Codec().event(row)) == repr((NOW, ALICE, event))


def test_equal_texts_are_one_object_and_equal_numbers_of_other_digits_are_not() -> None:
    read = Sharing().decoders["OrderAccepted"]
    one, same, other = (
        read(text(accepted(number, 1, price))) for number, price in enumerate(("1.00", "1.00", "1.0"), 1)
    )
    assert isinstance(one, OrderAccepted)
    assert isinstance(same, OrderAccepted)
    assert isinstance(other, OrderAccepted)
    for field in ("symbol", "price", "trade_date", "session", "expires", "reserved"):
        assert getattr(one, field) is getattr(same, field)
    assert (str(one.price), str(other.price)) == ("1.00", "1.0")


def test_what_is_remembered_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST", 8)
    reader = Sharing()
    for number in range(1, 50):
        event = reader.decoders["OrderAccepted"](text(accepted(number, 1, f"{number}.00")))
        assert event == accepted(number, 1, f"{number}.00")
        assert len(reader._money) <= 8


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"price":"1.00"', '"price":"one"'),
        ('"trade_date":"2026-11-20"', '"trade_date":"2026-11-31"'),
        ('"expires":"', '"expires":"later'),
        ('"symbol":"AAPL"', '"symbol":7'),
        ('"side":"buy"', '"side":"long"'),
        ('"number":1,', ""),
    ],
)
def test_what_is_unreadable_without_sharing_is_with_it(old: str, new: str) -> None:
    seq, at, account, kind, body = Codec().row(1, NOW, ALICE, accepted(1))
    row: Row = (seq, at, account, kind, body.replace(old, new))
    assert row[4] != body
    for codec in (Codec(), Codec(sharing=True)):
        with pytest.raises(UnreadableEvent, match="event 1"):
            codec.event(row)
