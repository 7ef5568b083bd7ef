"""Notices (체결통보) and realtime quotes of a client, over one connection: KIS allows one for an app key."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from haero.client.blocking.office import Office
from haero.client.core.listening import approval, clock_of, orders_known
from haero.client.errors import BadProfile
from haero.client.orders.symbol import Ticker, as_ticker
from haero.client.stream.blocking import NoticeStream, QuoteStream
from haero.client.stream.blocking_line import Line
from haero.client.stream.messages import Feed, Notice, OrderRow


class Streams:
    """The streams that a client opened."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._line: Line | None = None
        self._opened: list[NoticeStream | QuoteStream] = []
        self._lock = threading.Lock()

    def notices(self, since: datetime | None) -> NoticeStream:
        """A stream of notices, which opens when it is used."""
        asker = self._office.asker
        if not asker.profile.hts_id:
            raise BadProfile(
                "notices are registered by the HTS ID (login name): give hts_id=, KIS_HTS_ID, or my_htsid in the yaml"
            )
        stream = NoticeStream(
            self._shared(),
            hts_id=asker.profile.hts_id,
            environment=asker.profile.environment,
            catch_up=self._orders,
            since=since,
            now=lambda: clock_of(asker),
        )
        self._opened.append(stream)
        return stream

    def on_notice(self, callback: Callable[[Notice], Any]) -> NoticeStream:
        """A stream of notices that calls back."""
        stream = self.notices(None)
        stream.on_notice(callback)
        return stream

    def ticks(self, symbols: Iterable[str | Ticker], *, trades: bool, book: bool, feed: Feed) -> QuoteStream:
        """A stream of trades and books, which opens when it is used."""
        stream = QuoteStream(self._shared())
        for ticker in map(as_ticker, symbols):
            stream.add(ticker.exchange, ticker.symbol, trades=trades, book=book, feed=feed)
        self._opened.append(stream)
        return stream

    def close(self) -> None:
        """Ends all of them."""
        opened, self._opened = self._opened, []
        for stream in opened:
            stream.close()

    def _shared(self) -> Line:
        profile = self._office.asker.profile
        if not profile.ws_url:
            raise BadProfile(f"profile {profile.name!r} has no ws_url: notices and quotes come over a WebSocket")
        with self._lock:
            if self._line is None:
                self._line = Line(profile.ws_url, self._approval)
            return self._line

    def _approval(self) -> str:
        return self._office.run(approval(self._office.asker))

    def _orders(self, since: datetime) -> list[OrderRow]:
        return self._office.run(orders_known(self._office.asker, since))
