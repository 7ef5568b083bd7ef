"""What the control calls take: the forms of their bodies, and how a person writes an exchange, a moment or a stretch of time."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import msgspec

from haero.house.plain import plain, unknown_name
from haero.kis import words
from haero.market.prices.messages import Auction
from haero.server.wire import Request
from haero.terms import Currency, Environment, Exchange

T = TypeVar("T", bound=msgspec.Struct)
MAX_REASON = 200
_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8}(?:\.\d{1,6})?)S)?)?")


class ControlError(Exception):
    """A control call that cannot be done; `status` is 4xx and the text says what to do."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class ClockForm(msgspec.Struct, forbid_unknown_fields=True):
    to: str | None = None
    advance: str | None = None
    speed: float | str | None = None


class PrintForm(msgspec.Struct, forbid_unknown_fields=True):
    exchange: str
    symbol: str
    price: Decimal
    size: int
    auction: Auction | None = None


class QuoteForm(msgspec.Struct, forbid_unknown_fields=True):
    exchange: str
    symbol: str
    bid: Decimal
    bid_size: int
    ask: Decimal
    ask_size: int


class HaltForm(msgspec.Struct, forbid_unknown_fields=True):
    exchange: str
    symbol: str
    reason: str = ""


class ResumeForm(msgspec.Struct, forbid_unknown_fields=True):
    exchange: str
    symbol: str


class AccountForm(msgspec.Struct, forbid_unknown_fields=True):
    environment: Environment
    cash: dict[Currency, Decimal] | None = None
    overseas: bool = True


class ServiceForm(msgspec.Struct, forbid_unknown_fields=True):
    account: str
    overseas: bool


class FaultForm(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    times: int | None = None
    tr_id: str | None = None
    symbol: str | None = None
    account: str | None = None
    environment: Environment | None = None
    params: dict[str, str | int | float] | None = None


class CashForm(msgspec.Struct, forbid_unknown_fields=True):
    account: str
    currency: Currency
    amount: Decimal


def form(request: Request, kind: type[T]) -> T:
    """The body of a control call. Raises ControlError where it is not of its form."""
    if request.chunked:
        raise ControlError(411, "send the body with a Content-Length")
    try:
        return msgspec.json.decode(request.body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ControlError(400, f"body: {_plain(str(error))}") from error


_WORDS = {"environment": Environment, "cash": Currency, "currency": Currency, "auction": Auction}


def _plain(text: str) -> str:
    """What is wrong with a body; of a name that is none, which there are."""
    if (found := unknown_name(text, _WORDS)) is None:
        return plain(text)
    field, name, known = found
    return f"{field}: {name} is unknown; known are {known}"


def exchange(text: str) -> Exchange:
    """An exchange by its KIS order code (NASD) or haero's name (NASDAQ). Raises ControlError."""
    if text in words.EXCHANGES:
        return words.EXCHANGES[text]
    try:
        return Exchange(text)
    except ValueError:
        raise ControlError(400, f"exchange: one of {', '.join(words.EXCHANGES)}") from None


def moment(text: str) -> datetime:
    """An ISO time with its offset, in UTC. Raises ControlError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ControlError(400, f"to: {text[:40]!r} is not an ISO time like 2026-11-20T10:00:00-05:00") from None
    if found.tzinfo is None:
        like = found.isoformat(timespec="minutes")
        raise ControlError(400, f"to: the time needs an offset, like {like}-05:00 or {like}+09:00")
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise ControlError(400, f"to: {text[:40]!r} lies outside the years 1 to 9999") from None


def duration(text: str) -> timedelta:
    """An ISO 8601 duration of days, hours, minutes and seconds. Raises ControlError."""
    found = _DURATION.fullmatch(text)
    if found is None or text.endswith(("P", "T")):
        raise ControlError(400, f"advance: {text[:40]!r} is not an ISO duration like PT30M, PT1H30M or P1D")
    days, hours, minutes, seconds = found.groups()
    return timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0)) + timedelta(
        microseconds=int(Decimal(seconds or 0) * 1_000_000)
    )
