"""Every field of the two order bodies, in every shape that a client may send, against a table typed from the page."""

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from haero.desk.ledger import audit
from tests.support import TRADING, Answer, Direct, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACCEPTED = (200, "APBK0013")
SYMBOL, DIVISION, SERVER, OTHER = (500, "IGW00017"), (500, "IGW00019"), (500, "IGW00036"), (500, "IGW00010")
UNKNOWN, FOREIGN, BAD_PRICE, BAD_TICK = (200, "APBK0656"), (500, "IGW00002"), (200, "APBK1507"), (200, "APBK0506")
BAD_DIVISION, TOO_MUCH, NO_ORIGINAL = (200, "APBK1269"), (200, "APBK0952"), (200, "APBK0344")
BAD_JSON = (500, "OPSQ9997")
Want = tuple[int, str]


class Field(NamedTuple):
    """`check` answers a field that is missing, empty, too long or no text; `odd` answers odd text that fits its length."""

    length: int
    required: bool
    check: Want
    odd: Want
    longest: str
    longest_is: Want


ORDER = {
    "CANO": Field(8, True, OTHER, FOREIGN, "99999999", FOREIGN),
    "ACNT_PRDT_CD": Field(2, True, OTHER, FOREIGN, "99", FOREIGN),
    "OVRS_EXCG_CD": Field(4, True, OTHER, UNKNOWN, "NYSX", UNKNOWN),
    "PDNO": Field(12, True, SYMBOL, UNKNOWN, "ABCDEFGHIJKL", UNKNOWN),
    "ORD_QTY": Field(10, True, OTHER, OTHER, "9999999999", TOO_MUCH),
    "OVRS_ORD_UNPR": Field(31, True, OTHER, BAD_PRICE, "100." + "0" * 27, ACCEPTED),
    "CTAC_TLNO": Field(20, False, OTHER, ACCEPTED, "0" * 20, ACCEPTED),
    "MGCO_APTM_ODNO": Field(12, False, OTHER, ACCEPTED, "0" * 12, ACCEPTED),
    "SLL_TYPE": Field(2, False, OTHER, OTHER, "XX", OTHER),
    "ORD_SVR_DVSN_CD": Field(1, True, SERVER, ACCEPTED, "0", ACCEPTED),
    "ORD_DVSN": Field(2, True, DIVISION, BAD_DIVISION, "XX", BAD_DIVISION),
    "START_TIME": Field(6, False, OTHER, ACCEPTED, "233500", ACCEPTED),
    "END_TIME": Field(6, False, OTHER, ACCEPTED, "043000", ACCEPTED),
    "ALGO_ORD_TMD_DVSN_CD": Field(2, False, OTHER, ACCEPTED, "02", ACCEPTED),
}
"""The 14 fields of POST order. The three times are read for 35 and 36 only, the two texts of one's own never."""

CHANGE = {
    "CANO": ORDER["CANO"],
    "ACNT_PRDT_CD": ORDER["ACNT_PRDT_CD"],
    "OVRS_EXCG_CD": ORDER["OVRS_EXCG_CD"],
    "PDNO": Field(12, True, SYMBOL, UNKNOWN, "ABCDEFGHIJKL", UNKNOWN),
    "ORGN_ODNO": Field(10, True, OTHER, NO_ORIGINAL, "9999999999", NO_ORIGINAL),
    "RVSE_CNCL_DVSN_CD": Field(2, True, OTHER, OTHER, "99", OTHER),
    "ORD_QTY": Field(10, True, OTHER, OTHER, "9999999999", (200, "APBK0927")),
    "OVRS_ORD_UNPR": Field(32, True, OTHER, BAD_PRICE, "100." + "0" * 28, ACCEPTED),
    "MGCO_APTM_ODNO": ORDER["MGCO_APTM_ODNO"],
    "ORD_SVR_DVSN_CD": Field(1, False, SERVER, ACCEPTED, "0", ACCEPTED),
}
"""The ten fields of POST order-rvsecncl, in a revision."""

WRONG_TYPES: list[Any] = [10, 1.5, None, True, False, [], ["10"], {}, {"a": "b"}]
ODD_TEXTS = ["é", "가", "１", "\0", "\n", "\t", '"', "\\", "😀", "'", ";", "<", " ", "\u202e", "\x7f"]

API = {"order": (f"{TRADING}/order", "TTTT1002U", ORDER), "change": (f"{TRADING}/order-rvsecncl", "TTTT1004U", CHANGE)}
CASES = [(api, name) for api, (_, _, fields) in API.items() for name in fields]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(Path(tmp_path_factory.mktemp("fields")) / "data") as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def caller(house: Running) -> Direct:
    return await house.direct()


async def good_body(caller: Direct, api: str) -> dict[str, Any]:
    """A body that is accepted, with every field in it: an order of one share, or the revision of one."""
    if api == "order":
        more = dict.fromkeys(("CTAC_TLNO", "MGCO_APTM_ODNO", "SLL_TYPE", "START_TIME", "END_TIME"), "")
        return dict(caller.order_body(ORD_QTY="1", OVRS_ORD_UNPR="10.00")) | more | {"ALGO_ORD_TMD_DVSN_CD": ""}
    placed = await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="10.00")
    body: dict[str, Any] = dict(
        caller.order_body(ORD_QTY="1", OVRS_ORD_UNPR="11.00", ORD_DVSN="-", MGCO_APTM_ODNO="", RVSE_CNCL_DVSN_CD="01")
    )
    return body | {"ORGN_ODNO": placed.json["output"]["ODNO"]}


async def send(caller: Direct, api: str, body: dict[str, Any] | bytes) -> Answer:
    path, tr_id, _ = API[api]
    return await caller.post(path, tr_id, body)


def told(answer: Answer) -> Want:
    assert set(answer.json) >= {"rt_cd", "msg_cd", "msg1"}
    return answer.status, answer.code


@pytest.mark.parametrize("api", list(API))
async def test_the_whole_body_is_good(caller: Direct, api: str) -> None:
    body = await good_body(caller, api)
    assert set(body) == set(API[api][2])
    assert told(await send(caller, api, body)) == ACCEPTED


@pytest.mark.parametrize(("api", "name"), CASES)
async def test_missing_empty_or_in_small_letters(caller: Direct, api: str, name: str) -> None:
    field = API[api][2][name]
    want = field.check if field.required else ACCEPTED
    body = await good_body(caller, api)
    assert told(await send(caller, api, {key: value for key, value in body.items() if key != name})) == want
    body = await good_body(caller, api)
    assert told(await send(caller, api, body | {name: ""})) == want
    body = await good_body(caller, api)
    small = {key.lower() if key == name else key: value for key, value in body.items()}
    assert told(await send(caller, api, small)) == want


@pytest.mark.parametrize(("api", "name"), CASES)
async def test_exactly_as_long_as_allowed_and_one_longer(caller: Direct, api: str, name: str) -> None:
    field = API[api][2][name]
    assert len(field.longest) == field.length
    body = await good_body(caller, api)
    assert told(await send(caller, api, body | {name: field.longest})) == field.longest_is
    assert told(await send(caller, api, body | {name: field.longest + "0"})) == field.check
    assert told(await send(caller, api, body | {name: "가" * (field.length + 1)})) == field.check


@pytest.mark.parametrize(("api", "name"), CASES)
async def test_a_value_that_is_no_text(caller: Direct, api: str, name: str) -> None:
    body = await good_body(caller, api)
    for value in WRONG_TYPES:
        assert told(await send(caller, api, body | {name: value})) == API[api][2][name].check, value


@pytest.mark.parametrize(("api", "name"), CASES)
async def test_odd_text(caller: Direct, api: str, name: str) -> None:
    for text in ODD_TEXTS:
        body = await good_body(caller, api)
        assert told(await send(caller, api, body | {name: text})) == API[api][2][name].odd, text


@pytest.mark.parametrize(("api", "name"), CASES)
async def test_text_that_is_no_unicode_is_broken_json(caller: Direct, api: str, name: str) -> None:
    """A lone surrogate as an escape, and bytes that are no UTF-8."""
    good = json.dumps(await good_body(caller, api) | {name: "MARK"}).encode()
    for text in (b"\\ud800", b"\\udc80x", b"\xff", b"\xed\xa0\x80", b"\xb0\xa1"):
        assert told(await send(caller, api, good.replace(b"MARK", text))) == BAD_JSON, text


@pytest.mark.parametrize(("api", "name"), CASES)
async def test_a_key_that_comes_twice(caller: Direct, api: str, name: str) -> None:
    """Which of the two is meant is anybody's guess: neither is taken, even where they are the same."""
    body = await good_body(caller, api)
    text = json.dumps(body)
    for value in (body[name], "other"):
        twice = text[:-1] + f", {json.dumps(name)}: {json.dumps(value)}}}"
        assert told(await send(caller, api, twice.encode())) == BAD_JSON
    escaped = text[:-1] + f', "\\u{ord(name[0]):04x}{name[1:]}": ""}}'
    assert told(await send(caller, api, escaped.encode())) == BAD_JSON


@pytest.mark.parametrize("name", ["PDNO", "ORD_DVSN", "ORD_SVR_DVSN_CD", "ORD_QTY", "CANO"])
async def test_the_text_names_the_field(caller: Direct, name: str) -> None:
    labels = {
        "PDNO": "상품번호를 확인해주세요.",
        "ORD_DVSN": "주문구분을 확인해주세요",
        "ORD_SVR_DVSN_CD": "주문서버구분코드를 확인해주세요.",
        "ORD_QTY": "주문수량을 확인해주세요.",
        "CANO": "종합계좌번호를 확인해주세요.",
    }
    body = await good_body(caller, "order")
    del body[name]
    answer = await send(caller, "order", body)
    assert list(answer.json) == ["rt_cd", "msg1", "msg_cd"]
    assert (answer.json["rt_cd"], answer.json["msg1"]) == ("1", labels[name])


async def test_the_first_wrong_field_is_named(caller: Direct) -> None:
    """In the order of the page, whatever the order in the body."""
    answer = await send(caller, "order", {"ORD_DVSN": "00", "ORD_QTY": 1})
    assert answer.json["msg1"] == "종합계좌번호를 확인해주세요."


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("0", OTHER), ("-1", OTHER), ("+1", OTHER), ("1.5", OTHER), ("1.0", OTHER), ("1e3", OTHER), (" 1", OTHER), ("1 ", OTHER),
        ("１", OTHER), ("٣", OTHER), ("²", OTHER), ("0x1", OTHER), ("1_0", OTHER), ("1,000", OTHER), ("NaN", OTHER),
        ("12345678901", OTHER), ("0000000000", OTHER), ("9999999999", TOO_MUCH), ("10", ACCEPTED), ("0000000010", ACCEPTED),
    ],
)  # fmt: skip
async def test_quantities(caller: Direct, text: str, want: Want) -> None:
    body = await good_body(caller, "order") | {"ORD_QTY": text}
    assert told(await send(caller, "order", body)) == want


async def test_leading_zeros_of_a_quantity_mean_nothing(caller: Direct) -> None:
    """ "00010" is ten: no octal, and no refusal."""
    answer = await caller.buy(ORD_QTY="00010", OVRS_ORD_UNPR="10.00")
    rows = {row["odno"]: row for row in await caller.orders()}
    assert rows[answer.json["output"]["ODNO"]]["ft_ord_qty"] == "10"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("100", ACCEPTED), ("100.0", ACCEPTED), ("100.10", ACCEPTED), ("100.1000", ACCEPTED), ("0100.00", ACCEPTED),
        ("0.9999", ACCEPTED), ("0.0001", ACCEPTED), ("100." + "0" * 27, ACCEPTED), ("1.00", ACCEPTED),
        ("100.123", BAD_TICK), ("0.99995", BAD_TICK), ("1.0001", BAD_TICK), ("100.000000001", BAD_TICK),
        ("0", BAD_PRICE), ("0.00", BAD_PRICE), ("0.00001", BAD_PRICE), ("-1", BAD_PRICE), ("+1", BAD_PRICE), ("1e2", BAD_PRICE),
        ("1E2", BAD_PRICE), ("NaN", BAD_PRICE), ("nan", BAD_PRICE), ("sNaN", BAD_PRICE), ("Infinity", BAD_PRICE),
        ("inf", BAD_PRICE), ("100.", BAD_PRICE), (".5", BAD_PRICE), (".", BAD_PRICE), ("1.2.3", BAD_PRICE), (" 100", BAD_PRICE),
        ("100 ", BAD_PRICE), ("１００", BAD_PRICE), ("1,000", BAD_PRICE), ("1_0", BAD_PRICE), ("9" * 31, BAD_PRICE),
        ("1000000001", BAD_PRICE), ("9" * 32, OTHER), ("", OTHER),
    ],
)  # fmt: skip
async def test_prices(caller: Direct, text: str, want: Want) -> None:
    body = await good_body(caller, "order") | {"OVRS_ORD_UNPR": text}
    assert told(await send(caller, "order", body)) == want


@pytest.mark.parametrize(("text", "want"), [("0", ACCEPTED), ("", OTHER), ("rubbish", ACCEPTED), ("-1", ACCEPTED)])
async def test_the_price_of_a_cancellation_is_not_read(caller: Direct, text: str, want: Want) -> None:
    """It must be there ("0" in every sample), but means nothing."""
    placed = await caller.buy(ORD_QTY="3", OVRS_ORD_UNPR="10.00")
    answer = await caller.change(placed.json["output"]["ODNO"], "02", ORD_QTY="1", OVRS_ORD_UNPR=text)
    assert told(answer) == want


@pytest.mark.parametrize(
    ("text", "want", "left"),
    [
        ("0", ACCEPTED, "0"), ("1", ACCEPTED, "0"), ("3", ACCEPTED, "0"), ("4", ACCEPTED, "0"), ("0003", ACCEPTED, "0"),
        ("-1", OTHER, "3"), ("1.0", OTHER, "3"), ("", OTHER, "3"),
    ],
)  # fmt: skip
async def test_the_quantity_of_a_cancellation(caller: Direct, text: str, want: Want, left: str) -> None:
    """Whatever it is, all that is left goes; but it must be a number."""
    placed = await caller.buy(ORD_QTY="3", OVRS_ORD_UNPR="10.00")
    number = placed.json["output"]["ODNO"]
    assert told(await caller.change(number, "02", ORD_QTY=text, OVRS_ORD_UNPR="0")) == want
    assert {row["odno"]: row["nccs_qty"] for row in await caller.orders()}[number] == left


@pytest.mark.parametrize(("text", "want"), [("0", OTHER), ("4", (200, "APBK0927")), ("3", ACCEPTED), ("2", ACCEPTED)])
async def test_the_quantity_of_a_revision(caller: Direct, text: str, want: Want) -> None:
    placed = await caller.buy(ORD_QTY="3", OVRS_ORD_UNPR="10.00")
    answer = await caller.change(placed.json["output"]["ODNO"], "01", ORD_QTY=text, OVRS_ORD_UNPR="11.00")
    assert told(answer) == want


@pytest.mark.parametrize("form", ["0000000001", "1", "       1", "1       ", "000001"])
async def test_the_original_may_be_named_as_kis_names_it(house: Running, caller: Direct, form: str) -> None:
    """Ten digits in an order reply, without zeros or padded in inquiries: each is the same order. The first one is long gone."""
    if not await caller.orders():
        await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="10.00")
    first = {row["odno"]: row for row in await caller.orders()}["0000000001"]
    if first["nccs_qty"] != "0":
        await caller.change("1", "02", ORD_QTY="0", OVRS_ORD_UNPR="0")
    assert told(await caller.change(form, "02", ORD_QTY="0", OVRS_ORD_UNPR="0")) == (200, "APBK0927")


@pytest.mark.parametrize(
    ("tr_id", "value", "want"),
    [
        ("TTTT1002U", "-", ACCEPTED), ("TTTT1002U", "", ACCEPTED), ("TTTT1002U", "00", OTHER), ("TTTT1002U", "01", OTHER),
        ("TTTT1006U", "-", ACCEPTED), ("TTTT1006U", "", ACCEPTED), ("TTTT1006U", "00", ACCEPTED), ("TTTT1006U", "01", OTHER),
    ],
)  # fmt: skip
async def test_sll_type(caller: Direct, tr_id: str, value: str, want: Want) -> None:
    """판매유형: 제거 on a buy, 00 on a sell."""
    await caller.quote("0", 0, "100.00", 100)
    assert (await caller.buy()).code == "APBK0013"
    answer = await caller.post(f"{TRADING}/order", tr_id, caller.order_body(SLL_TYPE=value, ORD_QTY="1"))
    assert told(answer) == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        (b"", "OPSQ9995"), (b" \r\n\t", "OPSQ9995"),
        (b"{", "OPSQ9997"), (b"{}}", "OPSQ9997"), (b"null", "OPSQ9997"), (b"[]", "OPSQ9997"), (b'"text"', "OPSQ9997"),
        (b"1", "OPSQ9997"), (b"true", "OPSQ9997"), (b"\xef\xbb\xbf{}", "OPSQ9997"), (b"\0", "OPSQ9997"),
        (b"CANO=12345678&ACNT_PRDT_CD=01", "OPSQ9997"), (b"<xml/>", "OPSQ9997"), (b"{'CANO':'1'}", "OPSQ9997"),
        (b'{"CANO":NaN}', "OPSQ9997"), (b'{"CANO":"1",}', "OPSQ9997"), (b"[" * 60_000, "OPSQ9997"),
        (b'{"a":' * 10_000, "OPSQ9997"), (b"{}", "IGW00010"), (b'{"":""}', "IGW00010"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("api", list(API))
async def test_bodies_that_are_no_order(caller: Direct, api: str, body: bytes, want: str) -> None:
    assert told(await send(caller, api, body)) == (500, want)


@pytest.mark.parametrize(("depth", "want"), [(100, ACCEPTED), (5_000, BAD_JSON)])
async def test_a_deep_value_beside_a_good_order(caller: Direct, depth: int, want: Want) -> None:
    """Unknown keys are ignored, however odd; one that is too deep to read spoils the whole."""
    good = json.dumps(await good_body(caller, "order"))
    deep = good[:-1] + ', "unknown": ' + "[" * depth + "]" * depth + "}"
    assert told(await send(caller, "order", deep.encode())) == want


async def test_white_space_and_escapes_of_json_change_nothing(caller: Direct) -> None:
    """The official client sends ASCII-escaped JSON; others indent it."""
    body = await good_body(caller, "order")
    for text in (
        json.dumps(body, indent=4).encode(),
        json.dumps(body, separators=(",", ":")).encode(),
        b"".join(b"\\u%04x" % byte if 65 <= byte <= 90 else bytes([byte]) for byte in json.dumps(body).encode()),
        b"\r\n " + json.dumps(body).encode() + b"\n",
    ):
        assert told(await send(caller, "order", text)) == ACCEPTED


async def test_nothing_refused_was_kept(caller: Direct, house: Running) -> None:
    """The books after all of the above: every order in them was accepted, and they add up."""
    assert house.service.hub is not None
    for account in house.service.hub.broker.state.accounts.values():
        audit(account)
    for row in await caller.orders():
        assert row["pdno"] == "AAPL"
        assert row["ovrs_excg_cd"] == "NASD"
        assert Decimal(row["ft_ord_unpr3"]) >= 0
