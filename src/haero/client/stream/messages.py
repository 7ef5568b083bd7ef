"""What a program hears: notices (체결통보), realtime trades and books, and what went wrong on the way."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from haero.kis.records import WireRecord
from haero.terms import Action, Exchange, Side


class NoticeKind(StrEnum):
    """What happened to an order.

    ACCEPTED a new order was received (접수), CONFIRMED it reached the market (확인), REQUESTED a revision or cancellation was
    received and is not done yet, REVISED and CANCELLED it is done, REJECTED the order (or the change) was refused, FILLED some of
    it was executed, EXPIRED what was left of it is gone without anybody having asked.

    LOST is no notice of KIS: this reader was too slow, and `quantity` notices before it were folded into those that follow.
    """

    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    REQUESTED = "requested"
    REVISED = "revised"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    FILLED = "filled"
    EXPIRED = "expired"
    LOST = "lost"


ACCEPTED, CONFIRMED, REQUESTED = NoticeKind.ACCEPTED, NoticeKind.CONFIRMED, NoticeKind.REQUESTED
REVISED, CANCELLED, REJECTED = NoticeKind.REVISED, NoticeKind.CANCELLED, NoticeKind.REJECTED
FILLED, EXPIRED, LOST = NoticeKind.FILLED, NoticeKind.EXPIRED, NoticeKind.LOST

NO_RECORD = WireRecord({})


class Notice(NamedTuple):
    """One thing that happened to an order (해외주식 실시간체결통보, 실시간-009).

    `odno` and `original` have ten digits; `original` is "" unless the order changes another. `change` is what the order is: NEW, or
    the revision or cancellation of `original`. `quantity` and `price` are those of the fill for FILLED, else those of the order, in
    shares and in the currency of the exchange. `at` is Korean time; KIS sends no date, so it is the one nearest to the local clock.
    `exchange` is None for a market that haero has no word for (OTCB).

    `ordered` is the quantity of the order, 0 where not known; `filled` how much of it was executed up to here, for all that this
    stream knows. `gap`: not heard but found by a question, or folded for a slow reader; several fills may then be one notice with
    their average price. `doubtful`: a fill that looks like one that was heard before, and could not be checked.

    `raw` is the record as KIS sent it (empty for `gap`), with the account's number and names: none of it is in the repr.
    """

    kind: NoticeKind
    odno: str
    original: str
    symbol: str
    exchange: Exchange | None
    side: Side
    change: Action
    quantity: int
    price: Decimal
    at: datetime
    ordered: int = 0
    filled: int = 0
    gap: bool = False
    doubtful: bool = False
    raw: WireRecord = NO_RECORD

    def __repr__(self) -> str:
        if self.kind is LOST:
            return f"Notice(LOST {self.quantity})"
        marks = "".join(f" {name}" for name, on in (("gap", self.gap), ("doubtful", self.doubtful)) if on)
        return (
            f"Notice({self.kind.name} {self.odno} {self.side} {self.quantity} {self.symbol} @ {self.price},"
            f" {self.at.isoformat()}{marks})"
        )


class RowStatus(StrEnum):
    """What an inquiry says of an order: still WORKING, REJECTED, or DONE (filled, cancelled, revised or expired)."""

    WORKING = "working"
    DONE = "done"
    REJECTED = "rejected"


class OrderRow(NamedTuple):
    """What closing a gap needs of a row of 주문체결내역 (v1_해외주식-007). A revision and a cancellation have rows of their own.

    `odno` and `original` in any number of digits, `original` "" for a new order. `ordered`, `filled` and `open` in shares
    (ft_ord_qty, ft_ccld_qty, nccs_qty), `price` the limit, `average` the mean price of the fills, `at` when the order was taken
    (aware).
    """

    odno: str
    original: str
    symbol: str
    exchange: Exchange | None
    side: Side
    change: Action
    ordered: int
    filled: int
    open: int
    price: Decimal
    average: Decimal
    status: RowStatus
    at: datetime


class Feed(StrEnum):
    """Which quotes: FREE (D keys; Asia 15 minutes late), REALTIME (R keys, paid for), DAYTIME (the US daytime session,
    주간거래)."""

    FREE = "free"
    REALTIME = "realtime"
    DAYTIME = "daytime"


class TradeTick(NamedTuple):
    """One trade (HDFSCNT0, 실시간-007). Prices in the currency of the exchange, sizes in shares, `at` in Korean time, to the
    second.

    `change` and `rate` (percent) are against the previous close. `volume` and `amount` are the day's. `sold` and `bought` are the
    day's volumes at the bid and at the ask (매도, 매수체결량), `strength` is 체결강도. `session` is MTYP: 1 regular, 2 before, 3
    after.
    """

    exchange: Exchange
    symbol: str
    price: Decimal
    size: int
    at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    change: Decimal
    rate: Decimal
    bid: Decimal
    ask: Decimal
    bid_size: int
    ask_size: int
    volume: int
    amount: Decimal
    sold: int
    bought: int
    strength: Decimal
    session: str
    feed: Feed
    raw: WireRecord

    def __repr__(self) -> str:
        return f"TradeTick({self.exchange.name}:{self.symbol} {self.size} @ {self.price}, {self.at.isoformat()})"


class BookLevel(NamedTuple):
    """One level of a book; the changes are those of the sizes since the last frame, as KIS counts them."""

    bid: Decimal
    ask: Decimal
    bid_size: int
    ask_size: int
    bid_change: int
    ask_change: int


class BookTick(NamedTuple):
    """An order book (HDFSASP0, 실시간-021; HDFSASP1, 실시간-008): the levels that hold something, best first, 10 at the most.

    A level that KIS left empty inside the book is kept, those behind the last are not.
    """

    exchange: Exchange
    symbol: str
    at: datetime
    levels: tuple[BookLevel, ...]
    bid_total: int
    ask_total: int
    feed: Feed
    raw: WireRecord

    @property
    def bid(self) -> Decimal:
        """The best bid; 0 where there is none."""
        return self.levels[0].bid if self.levels else Decimal(0)

    @property
    def ask(self) -> Decimal:
        """The best ask; 0 where there is none."""
        return self.levels[0].ask if self.levels else Decimal(0)

    def __repr__(self) -> str:
        return f"BookTick({self.exchange.name}:{self.symbol} {self.bid}/{self.ask}, {len(self.levels)}, {self.at.isoformat()})"


class Lost(NamedTuple):
    """A reader of quotes was too slow: so many `ticks` before the next one are gone."""

    ticks: int


Tick = TradeTick | BookTick | Lost


class TroubleKind(StrEnum):
    """What a stream tells beside its events; it mends all but REFUSED by itself.

    DISCONNECTED the connection is gone, IN_USE another session of the app key is open, APPROVAL the approval key was refused and
    a new one is fetched, SILENT the connection was dead, REFUSED a registration was refused, UNREADABLE a text of KIS that could
    not be read, DROPPED a fill that was heard twice and happened once, UNCHECKED the question that closes a gap failed.
    """

    DISCONNECTED = "disconnected"
    IN_USE = "in_use"
    APPROVAL = "approval"
    SILENT = "silent"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    DROPPED = "dropped"
    UNCHECKED = "unchecked"


class Trouble(NamedTuple):
    """One trouble in words; `code` is KIS's msg_cd where it said one."""

    kind: TroubleKind
    text: str
    code: str = ""
