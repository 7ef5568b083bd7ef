"""What a price source is."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from haero.market.listing.instruments import Instrument
from haero.market.prices.bars import Bar
from haero.market.prices.depth import DepthLevel
from haero.market.prices.messages import Print, Quote, Summary


class PriceSource(Protocol):
    """Prices of every instrument. Moments are timezone-aware; no answer knows of anything later than its moment."""

    @property
    def step(self) -> timedelta | None:
        """The grid on which new messages can appear; None = only when told."""

    @property
    def costly(self) -> bool:
        """Whether bars are worked out when they are asked for: a long look then has to give way to others."""

    def quote(self, instrument: Instrument, at: datetime) -> Quote | None:
        """The quote that stands at the moment, or None."""

    def summary(self, instrument: Instrument, at: datetime) -> Summary:
        """The trading day up to the moment, the moment included."""

    def daily(self, instrument: Instrument, until: datetime, count: int) -> list[Bar]:
        """The newest `count` daily bars up to the moment, oldest first; the newest as it stood then. Fewer if there are no more."""

    def minutes(self, instrument: Instrument, until: datetime, count: int, per: int) -> list[Bar]:
        """The newest `count` bars of `per` minutes up to the moment, oldest first; the newest as it stood then.

        They start at multiples of `per` minutes from the exchange's midnight, the day's first not before its first open.
        Fewer if there are no more.
        """

    def depth(self, instrument: Instrument, at: datetime, count: int) -> list[DepthLevel]:
        """The book at the moment, best prices first, up to `count` levels as far as the market knows. Empty without a quote."""

    def messages(self, instrument: Instrument, after: datetime, until: datetime) -> Iterable[Print | Quote]:
        """Everything later than `after` and not later than `until`, in time order; lazily."""

    def upcoming(self, instrument: Instrument, after: datetime) -> datetime | None:
        """A moment later than `after`, before which `messages` has nothing; None where nothing comes by itself any more.

        It may be too early, never too late, and costs next to nothing: whoever waits asks again at that moment.
        """

    def marks_auctions(self, instrument: Instrument) -> bool:
        """Whether the prints of the opening and the closing auction are marked.

        Where not, the first print of the regular session is taken for the opening, the last one for the closing.
        """
