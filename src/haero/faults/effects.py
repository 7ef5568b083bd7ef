"""What a fault does, as data: those who have the request, the reply's bytes or the notice in hand carry it out.

A fault of its own is a row in the catalogue that is made of these. Only one that needs something that no row could say yet wants a
new field here, and a line where it is carried out.
"""

from dataclasses import dataclass
from enum import StrEnum


class ReplyPart(StrEnum):
    """A part of a reply on the wire."""

    WHOLE = "whole"
    HEAD = "head"
    BODY = "body"


class End(StrEnum):
    """What becomes of the connection when the bytes have left."""

    KEEP = "keep"
    CLOSE = "close"  # FIN
    RESET = "reset"  # RST


@dataclass(frozen=True, slots=True)
class Damage:
    """How a reply leaves: `seconds` later, `copies` times, up to a place in `part` of it, and what the connection does then.

    Of `part`, `count` bytes leave, or `share` of them where no count is given: always fewer than all, for a part that is not WHOLE.
    What stands before the part leaves, what stands behind it doesn't.
    """

    seconds: float = 0.0
    copies: int = 1
    part: ReplyPart = ReplyPart.WHOLE
    count: int | None = None
    share: float = 0.0
    end: End = End.KEEP

    def bytes_of(self, head: bytes, body: bytes) -> bytes:
        """What leaves of a reply whose header block (with its empty line) and body these are."""
        if self.part is ReplyPart.WHOLE:
            return (head + body) * self.copies
        cut = head if self.part is ReplyPart.HEAD else body
        wanted = self.count if self.count is not None else int(len(cut) * self.share)
        left = cut[: max(0, min(wanted, len(cut) - 1))]
        return left if self.part is ReplyPart.HEAD else head + left


UNHARMED = Damage()
CUT = Damage(part=ReplyPart.HEAD, count=0, end=End.CLOSE)
"""Not one byte, and the end of the connection."""
RESET = Damage(part=ReplyPart.HEAD, count=0, end=End.RESET)


@dataclass(frozen=True, slots=True)
class RequestEffect:
    """What happens to one request and its reply.

    It is looked at `wait` seconds after it came, and not at all where it is not `carried_out`. Where `code` is given, the reply is
    KIS's refusal of this code, where `body` is, that body under `status`, of `content_type` and with no header of KIS; without
    a content type with the headers that the reply has anyway.
    """

    wait: float = 0.0
    carried_out: bool = True
    code: str = ""
    status: int = 200
    content_type: str = ""
    body: bytes | None = None
    damage: Damage = UNHARMED


@dataclass(frozen=True, slots=True)
class NoticeEffect:
    """What happens to one notice (체결통보): it leaves `copies` times, `seconds` later; or `cut`: its sessions end instead."""

    copies: int = 1
    seconds: float = 0.0
    cut: bool = False
