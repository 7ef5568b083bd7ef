"""A JSON object as a typed value, both ways: fields of the catalogue as attributes, everything else kept.

KIS adds fields without notice, leaves some out, and now and then sends a number, or an object for a list. All of that reads;
what was irregular is remembered in `extra` and `shape`, so that writing gives back what came.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, NamedTuple, TypeVar, get_args, get_origin

from msgspec import Struct, ValidationError, convert, field
from msgspec.structs import fields as struct_fields

from haero.kis.shown import shown, shown_keys

_DIGITS = 18

Kept = TypeVar("Kept", bound="Object")


class Shape(NamedTuple):
    """How an object was written, where not as the catalogue has it.

    `keys`: all keys in their order and spelling. `odd`: the values whose JSON type is not the documented one, as they came.
    """

    keys: tuple[str, ...]
    odd: dict[str, Any]

    def __repr__(self) -> str:
        return f"Shape(keys={self.keys!r}, odd={shown_keys(self.odd)!r})"


class Object(Struct, frozen=True, kw_only=True, gc=False):
    """The base of all rows and replies; not used itself.

    `extra` has what the catalogue doesn't have, by key. `shape` is None for an object in its regular shape; set it by hand only to
    write less, or in another order. Both count when two objects are compared. A field that did not come is "" (a text), 0, None
    (an object) or () (a list): `shape` knows that it was missing.
    """

    any_case: ClassVar[bool] = False
    """Are keys read without regard to case? Where the sources of the catalogue differ about it."""

    extra: dict[str, Any] = field(default_factory=dict)
    shape: Shape | None = None

    def __getitem__(self, key: str) -> Any:
        """A field by KIS's name, an unknown one too. Raises KeyError."""
        if key in plan(type(self)).readers:
            return getattr(self, key)
        return self.extra[key]

    def __contains__(self, key: object) -> bool:
        return key in plan(type(self)).readers or key in self.extra

    def get(self, key: str, default: Any = None) -> Any:
        """A field by KIS's name, or the default."""
        return self[key] if key in self else default  # noqa: SIM401 - it is get() itself

    def regular_keys(self) -> Iterable[str]:
        """The fields that are written when `shape` says nothing, in order."""
        return plan(type(self)).readers

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        found = [(name, shown(name, getattr(self, name))) for name in plan(type(self)).names]
        if self.extra:
            found.append(("extra", shown_keys(self.extra)))
        if self.shape is not None:
            found.append(("shape", self.shape))
        return found

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"


class BlockRow(Object, frozen=True, kw_only=True, gc=False):
    """One object of a block: written with all its fields."""


class Reader(NamedTuple):
    """How the value of one field is read. `read` takes anything; `regular` says whether it is what is documented."""

    read: Callable[[Any], Any]
    regular: Callable[[Any], bool]


class FieldPlan(NamedTuple):
    """The fields of a class with their readers, in order. `folded` finds a key in the wrong case, where that is allowed."""

    readers: dict[str, Reader]
    names: tuple[str, ...]
    folded: dict[str, str]
    texts_only: bool


@cache
def plan(kind: type[Object]) -> FieldPlan:
    """The plan of a class, made on first use."""
    own = [item for item in struct_fields(kind) if item.encode_name not in Object.__struct_fields__]
    readers = {item.encode_name: _reader(item.type) for item in own}
    folded = {name.lower(): name for name in readers} if kind.any_case else {}
    return FieldPlan(readers, tuple(readers), folded, all(item.type is str for item in own))


def _reader(kind: Any) -> Reader:
    if kind is str:
        return _TEXT
    if kind is int:
        return Reader(_number, lambda value: type(value) is int)
    if get_origin(kind) is dict:
        return Reader(lambda value: value if type(value) is dict else {}, lambda value: type(value) is dict)
    inner = get_args(kind)[0]
    if get_origin(kind) is tuple:
        return Reader(
            lambda value: tuple(read(inner, row) for row in _objects(value)),
            lambda value: type(value) is list and all(type(row) is dict for row in value),
        )
    return Reader(
        lambda value: next((read(inner, row) for row in _objects(value)), None), lambda value: type(value) is dict
    )


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    if type(value) is bool:
        return "true" if value else "false"
    return str(value) if isinstance(value, int | Decimal) else ""


_TEXT = Reader(_text, lambda value: type(value) is str)


def _number(value: Any) -> int:
    if isinstance(value, Decimal) and value.adjusted() > _DIGITS:
        return 0  # 1e999999999 would take all memory
    try:
        return int(value) if isinstance(value, int | Decimal | str) else 0
    except ValueError:
        return 0


def _objects(value: Any) -> list[dict[str, Any]]:
    """An object where a list is documented is a list of one; a list where an object is documented counts by its first."""
    rows = value if type(value) is list else [value]
    return [row for row in rows if type(row) is dict]


def read(kind: type[Kept], raw: dict[str, Any]) -> Kept:
    """The typed value of a decoded JSON object. Takes every object: nothing is refused, nothing is lost."""
    readers, names, _, texts_only = plan(kind)
    if texts_only and tuple(raw) == names:
        with suppress(ValidationError):  # one that is no text
            return convert(raw, kind)
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    odd: dict[str, Any] = {}
    for key, value in raw.items():
        name = key if key in readers else _folded(kind, key, raw)
        if name is None or name in values:
            extra[key] = value
            continue
        reader = readers[name]
        if type(value) is str and reader is _TEXT:
            values[name] = value
            continue
        values[name] = reader.read(value)
        if not reader.regular(value):
            odd[key] = value
    made = kind(**values, extra=extra)
    if not odd and tuple(raw) == (*made.regular_keys(), *extra):
        return made
    return kind(**values, extra=extra, shape=Shape(tuple(raw), odd))


def _folded(kind: type[Object], key: str, keys: Iterable[str]) -> str | None:
    """The field of a key in another case, where that is allowed and the right spelling isn't there too; else None."""
    name = plan(kind).folded.get(key.lower())
    return None if name is None or name in keys else name


def write(value: Object) -> dict[str, Any]:
    """The JSON object of a typed value; read(type(value), write(value)) == value.

    As it came, where it was read and has not been changed; else its fields in catalogue order, then `extra`. A field that was
    missing or odd when it was read, and has been given another value since, is written in its regular form.
    """
    kind = type(value)
    readers = plan(kind).readers
    extra = value.extra
    if value.shape is None:
        found = {name: _plain(getattr(value, name)) for name in value.regular_keys()}
        return found | {key: item for key, item in extra.items() if key not in readers} if extra else found
    keys, odd = value.shape
    found = {}
    written = set()
    for key in keys:
        name = key if key in readers else _folded(kind, key, keys)
        if name is None or name in written:
            if key in extra:
                found[key] = extra[key]
            continue
        written.add(name)
        given = getattr(value, name)
        found[key] = odd[key] if key in odd and readers[name].read(odd[key]) == given else _plain(given)
    for name, reader in readers.items():
        given = getattr(value, name)
        if name not in written and given != reader.read(None):
            found[name] = _plain(given)
    return found | {key: item for key, item in extra.items() if key not in found and key not in readers}


def _plain(value: Any) -> Any:
    if type(value) is str:
        return value
    if isinstance(value, Object):
        return write(value)
    return [write(row) for row in value] if type(value) is tuple else value
