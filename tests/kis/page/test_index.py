import subprocess
import sys

import pytest

from haero.kis import catalogue
from haero.kis.page import BY_TR, PAGES, inquire_ccnl, module_of, order, page_of, quotations_inquire_ccnl
from haero.kis.reply_types import REPLIES, OrderReply
from haero.kis.request_types import REQUESTS, OrderRequest
from haero.kis.transactions import TRANSACTIONS


def test_every_tr_leads_to_its_page() -> None:
    assert set(BY_TR) == {item.tr_id for item in TRANSACTIONS}
    for item in TRANSACTIONS:
        page = BY_TR[item.tr_id]
        assert (page.api_id, page.method, page.path) == (item.api_id, item.method, item.path)
        assert page.trs(item.environment)[item.key] == item.tr_id
        assert page.name_of(item.tr_id) == item.key
        assert page.request is REQUESTS[item.api_id]
        assert page.reply is REPLIES[item.api_id]


def test_every_page_has_a_module_of_its_own() -> None:
    assert list(PAGES) == [api.id for api in catalogue.apis() if api.group != "websocket"]
    assert len({page.module for page in PAGES.values()}) == len(PAGES)
    assert {page.load().__name__ for page in PAGES.values()} == {f"haero.kis.page.{p.module}" for p in PAGES.values()}
    assert PAGES["Hashkey"].request is None


def test_well_known_pages() -> None:
    page = BY_TR["VTTT1001U"]
    assert (page.module, page.method, page.request, page.reply) == ("order", "POST", OrderRequest, OrderReply)
    assert module_of("TTTT1002U") is order
    assert module_of("TTTS3035R") is inquire_ccnl
    assert module_of("HHDFS76200300") is quotations_inquire_ccnl
    with pytest.raises(KeyError):
        module_of("TTTT9999U")


def test_a_request_leads_to_its_page() -> None:
    asked = quotations_inquire_ccnl.RequestQueryParam(EXCD="NAS", AUTH="", KEYB="", TDAY="1", SYMB="AAPL")
    assert page_of(asked) is PAGES["해외주식-037"]
    with pytest.raises(ValueError, match="OrderReply is no RequestBody"):
        page_of(OrderReply())  # type: ignore[arg-type]


def test_the_index_reads_neither_the_catalogue_nor_the_types() -> None:
    probe = "import sys, haero.kis.page; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
    assert {"haero.kis.page.index", "haero.kis.routes"} <= set(loaded)
    assert not {"haero.kis.catalogue", "haero.kis.request_types", "haero.kis.reply_types", "msgspec"} & set(loaded)
    probe = "import sys; from haero.kis import raw; from haero.kis.page import order; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
    assert "haero.kis.page.inquire_balance" not in loaded
