"""How figures and codes are shown to people: numbers, times, and names in English with the Korean term beside."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from haero.replay.figures import Outcome
from haero.terms import KST, Currency, OrderType, Side

NONE = "–"
TYPES: dict[OrderType, str] = {
    OrderType.LIMIT: "limit 지정가",
    OrderType.MARKET_ON_OPEN: "MOO 장개시시장가",
    OrderType.LIMIT_ON_OPEN: "LOO 장개시지정가",
    OrderType.MARKET_ON_CLOSE: "MOC 장마감시장가",
    OrderType.LIMIT_ON_CLOSE: "LOC 장마감지정가",
    OrderType.TWAP: "TWAP 시간가중평균",
    OrderType.VWAP: "VWAP 거래량가중평균",
    OrderType.ODD_LOT_LIMIT: "odd lot 단주지정가",
}
SIDES = {Side.BUY: "buy 매수", Side.SELL: "sell 매도"}
OUTCOMES: dict[Outcome, str] = {
    Outcome.FILLED: "filled 체결",
    Outcome.PARTLY: "partly 일부체결",
    Outcome.CANCELLED: "cancelled 취소",
    Outcome.EXPIRED: "expired 만료",
    Outcome.REVISED: "revised 정정",
    Outcome.REJECTED: "rejected 거부",
    Outcome.OPEN: "open 미체결",
}
_WHOLE = frozenset({Currency.JPY, Currency.VND, Currency.KRW})


def price(value: Decimal | None) -> str:
    """At most four digits after the point, at least two."""
    if value is None:
        return NONE
    text = f"{value.quantize(Decimal('0.0001'), ROUND_HALF_UP):,f}"
    return text[:-2] if text.endswith("00") else text


def money(value: Decimal, currency: Currency) -> str:
    """In the currency's unit."""
    return f"{value.quantize(Decimal(1) if currency in _WHOLE else Decimal('0.01'), ROUND_HALF_UP):,f}"


def points(value: Decimal | None) -> str:
    """Basis points with their sign."""
    return NONE if value is None else f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):+,f}"


def percent(value: Decimal | None) -> str:
    """A fraction as a percentage."""
    return NONE if value is None else f"{(value * 100).quantize(Decimal('0.001'), ROUND_HALF_UP):,f} %"


def count(value: int) -> str:
    return f"{value:,}"


def moment(at: datetime | None) -> str:
    """Korean time, to the second."""
    return NONE if at is None else f"{at.astimezone(KST):%Y-%m-%d %H:%M:%S}"
