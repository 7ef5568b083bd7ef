"""What a program is told of notices and quotes, and what it is not."""

import subprocess
import sys

import pytest

from haero.client.errors import Answered, AuthError
from haero.client.stream import desks
from haero.client.stream.desks import NoticeDesk, QuoteDesk, odno_of
from haero.client.stream.messages import ACCEPTED, FILLED, TroubleKind
from haero.client.stream.policy import USUAL
from haero.client.stream.registrations import Registration
from haero.client.stream.session import ApprovalRefused, Down, Opened, Refused, Registered, Spoiled
from haero.kis import frames, notice
from haero.kis.frames import Quotes
from haero.kis.records import WireRecord
from tests.client.stream.test_ledger import HERE, NOW, wired
from tests.client.stream.wire import HTS, fill, record, trade

APPLE = Registration(frames.TRADES_TR, "DNASAAPL")


def desk(*, can_ask: bool = False) -> NoticeDesk:
    made = NoticeDesk(HERE, USUAL, lambda: NOW, can_ask=can_ask, since=None)
    made.take(Registered(HERE), 0.0)
    return made


def test_one_unreadable_record_spoils_no_other() -> None:
    made = desk(can_ask=True)
    made.ledger.begin(0.0)
    made.ledger.answered([], 0.0)
    made.settle(1.0)
    assert made.ledger.due() == (61.0, "ask")  # once a minute anyway
    made.take(Opened(notice.REAL_TR, tuple(wired(text) for text in (record(ODER_COND="Z"), fill(1, 2)))), 5.0)
    assert [one.quantity for one in made.history] == [2]
    assert (made.unreadable, made.troubles[-1].kind) == (1, TroubleKind.UNREADABLE)
    assert made.ledger.due() == (5.0, "ask")
    assert HTS not in repr((made.troubles, made.history))


@pytest.mark.parametrize(("tr_id", "asks"), [(notice.REAL_TR, True), ("", True), (frames.TRADES_TR, False)])
def test_a_text_that_may_have_been_a_notice_leads_to_a_question(tr_id: str, asks: bool) -> None:
    made = NoticeDesk(HERE, USUAL, lambda: NOW, can_ask=True, since=NOW)
    made.take(Spoiled(tr_id), 5.0)
    assert (made.ledger.due() is not None) is asks


def test_notices_of_another_tr_are_not_mine() -> None:
    made = desk()
    made.take(Opened(notice.MOCK_TR, (wired(record()),)), 1.0)
    assert not made.history


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "REMEMBERED", 3)
    made = desk()
    for number in range(1, 6):
        made.take(Opened(notice.REAL_TR, (wired(record(ODER_NO=str(number), OODER_NO="9")),)), 1.0)
    assert len(made.history) == 3
    assert made.find("0000000002", ACCEPTED, whole=False) is None
    for number in (3, 4, 5):
        found = made.find(f"{number:010d}", ACCEPTED, whole=False)
        assert found is not None
    first = made.find("0000000009", ACCEPTED, whole=False)
    assert first is not None
    assert first.odno == "0000000003"
    assert len(made._by_order) == 4


def test_whole_is_the_fill_that_completes_the_order() -> None:
    made = desk()
    for text in (record(), fill(1, 4, ordered=10), fill(1, 6, ordered=10)):
        made.take(Opened(notice.REAL_TR, (wired(text),)), 1.0)
    first, last = (made.find("0000000001", FILLED, whole=whole) for whole in (False, True))
    assert first is not None
    assert last is not None
    assert (first.quantity, last.quantity) == (4, 6)


def test_refusals_end_notices_and_only_one_symbol_of_quotes() -> None:
    made = desk()
    made.take(Refused(HERE, "OPSP8991", "no"), 1.0)
    assert isinstance(made.error, Answered)
    assert made.error.code == "OPSP8991"
    quotes = QuoteDesk()
    quotes.wanted = {APPLE, Registration(frames.TRADES_TR, "DNASX")}
    quotes.take(Refused(APPLE, "OPSP8992", "no"), 1.0)
    assert (quotes.error, quotes.ready, list(quotes.refused)) == (None, False, [APPLE])
    quotes.take(Registered(Registration(frames.TRADES_TR, "DNASX")), 1.0)
    assert quotes.ready
    quotes.take(Down(), 2.0)
    assert not quotes.status(1).registered
    quotes.take(ApprovalRefused("OPSP0011", "no"), 3.0)
    assert isinstance(quotes.error, AuthError)


def test_quotes_that_were_not_asked_for_and_bad_ones_are_left_out() -> None:
    made = QuoteDesk()
    made.wanted = {APPLE}
    box = made.outlet.open()
    texts = [trade(), trade("DNASMSFT"), trade(LAST="x"), trade(EVOL="9")]
    for text in texts:
        values = dict(zip(frames.FIELDS[frames.TRADES_TR], text.split("^"), strict=True))
        made.take(Quotes(frames.TRADES_TR, (WireRecord(values),)), 1.0)
    sizes = []
    while (tick := box.take()) is not None:
        sizes.append(getattr(tick, "size", None))
    assert sizes == [7, 9]
    assert made.unreadable == 1


def test_orders_and_their_numbers() -> None:
    class Order:
        odno = "4336"

    assert {odno_of(one) for one in (Order(), "0000004336", 4336)} == {"0000004336"}


def test_nothing_heavy_is_imported_before_a_stream_opens() -> None:
    code = (
        "import sys, haero.client.stream.blocking, haero.client.stream.asynchronous;"
        "print([one for one in ('websockets', 'cryptography', 'aiohttp', 'ssl') if one in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() in {"[]", "['ssl']"}  # asyncio brings ssl
