from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from haero.client.results import parameters as give
from haero.client.results.parameters import Parameter
from haero.kis import codes
from haero.terms import EXCHANGE_NAMES, Currency, Exchange, Side


def written(parameter: Parameter, value: Any) -> dict[str, str]:
    return parameter.write(value)


@pytest.mark.parametrize(
    ("parameter", "value", "fields"),
    [
        (give.account(), "12345678-01", {"CANO": "12345678", "ACNT_PRDT_CD": "01"}),
        (give.account(), "1234567801", {"CANO": "12345678", "ACNT_PRDT_CD": "01"}),
        (give.text("PDNO"), "AAPL", {"PDNO": "AAPL"}),
        (give.whole("NREC", most=120), 120, {"NREC": "120"}),
        (give.decimal("P"), Decimal("185.20"), {"P": "185.20"}),
        (give.decimal("P"), "185.2", {"P": "185.2"}),
        (give.decimal("P"), Decimal("1E+3"), {"P": "1000"}),
        (give.decimal("P"), 7, {"P": "7"}),
        (give.decimal("P"), None, {"P": ""}),
        (give.day("D"), date(2026, 11, 1), {"D": "20261101"}),
        (give.day("D"), "2026-11-01", {"D": "20261101"}),
        (give.day("D"), "20261101", {"D": "20261101"}),
        (give.day("D"), None, {"D": ""}),
        (give.time("T"), "23:30:00", {"T": "233000"}),
        (give.time("T"), "233000", {"T": "233000"}),
        (give.order_exchange("E"), Exchange.HONG_KONG, {"E": "SEHK"}),
        (give.order_exchange("E"), "NAS", {"E": "NASD"}),
        (give.order_exchange("E", everywhere="%"), None, {"E": "%"}),
        (give.quote_exchange(), "NASD", {"EXCD": "NAS"}),
        (give.quote_exchange(), Exchange.HO_CHI_MINH, {"EXCD": "HSX"}),
        (give.quote_exchange(), "BAQ", {"EXCD": "BAQ"}),
        (give.quote_exchange(), "SHI", {"EXCD": "SHI"}),
        (give.product_type(), "NYSE", {"PRDT_TYPE_CD": "513"}),
        (give.product_type(), "543", {"PRDT_TYPE_CD": "543"}),
        (give.currency("C"), "USD", {"C": "USD"}),
        (give.currency("C"), Currency.JPY, {"C": "JPY"}),
        (give.side("S"), "buy", {"S": "02"}),
        (give.side("S"), Side.SELL, {"S": "01"}),
        (give.side("S"), None, {"S": "00"}),
        (give.choice("X", {True: "Y", False: "N"}), True, {"X": "Y"}),
        (give.between("PER"), (None, 12), {"CO_YN_PER": "1", "CO_ST_PER": "", "CO_EN_PER": "12"}),
        (give.between("PER"), None, {}),
        (
            give.symbols(10),
            [("NASD", "AAPL"), (Exchange.HONG_KONG, "00700")],
            {"NREC": "2", "EXCD_01": "NAS", "SYMB_01": "AAPL", "EXCD_02": "HKS", "SYMB_02": "00700"},
        ),
    ],
)
def test_values_become_fields(parameter: Parameter, value: Any, fields: dict[str, str]) -> None:
    assert written(parameter, value) == fields


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        (give.account(), "1234-01"), (give.account(), "１２３４５６７８-01"), (give.whole("N", most=120), 121),
        (give.whole("N"), -1),
        (give.whole("N"), True), (give.decimal("P"), "abc"), (give.decimal("P"), Decimal("NaN")), (give.day("D"), "2026-02-30"),
        (give.day("D"), "20261"), (give.order_exchange("E"), "LSE"), (give.currency("C"), "EUR"), (give.side("S"), "long"),
        (give.choice("X", {1: "0"}), 2), (give.choice("X", {1: "0"}), []), (give.symbols(2), []),
        (give.symbols(2), [("NASD", "A")] * 3), (give.time("T"), "25:00:00"),
    ],
)  # fmt: skip
def test_what_kis_cannot_be_asked_with_is_refused(parameter: Parameter, value: Any) -> None:
    with pytest.raises(ValueError):
        written(parameter, value)


def test_a_float_is_no_price_and_a_moment_no_date() -> None:
    with pytest.raises(TypeError, match="float"):
        written(give.decimal("P"), 185.2)
    with pytest.raises(TypeError, match="zone"):
        written(give.day("D"), datetime(2026, 11, 1, tzinfo=UTC))


def test_a_wrong_account_is_not_quoted() -> None:
    with pytest.raises(ValueError) as told:
        written(give.account(), "98765432-1")
    assert "98765432" not in str(told.value)


def test_every_exchange_has_its_codes() -> None:
    for item in codes.EXCHANGES:
        exchange = EXCHANGE_NAMES[item.order_code]
        assert written(give.order_exchange("E"), exchange) == {"E": item.order_code}
        assert written(give.quote_exchange(), exchange) == {"EXCD": item.quote_code}
        assert written(give.product_type(), exchange) == {"PRDT_TYPE_CD": item.product_type}
        assert give.exchange_of(str(exchange)) is exchange
