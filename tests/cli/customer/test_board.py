"""What `haero watch` knows, made of a client that says what it is told to."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from haero.cli.customer import board as module
from haero.cli.customer.board import WatchBoard
from haero.cli.customer.reading import MARKETS
from haero.cli.texts import choose
from haero.client.errors import BadProfile, NoAnswer, RateLimited
from haero.client.orders.symbol import Ticker
from haero.client.stream.messages import Notice, NoticeKind, Trouble, TroubleKind
from haero.terms import KST, Action, Environment, Exchange, Language, Side

AT = datetime(2026, 11, 21, tzinfo=KST)
APPLE, TOYOTA = Ticker(Exchange.NASDAQ, "AAPL"), Ticker(Exchange.TOKYO, "7203")
FILLED = Notice(NoticeKind.FILLED, "0000000001", "", "AAPL", Exchange.NASDAQ, Side.BUY, Action.NEW, 3, Decimal(1), AT)


class FakeRow(SimpleNamespace):
    def to_dict(self) -> dict[str, Any]:
        return dict(vars(self))


class FakeClient:
    """Answers of `last`, orders of `open`; raises `error` where there is one."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.last, self.open, self.held = 1, list[FakeRow](), list[FakeRow]()
        self.asked = list[Any]()
        self.callbacks: dict[str, Any] = {}

    def open_orders(self, market: Exchange | None) -> list[FakeRow]:
        self.asked.append(market)
        if self.error is not None:
            raise self.error
        return [row for row in self.open if row.exchange is market]

    def quote(self, ticker: Ticker) -> FakeRow:
        return FakeRow(symbol=ticker.symbol, exchange=ticker.exchange, last=self.last)

    def balance(self) -> Any:
        return SimpleNamespace(holdings=self.held)

    def notices(self) -> Any:
        if self.error is not None:
            raise self.error
        return SimpleNamespace(
            on_notice=lambda call: self.callbacks.update(notice=call),
            on_trouble=lambda call: self.callbacks.update(trouble=call),
        )


@pytest.fixture
def kis(monkeypatch: pytest.MonkeyPatch) -> Any:
    choose(Language.EN)
    monkeypatch.setattr(module, "profile_of", lambda client: SimpleNamespace(environment=Environment.REAL))
    return FakeClient()


def test_only_what_changed_is_told(kis: Any) -> None:
    board = WatchBoard(kis, [APPLE])
    assert [event["event"] for event in board.ask()] == ["orders", "quote"]
    assert kis.asked == [*MARKETS]
    assert list(board.ask()) == []
    assert kis.asked[len(MARKETS) :] == [Exchange.NASDAQ], "where nothing is open nothing is asked again"
    kis.last = 2
    assert list(board.ask()) == [{"event": "quote", "symbol": "AAPL", "exchange": Exchange.NASDAQ, "last": 2}]


def test_without_symbols_those_of_orders_and_holdings(kis: Any) -> None:
    kis.open = [FakeRow(odno="1", exchange=Exchange.TOKYO, symbol="7203", at=AT)]
    kis.held = [FakeRow(exchange=Exchange.NASDAQ, symbol="AAPL")]
    board = WatchBoard(kis, [])
    assert [event.get("symbol") for event in board.ask()] == [None, "7203", "AAPL"]
    kis.asked.clear()
    list(board.ask())
    assert kis.asked == [Exchange.NASDAQ, Exchange.TOKYO]


def test_the_first_failure_ends_it_and_a_later_one_goes_by(kis: Any) -> None:
    kis.error = NoAnswer("nothing came")
    with pytest.raises(NoAnswer):
        list(WatchBoard(kis, [APPLE]).ask())
    kis.error = None
    board = WatchBoard(kis, [APPLE])
    list(board.ask())
    kis.error = RateLimited("EGW00201", "초당 거래건수를 초과하였습니다.")
    assert [event["event"] for event in board.ask()] == ["trouble"]
    assert list(board.ask()) == [], "said once"
    assert "EGW00201" in board.trouble
    kis.error = None
    assert (list(board.ask()), board.trouble) == ([], "")


def test_notices_and_troubles_are_heard_between_two_looks(kis: Any) -> None:
    board = WatchBoard(kis, [APPLE])
    board.listen()
    kis.callbacks["notice"](FILLED)
    kis.callbacks["trouble"](Trouble(TroubleKind.SILENT, "the connection was dead"))
    assert [event["event"] for event in board.heard()] == ["notice", "trouble"]
    assert [(one["kind"], "raw" in one) for one in board.notices] == [("filled", False)]
    assert board.trouble == "the connection was dead"
    assert list(board.heard()) == []


def test_without_notices_the_rest_goes_on(kis: Any) -> None:
    kis.error = BadProfile("notices are registered by the HTS ID (login name): give it")
    board = WatchBoard(kis, [APPLE])
    board.listen()
    (event,) = board.heard()
    assert event["text"].startswith("no notices: notices are registered")
