"""What events show of themselves: everything that a trader reads, nothing that is private."""

from datetime import datetime

from haero.client.stream.messages import FILLED, NoticeKind, Trouble, TroubleKind
from haero.client.stream.reading import read_notice, read_trade
from haero.kis import frames
from haero.terms import KST
from tests.client.stream.test_ledger import NOW, wired
from tests.client.stream.wire import fill, trade


def test_reprs() -> None:
    found = read_notice(wired(fill(7, 4, "185.2")), NOW)._replace(gap=True, doubtful=True)
    at = datetime(2026, 11, 21, tzinfo=KST)
    assert repr(found) == f"Notice(FILLED 0000000007 buy 4 AAPL @ 185.2000, {at.isoformat()} gap doubtful)"
    [record] = frames.read(f"0|HDFSCNT0|001|{trade()}").records
    assert repr(read_trade(record)).startswith("TradeTick(NASDAQ:AAPL 7 @ 99.0500, 2026-11-21T00:00:01")
    assert Trouble(TroubleKind.IN_USE, "text", "OPSP8996").kind.value == "in_use"


def test_words_are_texts() -> None:
    assert FILLED.value == "filled"
    assert NoticeKind("filled") is FILLED
