"""상품기본조회: the names of an overseas symbol, by its product type."""

import pytest

from tests.support import Running

PATH = "/uapi/domestic-stock/v1/quotations/search-info"


@pytest.mark.parametrize(
    ("kind", "symbol", "name"),
    [("512", "AAPL", "애플"), ("515", "7203", "도요타자동차"), ("501", "00700", "텐센트 홀딩스")],
)
async def test_the_names_of_a_symbol(haero: Running, kind: str, symbol: str, name: str) -> None:
    answer = await haero.real.get(PATH, "CTPF1604R", {"PDNO": symbol, "PRDT_TYPE_CD": kind})
    assert (answer.status, answer.json["rt_cd"]) == (200, "0")
    output = answer.json["output"]
    assert (output["pdno"], output["prdt_type_cd"], output["prdt_name"]) == (symbol, kind, name)


@pytest.mark.parametrize(("kind", "symbol"), [("513", "AAPL"), ("512", "NONE"), ("300", "005930"), ("", "AAPL")])
async def test_a_symbol_that_this_type_does_not_list(haero: Running, kind: str, symbol: str) -> None:
    answer = await haero.real.get(PATH, "CTPF1604R", {"PDNO": symbol, "PRDT_TYPE_CD": kind})
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "KIOK0560", "7")
    assert "output" not in answer.json


@pytest.mark.parametrize("missing", ["PDNO", "PRDT_TYPE_CD"])
async def test_a_key_that_is_missing(haero: Running, missing: str) -> None:
    query = {k: v for k, v in {"PDNO": "AAPL", "PRDT_TYPE_CD": "512"}.items() if k != missing}
    assert (await haero.real.get(PATH, "CTPF1604R", query)).code == "APMP0001"


async def test_mock_has_none(haero: Running) -> None:
    answer = await haero.mock.get(PATH, "CTPF1604R", {"PDNO": "AAPL", "PRDT_TYPE_CD": "512"})
    assert (answer.status, answer.code) == (500, "EGW02006")
