"""Quote frames and the keys that subscribe them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.kis import frames
from haero.kis.errors import Unreadable
from haero.kis.frames import ASIAN_BOOK_TR, BOOK_TR, TRADES_TR, read_key

RECORDED_TRADES = (  # a frame of 2023-05-02 with two records
    "0|HDFSCNT0|002|DNASAAPL^AAPL^4^20230502^20230502^091912^20230502^221912^169.9200^170.1000^169.4200^169.7850^2^0.1950^+0.11"
    "^169.7700^169.7900^201^5^1^108464^18414163^24757^20513^82.86^1^DNASAAPL^AAPL^4^20230502^20230502^091912^20230502^221912"
    "^169.9200^170.1000^169.4200^169.7900^2^0.2000^+0.12^169.7700^169.7900^201^2^3^108467^18414672^24757^20516^82.87^1"
)


def test_the_fields_are_those_of_the_catalogue() -> None:
    assert {tr_id: len(names) for tr_id, names in frames.FIELDS.items()} == {
        TRADES_TR: 26,
        BOOK_TR: 71,
        ASIAN_BOOK_TR: 17,
    }
    assert frames.FIELDS[BOOK_TR][:17] == frames.FIELDS[ASIAN_BOOK_TR]
    assert all(names[0] == "RSYM" for names in frames.FIELDS.values())


def test_the_recorded_frame_is_written_alike() -> None:
    names = frames.FIELDS[TRADES_TR]
    fields = RECORDED_TRADES.split("|")[3].split("^")
    records = [dict(zip(names, fields[start : start + 26], strict=True)) for start in (0, 26)]
    made = frames.frame(TRADES_TR, [frames.record(TRADES_TR, values, 4) for values in records])
    assert made.decode() == RECORDED_TRADES


BOTH = {TRADES_TR, BOOK_TR}
ASIA = {TRADES_TR, ASIAN_BOOK_TR}


@pytest.mark.parametrize(
    ("text", "served", "exchange", "symbol", "daytime", "late"),
    [
        ("DNASAAPL", BOTH, "NASD", "AAPL", False, False),
        ("DNYSIBM", BOTH, "NYSE", "IBM", False, False),
        ("DNYSBRK/B", BOTH, "NYSE", "BRK/B", False, False),
        ("DAMSSPY", BOTH, "AMEX", "SPY", False, False),
        ("RBAQAAPL", BOTH, "NASD", "AAPL", True, False),
        ("RBAYIBM", BOTH, "NYSE", "IBM", True, False),
        ("RBAASPY", BOTH, "AMEX", "SPY", True, False),
        ("RNASAAPL", BOTH, "NASD", "AAPL", False, False),
        ("DHKS00003", ASIA, "SEHK", "00003", False, True),
        ("DTSE7203", ASIA, "TKSE", "7203", False, True),
        ("DSHS600519", ASIA, "SHAA", "600519", False, True),
        ("DSZS000001", ASIA, "SZAA", "000001", False, True),
        ("DHSXVNM", ASIA, "VNSE", "VNM", False, True),
        ("DHNXSHS", ASIA, "HASE", "SHS", False, True),
        ("RHKS00003", BOTH, "SEHK", "00003", False, False),
        ("DBAQAAPL", set(), "", "", False, False),
        ("XNASAAPL", set(), "", "", False, False),
        ("DXXXAAPL", set(), "", "", False, False),
        ("DSHI1", set(), "", "", False, False),
        ("DNAS", set(), "", "", False, False),
        ("DNASaapl", set(), "", "", False, False),
        ("DNASAAPL ", set(), "", "", False, False),
        ("AAPL", set(), "", "", False, False),
    ],
)
def test_keys(text: str, served: set[str], exchange: str, symbol: str, daytime: bool, late: bool) -> None:
    for tr_id in frames.FIELDS:
        key = read_key(tr_id, text)
        assert (key is not None) is (tr_id in served), tr_id
        if key is not None:
            assert (key.text, key.code.order_code, key.symbol) == (text, exchange, symbol)
            assert (key.daytime, key.late) == (daytime, late)


@given(st.sampled_from(sorted(frames.FIELDS)), st.text(max_size=45))
def test_no_key_breaks_it(tr_id: str, text: str) -> None:
    key = read_key(tr_id, text)
    assert key is None or key.text == text


def test_levels_that_are_not_known_are_zeros() -> None:
    known = dict.fromkeys(frames.FIELDS[ASIAN_BOOK_TR], "x")
    fields = frames.record(BOOK_TR, known, 4).split("^")
    assert len(fields) == 71
    assert fields[:17] == ["x"] * 17
    assert fields[17:] == ["0.0000", "0.0000", "0", "0", "0", "0"] * 9
    assert frames.record(BOOK_TR, known, 0).split("^")[17] == "0"


def test_a_record_needs_its_fields_and_takes_no_others() -> None:
    with pytest.raises(KeyError, match="RSYM"):
        frames.record(TRADES_TR, {}, 4)
    with pytest.raises(ValueError, match="PBID1"):
        frames.record(TRADES_TR, {"PBID1": "1"}, 4)


def test_a_frame_counts_its_records() -> None:
    assert frames.frame(TRADES_TR, ["a^b", "c^d"]) == b"0|HDFSCNT0|002|a^b^c^d"
    for records in ([], ["x"] * 1000):
        with pytest.raises(ValueError, match="records"):
            frames.frame(TRADES_TR, records)


def test_the_recorded_frame_is_read() -> None:
    found = frames.read(RECORDED_TRADES)
    assert found.tr_id == TRADES_TR
    assert [row.values["LAST"] for row in found.records] == ["169.7850", "169.7900"]
    assert [row.extra for row in found.records] == [(), ()]
    assert frames.frame(found.tr_id, [row.text() for row in found.records]).decode() == RECORDED_TRADES


fields = st.text(st.characters(exclude_characters="^", exclude_categories=["Cs"]), max_size=6)


@given(st.sampled_from(sorted(frames.FIELDS)), st.integers(0, 3), st.integers(1, 3), st.data())
def test_a_frame_comes_back_with_the_fields_that_are_new(
    tr_id: str, more: int, count: int, data: st.DataObject
) -> None:
    names = frames.FIELDS[tr_id]
    width = len(names) + more
    filler = data.draw(fields)
    rows = [[filler + str(at * width + n) for n in range(width)] for at in range(count)]
    sent = frames.frame(tr_id, ["^".join(row) for row in rows]).decode()
    found = frames.read(sent)
    assert [row.values for row in found.records] == [dict(zip(names, row, strict=False)) for row in rows]
    assert [list(row.extra) for row in found.records] == [row[len(names) :] for row in rows]
    assert frames.frame(tr_id, [row.text() for row in found.records]).decode() == sent


@given(st.sampled_from(sorted(frames.FIELDS)), st.integers(0, 4), st.data())
def test_what_the_server_writes_a_client_reads(tr_id: str, decimals: int, data: st.DataObject) -> None:
    values = dict.fromkeys(frames.FIELDS[tr_id], data.draw(fields))
    (found,) = frames.read(frames.frame(tr_id, [frames.record(tr_id, values, decimals)]).decode()).records
    assert (found.values, found.extra) == (values, ())


def test_an_order_book_of_one_level_is_read() -> None:
    (found,) = frames.read(f"0|{BOOK_TR}|001|" + "^".join("x" * 17)).records
    assert list(found.values) == list(frames.FIELDS[BOOK_TR][:17])


def test_an_unknown_tr_has_no_names() -> None:
    found = frames.read("0|H0STCNT0|002|a^b^c^d")
    assert [row.extra for row in found.records] == [("a", "b"), ("c", "d")]
    assert [row.values for row in found.records] == [{}, {}]
    assert frames.read("0|H0STCNT0|001|a").records[0].text() == "a"


@pytest.mark.parametrize(
    "text", ["0|HDFSCNT0|001|a^b", "1|HDFSCNT0|001|x", "0|HDFSCNT0|001", "0|HDFSCNT0|000|a", RECORDED_TRADES[:-4]]
)
def test_what_is_no_clear_frame(text: str) -> None:
    with pytest.raises(Unreadable):
        frames.read(text)
