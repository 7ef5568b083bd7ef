"""What the quote APIs ask first: exchange codes, dates, numbers."""

from datetime import date

import pytest

from haero.kis import catalogue
from haero.kis.errors import KisRefusal
from haero.server.quotations import dailyprice, inquire_asking_price, inquire_time_itemchartprice, price_detail
from haero.server.quotations._asked import blanks, read_date, rsym, whole_number, wrong
from tests.support import Direct, Running

PRICES = "/uapi/overseas-price/v1/quotations"
ALL = [price_detail, inquire_asking_price, dailyprice, inquire_time_itemchartprice]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20261120", date(2026, 11, 20)), ("00010101", date(1, 1, 1)), ("20260229", None), ("20261301", None), ("00000000", None),
        ("2026112", None), ("202611201", None), ("2026-1-1", None), ("", None), ("２０２６1120", None),
    ],
)  # fmt: skip
def test_dates(text: str, day: date | None) -> None:
    assert read_date(text) == day


def test_small_parts() -> None:
    assert rsym("NAS", "AAPL") == "DNASAAPL"
    assert len(rsym("NAS", "A" * 16)) == 16
    assert set(blanks(catalogue.api("해외주식-033"), "output3").values()) == {""}
    assert whole_number("NREC", "0120", 1, 120) == 120
    for text in ("0", "121", "", "-1", "1.0", "１"):
        with pytest.raises(KisRefusal):
            whole_number("NREC", text, 1, 120)
    assert "GUBN" in str(wrong("GUBN").text)  # type: ignore[attr-defined]


def query(api: str, exchange: str, symbol: str = "AAPL") -> dict[str, str]:
    fields = {field.name: "" for field in catalogue.api(api).request}
    return fields | {"EXCD": exchange, "SYMB": symbol} | ({"NMIN": "1"} if "NMIN" in fields else {})


@pytest.fixture
async def real(haero: Running) -> Direct:
    return await haero.direct()


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.__name__.rsplit(".", 1)[-1])
async def test_every_exchange_code_of_the_catalogue_and_no_other(real: Direct, module: object) -> None:
    api = module.API  # type: ignore[attr-defined]
    tr_id = api.tr_ids["real"]["all"]
    known = set(api.field("EXCD").values)
    for exchange in sorted(known | {"NASD", "nas", "", "SHI", "SZI", "BAQ", "OTC"}):
        answer = await real.get(api.path, tr_id, query(api.id, exchange))
        code = "MCA00000" if exchange in known else "OPSQ2001"
        assert (answer.status, answer.code) == (200, code), exchange


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.__name__.rsplit(".", 1)[-1])
async def test_an_unknown_symbol_is_blank_with_rt_cd_0(real: Direct, module: object) -> None:
    api = module.API  # type: ignore[attr-defined]
    for exchange, symbol in (("NAS", "NONE"), ("NYS", "AAPL"), ("NAS", "")):
        answer = await real.get(api.path, api.tr_ids["real"]["all"], query(api.id, exchange, symbol))
        assert (answer.status, answer.json["rt_cd"]) == (200, "0")
        for block in api.outputs:
            found = answer.json[block.name]
            if block.kind == "array":
                assert found == []
            else:
                assert list(found) == [field.name for field in block.fields]
                assert {value for name, value in found.items() if name != "rsym"} == {""}


@pytest.mark.parametrize(
    ("path", "tr_id"),
    [
        (f"{PRICES}/price-detail", "HHDFS76200200"),
        (f"{PRICES}/inquire-asking-price", "HHDFS76200100"),
        (f"{PRICES}/inquire-time-itemchartprice", "HHDFS76950200"),
        (f"{PRICES}/search-info", "CTPF1702R"),
        ("/uapi/overseas-stock/v1/quotations/countries-holiday", "CTOS5011R"),
    ],
)
async def test_mock_says_that_it_has_none(haero: Running, path: str, tr_id: str) -> None:
    mock = await haero.direct("mock")
    answer = await mock.get(path, tr_id, {"EXCD": "NAS", "SYMB": "AAPL", "AUTH": ""})
    assert (answer.status, answer.code) == (500, "EGW02006")
