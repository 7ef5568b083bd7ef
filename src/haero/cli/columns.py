"""Columns on a terminal, where a Korean letter takes two places."""

import unicodedata

_WIDE = {"W", "F"}


def width(text: str) -> int:
    """How many places of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in _WIDE else 1 for letter in text)


def padded(text: str, places: int) -> str:
    """The text with spaces behind it, up to that many places."""
    return text + " " * (places - width(text))
