"""How the wire's own values look in a repr: the number of an account, a telephone and what a paging key says of them stay out."""

from typing import Any

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
        values: dict[str, Any] = value
        return {key: shown(key, shown_keys(inner)) for key, inner in values.items()}
    if isinstance(value, list):
        items: list[Any] = value
        return [shown_keys(inner) for inner in items]
    return value
