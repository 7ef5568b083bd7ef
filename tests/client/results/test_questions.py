import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from haero.client.errors import NotOnMock
from haero.client.results.found import blocks
from haero.client.results.questions import BY_NAME, QUESTIONS
from haero.client.results.rankings import Ranked
from haero.client.results.row import Row
from haero.kis import catalogue
from haero.kis.objects import plan
from haero.kis.reply_types import REPLIES
from haero.kis.request_types import REQUESTS
from haero.terms import Environment
from tests.client.results.asking import ask
from tests.client.results.classes import BY_STRUCT, ROWS, wrong_types
from tests.support import OPEN_TIME, running

NOW = datetime.fromisoformat(OPEN_TIME)
ASKS = [api for api in catalogue.apis() if api.method == "GET"]
MAIN = {  # what the row class of a question stands for, where the reply has several lists
    "v1_해외주식-006": "output1", "해외주식-070": "output", "해외주식-033": "output1", "v1_해외주식-008": "output1",
    "해외주식-064": "output1",
}  # fmt: skip
LEFT_OUT = {
    "Holding": {"cano", "acnt_prdt_cd"},  # nobody needs the account in a table
    "Collateral": {"stff_name"},
    "Reservation": {"ord_stfno"},
    "MinuteHead": {"more"},  # the same as next
    "Match": {"rsym"},  # exchange and symbol are there on their own
    "MultiQuote": {"rsym"},
}
FIELDS: dict[str, Any] = {
    "since": "2026-11-01", "until": "2026-11-30", "exchange": "NASD", "symbol": "AAPL", "price": "100", "on": "2026-11-20",
    "odno": "1", "symbols": [("NASD", "AAPL")], "code": "AAPL", "industry": "000",
}  # fmt: skip


def test_asking_reads_no_catalogue() -> None:
    """A program that trades must not wait for 270 kB of documents, nor load what only the server needs."""
    code = "import sys; from haero.client.results import placed, questions, quote; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ended.stdout.split())
    ours = {name for name in loaded if name.startswith("haero.")}
    assert "haero.client.results.questions" in ours
    assert not loaded & {"haero.kis.catalogue", "aiohttp", "asyncio", "cryptography", "pandas", "polars", "rich"}
    assert not {name for name in ours if not name.startswith(("haero.kis", "haero.client", "haero.terms"))}


def test_every_api_that_is_asked_has_a_question() -> None:
    assert QUESTIONS.keys() == {api.id for api in ASKS}
    assert len(BY_NAME) == len(QUESTIONS)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_question_is_what_the_catalogue_says(name: str) -> None:
    question = BY_NAME[name]
    api = catalogue.api(question.api)
    assert (question.method, question.path) == (api.method, api.path)
    assert question.real == api.tr_ids["real"]
    assert question.mock == api.tr_ids.get("mock", {})
    assert question.request_type is REQUESTS[api.id]
    assert question.reply_type is REPLIES[api.id]
    assert blocks(question.reply_type)[question.row_type.struct] in {block.name for block in api.outputs}
    if api.id in MAIN:
        assert blocks(question.reply_type)[question.row_type.struct] == MAIN[api.id]
    pages = api.pagination is not None
    assert (question.pager.tr_cont == "N" or pages) if pages else True
    if not question.mock:
        assert question.instead


@pytest.mark.parametrize("name", BY_NAME)
def test_defaults_make_a_request_with_fields_of_the_catalogue_and_known_codes(name: str) -> None:
    question = BY_NAME[name]
    given = {key: value for key, value in FIELDS.items() if key in question.parameters and key != "price"}
    if "account" in question.parameters:
        given["account"] = "12345678-01"
    if name in {"BUYING_POWER"}:
        given["price"] = "100"
    request = question.request(**given)
    for field in catalogue.api(question.api).request:
        value = getattr(request, field.name)
        coded = {code for code in field.values if not code.startswith("(")}
        free = {"NATN_CD", "TR_MKET_CD", "PDNO", "OVRS_EXCG_CD", "SORT_SQN", "FID_COND_MRKT_CLS_CODE"}
        if value and coded and field.name not in free:
            assert value in coded, f"{field.name} = {value}"


@pytest.mark.parametrize(
    "api", [api for api in catalogue.apis() if api.id in REPLIES and api.envelope], ids=lambda api: api.id
)
def test_every_field_of_the_catalogue_can_be_reached(api: catalogue.Api) -> None:
    """By its English name, but for those left out on purpose; by KIS's own name all of them."""
    for block in api.outputs:
        struct = next(kind for kind, name in blocks(REPLIES[api.id]).items() if name == block.name)
        kind = BY_STRUCT[struct]
        row = kind(struct(**{field.name: "x" for field in block.fields}))  # type: ignore[arg-type]
        assert all(getattr(row.raw, field.name) == "x" for field in block.fields)
        told = {name for field in kind.fields.values() for name in field.kis}
        missing = {field.name for field in block.fields} - told - LEFT_OUT.get(kind.__name__, set())
        if kind.__name__ == "Levels":
            missing = {name for name in missing if not name.rstrip("0123456789").endswith(("bid", "ask"))}
        if kind.__name__ == "BreakingNews":
            missing = {name for name in missing if not name.startswith(("iscd", "kor_isnm"))}
        assert missing - {"rsym"} == set(), kind.__name__


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
def test_every_field_of_a_row_is_a_field_of_kis(kind: type[Row[Any]]) -> None:
    known = set(plan(kind.struct).names)
    for name, field in kind.fields.items():
        assert set(field.kis) <= known, name
        assert field.label(kind.struct)
        assert name not in {"raw", "head", "received", "struct", "fields", "to_dict", "elsewhere"}
    assert kind.fields


async def test_every_question_is_answered_in_the_types_that_it_says(tmp_path: Path) -> None:
    """A synthetic market, both environments: all fields of all rows of all blocks."""
    async with running(tmp_path / "data", market="synthetic") as house:
        looked_at = set()
        for caller in (house.real, house.mock):
            assert (await caller.buy(ORD_QTY="30", OVRS_ORD_UNPR="300.00")).json["rt_cd"] == "0"
            assert (await caller.buy(ORD_QTY="5", OVRS_ORD_UNPR="10.00")).json["rt_cd"] == "0"
            for name, question in BY_NAME.items():
                if caller.app.environment is Environment.MOCK and not question.mock:
                    with pytest.raises(NotOnMock):
                        question.tr_id(caller.app.environment)
                    continue
                given = {key: value for key, value in FIELDS.items() if key in question.parameters}
                if name == "NEW_EXTREMES":
                    given["days"] = 5  # of a year it costs seconds
                reply, _ = await ask(caller, question, **given if name != "SEARCH" else {"exchange": "NASD"})
                for struct in blocks(question.reply_type):
                    kind = BY_STRUCT[struct]
                    for row in question.also(reply, kind, NOW):
                        looked_at.add(kind.__name__)
                        assert wrong_types(row) == [], name
                        if isinstance(row, Ranked) and row.change and row.change_percent:
                            assert (row.change < 0) is (row.change_percent < 0), name
        assert len(looked_at) > 50, sorted({kind.__name__ for kind in ROWS} - looked_at)
