"""Records of the wire to typed events. Raises Unreadable for what can't be told for sure: a wrong price is worse than none."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from haero.client.stream.messages import (
    ACCEPTED,
    CANCELLED,
    CONFIRMED,
    EXPIRED,
    FILLED,
    REJECTED,
    REQUESTED,
    REVISED,
    BookLevel,
    BookTick,
    Feed,
    Notice,
    NoticeKind,
    TradeTick,
)
from haero.kis import codes, frames, notice, texts, words
from haero.kis.errors import Unreadable
from haero.kis.records import WireRecord
from haero.terms import KST, Action, Exchange, Side

_MARKETS: dict[str, tuple[Exchange | None, str]] = {
    item.notice: (words.EXCHANGES[item.order_code], item.country) for item in codes.EXCHANGES
} | {"5": (Exchange.SHANGHAI, "cn_sh"), "C": (Exchange.HONG_KONG, "hk"), "9": (None, "us")}
"""ODER_COND to exchange and country; 상해B, 홍콩(CNY) and OTCB are in KIS's table and no order of this API leads there."""
_SIDES = {"01": Side.SELL, "02": Side.BUY, "03": Side.SELL, "04": Side.BUY}
_CHANGES = {notice.NORMAL: Action.NEW, notice.REVISION: Action.REVISE, notice.CANCELLATION: Action.CANCEL}
_DONE = {Action.NEW: CONFIRMED, Action.REVISE: REVISED, Action.CANCEL: CANCELLED}
_DAY = timedelta(days=1)
V = TypeVar("V")
_MOST_LEVELS = 10


def odno_text(number: str | int) -> str:
    """An order number in ten digits. Raises ValueError for what is none."""
    text = str(number).strip()
    if not (text.isascii() and text.isdigit()):
        raise ValueError("an order number has digits alone")
    return text.lstrip("0").zfill(texts.ORDER_NUMBER_DIGITS)


def read_notice(record: WireRecord, now: datetime) -> Notice:
    """A notice; `filled` is left to who counts. `now` is the local clock: it gives the date, and the time where KIS sends none."""
    values = record.values
    exchange, country = _look(_MARKETS, values["ODER_COND"], "market")
    change = _look(_CHANGES, values["RCTF_CLS"], "change")
    kind = _kind(values, change)
    try:
        original = values["OODER_NO"].strip()
        return Notice(
            kind=kind,
            odno=odno_text(values["ODER_NO"]),
            original=odno_text(original) if original.strip("0") else "",
            symbol=values["STCK_SHRN_ISCD"].strip(),
            exchange=exchange,
            side=_look(_SIDES, values["SELN_BYOV_CLS"], "side"),
            change=change,
            quantity=_whole(values["CNTG_QTY"]),
            price=notice.read_price(values["CNTG_UNPR"].strip() or "0", country),
            at=_time_near(values["STCK_CNTG_HOUR"].strip(), now),
            ordered=_whole(values["ODER_QTY"]) if kind is FILLED else _whole(values["CNTG_QTY"]),
            raw=record,
        )
    except ValueError as error:
        raise Unreadable(f"a notice: {error}") from None


def _kind(values: dict[str, str], change: Action) -> NoticeKind:
    told, taken = values["CNTG_YN"], values["ACPT_YN"]
    if told == notice.FILL:
        return FILLED
    if told != notice.ORDER:
        raise Unreadable("a notice that is neither about an order nor about a fill")
    if values["RFUS_YN"] == notice.REFUSED:
        return REJECTED
    if taken == notice.ENDED:
        return EXPIRED
    if taken == notice.CONFIRMED:
        return _DONE[change]
    return ACCEPTED if change is Action.NEW else REQUESTED


def _look(table: Mapping[str, V], code: str, what: str) -> V:
    found = table.get(code.strip())
    if found is None:
        raise Unreadable(f"a notice with a {what} that nobody knows")
    return found


def _whole(text: str) -> int:
    text = text.strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()):
        raise ValueError("a quantity has digits alone")
    return int(text)


def _time_near(text: str, now: datetime) -> datetime:
    """HHMMSS of Korea on the day that brings it nearest to `now`."""
    here = now.astimezone(KST)
    if not text:
        return here
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        raise ValueError("a time has six digits")
    found = here.replace(hour=int(text[:2]), minute=int(text[2:4]), second=int(text[4:]), microsecond=0)
    if found - here > _DAY / 2:
        return found - _DAY
    return found + _DAY if here - found > _DAY / 2 else found


def read_trade(record: WireRecord) -> TradeTick:
    """A record of HDFSCNT0."""
    values = record.values
    exchange, symbol, feed = _whose(frames.TRADES_TR, values)
    numbers = _Numbers(values)
    number, whole = numbers.number, numbers.whole
    change = number("DIFF")
    return TradeTick(
        exchange=exchange,
        symbol=symbol,
        price=number("LAST"),
        size=whole("EVOL"),
        at=_moment(values),
        open=number("OPEN"),
        high=number("HIGH"),
        low=number("LOW"),
        change=-abs(change) if values["SIGN"].strip() in {"4", "5"} else change,
        rate=number("RATE"),
        bid=number("PBID"),
        ask=number("PASK"),
        bid_size=whole("VBID"),
        ask_size=whole("VASK"),
        volume=whole("TVOL"),
        amount=number("TAMT"),
        sold=whole("BIVL"),
        bought=whole("ASVL"),
        strength=number("STRN"),
        session=values["MTYP"].strip(),
        feed=feed,
        raw=record,
    )


def read_book(tr_id: str, record: WireRecord) -> BookTick:
    """A record of HDFSASP0, of one level or ten, or of HDFSASP1."""
    values = record.values
    exchange, symbol, feed = _whose(tr_id, values)
    numbers = _Numbers(values)
    number, whole = numbers.number, numbers.whole
    levels = []
    for at in range(1, _MOST_LEVELS + 1):
        if f"DASK{at}" not in values:
            break
        levels.append(
            BookLevel(
                number(f"PBID{at}"),
                number(f"PASK{at}"),
                whole(f"VBID{at}"),
                whole(f"VASK{at}"),
                whole(f"DBID{at}"),
                whole(f"DASK{at}"),
            )
        )
    while levels and not any(levels[-1]):
        levels.pop()
    totals = whole("BVOL"), whole("AVOL")
    return BookTick(exchange, symbol, _moment(values), tuple(levels), *totals, feed, record)


def _whose(tr_id: str, values: dict[str, str]) -> tuple[Exchange, str, Feed]:
    key = frames.read_key(tr_id, values["RSYM"].strip())
    if key is None:
        raise Unreadable(f"a record of {tr_id} with a symbol that is none")
    feed = Feed.DAYTIME if key.daytime else Feed.FREE if key.text.startswith(frames.FREE) else Feed.REALTIME
    return words.EXCHANGES[key.code.order_code], key.symbol, feed


class _Numbers:
    """The numbers of a record by field name; an empty field is zero."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def number(self, name: str) -> Decimal:
        text = self._values[name].strip()
        try:
            found = Decimal(text or 0)
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite():
            raise Unreadable(f"{name} is no number")
        return found

    def whole(self, name: str) -> int:
        found = self.number(name)
        if found != int(found):
            raise Unreadable(f"{name} is no whole number")
        return int(found)


def _moment(values: dict[str, str]) -> datetime:
    try:
        return datetime.strptime(values["KYMD"].strip() + values["KHMS"].strip(), "%Y%m%d%H%M%S").replace(tzinfo=KST)
    except ValueError:
        raise Unreadable("a record without a Korean date and time") from None
