"""What `haero watch` knows: quotes, open orders, the last notices, and what it could not find out."""

import queue
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from haero.cli.customer.opening import profile_of
from haero.cli.customer.reading import MARKETS
from haero.cli.texts import text
from haero.cli.translation import reason
from haero.client.errors import Answered, BadProfile, HaeroError, NoAnswer, NotConnected
from haero.terms import US_EXCHANGES, Environment, Exchange

if TYPE_CHECKING:
    from haero import Client, Notice
    from haero.client.orders.symbol import Ticker
    from haero.client.stream.messages import Trouble

KEPT = 8
"""Notices that are shown."""
MOST_SYMBOLS = 20
"""Quotes are asked for one by one."""

BoardEvent = dict[str, Any]
"""What changed: `event` is quote, orders, notice or trouble; the rest its facts."""


class WatchBoard:
    """Asks for quotes and open orders when it is told to, and hears notices meanwhile."""

    def __init__(self, kis: "Client", tickers: "Sequence[Ticker]") -> None:
        self._kis, self._chosen = kis, list(tickers)
        self.quotes: dict[tuple[str, str], dict[str, Any]] = {}
        self.orders: list[dict[str, Any]] = []
        self.notices: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.trouble = ""
        self._heard: queue.SimpleQueue[BoardEvent] = queue.SimpleQueue()
        self._asked = False
        self._held: list[Ticker] = []

    @property
    def profile(self) -> Any:
        """Whose board it is."""
        return profile_of(self._kis)

    def listen(self) -> None:
        """Begins to hear notices; where there are none to be had, that is a trouble, and the rest goes on."""
        try:
            stream = self._kis.notices()
            stream.on_trouble(self._hear_trouble)
            stream.on_notice(self._hear)
        except (BadProfile, NotConnected, Answered) as error:
            self._heard.put({"event": "trouble", "text": text("no_notices", why=reason(str(error)))})

    def _hear(self, notice: "Notice") -> None:
        facts = notice._asdict()
        del facts["raw"]  # has the account number and names
        self._heard.put({"event": "notice", **facts})

    def _hear_trouble(self, trouble: "Trouble") -> None:
        self._heard.put({"event": "trouble", "text": trouble.text})

    def heard(self) -> Iterator[BoardEvent]:
        """What was heard since the last time."""
        while True:
            try:
                event = self._heard.get_nowait()
            except queue.Empty:
                return
            if event["event"] == "notice":
                self.notices.append(event)
            else:
                self.trouble = event["text"]
            yield event

    def ask(self) -> Iterator[BoardEvent]:
        """Asks for open orders and quotes: what changed. The first time a failure is raised; later it is a trouble, and goes by."""
        try:
            yield from self._ask_orders()
            for ticker in self._symbols():
                quote = self._kis.quote(ticker).to_dict()
                if quote != self.quotes.get(ticker):
                    self.quotes[ticker] = quote
                    yield {"event": "quote", **quote}
        except (Answered, NoAnswer, NotConnected) as error:
            if not self._asked:
                raise
            said = _said(error)
            if said != self.trouble:
                self.trouble = said
                yield {"event": "trouble", "text": said}
        else:
            self._asked, self.trouble = True, ""

    def _ask_orders(self) -> Iterator[BoardEvent]:
        rows = {row.odno: row.to_dict() for market in self._markets() for row in self._kis.open_orders(market)}
        orders = sorted(rows.values(), key=lambda row: (row["at"], row["odno"]))
        if orders != self.orders or not self._asked:
            self.orders = orders
            yield {"event": "orders", "orders": orders}

    def _markets(self) -> list[Exchange | None]:
        """Where orders may be open: everywhere at first, then where there are some, and where symbols are watched."""
        if self.profile.environment is Environment.MOCK:
            return [None]
        if not self._asked:
            return [*MARKETS]
        watched = {ticker.exchange for ticker in self._chosen} | {row["exchange"] for row in self.orders}
        return [market for market in MARKETS if market is Exchange.NASDAQ or market in watched - US_EXCHANGES]

    def _symbols(self) -> "list[Ticker]":
        if self._chosen:
            return self._chosen[:MOST_SYMBOLS]
        from haero.client.orders.symbol import Ticker

        found = [Ticker(row["exchange"], row["symbol"]) for row in self.orders]
        if not self._asked:
            self._held = [Ticker(row.exchange, row.symbol) for row in self._kis.balance().holdings]
        return [*dict.fromkeys([*found, *self._held])][:MOST_SYMBOLS]


def _said(error: HaeroError) -> str:
    if isinstance(error, Answered):
        return text("kis_said", code=error.code, said=error.text)
    return reason(str(error))
