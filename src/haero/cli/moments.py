"""Moments as a person writes them: an ISO time with its offset."""

from datetime import UTC, datetime

from haero.cli.texts import text


def moment(given: str, flag: str = "", wrong: str = "moment") -> datetime:
    """The moment in UTC.

    Raises:
        ValueError: it is none; the text names `flag`, where there is one, and what it may be (in the words of the text `wrong`).
    """
    named = f"{flag} {given}" if flag else given
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        raise ValueError(text(wrong, given=named)) from None
    if found.tzinfo is None:
        raise ValueError(text("offset", given=named, like=found.isoformat(timespec="minutes")))
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise ValueError(text("years", given=named)) from None
