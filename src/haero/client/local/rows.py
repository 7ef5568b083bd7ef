"""A record of an order as a row of the store, and back."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.json import Decoder, Encoder

from haero.client.local.record import Fate, OrderRecord

Row = tuple[Any, ...]
COLUMNS = "scope, key, content, tr_id, sent_at, server_at, fate, number, branch, outcome"
_encode, _decode = Encoder(order="deterministic").encode, Decoder(dict[str, str]).decode
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def text(values: dict[str, str]) -> str:
    """Names and texts as JSON; equal values are equal texts."""
    return _encode(values).decode()


def micros(at: datetime) -> int:
    """An aware time in microseconds since 1970."""
    return (at - _EPOCH) // _TICK


def entry(record: OrderRecord) -> Row:
    """The first six columns: what is known before an order is sent."""
    server_at = None if record.server_at is None else micros(record.server_at)
    return record.scope, record.key, text(record.content), record.tr_id, micros(record.sent_at), server_at


def read(row: Row) -> OrderRecord:
    """The record of a row of COLUMNS.

    Raises:
        ValueError: the row is damaged. Says which column, shows nothing of it.
    """
    scope, key, content, tr_id, sent_at, server_at, fate, number, branch, outcome = row
    column = "sent_at"
    try:
        sent = _moment(sent_at)
        column = "server_at"
        server = None if server_at is None else _moment(server_at)
        column = "fate"
        known = Fate(fate)
        column = "content"
        asked = _decode(content)
        column = "outcome"
        return OrderRecord(scope, key, asked, tr_id, sent, server, known, number, branch, _decode(outcome))
    except (ValueError, TypeError, OverflowError):
        raise ValueError(f"the row of an order is damaged in {column!r}") from None


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
