"""How the wire's own values look in a repr: the number of an account, a telephone and what a paging key says of them stay out."""

from typing import Any

from msgspec import Struct

_ACCOUNT = "CANO"
_CONDITION = "CTX_AREA_FK"
"""The search condition of a paging key begins with the account's number."""
_HIDDEN = frozenset({"CTAC_TLNO"})
HIDDEN = "…"
_OPEN = 2


def shown(name: str, value: Any) -> Any:
    """The value of a field as a repr may show it: an account by its first two digits, a telephone number not at all.

    `name` is the field's, in any case.
    """
    key = name.upper()
    if value in ("", None):
        return value
    if key == _ACCOUNT:
        return str(value)[:_OPEN] + "*" * 6
    return HIDDEN if key in _HIDDEN or key.startswith(_CONDITION) else value


def shown_keys(value: Any) -> Any:
    """The same for any JSON value, by the keys of its objects, however deep they are."""
    if isinstance(value, dict):
        return {key: shown(key, shown_keys(inner)) for key, inner in value.items()}
    return [shown_keys(inner) for inner in value] if isinstance(value, list) else value


class Form(Struct, frozen=True, gc=False, kw_only=True):
    """The base of all requests: its repr, and what rich prints, has no whole account number."""

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [(name, shown(name, getattr(self, name))) for name in self.__struct_fields__]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"


class Secret(Form, frozen=True, gc=False, kw_only=True):
    """A request with keys in its body: the repr shows none of it."""

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return []

    def __repr__(self) -> str:
        return f"{type(self).__name__}({HIDDEN})"
