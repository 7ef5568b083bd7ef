"""What a user can set, from `haero.toml` and the command line. Defaults are KIS's own rules where KIS has any."""

import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec

from haero.desk.desk import MAX_CASH
from haero.desk.fees import FeeRate
from haero.terms import Currency, Environment, Exchange

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


class SettingsError(Exception):
    """A setting that haero does not know or cannot use; the text says which and what it may be."""


class Settings(msgspec.Struct, frozen=True):
    """Everything that shapes a broker.

    `market` is synthetic or manual; `at` is open, now or an ISO time with offset; `speed` 0 stands still, 1 runs like the wall;
    `limits` are requests per second per app key; `exchange_rates` are won per unit; `fees` replace the defaults per exchange.
    `notice_fields` is how many fields a notice (체결통보) has: 25 today, 21 for older clients. A notice leaves
    `notice_delay_ms` after its event is on disk. PINGPONG goes out every `pingpong_seconds`.
    """

    market: str = "synthetic"
    at: str = "open"
    speed: float = 1.0
    seed: int = 1
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

    def __post_init__(self) -> None:
        if self.market not in {"synthetic", "manual"}:
            known = "synthetic or manual; replay comes with the execution release"
            raise SettingsError(f"--market {self.market}: must be {known}")
        if self.speed not in {0.0, 1.0}:
            raise SettingsError(f"--speed {self.speed:g}: must be 0 or 1; other speeds come with the execution release")
        if not 21 <= self.notice_fields <= 25:
            raise SettingsError(f"notice_fields = {self.notice_fields}: must be 21 (older clients) to 25 (KIS today)")
        if not 0 <= self.notice_delay_ms <= 10_000:
            raise SettingsError(f"notice_delay_ms = {self.notice_delay_ms}: must be 0 to 10000")
        if not 1 <= self.pingpong_seconds <= 90:
            raise SettingsError(f"pingpong_seconds = {self.pingpong_seconds:g}: must be 1 to 90")
        for environment, limit in self.limits.items():
            if limit < 1:
                raise SettingsError(
                    f"limits.{environment}: must be at least 1 request a second; --unlimited turns limits off"
                )
        self._check_money()

    def _check_money(self) -> None:
        for currency, amount in self.cash.items():
            if not (amount.is_finite() and 0 <= amount <= MAX_CASH):
                raise SettingsError(f"cash.{currency}: must be a number from 0 to {MAX_CASH}")
        for currency, rate in self.exchange_rates.items():
            if not (rate.is_finite() and 0 < rate <= MAX_CASH):
                raise SettingsError(f"exchange_rates.{currency}: must be a number above 0: won for one {currency}")
        for exchange, fee in self.fees.items():
            if not all(part.is_finite() and 0 <= part < 1 for part in (fee.commission, fee.tax)):
                raise SettingsError(f"fees.{exchange}: must be fractions from 0 to below 1: 0.0025 is 0.25 %")


def load(path: Path | None, **flags: Any) -> Settings:
    """Settings from a TOML file, overruled by `flags` that are not None.

    Raises:
        SettingsError: the file is missing or broken, or a value is not usable.
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SettingsError(f"{path}: {error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: not TOML: {error}") from error
    if unknown := values.keys() - set(Settings.__struct_fields__):
        known = ", ".join(Settings.__struct_fields__)
        raise SettingsError(f"{path}: unknown setting {sorted(unknown)[0]!r}; known are {known}")
    values |= {name: value for name, value in flags.items() if value is not None}
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
        raise SettingsError(f"{path or 'command line'}: {error}") from error


def _decimal(kind: type, value: Any) -> Any:
    raise NotImplementedError(f"{kind} {value!r}")
