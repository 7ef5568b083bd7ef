"""What a decoder says of a value that it can't take, in the words of who wrote it: the name of the field, and what it must be."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

KINDS = {
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "a table of names and values",
    "null": "nothing",
}
_PLACE = re.compile(r"(.*?) - at (?:`key` in )?`\$\.?(.*?)`", re.DOTALL)
_SAID: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"Expected `([^`]+)`, got `([^`]+)`", lambda kinds: f"must be {_kinds(kinds[1])}, not {_kinds(kinds[2])}"),
    (r"Invalid decimal string", lambda _: "must be a number"),
    (r"Invalid enum value '(.*)'", lambda found: f"{found[1]} is unknown"),
    (r"Object missing required field `(.*)`", lambda found: f"{found[1]} is missing"),
    (r"Object contains unknown field `(.*)`", lambda found: f"{found[1]} is unknown"),
)


def unknown_name(text: str, known: Mapping[str, type[StrEnum]]) -> tuple[str, str, str] | None:
    """(the field, the name that is none, those that there are), where the decoder's text is of a name in a field of `known`."""
    found = re.fullmatch(r"Invalid enum value '(.*)' - at (?:`key` in )?`\$\.(\w+)`", text)
    if found is None or found[2] not in known:
        return None
    return found[2], found[1], ", ".join(known[found[2]])


def plain(text: str) -> str:
    """The decoder's text without its types and paths; one that it does not know, with its place in front."""
    found = _PLACE.fullmatch(text)
    what, place = (found[1], found[2]) if found is not None else (text, "")
    for pattern, tell in _SAID:
        if match := re.fullmatch(pattern, what, re.DOTALL):
            what = tell(match)
            break
    name = place.replace("[...]", "")
    return f"{name}: {what}" if name else what


def _kinds(kinds: str) -> str:
    """`int | null` in words; nothing is not among them, where there is something else."""
    names = [kind.strip() for kind in kinds.split("|")]
    return " or ".join(KINDS.get(name, name) for name in names if name != "null" or len(names) == 1)
