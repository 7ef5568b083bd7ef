"""Writes the golden journal of this version, which every later haero must open: tests/data/journals/VERSION.

python -m tools.make_golden_journal    # once, when the format or the version has changed; then it is never written again

One story, with every kind of event in it, told to a House. `closed` is the folder after an orderly stop, `killed` as a kill
leaves it: the last events are still in the write-ahead log. `state.json` is what the accounts are at its end.
"""

import gzip
import json
import sys
import tempfile
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

import haero
from haero.desk.commands import (
    CancelOrder,
    CancelReservation,
    ChangeService,
    Command,
    MoveCash,
    PlaceOrder,
    ReserveOrder,
    ReviseOrder,
)
from haero.desk.events import KINDS
from haero.house.house import House
from haero.house.settings import Settings
from haero.market.prices.messages import Auction
from haero.terms import Currency, Environment, Exchange, OrderType, Side

TARGET = Path(__file__).parents[1] / "tests" / "data" / "journals"
ALICE, BOB, CAROL = "81000001-01", "50000001-01", "50000002-01"
BUY, SELL, LIMIT = Side.BUY, Side.SELL, OrderType.LIMIT
TOKYO, HONG_KONG, NASDAQ, NYSE = Exchange.TOKYO, Exchange.HONG_KONG, Exchange.NASDAQ, Exchange.NYSE
THURSDAY, FRIDAY, MONDAY = "2026-11-20T10:10:00+09:00", "2026-11-20", "2026-11-23"


class Teller:
    """Tells the story to one house after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, at: str, **settings: Any) -> None:
        """Starts haero at a moment."""
        wall = datetime.fromisoformat(at)
        self.house = House(self.folder, Settings(market="manual", speed=0.0, at=at, **settings), wall)
        self.broker = self.house.broker
        self.house.open_first_accounts()

    def do(self, command: Command) -> int:
        """Carries out a command; returns the number of the order or reservation that it made."""
        return int(getattr(self.broker.submit(command).event, "number", 0))

    def order(self, exchange: Exchange, symbol: str, side: Side, quantity: int, price: str, **more: Any) -> int:
        """ALICE places an order, or who else is named."""
        account, kind = more.pop("account", ALICE), more.pop("kind", LIMIT)
        return self.do(PlaceOrder(account, exchange, symbol, side, kind, quantity, Decimal(price), **more))

    def show(self, exchange: Exchange, symbol: str, bid: str, ask: str, size: int = 100) -> None:
        """Posts a quote."""
        self.broker.post_quote(exchange, symbol, Decimal(bid), size, Decimal(ask), size)

    def trade(self, symbol: str, price: str, size: int, auction: Auction | None = None) -> None:
        """Posts a print of a NASDAQ symbol."""
        self.broker.post_print(NASDAQ, symbol, Decimal(price), size, auction)

    def at(self, moment: str) -> None:
        """Moves the clock."""
        self.broker.move_clock(datetime.fromisoformat(moment))


def asia(tell: Teller) -> None:
    """Friday morning in Korea: two Asian markets, and reservations for the night."""
    tell.open(THURSDAY)
    tell.house.open_account(Environment.MOCK, {Currency.USD: Decimal("1234.56"), Currency.JPY: Decimal(700_000)})
    tell.show(TOKYO, "7203", "2699", "2700")
    tell.order(TOKYO, "7203", BUY, 200, "2700")
    tell.order(TOKYO, "7203", BUY, 100, "2500", account=CAROL)
    tell.do(ChangeService(CAROL, overseas=False))
    tell.at("2026-11-20T10:31:00+09:00")
    tell.show(HONG_KONG, "00700", "400.0", "400.2", 1000)
    tell.order(HONG_KONG, "00700", BUY, 100, "400.2", account=BOB)
    taken = tell.do(ReserveOrder(ALICE, NASDAQ, "AAPL", BUY, LIMIT, 5, Decimal("190.00")))
    tell.do(ReserveOrder(ALICE, NASDAQ, "AAPL", BUY, LIMIT, 6, Decimal("191.00")))
    tell.do(ReserveOrder(ALICE, NASDAQ, "NVDA", BUY, LIMIT, 900_000, Decimal("170.00")))  # refused when its time comes
    tell.do(CancelReservation(ALICE, taken, datetime.fromisoformat(THURSDAY).date()))
    tell.do(MoveCash(ALICE, Currency.USD, Decimal("-250.75"), "rent"))
    tell.order(NASDAQ, "MSFT", BUY, 1, "300.00", daytime=True)


def new_york(tell: Teller) -> None:
    """Friday in New York: the opening, revisions, cancellations, a halt, slices, the closing."""
    tell.at(f"{FRIDAY}T08:30:00-05:00")
    tell.show(NASDAQ, "AAPL", "199.90", "200.00")
    tell.order(NASDAQ, "AAPL", BUY, 150, "200.00", reference="gt-1")  # 100 at once, the rest of it rests
    tell.order(NASDAQ, "AAPL", SELL, 10, "0", kind=OrderType.MARKET_ON_OPEN)
    tell.order(NASDAQ, "AAPL", BUY, 10, "150.00", kind=OrderType.LIMIT_ON_OPEN)
    tell.at(f"{FRIDAY}T09:30:00-05:00")
    tell.trade("AAPL", "200.50", 500, Auction.OPEN)
    tell.show(NASDAQ, "AAPL", "200.40", "200.60")
    resting = tell.order(NASDAQ, "AAPL", BUY, 30, "199.00", account=BOB)
    revised = tell.do(ReviseOrder(BOB, NASDAQ, "AAPL", resting, 20, Decimal("199.50")))
    tell.do(CancelOrder(BOB, NASDAQ, "AAPL", revised, 5))
    tell.do(CancelOrder(BOB, NASDAQ, "AAPL", resting, 0))
    tell.trade("AAPL", "199.40", 7)
    tell.show(NYSE, "IBM", "259.90", "260.00")
    tell.broker.halt(NYSE, "IBM", "news")
    tell.order(NYSE, "IBM", BUY, 3, "260.00")
    tell.broker.resume(NYSE, "IBM")
    tell.order(NYSE, "IBM", SELL, 1, "300.0000")
    # At night in Korea, five minutes long: 23:40 is 09:40 in New York.
    tell.order(NASDAQ, "AAPL", BUY, 25, "201.00", kind=OrderType.TWAP, starts=time(23, 40), ends=time(23, 45))
    tell.order(NASDAQ, "AAPL", SELL, 20, "199.00", kind=OrderType.VWAP)
    for minute in range(40, 46):
        tell.at(f"{FRIDAY}T09:{minute}:10-05:00")
        tell.show(NASDAQ, "AAPL", "200.30", f"200.{minute}")
    tell.order(NASDAQ, "AAPL", SELL, 15, "0", kind=OrderType.MARKET_ON_CLOSE)
    tell.order(NASDAQ, "AAPL", SELL, 5, "250.00", kind=OrderType.LIMIT_ON_CLOSE)
    tell.at(f"{FRIDAY}T15:59:59-05:00")
    tell.trade("AAPL", "201.10", 300)
    tell.at(f"{FRIDAY}T16:00:01-05:00")
    tell.trade("AAPL", "201.20", 300, Auction.CLOSE)
    tell.at(f"{FRIDAY}T16:31:00-05:00")


def monday(tell: Teller) -> None:
    """Another start, with orders that travel a while: one comes too late for its auction; some rest when the story ends."""
    tell.open(f"{MONDAY}T15:40:00-05:00", order_latency_ms=20_000)
    tell.show(NASDAQ, "AAPL", "202.00", "202.10")
    tell.order(NASDAQ, "AAPL", SELL, 40, "202.00")
    tell.at(f"{MONDAY}T15:49:45-05:00")
    tell.order(NYSE, "IBM", SELL, 1, "0", kind=OrderType.MARKET_ON_CLOSE)
    tell.at(f"{MONDAY}T15:50:30-05:00")
    tell.order(NASDAQ, "AAPL", BUY, 11, "180.00", reference="gt-2")
    tell.order(NASDAQ, "NVDA", BUY, 12, "100.0100", account=BOB)
    tell.do(ChangeService(CAROL, overseas=True))
    tell.order(NASDAQ, "NVDA", BUY, 7, "100.0100", account=CAROL)
    tell.do(ChangeService(CAROL, overseas=False))
    tell.at(f"{MONDAY}T15:51:00-05:00")
    tell.broker.set_speed(0.0)
    tell.broker.halt(NASDAQ, "NVDA", "pending news")
    tell.order(NASDAQ, "MSFT", BUY, 2, "400.00")


def write(target: Path) -> None:
    """Tells the story, and keeps what it leaves. Raises SystemExit where an event of some kind never happened."""
    with tempfile.TemporaryDirectory() as name:
        tell = Teller(Path(name))
        asia(tell)
        new_york(tell)
        tell.house.close()
        monday(tell)
        tell.house.journal.flush()
        keep(tell.folder, target / "killed")
        state, journal = tell.broker.state, tell.house.journal
        happened = {row[3] for row in tell.house.store.rows()}
        if missing := KINDS.keys() - happened:
            raise SystemExit(f"nothing of the kind happened: {', '.join(sorted(missing))}")
        said = {"seq": journal.seq, "at": tell.broker.market.clock.now().isoformat(), "kinds": sorted(happened)}
        said["accounts"] = msgspec.to_builtins(state.accounts, str_keys=True)
        tell.house.close()
        keep(tell.folder, target / "closed")
    text = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
    (target / "state.json").write_text(text, encoding="utf-8")


def keep(folder: Path, target: Path) -> None:
    """Copies the files of a journal, packed."""
    target.mkdir(parents=True)
    for path in sorted(folder.iterdir()):
        if path.stat().st_size and path.suffix != ".lock":
            (target / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))


if __name__ == "__main__":
    where = TARGET / haero.__version__
    if where.exists():
        sys.exit(f"{where} is there already: a golden journal is written once")
    write(where)
