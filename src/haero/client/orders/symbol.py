"""Which stock is meant: "AAPL", "NYSE:IBM", "TKSE:7203" and other spellings to an exchange and the symbol that KIS wants."""

import re
from functools import lru_cache
from typing import NamedTuple

from haero.client.errors import BadOrder
from haero.kis.order_table import ORDER_MARKETS
from haero.terms import EXCHANGE_NAMES, US_EXCHANGES, Exchange

LONGEST = 12  # PDNO

# Beside KIS's order codes and haero's names: its quote codes, those of ISO 10383, what other programs write, and Korean. What NYSE
# Arca trades (most ETFs) KIS lists under AMEX.
_SPELLINGS: dict[Exchange, str] = {
    Exchange.NASDAQ: "NAS BAQ XNAS NSDQ 나스닥",
    Exchange.NYSE: "NYS BAY XNYS 뉴욕",
    Exchange.AMEX: "AMS BAA XASE ARCA ARCX NYSEARCA NYSEAMERICAN 아멕스",
    Exchange.HONG_KONG: "HKS XHKG HKEX HKG HK 홍콩",
    Exchange.SHANGHAI: "SHS XSHG SSE SHA SH 상해",
    Exchange.SHENZHEN: "SZS XSHE SZSE SHE SZ 심천",
    Exchange.TOKYO: "TSE XTKS TYO JPX JP 일본 도쿄",
    Exchange.HANOI: "HNX XHNX 하노이",
    Exchange.HO_CHI_MINH: "HSX HOSE XSTC 호치민",
}
_EXCHANGES: dict[str, Exchange] = {
    **EXCHANGE_NAMES,
    **{exchange.value: exchange for exchange in Exchange},
    **{name: exchange for exchange, names in _SPELLINGS.items() for name in names.split()},
}
_CODES = " ".join(EXCHANGE_NAMES)
# Suffixes of other data services, so that the error can say what to write instead.
_SUFFIXES = {
    "T": "TKSE",
    "HK": "SEHK",
    "SS": "SHAA",
    "SH": "SHAA",
    "SZ": "SZAA",
    "HN": "HASE",
    "VN": "VNSE",
    "O": "NASD",
}
_US = re.compile(r"[A-Z][A-Z0-9]*(?:[./ -][A-Z0-9]+)*")
_CLASS_OF_SHARES = re.compile(r"([A-Z]{1,5})[.-]([A-Z])")
_TOKYO = re.compile(r"[0-9][0-9A-Z]{3,4}")
_VIETNAM = re.compile(r"[A-Z0-9]{3,8}")


class Ticker(NamedTuple):
    """One stock: its exchange, and its symbol as KIS's orders have it (AAPL, BRK/B, 7203, 00700, 600519)."""

    exchange: Exchange
    symbol: str

    @property
    def code(self) -> str:
        """OVRS_EXCG_CD of the exchange: NASD."""
        return ORDER_MARKETS[self.exchange].code

    def __str__(self) -> str:
        return f"{self.code}:{self.symbol}"


def as_ticker(symbol: str | Ticker) -> Ticker:
    """The stock that a text means; a Ticker stays what it is.

    "EXCHANGE:SYMBOL", or a symbol alone, which is one of NASDAQ. The exchange may be KIS's order code (NASD NYSE AMEX SEHK SHAA
    SZAA TKSE HASE VNSE), haero's name (TOKYO), a quote code or another usual name, in capital or small letters. Symbols become what
    KIS takes: Hong Kong's get their five digits (700: 00700), and a class of shares its stroke (BRK.B, BRK-B: BRK/B).

    Raises:
        BadOrder: no such exchange, or no symbol of that exchange. It says what there is.
    """
    if type(symbol) is Ticker:
        return symbol
    if not isinstance(symbol, str):
        raise BadOrder(f'a symbol is a text such as "AAPL" or "NYSE:IBM", not {symbol!r}', rule="symbol")
    return _read(symbol)


@lru_cache(maxsize=4096)
def _read(text: str) -> Ticker:
    name, colon, symbol = text.strip().upper().rpartition(":")
    symbol = symbol.strip()
    if not colon:
        _check_bare(symbol)
        return Ticker(Exchange.NASDAQ, _symbol_of(Exchange.NASDAQ, symbol))
    exchange = _EXCHANGES.get(name.strip())
    if exchange is None:
        raise BadOrder(f"{text!r}: no such exchange as {name!r}; there are {_CODES}", rule="exchange")
    return Ticker(exchange, _symbol_of(exchange, symbol))


def _check_bare(symbol: str) -> None:
    """Refuses a symbol without an exchange that can't be one of NASDAQ, and says what may be meant."""
    if symbol.isdigit():
        more = ", and Korean stocks are not served" if len(symbol) == 6 else ""
        raise BadOrder(
            f"{symbol!r} is a number: say the exchange with it (TKSE:7203, SEHK:00700, SHAA:600519, SZAA:000001){more}",
            rule="exchange",
        )
    stem, dot, suffix = symbol.rpartition(".")
    if dot and suffix in _SUFFIXES and (stem.isdigit() or len(suffix) == 2):
        raise BadOrder(f'write "{_SUFFIXES[suffix]}:{stem}" for {symbol!r}', rule="exchange")


def _symbol_of(exchange: Exchange, symbol: str) -> str:
    """The symbol as KIS has it. Raises BadOrder."""
    if exchange in US_EXCHANGES:
        found = _CLASS_OF_SHARES.sub(r"\1/\2", symbol) if _CLASS_OF_SHARES.fullmatch(symbol) else symbol
        return _checked(exchange, found, _US.fullmatch(found) is not None, "letters, such as AAPL or BRK/B")
    if exchange is Exchange.HONG_KONG:
        fits = len(symbol) <= 5 and symbol.isascii() and symbol.isdigit() and int(symbol) > 0
        return _checked(exchange, symbol.zfill(5), fits, "a number of up to five digits, such as 700 or 00700")
    if exchange is Exchange.SHANGHAI or exchange is Exchange.SHENZHEN:
        fits = symbol.isascii() and symbol.isdigit() and len(symbol) == 6
        return _checked(exchange, symbol, fits, "a number of six digits, such as 600519 or 000001")
    if exchange is Exchange.TOKYO:
        return _checked(exchange, symbol, _TOKYO.fullmatch(symbol) is not None, "a code such as 7203 or 130A")
    return _checked(exchange, symbol, _VIETNAM.fullmatch(symbol) is not None, "letters, such as VNM or FPT")


def _checked(exchange: Exchange, symbol: str, fits: bool, what: str) -> str:
    if not fits or len(symbol) > LONGEST:
        raise BadOrder(
            f"{symbol!r} is no symbol of {ORDER_MARKETS[exchange].code}: there it is {what}, {LONGEST} characters at most",
            rule="symbol",
        )
    return symbol
