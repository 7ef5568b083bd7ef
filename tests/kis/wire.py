"""What hypothesis makes of the wire: JSON values, and replies of every API as KIS, or a careless KIS, could send them."""

from typing import Any, get_args, get_origin

from hypothesis import strategies as st
from msgspec.structs import fields as struct_fields

from haero.kis.objects import BlockRow, Object, plan
from haero.kis.replies import KisReply

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
leaves = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | texts
json_values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2), max_leaves=4
)
json_objects = st.dictionaries(texts, json_values, max_size=4)
SOME = 3
"""So many rows, and so many fields of a kind whose values are drawn one by one; the others share one."""


def row_kinds(kind: type[Object]) -> dict[str, tuple[type[BlockRow], bool]]:
    """The blocks of a reply: the class of their rows, and whether they are lists."""
    found = {}
    for item in struct_fields(kind):
        inner = get_args(item.type)[0] if get_args(item.type) else None
        if isinstance(inner, type) and issubclass(inner, BlockRow):
            found[item.name] = inner, get_origin(item.type) is tuple
    return found


@st.composite
def objects(draw: st.DrawFn, kind: type[Object], *, extra: bool = False) -> Any:
    """An object of a class in its regular shape: any texts in its fields, any rows in its blocks."""
    blocks = row_kinds(kind)
    values: dict[str, Any] = {}
    filler = draw(texts)
    for number, item in enumerate(struct_fields(kind)):
        if item.name in Object.__struct_fields__:
            continue
        if item.name in blocks:
            row, many = blocks[item.name]
            rows = draw(st.lists(objects(row, extra=extra), max_size=SOME))
            values[item.name] = tuple(rows) if many else next(iter(rows), None)
        elif item.type is str:
            values[item.name] = draw(texts) if number % 7 == 0 else filler
        else:
            values[item.name] = draw(st.integers(0, 10**6) if item.type is int else json_objects)
    if issubclass(kind, KisReply):
        values["rt_cd"] = draw(st.sampled_from(["0", "1", "7", ""]))
    known = {name.lower() for name in plan(kind).names}
    if extra:
        more = draw(json_objects)
        values["extra"] = {key: value for key, value in more.items() if key.lower() not in known}
    return kind(**values)


@st.composite
def careless(draw: st.DrawFn, kind: type[Object]) -> dict[str, Any]:
    """A JSON object as such a class would read it, with keys left out, turned round, unknown, and values of another type."""
    blocks = row_kinds(kind)
    names = list(plan(kind).names)
    chosen = draw(st.permutations(draw(st.lists(st.sampled_from(names), max_size=6, unique=True))))
    found: dict[str, Any] = {}
    for name in chosen:
        key = name.swapcase() if kind.any_case and draw(st.booleans()) else name
        if name in blocks:
            row = careless(blocks[name][0])
            found[key] = draw(row | st.lists(row | leaves, max_size=2) | leaves)
        else:
            found[key] = draw(json_values)
    for key, value in draw(json_objects).items():
        found.setdefault(key, value)
    return dict(draw(st.permutations(list(found.items()))))
