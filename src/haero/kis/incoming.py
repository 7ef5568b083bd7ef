"""What a WebSocket client hears, as one closed union: an answer (OPSP), PINGPONG, quotes, or encrypted notices."""

from typing import Any, NamedTuple

import msgspec

from haero.kis import frames, notice, records
from haero.kis.errors import Unreadable
from haero.kis.frames import Quotes
from haero.kis.notice import NoticeKey, Sealed
from haero.kis.realtime import PINGPONG

_decode = msgspec.json.Decoder().decode


class StreamAnswer(NamedTuple):
    """What the server says to a registration, or its end: `code` and `text` are msg_cd and msg1.

    `key` opens the frames of this TR where `encrypted` says that they are; the server sends one with clear TRs too.
    `realtime.WORDS` has the known codes. `tr_id` is "(null)" where the server could read none.
    """

    tr_id: str
    tr_key: str
    encrypted: bool
    rt_cd: str
    code: str
    text: str
    key: NoticeKey | None

    @property
    def succeeded(self) -> bool:
        """rt_cd "0"."""
        return self.rt_cd == "0"


class Ping(NamedTuple):
    """PINGPONG: the client sends `text` back as it came, as a text or in a pong frame. `stamp` is Korean time, YYYYMMDDHHMMSS."""

    text: str
    stamp: str


Incoming = StreamAnswer | Ping | Quotes | Sealed
"""Everything that KIS sends over a WebSocket; `match` with assert_never sees that none is forgotten."""


def read(text: str | bytes) -> Incoming:
    """What a text of the server is. Unknown TRs and codes are read too; unknown fields of a record are kept.

    Raises:
        Unreadable: neither a frame nor a JSON text of the server.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError:
            raise Unreadable("a text that is no UTF-8") from None
    if records.is_frame(text):
        return frames.read(text) if text[0] == "0" else notice.read_frame(text)
    return _read_json(text)


def _read_json(text: str) -> StreamAnswer | Ping:
    try:
        whole = _decode(text)
    except (ValueError, RecursionError):
        raise Unreadable("neither a frame nor JSON") from None
    header = _part(whole, "header")
    if header.get("tr_id") == PINGPONG:
        return Ping(text, _text(header, "datetime"))
    body = _part(whole, "body")
    output = body.get("output")
    iv, key = (output.get("iv"), output.get("key")) if isinstance(output, dict) else (None, None)
    return StreamAnswer(
        _text(header, "tr_id"),
        _text(header, "tr_key"),
        header.get("encrypt") == "Y",
        _text(body, "rt_cd"),
        _text(body, "msg_cd"),
        _text(body, "msg1").strip(),
        NoticeKey(key, iv) if isinstance(iv, str) and isinstance(key, str) else None,
    )


def _part(whole: Any, name: str) -> dict[str, Any]:
    part = whole.get(name) if isinstance(whole, dict) else None
    if not isinstance(part, dict):
        raise Unreadable(f"a JSON text without {name}")
    return part


def _text(part: dict[str, Any], name: str) -> str:
    value = part.get(name)
    return value if isinstance(value, str) else "" if value is None else str(value)
