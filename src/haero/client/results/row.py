"""A row of a reply with English names: its values are made of KIS's texts when they are looked at."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar, get_args

from haero.client.results.fields import Field
from haero.kis.objects import Object

S = TypeVar("S", bound=Object)


class Row(Generic[S]):
    """The base of all rows; not used itself.

    `raw` is the row as KIS sent it: all fields by KIS's own names, as texts, and what the documents don't know in `raw.extra`.
    `head` is the head of the reply (its first block) where the row needs it, `received` when the reply came (the broker's clock,
    aware), or None. Two rows are equal when they are of one type and KIS sent the same.

    A field whose text can't be read raises ValueError when it is looked at; the others of the row, and other rows, are not
    concerned.
    """

    __slots__ = ("head", "raw", "received")

    struct: ClassVar[type[Object]]
    """The class of `raw`."""
    elsewhere: ClassVar[str] = ""
    """The name under which these rows come now and then, though the documents have another."""
    fields: ClassVar[dict[str, Field[Any]]] = {}
    """English name to field, in the order of the class."""

    def __init__(self, raw: S, head: Object | None = None, received: datetime | None = None) -> None:
        self.raw, self.head, self.received = raw, head, received

    def __init_subclass__(cls) -> None:
        """Finds the fields and the struct of a new row class."""
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        inherited = (name for base in reversed(cls.__mro__[1:]) for name in getattr(base, "fields", ()))
        cls.fields = {name: getattr(cls, name) for name in dict.fromkeys([*inherited, *own])}
        for base in getattr(cls, "__orig_bases__", ()):
            for argument in get_args(base):
                if isinstance(argument, type) and issubclass(argument, Object):
                    cls.struct = argument

    def to_dict(self, *, strict: bool = False) -> dict[str, Any]:
        """All values by their English names.

        A text that can't be read is None here, so that one of them does not cost a whole table; `strict` raises ValueError.
        """
        found = {}
        for name in self.fields:
            try:
                found[name] = getattr(self, name)
            except ValueError:
                if strict:
                    raise
                found[name] = None
        return found

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(self.raw == other.raw)

    __hash__ = None  # type: ignore[assignment]  # rows hold what was unknown, in dictionaries

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._shown())})"

    def _shown(self) -> Iterable[str]:
        for name, field in self.fields.items():
            try:
                value = getattr(self, name)
            except ValueError:
                if not field.empty(self):
                    yield f"{name}=<unreadable>"
                continue
            if value is not None and value != "":
                yield f"{name}={value}" if isinstance(value, datetime) else f"{name}={value!r}"
