import pytest

from haero.client.errors import BadOrder
from haero.client.orders.symbol import Ticker, as_ticker
from haero.kis.codes import EXCHANGES
from haero.kis.words import CODES
from haero.market.listing.instruments import builtin
from haero.terms import Exchange


@pytest.mark.parametrize(
    ("text", "exchange", "symbol"),
    [
        ("AAPL", Exchange.NASDAQ, "AAPL"),
        (" aapl ", Exchange.NASDAQ, "AAPL"),
        ("NYSE:IBM", Exchange.NYSE, "IBM"),
        ("nys: ibm", Exchange.NYSE, "IBM"),
        ("NYSE:BRK.B", Exchange.NYSE, "BRK/B"),
        ("NYSE:BRK-B", Exchange.NYSE, "BRK/B"),
        ("NYSE:BRK/B", Exchange.NYSE, "BRK/B"),
        ("AMEX:SPY", Exchange.AMEX, "SPY"),
        ("ARCA:SPY", Exchange.AMEX, "SPY"),
        ("NASDAQ:MSFT", Exchange.NASDAQ, "MSFT"),
        ("나스닥:MSFT", Exchange.NASDAQ, "MSFT"),
        ("TKSE:7203", Exchange.TOKYO, "7203"),
        ("TOKYO:130a", Exchange.TOKYO, "130A"),
        ("TYO:7203", Exchange.TOKYO, "7203"),
        ("SEHK:700", Exchange.HONG_KONG, "00700"),
        ("SEHK:00700", Exchange.HONG_KONG, "00700"),
        ("HONG_KONG:5", Exchange.HONG_KONG, "00005"),
        ("SHAA:600519", Exchange.SHANGHAI, "600519"),
        ("SZAA:000001", Exchange.SHENZHEN, "000001"),
        ("HASE:PVS", Exchange.HANOI, "PVS"),
        ("VNSE:fpt", Exchange.HO_CHI_MINH, "FPT"),
        ("HOSE:FUEVFVND", Exchange.HO_CHI_MINH, "FUEVFVND"),
    ],
)
def test_what_a_text_means(text: str, exchange: Exchange, symbol: str) -> None:
    found = as_ticker(text)
    assert found == Ticker(exchange, symbol)
    assert str(found) == f"{CODES[exchange].order_code}:{symbol}"
    assert as_ticker(str(found)) == as_ticker(found) == found


def test_every_symbol_that_haero_lists_is_read_as_it_stands() -> None:
    for one in builtin():
        for name in (CODES[one.exchange].order_code, CODES[one.exchange].quote_code, one.exchange.value):
            assert as_ticker(f"{name}:{one.symbol}") == (one.exchange, one.symbol)


def test_every_code_of_every_exchange_is_a_spelling() -> None:
    for code in EXCHANGES:
        symbol = {"hk": "700", "cn_sh": "600519", "cn_sz": "000001", "jp": "7203"}.get(code.country, "ABC")
        for name in filter(None, (code.order_code, code.quote_code, code.daytime_code, code.name_ko.removesuffix("A"))):
            assert as_ticker(f"{name}:{symbol}").code == code.order_code


@pytest.mark.parametrize(
    ("text", "rule", "says"),
    [
        ("7203", "exchange", "TKSE:7203, SEHK:00700"),
        ("005930", "exchange", "Korean stocks are not served"),
        ("7203.T", "exchange", 'write "TKSE:7203"'),
        ("0700.HK", "exchange", 'write "SEHK:0700"'),
        ("FPT.VN", "exchange", 'write "VNSE:FPT"'),
        ("LSE:VOD", "exchange", "NASD NYSE AMEX SEHK SHAA SZAA TKSE HASE VNSE"),
        (":AAPL", "exchange", "NASD NYSE"),
        ("A:B:C", "exchange", "NASD NYSE"),
        ("", "symbol", "AAPL or BRK/B"),
        ("NYSE:", "symbol", "AAPL or BRK/B"),
        ("NASD:AA PL;", "symbol", "AAPL or BRK/B"),
        ("NASD:애플", "symbol", "AAPL or BRK/B"),
        ("NASD:ABCDEFGHIJKLM", "symbol", "12 characters at most"),
        ("SEHK:700000", "symbol", "up to five digits"),
        ("SEHK:0", "symbol", "up to five digits"),
        ("SEHK:٧٠٠", "symbol", "up to five digits"),
        ("SEHK:TENCENT", "symbol", "up to five digits"),
        ("SHAA:519", "symbol", "six digits"),
        ("TKSE:TOYOTA", "symbol", "7203 or 130A"),
        ("VNSE:F", "symbol", "VNM or FPT"),
    ],
)
def test_errors_say_what_there_is(text: str, rule: str, says: str) -> None:
    with pytest.raises(BadOrder) as caught:
        as_ticker(text)
    assert caught.value.rule == rule
    assert says in str(caught.value)


def test_only_texts_are_symbols() -> None:
    with pytest.raises(BadOrder, match='such as "AAPL"'):
        as_ticker(7203)  # type: ignore[arg-type]
