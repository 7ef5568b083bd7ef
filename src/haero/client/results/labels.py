"""The Korean name of a field, from the catalogue: for documents. Nothing that trades imports this."""

import re
from functools import cache

from haero.kis import catalogue

_NAMED = re.compile(r"\[(?P<api>[^\]]+)\]: (?P<block>\w+)$")


def block_of(struct: type) -> tuple[str, str]:
    """(API id, block) of the class of a row, as its docstring says. Raises ValueError for a class that is none."""
    found = _NAMED.search((struct.__doc__ or "").strip())
    if found is None:
        raise ValueError(f"{struct.__name__} is no class of a block")
    return found["api"], found["block"]


@cache
def _labels(struct: type) -> dict[str, str]:
    api_id, block = block_of(struct)
    return {field.name: field.label_ko for field in catalogue.api(api_id).output(block).fields}


def label_of(struct: type, name: str) -> str:
    """The Korean name of a field of KIS. Raises KeyError where the block has none of that name."""
    return _labels(struct)[name]
