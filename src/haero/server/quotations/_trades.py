"""Single trades of a symbol, newest first, as far as the market keeps them.

A market that makes its prices has every trade of every day. A recording keeps those of the last twenty minutes, a market of posted
prices none: what is older is there as minutes, one row each.
"""

from datetime import datetime, timedelta

from haero.market.listing.instruments import Instrument
from haero.market.prices.messages import Print
from haero.server.call import Call

_WINDOW, _SECOND = timedelta(minutes=1), timedelta(seconds=1)


def newest_trades(call: Call, instrument: Instrument, opens: datetime, until: datetime, count: int) -> list[Print]:
    """The newest `count` trades from an opening on up to a moment."""
    source = call.books.market.source
    found, end, before = list[Print](), until, opens - _SECOND
    kept = source.step is not None
    while kept and len(found) < count and end > before:
        start = max(before, end - _WINDOW)
        try:
            messages = list(source.messages(instrument, start, end))
        except ValueError:  # older than what is kept
            kept = False
            break
        found += [message for message in reversed(messages) if isinstance(message, Print)]
        end = start
    if not kept and len(found) < count:
        oldest = found[-1].at.replace(second=0, microsecond=0) if found else None
        for bar in reversed(source.minutes(instrument, until, count, 1)):
            if bar.start >= opens and (oldest is None or bar.start < oldest):
                found.append(Print(instrument.exchange, instrument.symbol, bar.close, bar.volume, bar.start))
    return found[:count]
