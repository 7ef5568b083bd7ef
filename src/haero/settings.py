"""What a user can set, from `haero.toml` and the command line. Defaults are KIS's own rules where KIS has any."""

import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec

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

    def __post_init__(self) -> None:
        if self.market not in {"synthetic", "manual"}:
            known = "synthetic or manual; replay comes with the execution release"
            raise SettingsError(f"--market {self.market}: must be {known}")
        if self.speed not in {0.0, 1.0}:
            raise SettingsError(f"--speed {self.speed:g}: must be 0 or 1; other speeds come with the execution release")
        for environment, limit in self.limits.items():
            if limit < 1:
                raise SettingsError(
                    f"limits.{environment}: must be at least 1 request a second; --unlimited turns limits off"
                )


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
    ):
        if isinstance(values.get(table), dict):
            values[table] = {str(key): value for key, value in default.items()} | values[table]
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_decimal)
    except (msgspec.ValidationError, InvalidOperation) as error:
        raise SettingsError(f"{path or 'command line'}: {error}") from error


def _decimal(kind: type, value: Any) -> Any:
    raise NotImplementedError(f"{kind} {value!r}")
