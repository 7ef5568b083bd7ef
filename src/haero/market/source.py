"""What a price source is."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from haero.market.instruments import Instrument
from haero.market.messages import Print, Quote, Summary


class PriceSource(Protocol):
    """Prices of every instrument. Moments are timezone-aware; no answer knows of anything later than its moment."""

    @property
    def step(self) -> timedelta | None:
        """The grid on which new messages can appear; None = only when told."""

    def quote(self, instrument: Instrument, at: datetime) -> Quote | None:
        """The quote that stands at the moment, or None."""

    def summary(self, instrument: Instrument, at: datetime) -> Summary:
        """The trading day up to the moment, the moment included."""

    def messages(self, instrument: Instrument, after: datetime, until: datetime) -> Iterable[Print | Quote]:
        """Everything later than `after` and not later than `until`, in time order; lazily."""
