"""Event <-> row of table `event(seq, at, account, kind, body)`. The body is JSON, so that any SQL tool can read it."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from haero.desk.events import KINDS, Event
from haero.journal.sharing import Sharing

Row = tuple[int, str, str, str, str]

_encoder = msgspec.json.Encoder(decimal_format="string")
_decode: dict[str, Callable[[str], Event]] = {name: msgspec.json.Decoder(kind).decode for name, kind in KINDS.items()}


class UnreadableEvent(Exception):
    """A row that is not an event of this version."""


class Codec:
    """Encodes and decodes rows; remembers the last time text, since many events share their moment."""

    def __init__(self, *, sharing: bool = False) -> None:
        """`sharing` makes equal values of the events that are read one object: for a reader that keeps them."""
        self._decode = _decode | Sharing().decoders if sharing else _decode
        self._at: datetime | None = None
        self._text = ""

    def row(self, seq: int, at: datetime, account: str, event: Event) -> Row:
        if at is not self._at:
            self._at = at
            self._text = at.isoformat(timespec="microseconds")
        return seq, self._text, account, type(event).__name__, _encoder.encode(event).decode()

    def event(self, row: Row) -> tuple[datetime, str, Event]:
        """(market time, account, event) of a row.

        Raises:
            UnreadableEvent: the kind is unknown, or time or body do not have its form.
        """
        _, at, account, kind, body = row
        try:
            if at != self._text or self._at is None:
                self._at = datetime.fromisoformat(at)
                self._text = at
            return self._at, account, self._decode[kind](body)
        except (KeyError, ValueError, TypeError, msgspec.MsgspecError) as error:
            raise UnreadableEvent(f"event {row[0]} ({kind}): {error}") from error
