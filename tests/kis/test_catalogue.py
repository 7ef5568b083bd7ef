import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from haero.kis import catalogue

RAW = json.loads(Path(catalogue.__file__).with_name("catalogue.json").read_text(encoding="utf-8"))


def test_every_api_field_and_tr_of_the_file_is_loaded() -> None:
    assert [api.id for api in catalogue.apis()] == [raw["id"] for raw in RAW]
    for api, raw in zip(catalogue.apis(), RAW, strict=True):
        assert (api.method, api.path, api.group) == (raw["method"], raw["path"], raw["group"])
        assert [field.name for field in api.request] == [field["name"] for field in raw["request"]["fields"]]
        assert [field.required for field in api.request] == [field["required"] for field in raw["request"]["fields"]]
        blocks = raw["response"]["outputs"]
        assert [block.name for block in api.outputs] == list(blocks)
        for block in api.outputs:
            assert block.kind == blocks[block.name]["kind"]
            loaded = [(field.name, field.max_length, field.decimals) for field in block.fields]
            assert loaded == [(f["name"], f.get("length"), f.get("decimals")) for f in blocks[block.name]["fields"]]
        for environment in ("real", "mock"):
            assert api.tr_ids[environment] == (raw["tr_id"][environment] or {})
        assert (api.pagination is None) == (raw["pagination"] is None)


def test_lookups() -> None:
    order = catalogue.api("v1_해외주식-001")
    assert catalogue.by_route("POST", "/uapi/overseas-stock/v1/trading/order") is order
    assert catalogue.by_route("GET", "/uapi/overseas-stock/v1/trading/order") is None
    assert order.field("ORD_QTY").max_length == 10
    assert order.field("CANO").label_ko == "종합계좌번호"
    assert [field.name for field in order.output("output").fields] == ["KRX_FWDG_ORD_ORGNO", "ODNO", "ORD_TMD"]
    ccnl = catalogue.api("v1_해외주식-007")
    assert ccnl.pagination is not None
    assert ccnl.pagination.page_size == {"real": 20, "mock": 15}
    assert ccnl.field("CANO").location == "query"


def test_unknown_names_raise() -> None:
    order = catalogue.api("v1_해외주식-001")
    with pytest.raises(KeyError):
        catalogue.api("v1_국내주식-001")
    with pytest.raises(KeyError):
        order.field("ODNO")
    with pytest.raises(KeyError):
        order.output("output1")


def test_routes_are_unique() -> None:
    assert len({(api.method, api.path) for api in catalogue.apis()}) == len(catalogue.apis())


def test_names_are_unique_and_an_older_one_stays_as_it_is() -> None:
    rest = [api for api in catalogue.apis() if api.group != "websocket"]
    names = ["-".join(catalogue.name_words(api)) for api in rest]
    assert len(set(names)) == len(names)
    assert catalogue.name_words(catalogue.api("v1_해외주식-007")) == ["inquire", "ccnl"]
    assert catalogue.name_words(catalogue.api("해외주식-037")) == ["quotations", "inquire", "ccnl"]


def test_loading_does_not_slow_a_start() -> None:
    catalogue.apis.cache_clear()
    try:
        best = 1.0
        for _ in range(3):
            catalogue.apis.cache_clear()
            started = time.perf_counter()
            catalogue.apis()
            best = min(best, time.perf_counter() - started)
        assert best < 0.030
    finally:
        # Other tests compare the Api objects by identity.
        catalogue._by_id.cache_clear()
        catalogue._by_route.cache_clear()


def test_importing_reads_nothing() -> None:
    code = "from haero.kis import catalogue; raise SystemExit(catalogue.apis.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_a_reply_has_beside_its_blocks() -> None:
    assert catalogue.api("v1_해외주식-001").envelope == ("rt_cd", "msg_cd", "msg1")
    assert catalogue.api("해외주식-063").envelope == ("rt_cd", "msg_cd", "msg1", "ctx_area_fk100", "ctx_area_nk100")
    without = [api.id for api in catalogue.apis() if not api.envelope and api.group != "websocket"]
    assert without == ["인증-001", "인증-002", "실시간-000", "Hashkey"]


def test_three_reply_fields_are_no_texts() -> None:
    fields = [(f.name, f.json_type) for api in catalogue.apis() for block in api.outputs for f in block.fields]
    assert [item for item in fields if item[1] != "string"] == [
        ("expires_in", "number"), ("code", "number"), ("BODY", "object"),
    ]  # fmt: skip
