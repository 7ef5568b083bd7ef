"""The generated modules: what the generator writes, KIS's names, and the same classes as everywhere in haero."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import fields

from haero.kis import catalogue, page, replies, reply_types, request_types
from haero.kis.catalogue import Api
from haero.kis.page.header import PageHeader, ResponseHeader
from haero.kis.requests import decode_body, decode_query, encode_body, encode_query
from tests.kis.wire import row_kinds
from tools import make_pages

FOLDER = Path(page.__file__).parent
CATALOGUE = {item["id"]: item for item in json.loads((FOLDER.parent / "catalogue.json").read_text(encoding="utf-8"))}
APIS = {api.id: api for api in catalogue.apis() if api.group != "websocket"}
WITH_EXAMPLE = {api_id for api_id in APIS if "success_example" in CATALOGUE[api_id]["response"]}


def module(api_id: str) -> ModuleType:
    return page.PAGES[api_id].load()


def test_the_files_are_what_the_generator_writes() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py")}
    assert {name: text for name, text in found.items() if name not in make_pages.BY_HAND} == make_pages.rendered()
    assert set(found) >= make_pages.BY_HAND
    assert all(text.count("\n") < 400 for text in found.values())


@pytest.mark.parametrize("api_id", APIS)
def test_the_names_are_those_of_the_page(api_id: str) -> None:
    api, classes = APIS[api_id], module(api_id)
    asked = set() if api_id == "Hashkey" else {"RequestBody" if api.method == "POST" else "RequestQueryParam"}
    blocks = {f"ResponseBody{block.name}" for block in api.outputs if block.name != "(top level)"}
    assert set(classes.__all__) == {"RequestHeader", "ResponseHeader", "ResponseBody"} | asked | blocks
    assert classes.__doc__ is not None
    assert api.name_ko in classes.__doc__
    assert f"{api.method} {api.path}" in classes.__doc__
    assert all(tr_id in classes.__doc__ for trs in api.tr_ids.values() for tr_id in trs.values())


@pytest.mark.parametrize("api_id", APIS)
def test_the_classes_are_those_of_the_house(api_id: str) -> None:
    classes = module(api_id)
    assert classes.ResponseHeader is ResponseHeader
    assert classes.ResponseBody is reply_types.REPLIES[api_id]
    for name, (row, _) in row_kinds(classes.ResponseBody).items():
        assert getattr(classes, f"ResponseBody{name}") is row
    if api_id != "Hashkey":
        asked = getattr(classes, "RequestBody" if APIS[api_id].method == "POST" else "RequestQueryParam")
        assert asked is request_types.REQUESTS[api_id]


@pytest.mark.parametrize("api_id", APIS)
def test_headers_have_the_names_of_the_catalogue(api_id: str) -> None:
    kind = module(api_id).RequestHeader
    listed = CATALOGUE[api_id]["request"]["headers"]
    assert issubclass(kind, PageHeader)
    assert [item.encode_name for item in fields(kind)] == [item["name"] for item in listed]
    assert [item.name for item in fields(kind)] == [item["name"].replace("-", "_") for item in listed]
    assert list(kind.REQUIRED) == [item["name"] for item in listed if item["required"]]
    values = {item["name"]: f"a {item['name']}" for item in listed}
    header = kind.read(values.items())
    assert header.pairs() == list(values.items())
    secret = values.keys() - {"content-type", "tr_id", "tr_cont", "custtype"}
    assert not [name for name in secret if f"a {name}" in repr(header)]


def example_request(api: Api) -> dict[str, str]:
    """The page's request with a text of its own in every field, as long as the field is."""
    found = {}
    for number, field in enumerate(api.request):
        code = next((code for code in field.values if not code.startswith("(")), "")
        found[field.name] = (code or str(10**30 + number))[-(field.max_length or 1) :]
    return found


@pytest.mark.parametrize("api_id", [api_id for api_id in APIS if api_id != "Hashkey"])
def test_a_request_goes_out_and_comes_back(api_id: str) -> None:
    api, classes = APIS[api_id], module(api_id)
    values = example_request(api)
    if api.method == "POST":
        form = classes.RequestBody(**values)
        assert json.loads(encode_body(form)) == values
        assert decode_body(api, classes.RequestBody, json.dumps(values).encode()) == form
    else:
        form = classes.RequestQueryParam(**values)
        assert encode_query(form) == values
        assert decode_query(api, classes.RequestQueryParam, values) == form


def example_replies(api: Api) -> list[dict[str, Any]]:
    """The example that the catalogue has for a page, and a reply with a text of its own in every field of every block."""
    found = [CATALOGUE[api.id]["response"]["success_example"]] if api.id in WITH_EXAMPLE else []
    if api.envelope:
        made: dict[str, Any] = {name: f"the {name}" for name in api.envelope} | {"rt_cd": "0"}
        for block in api.outputs:
            row = {field.name: f"{block.name} {number}" for number, field in enumerate(block.fields)}
            made[block.name] = [row, row] if block.kind == "array" else row
        found.append(made)
    return found


@pytest.mark.parametrize("api_id", APIS)
def test_a_reply_comes_in_and_goes_out(api_id: str) -> None:
    api, classes = APIS[api_id], module(api_id)
    examples = example_replies(api)
    assert examples
    for example in examples:
        body = json.dumps(example, ensure_ascii=False, separators=(",", ":")).encode()
        reply = replies.decode(classes.ResponseBody, body)
        assert isinstance(reply, classes.ResponseBody)
        assert reply.extra == {}
        assert reply.succeeded
        assert replies.encode(reply) == body
        for block in (block for block in api.outputs if block.name != "(top level)"):
            value = getattr(reply, block.name)
            rows = value if isinstance(value, tuple) else (value,)
            wanted = example[block.name] if block.kind == "array" else [example[block.name]]
            for row, raw in zip(rows, wanted, strict=True):
                assert type(row) is getattr(classes, f"ResponseBody{block.name}")
                assert {name: getattr(row, name) for name in raw} == raw


def test_the_catalogue_has_examples_of_replies() -> None:
    assert len(WITH_EXAMPLE) >= 11
    assert "v1_해외주식-001" in WITH_EXAMPLE


def test_every_field_is_told_in_korean() -> None:
    for api_id, api in APIS.items():
        text = (FOLDER / f"{page.PAGES[api_id].module}.py").read_text(encoding="utf-8")
        for field in [*api.request, *(field for block in api.outputs for field in block.fields)]:
            assert api_id == "Hashkey" or f"\n{field.name}: {field.label_ko}" in text, (api_id, field.name)
