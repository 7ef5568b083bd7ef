"""What a user can set, from `haero.toml` and the command line. Defaults are KIS's own rules where KIS has any."""

import tomllib
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from haero.desk.checks import OrderRoom
from haero.desk.desk import MAX_CASH
from haero.desk.fees import FeeRate
from haero.house.plain import plain, unknown_name
from haero.market.prices.walk import MAX_VOLATILITY, USUAL_VOLATILITY
from haero.market.time.clock import checked_speed, speed_of
from haero.market.time.opening_hours import RULES
from haero.terms import Currency, Environment, Exchange
from haero.venue.simulated.models import FillRule, Fills

DEFAULT_CASH: dict[Currency, Decimal] = {
    Currency.USD: Decimal(100_000),
    Currency.HKD: Decimal(800_000),
    Currency.CNY: Decimal(700_000),
    Currency.JPY: Decimal(15_000_000),
    Currency.VND: Decimal(2_500_000_000),
    Currency.KRW: Decimal(100_000_000),
}

DEFAULT_RATES_KRW: dict[Currency, Decimal] = {
    Currency.USD: Decimal("1380.0"),
    Currency.HKD: Decimal("177.0"),
    Currency.CNY: Decimal("193.0"),
    Currency.JPY: Decimal("9.20"),
    Currency.VND: Decimal("0.0545"),
    Currency.KRW: Decimal(1),
}
"""Won for one unit of the currency."""


DEFAULT_LIMITS: dict[Environment, int] = {Environment.REAL: 18, Environment.MOCK: 1}
"""Requests a second per app key, as KIS has them since 2026-04-20."""

DEFAULT_BRANCHES: dict[Environment, str] = {Environment.REAL: "01790", Environment.MOCK: "00950"}
"""KRX_FWDG_ORD_ORGNO: mock's constant as recorded, real's as in the official example."""


MAX_LATENCY_MS = 60_000
MAX_SEED = 2**63 - 1
MAX_LIMIT = 1_000_000
MAX_RATE_KRW, MIN_RATE_KRW = Decimal(1_000_000_000), Decimal("0.000001")
MAX_DIGITS = 30  # of an amount: more is no money, and costs every calculation
MAX_BYTES = 2**20  # of haero.toml
MAX_ORDERS = 100_000_000
USUAL_REPLY_MS = 70
"""KIS's replies on mock were seen to take 70 to 190 ms, and now and then seconds (2026-05)."""

REPLAY = "replay:"
"""How a market begins that is recorded files; a pattern of paths follows."""


_NAMES = {"old_tr_ids": ("all", "none"), "cancel": ("whole", "quantity"), "trade_rows": ("output2", "output1")}
"""What settings may be that have a name for a value."""


class SettingsError(Exception):
    """A setting that haero does not know or cannot use; the text says which and what it may be."""


class MockServer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the paper server (모의투자) trades: `symbols` only, of any exchange, or everything where none are named.

    KIS's page says that some symbols only can be traded there, and not which.
    """

    symbols: frozenset[str] = frozenset()

    def trades(self, symbol: str) -> bool:
        """Can the symbol be ordered on mock?"""
        return not self.symbols or symbol in self.symbols


class Settings(msgspec.Struct, frozen=True):
    """Everything that shapes a broker.

    `market` is synthetic, manual or replay:FILES (a pattern, `**` reaches into folders).
    `at` is open, now or an ISO time with offset; `speed` 0 stands still, 1 runs like the wall,
    up to 3600 faster, `max` as fast as possible. `volatility` is what the synthetic market has in a year, 0.30 = 30 %.
    What clients see of the market is `data_latency_ms` old, in market time; orders meet it as it is, `order_latency_ms` after they
    were accepted. TWAP and VWAP orders take part in at most `algo_participation` of the volume.
    Resting orders fill as `fills` says, or the first of `fill_rules` that names their symbol (docs/fills.md).
    `hours` is page (as KIS's page has them) or exchange (as the exchanges have them, such as Tokyo until 15:30);
    `limits` are requests per second per app key; `exchange_rates` are won per unit; `fees` replace the defaults per exchange.
    `notice_fields` is how many fields a notice (체결통보) has: 25 today, 21 for older clients. A notice leaves
    `notice_delay_ms` after its event is on disk. PINGPONG goes out every `pingpong_seconds`.
    Beyond `orders_per_account` and `orders_in_all` no order is taken: each is kept for ever, in about a kilobyte of memory.
    `old_tr_ids` is whether the older names of TRs (JTTT…, VTTT3012R) are known: all or none.
    A REST reply leaves `reply_latency_ms` of wall time after it is made, by default as KIS's fastest where there are limits, else
    at once.
    A cancellation (취소) takes out the whole of what is open, or only ORD_QTY of it, as `cancel` says: whole or quantity.
    `mock` is what the paper server trades.
    `free_book_levels` are those of the realtime order book under a free key (HDFSASP0, D…): 10 as under a paid one, or 1, as KIS's
    own sample reads it.
    With `manual_past` a manual market has the synthetic market's days before the one on which its journal begins.
    `trade_rows` is the block in which the quotes' `inquire-ccnl` has its rows: output2 as today, output1 as in KIS's own sample.
    """

    market: str = "synthetic"
    at: str = "open"
    speed: float = 1.0
    seed: int = 1
    volatility: Decimal = USUAL_VOLATILITY
    data_latency_ms: int = 0
    order_latency_ms: int = 0
    algo_participation: Decimal = Decimal("0.2")
    fills: Fills = Fills()
    fill_rules: tuple[FillRule, ...] = ()
    hours: str = "page"
    unlimited: bool = False
    limits: dict[Environment, int] = msgspec.field(default_factory=lambda: dict(DEFAULT_LIMITS))
    cash: dict[Currency, Decimal] = msgspec.field(default_factory=lambda: dict(DEFAULT_CASH))
    exchange_rates: dict[Currency, Decimal] = msgspec.field(default_factory=lambda: dict(DEFAULT_RATES_KRW))
    fees: dict[Exchange, FeeRate] = {}
    branches: dict[Environment, str] = msgspec.field(default_factory=lambda: dict(DEFAULT_BRANCHES))
    masters: tuple[str, ...] = ()
    notice_fields: int = 25
    notice_delay_ms: int = 5
    pingpong_seconds: float = 30.0
    orders_per_account: int = OrderRoom().per_account
    orders_in_all: int = OrderRoom().in_all
    old_tr_ids: str = "all"
    reply_latency_ms: int | None = None
    cancel: str = "whole"
    mock: MockServer = MockServer()
    trade_rows: str = "output2"
    free_book_levels: int = 10
    manual_past: bool = False

    def __post_init__(self) -> None:
        if self.market not in {"synthetic", "manual"} and not self.market.startswith(REPLAY):
            raise SettingsError(f"--market {self.market}: must be synthetic, manual or replay:FILES")
        if self.market == REPLAY:
            raise SettingsError("--market replay: names no files, such as replay:data/*.csv.gz")
        for name, paths in (("--market", (self.market,)), ("masters", self.masters)):
            if any("\0" in path for path in paths):
                raise SettingsError(f"{name}: a path with a NUL in it")
        try:
            checked_speed(self.speed)
        except ValueError as error:
            raise SettingsError(f"--{error}") from error
        if not (self.volatility.is_finite() and 0 < self.volatility <= MAX_VOLATILITY):
            text = f"must be above 0, at most {MAX_VOLATILITY}; 0.30 is 30 % a year"
            raise SettingsError(f"volatility = {self.volatility}: {text}")
        self._check_latency()
        if self.hours not in RULES:
            known = "page (as KIS's page has them) or exchange (as the exchanges have them)"
            raise SettingsError(f"hours = {self.hours}: must be {known}")
        if not 21 <= self.notice_fields <= 25:
            raise SettingsError(f"notice_fields = {self.notice_fields}: must be 21 (older clients) to 25 (KIS today)")
        if self.free_book_levels not in (1, 10):
            raise SettingsError(f"free_book_levels = {self.free_book_levels}: must be 10, or 1 (KIS's own sample)")
        if not 0 <= self.notice_delay_ms <= 10_000:
            raise SettingsError(f"notice_delay_ms = {self.notice_delay_ms}: must be 0 to 10000")
        if not 1 <= self.pingpong_seconds <= 90:
            raise SettingsError(f"pingpong_seconds = {self.pingpong_seconds:g}: must be 1 to 90")
        for environment, limit in self.limits.items():
            if not 1 <= limit <= MAX_LIMIT:
                raise SettingsError(
                    f"limits.{environment}: must be 1 to {MAX_LIMIT} requests a second; --unlimited turns limits off"
                )
        self._check_money()
        self._check_size()
        self._check_names()

    @property
    def reply_seconds(self) -> float:
        """How long a REST reply is held back, in seconds of the wall."""
        usual = 0 if self.unlimited else USUAL_REPLY_MS
        return (usual if self.reply_latency_ms is None else self.reply_latency_ms) / 1000

    def _check_names(self) -> None:
        for name, known in _NAMES.items():
            if getattr(self, name) not in known:
                raise SettingsError(f"{name} = {getattr(self, name)}: must be {' or '.join(known)}")

    def _check_latency(self) -> None:
        for name in ("data_latency_ms", "order_latency_ms", "reply_latency_ms"):
            if not 0 <= (getattr(self, name) or 0) <= MAX_LATENCY_MS:
                raise SettingsError(f"{name} = {getattr(self, name)}: must be 0 to {MAX_LATENCY_MS}")
        if not (self.algo_participation.is_finite() and 0 < self.algo_participation <= 1):
            raise SettingsError(
                f"algo_participation = {self.algo_participation}: must be above 0, at most 1; 0.2 is 20 % of the volume"
            )
        if self.manual_past and self.market != "manual":
            raise SettingsError("manual_past: only with --market manual: every other market has a past of its own")
        if self.data_latency_ms and self.market == "manual":
            raise SettingsError("data_latency_ms: not with --market manual: who posts a price decides when it is seen")

    def _check_size(self) -> None:
        if not -MAX_SEED <= self.seed <= MAX_SEED:
            raise SettingsError(f"seed: must be {-MAX_SEED} to {MAX_SEED}")
        for name in ("orders_per_account", "orders_in_all"):
            if not 1 <= getattr(self, name) <= MAX_ORDERS:
                raise SettingsError(f"{name} = {getattr(self, name)}: must be 1 to {MAX_ORDERS}")

    def _check_money(self) -> None:
        for currency, amount in self.cash.items():
            if not (_sane(amount) and 0 <= amount <= MAX_CASH):
                raise SettingsError(
                    f"cash.{currency}: must be a number from 0 to {MAX_CASH}, of {MAX_DIGITS} digits at most"
                )
        for currency, rate in self.exchange_rates.items():
            if not (_sane(rate) and MIN_RATE_KRW <= rate <= MAX_RATE_KRW):
                between = f"from {MIN_RATE_KRW:f} to {MAX_RATE_KRW}, of {MAX_DIGITS} digits at most"
                raise SettingsError(f"exchange_rates.{currency}: must be a number {between}: won for one {currency}")
        for exchange, fee in self.fees.items():
            if not all(_sane(part) and 0 <= part < 1 for part in (fee.commission, fee.tax, fee.buy_tax)):
                raise SettingsError(f"fees.{exchange}: must be fractions from 0 to below 1: 0.0025 is 0.25 %")
            if fee.commission + fee.tax >= 1:
                raise SettingsError(
                    f"fees.{exchange}: commission and tax together must stay below 1: a sale must bring something"
                )


def load(path: Path | None, **flags: Any) -> Settings:
    """Settings from a TOML file, overruled by `flags` that are not None.

    Raises:
        SettingsError: the file is missing or broken, or a value is not usable.
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            with path.open("rb") as file:
                text = file.read(MAX_BYTES + 1)
            if len(text) > MAX_BYTES:
                raise SettingsError(f"{path}: larger than {MAX_BYTES} bytes")
            values = tomllib.loads(text.decode())
        except RecursionError as error:
            raise SettingsError(f"{path}: not settings: nested too deep") from error
        except OSError as error:
            raise SettingsError(f"{path}: {error.strerror}") from error
        except ValueError as error:  # of the text, or of a number with more digits than Python reads
            raise SettingsError(f"{path}: not TOML: {error}") from error
    if unknown := values.keys() - set(Settings.__struct_fields__):
        known = ", ".join(Settings.__struct_fields__)
        raise SettingsError(f"{path}: unknown setting {sorted(unknown)[0]!r}; known are {known}")
    values |= {name: value for name, value in flags.items() if value is not None}
    speed = values.get("speed")
    if isinstance(speed, str | int | float) and not isinstance(speed, bool):
        try:
            values["speed"] = speed_of(speed)
        except ValueError as error:
            raise SettingsError(f"--{error}") from error
    for table, default in (
        ("limits", DEFAULT_LIMITS),
        ("cash", DEFAULT_CASH),
        ("exchange_rates", DEFAULT_RATES_KRW),
        ("branches", DEFAULT_BRANCHES),
    ):
        if isinstance(values.get(table), dict):
            values[table] = {str(key): value for key, value in default.items()} | values[table]
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_decimal)
    except (msgspec.ValidationError, InvalidOperation) as error:
        raise SettingsError(f"{path or 'command line'}: {_plain(str(error))}") from error


_WORDS: dict[str, type[StrEnum]] = {
    "limits": Environment,
    "branches": Environment,
    "cash": Currency,
    "exchange_rates": Currency,
    "fees": Exchange,
}


def _plain(text: str) -> str:
    """What msgspec says of a value; of a name that is none, which there are."""
    if (found := unknown_name(text, _WORDS)) is None:
        return plain(text)
    table, name, known = found
    return f"{table}.{name}: unknown; known are {known}"


def _sane(number: Decimal) -> bool:
    """Has it so few digits, before and behind the point, that every calculation with it stays short?"""
    if not number.is_finite():
        return False
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    return len(digits) <= MAX_DIGITS and -MAX_DIGITS <= exponent <= MAX_DIGITS


def _decimal(kind: type, value: Any) -> Any:
    raise NotImplementedError(f"{kind} {value!r}")
