"""Reply bodies, both ways: bytes to a typed reply and back. The types themselves are in `reply_types`.

    reply = decode(InquireBalanceReply, body)
    reply.succeeded, reply.kis_code, reply.kis_text
    reply.output1[0].ovrs_pdno, reply.output2.frcr_pchs_amt1, reply.extra
    encode(reply) == body

A failure comes in the same type, with its blocks missing; OAuth failures fill error_code and error_description.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from haero.kis.errors import Unreadable
from haero.kis.objects import Object, plan, read, write
from haero.kis.shown import HIDDEN

R = TypeVar("R", bound="KisReply")

DONE = "0"
"""rt_cd of a success."""

# A number where KIS documents a text keeps its digits ("1.50", not 1.5), and goes out as it came.
_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode


class KisReply(Object, frozen=True, kw_only=True, gc=False):
    """One reply body. Used itself for an API that the catalogue lacks: then all blocks are in `extra`.

    `msg1` is raw, with its padding: `kis_text` is without. The fourth key of a rate limit, message, is in `extra`.
    """

    rt_cd: str = ""
    msg_cd: str = ""
    msg1: str = ""
    error_description: str = ""
    error_code: str = ""

    @property
    def succeeded(self) -> bool:
        """Does the reply say that it was done (rt_cd "0")? The HTTP status tells nothing more."""
        return self.rt_cd == DONE

    @property
    def kis_code(self) -> str:
        """msg_cd, or error_code of an OAuth failure."""
        return self.msg_cd or self.error_code

    @property
    def kis_text(self) -> str:
        """msg1 without its padding, or error_description."""
        return self.msg1.strip() or self.error_description

    @property
    def areas(self) -> dict[str, str]:
        """The paging position as the next request of the same inquiry sends it back: {"CTX_AREA_FK200": ..., ...}."""
        names = (name for name in plan(type(self)).names if name.startswith("ctx_area_"))
        return {name.upper(): getattr(self, name) for name in names}

    def regular_keys(self) -> Iterable[str]:
        """What has a value, in catalogue order: envelope, paging, blocks. A list belongs to every success, empty or not."""
        succeeded = self.succeeded
        for name in plan(type(self)).names:
            value = getattr(self, name)
            if value or (succeeded and value == ()):
                yield name


class OAuthReply(KisReply, frozen=True, kw_only=True, gc=False):
    """A reply without rt_cd: token, revoke, approval key, hashkey. The repr shows nothing of it."""

    @property
    def succeeded(self) -> bool:
        """Does the reply have what was asked for, and no error?"""
        own = plan(type(self)).names[len(_ENVELOPE) :]
        return not self.error_code and self.rt_cd in ("", DONE) and any(getattr(self, name) for name in own)

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return []

    def __repr__(self) -> str:
        return f"{type(self).__name__}({HIDDEN})"


_ENVELOPE = plan(KisReply).names


def decode(kind: type[R], body: bytes) -> R:
    """The reply of a body: of its kind for a success and a failure alike. `reply_types.REPLIES` has the kind of an API.

    Nothing is lost: unknown fields are in `extra` (of the reply, and of each row); an object where a list is documented is a list
    of one row; a list where an object is documented gives its first; a number or null reads as text. Of a key that
    comes twice, the last counts.

    Raises:
        Unreadable: no JSON object: an empty body, HTML, a body that was cut off.
    """
    try:
        raw = _decode(body)
    except (ValueError, ArithmeticError, RecursionError):
        raise Unreadable(_complaint(body)) from None
    if type(raw) is not dict:
        raise Unreadable("the reply is JSON, but no object")
    return read(kind, raw)


def _complaint(body: bytes) -> str:
    start = body.lstrip()[:1]
    if not start:
        return "the reply is empty"
    if start == b"<":
        return "the reply is HTML, not JSON"
    return "the reply is no whole JSON"


def encode(reply: KisReply) -> bytes:
    """The body of a reply: decode(type(reply), encode(reply)) == reply, and what decode read comes back as it was.

    A reply made by hand has the order of the catalogue: envelope, paging, blocks, then `extra`.
    """
    return _encode(write(reply))
