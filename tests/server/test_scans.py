"""Long looks: they give way to others, and show one moment all the same."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from multidict import CIMultiDict

from haero.house.house import House
from haero.kis import catalogue, transactions
from haero.server.auth.apps import App
from haero.server.call import Answer, Call, Hub, Scan
from haero.server.operations import OPERATIONS
from haero.server.quotations import dailyprice, inquire_search
from haero.server.wire import Request
from haero.terms import Environment, Exchange
from tests.makers import ALICE, D, house
from tests.support import PRICE, running

DAILY, SEARCH = "v1_해외주식-010", "v1_해외주식-015"
ASKED = {DAILY: {"EXCD": "NAS", "SYMB": "AAPL", "GUBN": "1"}, SEARCH: {"EXCD": "NAS", "CO_YN_RATE": "1"}}
MOST_SLICES = 10_000


@pytest.fixture
def synthetic(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "synthetic", market="synthetic") as opened:
        yield opened


@pytest.fixture
def manual(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "manual") as opened:
        yield opened


def begin(opened: House, api_id: str) -> Scan:
    """The operation, not yet begun, at the house's moment."""
    api, broker = catalogue.api(api_id), opened.broker
    transaction = transactions.lookup("real", "GET", api.path, api.tr_ids["real"]["all"])
    request = Request(
        "GET", api.path, dict.fromkeys((f.name for f in api.request), "") | ASKED[api_id], CIMultiDict(), b""
    )
    books = Hub(opened, None).books  # type: ignore[arg-type]
    app = App("key", "secret", Environment.REAL, ALICE, "h8100001")
    found = OPERATIONS[api_id](Call(Environment.REAL, transaction, request, app, books, broker, broker.advance()))
    assert not isinstance(found, Answer)
    return found


def end(scan: Scan) -> tuple[int, Answer]:
    """(in how many slices, the answer)."""
    for slices in range(1, MOST_SLICES):
        try:
            next(scan)
        except StopIteration as done:
            return slices, done.value
    raise AssertionError("it does not end")


@pytest.mark.parametrize("api", ASKED)
def test_time_that_goes_on_meanwhile_does_not_show(synthetic: House, api: str) -> None:
    _, at_once = end(begin(synthetic, api))
    scan, broker = begin(synthetic, api), synthetic.broker
    next(scan)
    broker.move_clock(broker.market.clock.now() + timedelta(minutes=30))
    slices, answer = end(scan)
    assert slices > 1
    assert answer.reply == at_once.reply
    _, later = end(begin(synthetic, api))
    assert later.reply != at_once.reply
    assert at_once.seq < answer.seq == later.seq == broker.market_seq


@pytest.mark.parametrize("api", ASKED)
def test_where_prices_are_posted_nothing_comes_in_between(
    manual: House, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A price could be posted at the very moment that is shown."""
    monkeypatch.setattr(dailyprice, "_SLICE", 1)
    monkeypatch.setattr(inquire_search, "_STEP", 1)
    for _ in range(3):
        manual.broker.post_print(Exchange.NASDAQ, "AAPL", D(100), 5)
        manual.broker.move_clock(manual.broker.market.clock.now() + timedelta(days=7))
    slices, answer = end(begin(manual, api))
    assert slices == 1
    assert b'"output2":[{' in answer.reply.body


async def test_others_are_served_while_a_scan_goes_on(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic") as started:
        caller, api = await started.direct("real"), catalogue.api(SEARCH)
        query = dict.fromkeys((field.name for field in api.request), "") | ASKED[SEARCH]
        scan = asyncio.ensure_future(caller.get(api.path, "HHDFS76410000", query))
        await asyncio.sleep(0)
        assert (await caller.get(PRICE, "HHDFS00000300", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"})).json[
            "rt_cd"
        ] == "0"
        assert not scan.done()
        assert (await scan).json["rt_cd"] == "0"
