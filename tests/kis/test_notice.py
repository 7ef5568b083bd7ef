"""The notice record and its cipher."""

import contextlib
import subprocess
import sys
from base64 import b64decode
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.kis import catalogue, notice
from haero.kis.errors import Unreadable
from haero.kis.notice import NoticeKey
from haero.kis.records import WireRecord

D = Decimal
KEY = NoticeKey("tesnaipyhhcpfrnupdybjhvuabognuch", "4060f9fcb7b4e2ef")
keys = st.builds(
    NoticeKey,
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=32, max_size=32),
    st.text("0123456789abcdef", min_size=16, max_size=16),
)


def test_the_fields_are_those_of_the_catalogue() -> None:
    assert len(notice.FIELDS) == 25
    assert notice.FIELDS[:4] == ("CUST_ID", "ACNT_NO", "ODER_NO", "OODER_NO")
    assert notice.FIELDS[20:] == ("DEBT_DATE", "START_TM", "END_TM", "TM_DIV_TP", "CNTG_UNPR12")


@pytest.mark.parametrize(
    ("price", "country", "text"),
    [
        ("148.01", "us", "001480100"),  # the page's two examples
        ("3220", "jp", "000032200"),
        ("12.345", "cn_sh", "000012345"),
        ("12.3", "cn_sz", "000012300"),
        ("320.2", "hk", "000320200"),
        ("61500", "vn", "000061500"),
        ("0", "us", "000000000"),
        ("0.00005", "us", "000000001"),
        ("99999.9999", "us", "999999999"),
        ("612345.67", "us", "6123456700"),
    ],
)
def test_prices_have_implied_decimals(price: str, country: str, text: str) -> None:
    assert notice.price_text(D(price), country) == text
    assert notice.long_price_text(D(price), country) == text.rjust(12, "0")


def test_quantities() -> None:
    assert notice.quantity_text(100) == "0000000100"
    assert notice.order_quantity_text(100) == "000000100"


@pytest.mark.parametrize("count", range(21, 26))
def test_a_record_has_as_many_fields_as_asked(count: int) -> None:
    text = notice.record({"CUST_ID": "h1", "DEBT_GB": "10"}, count)
    assert text.count("^") == count - 1
    assert notice.read(text)["DEBT_GB"] == "10"


def test_names_are_cut_and_cannot_shift_the_fields() -> None:
    text = notice.record({"CNTG_ISNM": "가^나|다" * 10, "ACNT_NAME": "x" * 40, "ODER_COND": "6"})
    found = notice.read(text)
    assert (found["CNTG_ISNM"], found["ACNT_NAME"], found["ODER_COND"]) == ("가 나 다가 나 다가 나 ", "x" * 12, "6")


def test_a_record_refuses_what_a_notice_does_not_have() -> None:
    with pytest.raises(ValueError, match="NO_SUCH"):
        notice.record({"NO_SUCH": "1"})
    for count in (20, 26):
        with pytest.raises(ValueError, match=str(count)):
            notice.record({}, count)


@given(st.integers(1, 20))
def test_too_few_fields_are_no_record(count: int) -> None:
    with pytest.raises(Unreadable, match=str(count)):
        notice.read("^" * (count - 1))


texts = st.text(st.characters(exclude_characters="^", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(texts, min_size=21, max_size=40), keys)
def test_more_fields_than_25_are_kept(fields: list[str], key: NoticeKey) -> None:
    text = "^".join(fields)
    assert notice.read(text) == dict(zip(notice.FIELDS, fields, strict=False))
    (record,) = notice.read_frame(notice.frame(notice.REAL_TR, text, key).decode()).open(key)
    assert record.values == notice.read(text)
    assert record.extra == tuple(fields[25:])
    assert record.text() == text


@given(st.dictionaries(st.sampled_from(sorted(set(notice.FIELDS) - {"ACNT_NAME", "CNTG_ISNM"})), texts), keys)
def test_what_the_server_writes_a_client_reads(values: dict[str, str], key: NoticeKey) -> None:
    sent = notice.frame(notice.MOCK_TR, notice.record(values), key).decode()
    (record,) = notice.read_frame(sent).open(key)
    assert {name: text for name, text in record.values.items() if text} == {n: t for n, t in values.items() if t}
    assert notice.frame(notice.MOCK_TR, record.text(), key).decode() == sent


def test_a_frame_of_two_records_and_one_of_another_tr() -> None:
    record = notice.record({"ODER_NO": "7"})
    sealed = notice.Sealed("H0GSCNI0", 2, notice.encrypt(f"{record}^{record}", KEY))
    assert [row.values["ODER_NO"] for row in sealed.open(KEY)] == ["7", "7"]
    other = notice.Sealed("H0STCNI0", 1, notice.encrypt("a^b", KEY))
    assert other.open(KEY) == (WireRecord({}, ("a", "b")),)


def test_a_sealed_frame_opens_with_its_key_only_and_is_not_shown() -> None:
    sealed = notice.read_frame(notice.frame("H0GSCNI0", notice.record({}), KEY).decode())
    assert sealed.payload not in repr(sealed)
    for key in (NoticeKey("x" * 32, KEY.iv), NoticeKey("short", KEY.iv)):
        with pytest.raises(Unreadable) as told:
            sealed.open(key)
        assert sealed.payload[:8] not in str(told.value)
    with pytest.raises(Unreadable):
        notice.read_frame("0|H0GSCNI0|001|x")


def test_who_opens_no_notice_does_not_pay_for_the_cipher() -> None:
    code = "import sys, haero.kis.incoming, haero.kis.words; raise SystemExit('cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.text(), keys)
def test_what_is_encrypted_comes_back(text: str, key: NoticeKey) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert notice.decrypt(notice.encrypt(text, key), key) == text


@given(st.text(max_size=100), keys, keys)
def test_another_key_does_not_open_it(text: str, key: NoticeKey, other: NoticeKey) -> None:
    text = text.encode("utf-8", "replace").decode()
    secret = notice.encrypt(text, key)
    if key == other:
        return
    with contextlib.suppress(ValueError):
        assert notice.decrypt(secret, other) != text


def test_the_cipher_is_the_one_that_clients_use() -> None:
    """A vector made with OpenSSL: aes-256-cbc, key and iv as text."""
    assert notice.encrypt("haero^체결통보", KEY) == "kUzMui2dl4VE7z5Ym09NElHs4FlU+hfI1KdjhaK3AhA="


def test_a_frame() -> None:
    flag, tr_id, count, payload = notice.frame("H0GSCNI9", "a^b", KEY).decode().split("|")
    assert (flag, tr_id, count) == ("1", "H0GSCNI9", "001")
    assert len(b64decode(payload)) == 16
    assert notice.decrypt(payload, KEY) == "a^b"


def test_new_keys_have_the_recorded_shape_and_are_not_shown() -> None:
    made = {notice.make_key() for _ in range(20)}
    assert len(made) == 20
    for key in made:
        assert len(key.key) == 32
        assert set(key.key) <= set("abcdefghijklmnopqrstuvwxyz")
        assert len(key.iv) == 16
        assert set(key.iv) <= set("0123456789abcdef")
        assert key.key not in repr(key)


def test_every_code_is_one_that_the_page_lists() -> None:
    notes = {field.name: field.note for field in catalogue.api("실시간-009").output("frame").fields}
    for code in (notice.MARKET, notice.LIMIT, notice.ODD_LOT_LIMIT):
        assert f"{code} " in notes["ODER_KIND2"]
    assert all(part in notes["ODER_KIND2"] for part in ("A MOO", "B LOO", "C MOC", "D LOC"))
    assert f"{notice.CASH} 현금" in notes["DEBT_GB"]


@given(st.integers(0, 10**12 - 1), st.sampled_from(sorted(notice.IMPLIED_DECIMALS)))
def test_a_price_comes_back(units: int, country: str) -> None:
    price = D(units).scaleb(-notice.IMPLIED_DECIMALS[country])
    assert notice.read_price(notice.price_text(price, country), country) == price
    assert notice.read_price(notice.long_price_text(price, country), country) == price


@pytest.mark.parametrize("text", ["", " 1", "-1", "1.0", "1e3", "²"])
def test_what_is_no_price(text: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        notice.read_price(text, "us")
