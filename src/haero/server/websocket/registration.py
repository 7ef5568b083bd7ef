"""What a client of the WebSocket registers, and what that leads to."""

from typing import NamedTuple

from haero.terms import InstrumentKey

MAX_REGISTRATIONS = 41
"""Registrations of one session over all its TRs (measured; OPSP0008 answers the next)."""

Target = InstrumentKey | str | None
"""What a registration leads to: an instrument, an account, or nothing."""


class Registration(NamedTuple):
    """What a client registers, and what it must name to end it."""

    tr_id: str
    tr_key: str
