import re

import pytest

from haero.kis import catalogue, codes, matrix
from haero.kis.errors import KisRefusal
from haero.kis.transactions import TRANSACTIONS, Transaction

ORDERS = [item for item in TRANSACTIONS if item.api_id == "v1_해외주식-001"]
REAL = {item.key: item for item in ORDERS if item.environment == "real"}
MOCK = {item.key: item for item in ORDERS if item.environment == "mock"}


def check(
    transaction: Transaction,
    exchange: str,
    division: str,
    sll_type: str = "",
    start: str = "",
    end: str = "",
    algo: str = "",
) -> str:
    return matrix.check_order(transaction, exchange, division, sll_type, start, end, algo)


def refused(
    transaction: Transaction,
    exchange: str,
    division: str,
    sll_type: str = "",
    start: str = "",
    end: str = "",
    algo: str = "",
) -> KisRefusal:
    with pytest.raises(KisRefusal) as caught:
        check(transaction, exchange, division, sll_type, start, end, algo)
    return caught.value


def first_exchange(transaction: Transaction) -> str:
    return next(item.order_code for item in codes.EXCHANGES if item.country == transaction.country)


def test_divisions_are_those_of_the_catalogue() -> None:
    note = next(note for note in catalogue.api(matrix.ORDER_API_ID).notes if note.startswith("order_type_matrix"))
    printed = {
        key: frozenset(divisions.split(",")) for key, divisions in re.findall(r"(\w+) real ([0-9,]+[0-9])", note)
    }
    assert printed == matrix.REAL_DIVISIONS
    assert "every mock TR 00 only" in note


@pytest.mark.parametrize("transaction", ORDERS, ids=lambda item: item.tr_id)
def test_every_division_of_every_tr(transaction: Transaction) -> None:
    real = transaction.environment == "real"
    allowed = matrix.REAL_DIVISIONS.get(transaction.key, {"00"}) if real else {"00"}
    for division in [*codes.ORDER_DIVISION_NAMES, "01", "0", "XX"]:
        if division in allowed:
            assert check(transaction, first_exchange(transaction), division, algo="02") == division
        else:
            found = refused(transaction, first_exchange(transaction), division, algo="02")
            assert (found.denial.code, found.status) == ("APBK1269" if real else "40650000", 200)


@pytest.mark.parametrize("transaction", ORDERS, ids=lambda item: item.tr_id)
def test_leaving_the_division_out(transaction: Transaction) -> None:
    if transaction.key in ("us_buy", "us_sell", "hk_sell"):
        found = refused(transaction, first_exchange(transaction), "")
        assert (found.denial.code, found.status, found.text) == ("IGW00019", 500, "주문구분을 확인해주세요")
    else:
        assert check(transaction, first_exchange(transaction), "") == "00"


@pytest.mark.parametrize("transaction", ORDERS, ids=lambda item: item.tr_id)
def test_the_exchange_must_fit_the_tr(transaction: Transaction) -> None:
    code = "APBK0656" if transaction.environment == "real" else "40070000"
    for item in codes.EXCHANGES:
        if item.country == transaction.country:
            assert check(transaction, item.order_code, "00") == "00"
        else:
            assert refused(transaction, item.order_code, "00").denial.code == code
    for wrong in ("NAS", "VND", "", "nasd"):
        assert refused(transaction, wrong, "00").denial.code == code


def test_sell_type() -> None:
    assert check(REAL["us_sell"], "NASD", "00", "00") == "00"
    assert check(REAL["us_sell"], "NASD", "00", "") == "00"
    assert check(REAL["us_buy"], "NASD", "00", "") == "00"
    for transaction, value in [(REAL["us_buy"], "00"), (MOCK["us_buy"], "00"), (REAL["us_sell"], "01")]:
        found = refused(transaction, "NASD", "00", value)
        assert (found.denial.code, found.status, found.text) == ("IGW00010", 500, "판매유형을 확인해주세요.")


@pytest.mark.parametrize("division", ["35", "36"])
def test_algo_times(division: str) -> None:
    buy = REAL["us_buy"]
    assert check(buy, "NYSE", division, algo="02") == division
    assert check(buy, "NYSE", division, start="rubbish", algo="02") == division
    assert check(buy, "NYSE", division, start="233000", end="040000", algo="00") == division
    assert check(buy, "NYSE", division, start="000000", end="235959", algo="00") == division
    for start, end, algo, text in [
        ("", "", "", "알고리즘주문시간구분코드를 확인해주세요."),
        ("233000", "040000", "01", "알고리즘주문시간구분코드를 확인해주세요."),
        ("", "040000", "00", "시작시간을 확인해주세요."),
        ("240000", "040000", "00", "시작시간을 확인해주세요."),
        ("236000", "040000", "00", "시작시간을 확인해주세요."),
        ("2330", "040000", "00", "시작시간을 확인해주세요."),
        ("２３３０００", "040000", "00", "시작시간을 확인해주세요."),
        ("233000", "", "00", "종료시간을 확인해주세요."),
        ("233000", "040060", "00", "종료시간을 확인해주세요."),
        ("233000", "233000", "00", "종료시간을 확인해주세요."),
    ]:
        found = refused(buy, "NYSE", division, start=start, end=end, algo=algo)
        assert (found.status, found.text) == (500, text)


def test_times_of_other_divisions_are_ignored() -> None:
    assert check(REAL["us_buy"], "NASD", "34", start="x", end="x", algo="99") == "34"


def test_mock_refuses_algo_orders_for_their_type_not_their_times() -> None:
    assert refused(MOCK["us_buy"], "NASD", "35").denial.code == "40650000"
