"""Stretches of time as a person writes them."""

import re

from haero.cli.texts import text

_SHORT = re.compile(r"(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,8}(?:\.\d{1,6})?)s)?", re.IGNORECASE)
_ISO = re.compile(r"P(?=.)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?")


def iso(given: str) -> str:
    """30m, 2h, 1d, 1h30m or 90s as an ISO 8601 duration; one that is ISO already as it is.

    Raises:
        ValueError: it is neither, such as 30 without a unit; the text says what it may be.
    """
    if _ISO.fullmatch(given):
        return given
    found = _SHORT.fullmatch(given)
    if not given or found is None:
        raise ValueError(text("duration", given=given))
    days, hours, minutes, seconds = found.groups()
    time = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number)
    return "P" + (f"{days}D" if days else "") + (f"T{time}" if time else "")
