"""The control calls that make a market: prices, official prints, halts, and a look at one symbol."""

from collections.abc import Callable, Generator
from typing import Any

from haero.broker.broker import Broker
from haero.broker.recorder import Receipt
from haero.control.forms import (
    MAX_REASON,
    ControlError,
    HaltForm,
    PrintForm,
    QuoteForm,
    ResumeForm,
    exchange,
    form,
)
from haero.desk.events import Event
from haero.server.call import Hub
from haero.server.wire import Request
from haero.terms import ZERO

Slices = Generator[None, None, dict[str, Any]]
"""A call that gives way to others at each yield."""
Route = Callable[[Request], dict[str, Any] | Slices]
Routes = dict[tuple[str, str], Route]


class MarketControl:
    """Its calls raise what the broker raises, and ControlError."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.routes: Routes = {
            ("GET", "/control/market"): self._show,
            ("POST", "/control/market/print"): self._print,
            ("POST", "/control/market/quote"): self._quote,
            ("POST", "/control/market/halt"): self._halt,
            ("POST", "/control/market/resume"): self._resume,
        }

    def _show(self, request: Request) -> dict[str, Any]:
        """One symbol as it is now, true and not late: for a person who makes the market."""
        wanted = request.query
        if set(wanted) != {"exchange", "symbol"}:
            raise ControlError(400, "give ?exchange=NASD&symbol=AAPL")
        place, symbol, broker = exchange(wanted["exchange"]), wanted["symbol"], self._hub.broker
        now, market = broker.market.clock.now(), broker.market
        instrument = market.instrument(place, symbol)
        quote, summary = market.source.quote(instrument, now), market.source.summary(instrument, now)
        halt = market.halts.standing(place, symbol)
        return {
            "exchange": place,
            "symbol": symbol,
            "now": now.isoformat(),
            "currency": instrument.currency,
            "quote": None
            if quote is None
            else {
                "bid": quote.bid,
                "bid_size": quote.bid_size,
                "ask": quote.ask,
                "ask_size": quote.ask_size,
                "at": quote.at.isoformat(),
            },
            "last": summary.last,
            "previous_close": summary.previous_close,
            "volume": summary.volume,
            "halted": None if halt is None else {"since": halt.since.isoformat(), "reason": halt.reason},
        }

    def _print(self, request: Request) -> dict[str, Any]:
        asked = form(request, PrintForm)
        place = exchange(asked.exchange)
        return _done(self._hub.broker.post_print(place, asked.symbol, asked.price, asked.size, asked.auction))

    def _quote(self, request: Request) -> dict[str, Any]:
        asked = form(request, QuoteForm)
        place = exchange(asked.exchange)
        # A zero has many spellings (-0, 0E-999999), and is shown as it is written: no bid has one.
        bid, ask = (asked.bid or ZERO, asked.bid_size), (asked.ask, asked.ask_size)
        return _done(self._hub.broker.post_quote(place, asked.symbol, *bid, *ask))

    def _halt(self, request: Request) -> dict[str, Any]:
        asked = form(request, HaltForm)
        if len(asked.reason) > MAX_REASON:
            raise ControlError(400, f"reason: at most {MAX_REASON} characters")
        return _done(self._hub.broker.halt(exchange(asked.exchange), asked.symbol, asked.reason))

    def _resume(self, request: Request) -> dict[str, Any]:
        asked = form(request, ResumeForm)
        return _done(self._hub.broker.resume(exchange(asked.exchange), asked.symbol))


def _done(receipt: Receipt[Event]) -> dict[str, Any]:
    return {"at": receipt.at.isoformat(), "seq": receipt.seq}


def halted(broker: Broker) -> list[dict[str, Any]]:
    """The symbols that are halted now."""
    return [
        {"exchange": exchange, "symbol": symbol, "since": halt.since.isoformat(), "reason": halt.reason}
        for (exchange, symbol), halt in broker.market.halts.all_standing().items()
    ]
