"""The rows of a reply: which block has them, where else they may stand, and which of them are none."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, get_args

from msgspec.structs import fields as struct_fields

from haero.client.results.row import Row
from haero.kis.objects import Object, plan, read
from haero.kis.replies import KisReply

R = TypeVar("R", bound=Row[Any])
HEAD = "output1"
"""The block that speaks of the whole reply, where it is an object."""


@cache
def blocks(reply: type[KisReply]) -> dict[type[Object], str]:
    """The blocks of a kind of reply: the class of their rows to their name."""
    found: dict[type[Object], str] = {}
    for item in struct_fields(reply):
        for kind in get_args(item.type):
            if isinstance(kind, type) and issubclass(kind, Object):
                found[kind] = item.name
    return found


def rows_in(reply: KisReply, kind: type[R], received: datetime | None = None) -> list[R]:
    """The rows of one class in a reply, in its order; of an object block one or none.

    A row of blanks is no row: KIS sends one now and then where there is nothing. `received` is when the reply came (the broker's
    clock, aware): rows that say a time of day alone need it for the date.

    Raises KeyError for a class whose rows are of another reply.
    """
    name = blocks(type(reply))[kind.struct]
    block = getattr(reply, name)
    found = block if type(block) is tuple else () if block is None else (block,)
    if not found and kind.elsewhere:
        found = tuple(_elsewhere(reply, kind))
    head = getattr(reply, HEAD, None)
    about = head if isinstance(head, Object) and type(head) is not kind.struct else None
    return [kind(row, about, received) for row in found if not _blank(row)]


def _elsewhere(reply: KisReply, kind: type[R]) -> Iterator[Object]:
    """Rows that came under a name that the documents have for something else, or not at all."""
    came = reply.extra.get(kind.elsewhere)
    if came is None and reply.shape is not None:
        came = reply.shape.odd.get(kind.elsewhere)
    for item in came if type(came) is list else [came]:
        if type(item) is dict:
            yield read(kind.struct, item)


def _blank(row: Object) -> bool:
    return not row.extra and not any(getattr(row, name).strip() for name in plan(type(row)).names)
