"""What a code of the chart APIs means."""

from pathlib import Path

import pytest
from multidict import CIMultiDict

from haero.house.house import House
from haero.kis import catalogue, transactions
from haero.server.auth.apps import App
from haero.server.call import Call, Hub
from haero.server.quotations._charts import ChartHead, us_stock, won_rate
from haero.server.wire import Request
from haero.terms import Environment
from tests.makers import ALICE, house

API = catalogue.api("v1_해외주식-012")


def call_of(opened: House) -> Call:
    transaction = transactions.lookup("real", "GET", API.path, "FHKST03030100")
    request = Request("GET", API.path, {}, CIMultiDict(), b"")
    app = App("key", "secret", Environment.REAL, ALICE, "h8100001")
    books = Hub(opened, None).books  # type: ignore[arg-type]
    return Call(Environment.REAL, transaction, request, app, books, opened.broker, opened.broker.advance())


@pytest.fixture
def call(tmp_path: Path) -> Call:
    with house(tmp_path / "data") as opened:
        return call_of(opened)


@pytest.mark.parametrize(("symbol", "rsym"), [("AAPL", "DNASAAPL"), ("IBM", "DNYSIBM"), ("SPY", "DAMSSPY")])
def test_us_stocks_wherever_they_are_listed(call: Call, symbol: str, rsym: str) -> None:
    found = us_stock(call, symbol)
    assert found is not None
    assert found.rsym == rsym


def test_others_are_not_there(call: Call) -> None:
    assert us_stock(call, "7203") is None
    assert won_rate(call, "FX@XXX") is None


def test_yen_are_told_per_hundred(call: Call) -> None:
    dollar, yen = won_rate(call, "FX@KRW"), won_rate(call, "FX@KRWJS")
    assert dollar is not None
    assert yen is not None
    assert dollar.won == 1380
    assert yen.won == call.books.rates["JPY"] * 100  # type: ignore[index]
    head = ChartHead(API).rate(yen)
    assert (head["stck_shrn_iscd"], head["prdy_vrss_sign"], head["prdy_ctrt"]) == ("FX@KRWJS", "3", "0.00")
