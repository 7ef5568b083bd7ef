import sys
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from haero.client.results.balance import Holding
from haero.client.results.frames import to_pandas, to_polars
from haero.client.results.orders import Fill
from haero.kis.reply_types import InquireBalanceOutput1, InquireCcnlOutput

FILLS = [
    Fill(InquireCcnlOutput(odno="1", pdno="AAPL", sll_buy_dvsn_cd="02", ft_ccld_qty="30", ft_ccld_unpr3="100.10000000",
                           dmst_ord_dt="20261121", thco_ord_tmd="000000", ovrs_excg_cd="NASD", ord_dt="20261120")),
    Fill(InquireCcnlOutput(odno="2", pdno="IBM", sll_buy_dvsn_cd="01", ft_ccld_qty="?", ft_ccld_unpr3="", ovrs_excg_cd="NYSE")),
]  # fmt: skip
AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


def test_polars() -> None:
    polars = pytest.importorskip("polars")
    frame = to_polars(FILLS)
    assert frame.columns == list(Fill.fields)
    assert frame["odno"].to_list() == ["0000000001", "0000000002"]
    assert frame["quantity"].to_list() == [30, None]
    assert frame["price"].to_list() == [Decimal("100.1"), None]
    assert frame["at"].to_list() == [AT, None]
    assert frame["side"].to_list() == ["buy", "sell"]
    assert (frame["quantity"].dtype, frame["at"].dtype) == (polars.Int64, polars.Datetime("us", "UTC"))
    assert to_polars([]).shape == (0, 0)
    large = Holding(InquireBalanceOutput1(frcr_pchs_amt1="12345678901234567890123.12345678"))
    assert to_polars([large])["cost"].to_list() == [Decimal("12345678901234567890123.12345678")]


def test_pandas() -> None:
    pytest.importorskip("pandas")
    frame = to_pandas(FILLS)
    assert list(frame.columns) == list(Fill.fields)
    assert list(frame["odno"]) == ["0000000001", "0000000002"]
    assert frame["price"][0] == Decimal("100.1")
    assert frame["at"][0] == AT
    assert list(frame["exchange"]) == ["NASDAQ", "NYSE"]
    assert to_pandas(FILLS[:1])["quantity"].dtype == "int64"
    assert len(to_pandas([])) == 0


def test_rows_of_one_class_make_a_table() -> None:
    pytest.importorskip("polars")
    with pytest.raises(ValueError, match="Fill, Holding"):
        to_polars([*FILLS, Holding(InquireBalanceOutput1())])


@pytest.mark.parametrize(("make", "name"), [(to_pandas, "pandas"), (to_polars, "polars")])
def test_what_is_not_installed_is_named(make: object, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    assert callable(make)
    with pytest.raises(ModuleNotFoundError, match=f"pip install {name}"):
        make(FILLS)
