from enum import StrEnum

import pytest

from haero.kis import catalogue, transactions
from haero.kis.errors import KisRefusal
from haero.kis.transactions import lookup

ORDER = "/uapi/overseas-stock/v1/trading/order"
NCCS = "/uapi/overseas-stock/v1/trading/inquire-nccs"
DAYTIME = "/uapi/overseas-stock/v1/trading/daytime-order"
PRICE = "/uapi/overseas-price/v1/quotations/price"
DETAIL = "/uapi/overseas-price/v1/quotations/price-detail"


class Environment(StrEnum):
    REAL = "real"
    MOCK = "mock"


def refusal(environment: str, method: str, path: str, tr_id: str) -> KisRefusal:
    with pytest.raises(KisRefusal) as caught:
        lookup(environment, method, path, tr_id)
    return caught.value


def test_every_tr_of_the_catalogue_is_found() -> None:
    count = 0
    for api in catalogue.apis():
        if api.group == "websocket":
            continue
        for environment, trs in api.tr_ids.items():
            for key, tr_id in trs.items():
                found = lookup(environment, api.method, api.path, tr_id)
                assert (found.api_id, found.key, found.environment, found.tr_id) == (api.id, key, environment, tr_id)
                count += 1
    assert count == len(transactions.TRANSACTIONS)


def test_sides_and_countries() -> None:
    us_sell = lookup("mock", "POST", ORDER, "VTTT1001U")
    assert (us_sell.country, us_sell.side) == ("us", "sell")
    shenzhen = lookup("real", "POST", ORDER, "TTTS0305U")
    assert (shenzhen.country, shenzhen.side) == ("cn_sz", "buy")
    cancel = lookup("real", "POST", ORDER + "-rvsecncl", "TTTS0302U")
    assert (cancel.key, cancel.country, cancel.side) == ("cn_sh_cancel", "cn_sh", None)
    reservation = lookup("real", "POST", ORDER + "-resv", "TTTS3013U")
    assert (reservation.country, reservation.side) == ("asia", None)
    assert lookup("real", "GET", NCCS, "TTTS3018R").country is None


def test_order_trs_all_have_a_side_and_a_country() -> None:
    orders = [item for item in transactions.TRANSACTIONS if item.path == ORDER]
    assert len(orders) == 24
    assert all(item.side and item.country for item in orders)


def test_quote_trs_are_the_same_in_both_environments() -> None:
    assert lookup("real", "GET", PRICE, "HHDFS00000300").api_id == "v1_해외주식-009"
    assert lookup("mock", "GET", PRICE, "HHDFS00000300").api_id == "v1_해외주식-009"


def test_an_enum_finds_what_a_str_finds() -> None:
    assert lookup(Environment.MOCK, "POST", ORDER, "VTTT1002U") is lookup("mock", "POST", ORDER, "VTTT1002U")
    assert refusal(Environment.MOCK, "POST", ORDER, "TTTT1002U").denial.code == "EGW02006"


@pytest.mark.parametrize(
    ("path", "method", "tr_id"),
    [
        (DAYTIME, "POST", "TTTS6036U"),
        (NCCS, "GET", "TTTS3018R"),
        (ORDER, "POST", "TTTT1002U"),
        (DETAIL, "GET", "HHDFS76200200"),
    ],
)
def test_real_trs_on_the_mock_port(path: str, method: str, tr_id: str) -> None:
    found = refusal("mock", method, path, tr_id)
    assert (found.denial.code, found.status, found.text) == ("EGW02006", 500, "모의투자 TR 이 아닙니다.")


@pytest.mark.parametrize("tr_id", ["VTTT1002U", "VTTT1001U", "VTTT1006U"])
def test_mock_trs_on_the_real_port(tr_id: str) -> None:
    found = refusal("real", "POST", ORDER, tr_id)
    assert (found.denial.code, found.status, found.text) == ("EGW02004", 500, "실전투자 TR 이 아닙니다")


def test_the_us_sell_tr_that_the_official_sample_builds() -> None:
    found = refusal("mock", "POST", ORDER, "VTTT1006U")
    assert (found.denial.code, found.status) == ("90000000", 200)
    assert refusal("mock", "GET", NCCS, "VTTT1006U").denial.code == "OPSQ0002"


def test_unknown_trs_and_trs_of_another_path() -> None:
    for environment, path, method, tr_id in [
        ("mock", NCCS, "GET", "VTTS3018R"),
        ("real", NCCS, "GET", "VTTS3018R"),
        ("real", ORDER, "POST", "JTTT1002U"),
        ("real", ORDER, "POST", "TTTS3018R"),
        ("real", NCCS, "GET", "H0GSCNI0"),
        ("mock", PRICE, "GET", "HHDFS76240000"),
    ]:
        found = refusal(environment, method, path, tr_id)
        assert (found.denial.code, found.status) == ("OPSQ0002", 500), (environment, tr_id)


def test_missing_tr_path_and_method() -> None:
    assert refusal("real", "POST", ORDER, "").denial.code == "OPSQ9999"
    unknown = refusal("real", "POST", "/uapi/domestic-stock/v1/trading/order-cash", "TTTC0802U")
    assert (unknown.denial.code, unknown.status) == ("MCA00124", 404)
    method = refusal("real", "GET", ORDER, "TTTT1002U")
    assert (method.denial.code, method.status) == ("EGW00101", 405)
    assert refusal("real", "WS", "/tryitout/H0GSCNI0", "H0GSCNI0").denial.code != "EGW00101"
