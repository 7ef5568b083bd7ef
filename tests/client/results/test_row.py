from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.client.results.balance import Holding
from haero.client.results.orders import Fill
from haero.client.results.rankings import ByVolume
from haero.client.results.row import Row
from haero.kis.reply_types import InquireBalanceOutput1, InquireCcnlOutput, TradeVolOutput2
from haero.terms import Exchange, Side
from tests.client.results.classes import ROWS, read_all
from tests.kis.wire import objects

HELD = InquireBalanceOutput1(
    cano="12345678",
    acnt_prdt_cd="01",
    ovrs_pdno="AAPL",
    ovrs_cblc_qty="10",
    pchs_avg_pric="185.2000",
    ovrs_excg_cd="NASD",
)


def test_a_row_keeps_what_came() -> None:
    row = Holding(InquireBalanceOutput1(ovrs_pdno="AAPL", extra={"new_field": "1"}))
    assert row.raw.ovrs_pdno == "AAPL"
    assert row.raw.extra == {"new_field": "1"}
    assert Holding.struct is InquireBalanceOutput1


def test_values_by_name_and_none_for_what_cannot_be_read() -> None:
    row = Holding(HELD)
    found = row.to_dict()
    assert found["symbol"] == "AAPL"
    assert found["quantity"] == 10
    assert found["exchange"] is Exchange.NASDAQ
    assert found["last_price"] is None
    assert list(found) == list(Holding.fields)
    with pytest.raises(ValueError, match=r"Holding\.currency"):
        row.to_dict(strict=True)


def test_rows_are_equal_when_kis_sent_the_same() -> None:
    assert Holding(HELD) == Holding(HELD, None, datetime(2026, 1, 1, tzinfo=UTC))
    assert Holding(HELD) != Holding(InquireBalanceOutput1(ovrs_pdno="MSFT"))
    assert Holding(HELD) != Fill(InquireCcnlOutput())
    with pytest.raises(TypeError):
        hash(Holding(HELD))


def test_the_repr_has_english_names_and_no_account() -> None:
    shown = repr(Holding(HELD))
    assert shown.startswith(
        "Holding(symbol='AAPL', exchange=<Exchange.NASDAQ: 'NASDAQ'>, quantity=10, average_price=Decimal("
    )
    assert "12345678" not in shown
    broken = repr(Fill(InquireCcnlOutput(odno="42031", ft_ccld_qty="x")))
    assert broken == "Fill(odno='0000042031', quantity=<unreadable>)"


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
def test_no_row_shows_an_account_or_the_name_of_a_person(kind: type[Row]) -> None:  # type: ignore[type-arg]
    told = {name.lower() for field in kind.fields.values() for name in field.kis}
    assert not told & {"cano", "acnt_prdt_cd", "acnt_no", "acnt_name", "stff_name", "ord_stfno", "cust_id"}


def test_a_row_of_a_family_has_the_fields_of_the_family_and_its_own() -> None:
    assert list(ByVolume.fields)[:3] == ["exchange", "symbol", "name"]
    assert {"bid", "ask", "rank", "average_volume"} <= ByVolume.fields.keys()
    row = ByVolume(TradeVolOutput2(excd="NAS", symb="AAPL", diff="1.5", sign="5", rank="3"))
    assert (row.exchange, row.change, row.rank) == (Exchange.NASDAQ, Decimal("-1.5"), 3)


def test_a_side_without_a_code_is_read_by_its_name() -> None:
    assert Fill(InquireCcnlOutput(sll_buy_dvsn_cd_name="매수취소")).side is Side.BUY


@settings(max_examples=60)
@given(st.data())
def test_any_texts_make_a_row_and_no_field_fails_but_with_a_value_error(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(ROWS))
    row = kind(data.draw(objects(kind.struct, extra=True)), None, datetime(2026, 11, 20, tzinfo=UTC))
    for name, value in read_all(row).items():
        if isinstance(value, ValueError):
            assert f"{kind.__name__}.{name}" in str(value) or kind.__name__ not in str(value)
    assert row.to_dict().keys() == kind.fields.keys()
    assert repr(row).startswith(kind.__name__)
    assert row == kind(row.raw)
