"""Walks the catalogue: every REST API that is served, in every environment and by every TR.

A valid call gives all reply fields in the catalogue's order and case, as texts with the catalogue's decimals; each required
field that is missing gives the error of its kind.
"""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from haero.kis import catalogue
from haero.kis.catalogue import Api
from haero.kis.transactions import Transaction
from tests.valid_requests import SERVED, History, moment_of, prepared, send

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def history(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[History]:
    made = History(tmp_path_factory.mktemp("walk"))
    yield made
    await made.close()


def check_block(api: Api, name: str, rows: list[dict[str, Any]], transaction: Transaction) -> None:
    fields = {field.name: field for field in api.output(name).fields}
    for row in rows:
        if transaction.path.endswith("order-resv"):
            assert set(row) <= set(fields)  # the catalogue lists the fields of both countries
        else:
            assert list(row) == list(fields), (api.path, name)
        for key, value in row.items():
            assert isinstance(value, str), (api.path, key)
            decimals = fields[key].decimals
            if decimals is not None and value:
                pattern = rf"-?\d+\.\d{{{decimals}}}" if decimals else r"-?\d+"
                assert re.fullmatch(pattern, value.strip().lstrip("+")), (api.path, key, value, decimals)


@pytest.mark.parametrize("transaction", SERVED, ids=lambda t: f"{t.environment}-{t.tr_id}")
async def test_a_valid_call_gives_every_field(history: History, transaction: Transaction) -> None:
    haero = await history.at(moment_of(transaction))
    caller, fields = await prepared(haero, transaction)
    answer = await send(caller, transaction, fields)
    assert (answer.status, answer.json.get("rt_cd")) == (200, "0"), (transaction, fields, answer)
    assert answer.headers["tr_id"] == transaction.tr_id
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert "tr_cont" in answer.headers
    api = catalogue.api(transaction.api_id)
    for block in api.outputs:
        if block.name not in answer.json:
            assert block.kind == "array", (api.path, block.name)
            continue
        found = answer.json[block.name]
        check_block(api, block.name, found if isinstance(found, list) else [found], transaction)
    if api.group == "trading" and api.method == "GET":
        assert len(answer.json["msg1"].encode("cp949")) == 80
    for area in ("ctx_area_fk200", "ctx_area_nk200"):
        if area in answer.json:
            assert len(answer.json[area]) == 200


# Required on paper; clients leave them out.
LEFT_OUT = {("order", "ORD_DVSN"), ("inquire-asking-price", "AUTH")}
REQUIRED = [
    (transaction, field.name)
    for transaction in SERVED
    if transaction.environment == "real"
    or not any(t.api_id == transaction.api_id and t.environment == "real" for t in SERVED)
    for field in catalogue.api(transaction.api_id).request
    if field.required and (transaction.path.rsplit("/", 1)[-1], field.name) not in LEFT_OUT
]


@pytest.mark.parametrize(("transaction", "name"), REQUIRED, ids=lambda v: v if isinstance(v, str) else v.tr_id)
async def test_a_required_field_that_is_missing_is_named(history: History, transaction: Transaction, name: str) -> None:
    haero = await history.at(moment_of(transaction))
    caller = haero.real
    known = caller.account | {
        f.name: "1" for f in catalogue.api(transaction.api_id).request if f.name not in caller.account
    }
    fields = {key: value for key, value in known.items() if key != name}
    answer = await send(caller, transaction, fields)
    api = catalogue.api(transaction.api_id)
    if api.method == "POST":
        assert (answer.status, answer.code[:3]) == (500, "IGW")
        assert api.field(name).label_ko in answer.json["msg1"]
    elif api.group == "quotations":
        assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "OPSQ2001", "2")
        assert name in answer.json["msg1"]
    else:
        assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "APMP0001", "7")
        assert answer.json["msg1"].startswith(api.field(name).label_ko)
