"""A second, simple bookkeeping in plain dictionaries and lists, for tests/test_accounting.py.

It knows nothing of haero's desk or calendars: it is told what was ordered and what was filled, and has its own fee rule, holidays,
settlement and average cost. Good from 2026-11-18 to Christmas.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from haero.terms import CURRENCY_OF, Currency, Exchange, Side

D = Decimal
NEW_YORK, TOKYO, HONG_KONG, SEOUL = map(ZoneInfo, ("America/New_York", "Asia/Tokyo", "Asia/Hong_Kong", "Asia/Seoul"))
ZONES = {Exchange.NASDAQ: NEW_YORK, Exchange.NYSE: NEW_YORK, Exchange.TOKYO: TOKYO, Exchange.HONG_KONG: HONG_KONG}
OPENS = {NEW_YORK: (4, 0), TOKYO: (9, 0), HONG_KONG: (9, 30)}
HOLIDAYS = {NEW_YORK: {date(2026, 11, 26)}, TOKYO: {date(2026, 11, 23)}, HONG_KONG: set[date]()}
CYCLES = {NEW_YORK: 1, TOKYO: 2, HONG_KONG: 2}
FEES = {
    Exchange.NASDAQ: ("0.0025", "0.0000206", "0"), Exchange.NYSE: ("0.0025", "0.0008", "0.0003"),
    Exchange.TOKYO: ("0.0025", "0", "0"), Exchange.HONG_KONG: ("0.003", "0.001085", "0.001085"),
}  # fmt: skip
UNITS = {Currency.USD: D("0.01"), Currency.HKD: D("0.01"), Currency.JPY: D(1)}
CODES = {Exchange.NASDAQ: "NASD", Exchange.NYSE: "NYSE", Exchange.TOKYO: "TKSE", Exchange.HONG_KONG: "SEHK"}


def is_open(zone: ZoneInfo, day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS[zone]


def settles(exchange: Exchange, day: date) -> date:
    zone = ZONES[exchange]
    for _ in range(CYCLES[zone]):
        day += timedelta(days=1)
        while not is_open(zone, day):
            day += timedelta(days=1)
    return day


def today_at(exchange: Exchange, now: datetime) -> date:
    """The newest day that has begun: at the first session, in New York also with the daytime session of Korea."""
    zone = ZONES[exchange]
    local = now.astimezone(zone)
    day = local.date() if (local.hour, local.minute) >= OPENS[zone] else local.date() - timedelta(days=1)
    while not is_open(zone, day):
        day -= timedelta(days=1)
    korea = now.astimezone(SEOUL)
    if zone is NEW_YORK and korea.hour >= 10 and is_open(zone, korea.date()):
        day = max(day, korea.date())
    return day


def rounded(amount: Decimal, exchange: Exchange) -> Decimal:
    return amount.quantize(UNITS[CURRENCY_OF[exchange]], ROUND_HALF_UP)


class Books:
    """What the test believes: payments, orders as told, fills as told; all else is worked out from them when asked."""

    def __init__(self) -> None:
        self.paid: list[tuple[datetime, Currency, Decimal]] = []
        self.orders: dict[int, dict[str, Any]] = {}
        self.fills: list[dict[str, Any]] = []

    def fill(self, number: int, quantity: int, price: Decimal) -> None:
        order = self.orders[number]
        before, after = order["amount"], order["amount"] + price * quantity
        commission, sold, bought = map(D, FEES[order["exchange"]])
        tax = sold if order["side"] is Side.SELL else bought
        fees = [
            rounded(rate * after, order["exchange"]) - rounded(rate * before, order["exchange"])
            for rate in (commission + tax, tax)
        ]
        order["amount"], order["open"] = after, order["open"] - quantity
        held, cost = self.average(order["symbol"])
        left = held - quantity
        moved = D(0)
        if order["side"] is Side.SELL:
            moved = cost if left == 0 else (cost * quantity / held).quantize(D("1e-8"))
        self.fills.append(
            order | {"quantity": quantity, "amount": price * quantity, "fee": fees[0], "tax": fees[1], "cost": moved}
        )

    def average(self, symbol: str, until: date | None = None) -> tuple[int, Decimal]:
        """(shares, what they cost), of all fills or of those that settle until a day."""
        shares, cost = 0, D(0)
        for done in self.fills:
            if done["symbol"] == symbol and (until is None or settles(done["exchange"], done["day"]) <= until):
                buy = done["side"] is Side.BUY
                shares += done["quantity"] if buy else -done["quantity"]
                cost += done["amount"] if buy else -done["cost"]
        return shares, cost

    def cash(self, currency: Currency, until: date | None = None) -> Decimal:
        """All of it, or what had settled on a day; payments count by the Korean date."""
        paid = [
            a for at, c, a in self.paid if c is currency and (until is None or at.astimezone(SEOUL).date() <= until)
        ]
        traded = [
            flow(done)
            for done in self.fills
            if CURRENCY_OF[done["exchange"]] is currency
            and (until is None or settles(done["exchange"], done["day"]) <= until)
        ]
        return sum(paid + traded, D(0))

    def days(self, fills: Iterable[dict[str, Any]]) -> dict[tuple[str, str, str, str], dict[str, Any]]:
        """Fills by day, side, exchange and symbol, added up."""
        found: dict[tuple[str, str, str, str], dict[str, Any]] = {}
        for done in fills:
            key = (
                f"{done['day']:%Y%m%d}",
                "01" if done["side"] is Side.SELL else "02",
                CODES[done["exchange"]],
                done["symbol"],
            )
            total = found.setdefault(key, {"exchange": done["exchange"], "day": done["day"]})
            for name in ("quantity", "amount", "fee", "tax", "cost"):
                total[name] = total.get(name, 0) + done[name]
        return dict(sorted(found.items()))


def flow(done: dict[str, Any]) -> Decimal:
    amount, fee = D(done["amount"]), D(done["fee"])
    return amount - fee if done["side"] is Side.SELL else -amount - fee


def profit(done: dict[str, Any]) -> Decimal:
    return D(done["amount"]) - D(done["fee"]) - D(done["cost"])


def whole(number: Decimal) -> Decimal:
    return number.quantize(D(1), ROUND_DOWN)
