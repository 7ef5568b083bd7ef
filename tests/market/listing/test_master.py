import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from haero.market.listing.instruments import Instrument, InstrumentKind
from haero.market.listing.master import MasterFileError, load_masters, read_master
from haero.terms import Currency, Exchange

DATA = Path(__file__).parents[2] / "data" / "master"
NAS = DATA / "nasmst.cod"

APPLE = Instrument(
    exchange=Exchange.NASDAQ,
    symbol="AAPL",
    name_ko="애플",
    name_en="APPLE INC",
    currency=Currency.USD,
    kind=InstrumentKind.STOCK,
    lot=1,
    listed_shares=0,
    base_price=Decimal("266.2500"),
)


def zipped(text: bytes, path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, text)
    return path


def changed(path: Path, column: int, value: str) -> Path:
    """The first data line of the NASDAQ file with another value in a column (counted from 1)."""
    cells = NAS.read_bytes().decode("cp949").splitlines()[0].split("\t")
    cells[column - 1] = value
    path.write_bytes("\t".join(cells).encode("cp949"))
    return path


def test_a_file_without_a_header_line() -> None:
    apple, qqq = read_master(NAS)
    assert apple == APPLE
    assert (qqq.symbol, qqq.kind) == ("QQQ", InstrumentKind.ETF)


def test_a_file_with_a_header_line_says_the_same() -> None:
    assert list(read_master(DATA / "header" / "nasmst.cod")) == list(read_master(NAS))


def test_hong_kong_lots_and_what_is_left_out() -> None:
    listed = {one.symbol: one for one in read_master(DATA / "hksmst.cod")}
    assert set(listed) == {"00700", "00005"}
    assert listed["00005"].lot == 400
    assert listed["00700"].name_ko == "텐센트 홀딩스"
    assert listed["00700"].currency is Currency.HKD


def test_indexes_are_left_out() -> None:
    assert list(read_master(DATA / "shimst.cod")) == []


def test_what_is_quoted_in_another_currency_than_its_exchanges_is_left_out(tmp_path: Path) -> None:
    """B shares: their orders would hold one money and pay in another."""
    (apple,) = read_master(changed(tmp_path / "nasmst.cod", 10, "USD"))
    assert apple.currency is Currency.USD
    assert list(read_master(changed(tmp_path / "nasmst.cod", 10, "HKD"))) == []


def test_a_zip_reads_like_the_file_inside(tmp_path: Path) -> None:
    line = NAS.read_bytes().decode("cp949").splitlines()[0].split("\t")
    line[2:8] = ["TSE", "동경", "7203", "DTSE7203", "도요타자동차", "TOYOTA MOTOR CORP"]
    line[9], line[12], line[13] = "JPY", "2800", "100"
    path = zipped(("\t".join(line) + "\r\n").encode("cp949"), tmp_path / "tsemst.cod.zip", "tsemst.cod")
    (toyota,) = read_master(path)
    assert (toyota.exchange, toyota.symbol, toyota.lot, toyota.currency) == (Exchange.TOKYO, "7203", 100, Currency.JPY)
    assert toyota.base_price == 2800


def test_a_folder_gives_everything_once(tmp_path: Path) -> None:
    shutil.copy(NAS, tmp_path)
    shutil.copy(DATA / "hksmst.cod", tmp_path)
    zipped(NAS.read_bytes(), tmp_path / "nasmst.cod.zip", "nasmst.cod")
    (tmp_path / "notes.txt").write_text("not a master file", encoding="utf-8")
    assert sorted(one.symbol for one in load_masters(tmp_path)) == ["00005", "00700", "AAPL", "QQQ"]
    assert [one.symbol for one in load_masters(NAS)] == ["AAPL", "QQQ"]


def test_an_empty_order_size_is_the_usual_lot_of_the_exchange(tmp_path: Path) -> None:
    for cell in ("", "0"):
        (one,) = read_master(changed(tmp_path / "nasmst.cod", 14, cell))
        assert one.lot == 1
    text = (
        changed(tmp_path / "tsemst.cod", 14, "")
        .read_bytes()
        .decode("cp949")
        .replace("\tNAS\t", "\tTSE\t")
        .replace("\tUSD\t", "\tJPY\t")
    )
    (tmp_path / "tsemst.cod").write_bytes(text.encode("cp949"))
    (tokyo,) = read_master(tmp_path / "tsemst.cod")
    assert (tokyo.exchange, tokyo.lot) == (Exchange.TOKYO, 100)
    (one,) = read_master(changed(tmp_path / "nasmst.cod", 13, ""))
    assert one.base_price == 0


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        (5, "", "symbol"),
        (9, "9", "security type"),
        (10, "XYZ", "currency"),
        (13, "abc", "base price"),
        (13, "NaN", "base price"),
        (13, "-1", "base price"),
        (14, "1.5", "bid order size"),
        (24, "a\tb", "25 columns"),
    ],
)
def test_errors_name_file_line_and_column(tmp_path: Path, column: int, value: str, says: str) -> None:
    path = changed(tmp_path / "nasmst.cod", column, value)
    with pytest.raises(MasterFileError, match=rf"nasmst\.cod, line 1: .*{says}"):
        list(read_master(path))


def test_the_line_number_counts_from_one(tmp_path: Path) -> None:
    path = tmp_path / "nasmst.cod"
    path.write_bytes(NAS.read_bytes() + b"US\t22\tNAS\n")
    with pytest.raises(MasterFileError, match=r"line 3: 3 columns, expected 24"):
        list(read_master(path))


def test_files_that_are_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MasterFileError, match=r"nasmst\.cod"):
        list(read_master(tmp_path / "nasmst.cod"))
    with pytest.raises(MasterFileError, match=r"no \*mst\.cod"):
        load_masters(tmp_path)
    broken = tmp_path / "nysmst.cod.zip"
    broken.write_bytes(b"not a zip")
    with pytest.raises(MasterFileError, match="zip"):
        list(read_master(broken))
    with pytest.raises(MasterFileError, match=r"2 \.cod files"):
        list(read_master(zipped(b"", tmp_path / "amsmst.cod.zip", "a.cod", "b.cod")))
    utf = tmp_path / "nysmst.cod"
    utf.write_bytes(b"\xff\xff\xff")
    with pytest.raises(MasterFileError, match="cp949"):
        list(read_master(utf))
    monkeypatch.setattr("haero.market.listing.master.MAX_BYTES", 10)
    with pytest.raises(MasterFileError, match="10 bytes"):
        list(read_master(NAS))
    with pytest.raises(MasterFileError, match="10 bytes"):
        list(read_master(zipped(b"x" * 11, tmp_path / "hnxmst.cod.zip", "hnxmst.cod")))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (13, "1e999999", "base price .column 13."),
        (13, "1000000001", "from 0 to 1000000000"),
        (13, "1e-999999", "at most 8 digits behind the point"),
        (13, "0." + "1" * 150, "at most 8 digits"),
        (14, "1" + "0" * 150, "bid order size .column 14."),
        (14, "9" * 4_000, "a cell has more than 200 characters"),
        (7, "x" * 201, "a cell has more than 200 characters"),
    ],
)
def test_numbers_beyond_every_market_are_refused(tmp_path: Path, column: int, value: str, said: str) -> None:
    with pytest.raises(MasterFileError, match=f"line 1: .*{said}"):
        list(read_master(changed(tmp_path / "nasmst.cod", column, value)))


def test_a_zip_that_lies_about_its_size_is_read_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(NAS.read_bytes() * 50, tmp_path / "nasmst.cod.zip", "nasmst.cod")
    data = bytearray(path.read_bytes())
    size = len(NAS.read_bytes()) * 50
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(mark) + (22 if mark == b"PK\x03\x04" else 24)
        assert int.from_bytes(data[at : at + 4], "little") == size
        data[at : at + 4] = (9).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(MasterFileError):
        list(read_master(path))
    plain = zipped(NAS.read_bytes() * 50, tmp_path / "amsmst.cod.zip", "amsmst.cod")
    monkeypatch.setattr("haero.market.listing.master.MAX_BYTES", size - 1)
    with pytest.raises(MasterFileError, match="has more than"):
        list(read_master(plain))


def test_a_device_that_never_ends_is_read_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haero.market.listing.master.MAX_BYTES", 1_000)
    with pytest.raises(MasterFileError, match="/dev/zero: has more than 1000 bytes"):
        list(read_master(Path("/dev/zero")))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_by_a_method_that_cannot_be_unpacked_in_pieces_is_refused(tmp_path: Path, method: int) -> None:
    path = tmp_path / "nasmst.cod.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("nasmst.cod", NAS.read_bytes())
    with pytest.raises(MasterFileError, match="method"):
        list(read_master(path))
