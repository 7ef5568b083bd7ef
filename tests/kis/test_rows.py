from decimal import Decimal

import pytest

from haero.kis import catalogue
from haero.kis.rows import RowWriter

API, BLOCK = "v1_해외주식-007", "output"
FIELDS = catalogue.api(API).output(BLOCK).fields
ROW = {field.name: "x" if field.decimals is None else Decimal("1.5") for field in FIELDS}


def test_all_fields_in_catalogue_order_with_their_decimals() -> None:
    row = RowWriter(API, BLOCK).row(dict(reversed(ROW.items())))
    assert list(row) == [field.name for field in FIELDS]
    assert row["ft_ord_unpr3"] == "1.50000000"
    assert row["ft_ccld_amt3"] == "1.50000"
    assert row["ft_ord_qty"] == "2"
    assert row["pdno"] == "x"


@pytest.mark.parametrize("text", ["\0", "", " ", "None"])
def test_any_text_is_a_value(text: str) -> None:
    """A symbol that nobody lists goes back as it was asked for."""
    assert RowWriter(API, BLOCK).row(ROW | {"pdno": text})["pdno"] == text


def test_ints_text_and_numbers_without_decimals() -> None:
    writer = RowWriter("v1_해외주식-009", "output")
    values = {field.name: "" for field in catalogue.api("v1_해외주식-009").output("output").fields}
    row = writer.row({**values, "tvol": 1200, "tamt": Decimal("1E+3"), "last": Decimal("225.12"), "rate": "+5.61"})
    assert (row["tvol"], row["tamt"], row["last"], row["rate"]) == ("1200", "1000", "225.1200", "+5.61")
    # KIS sends an empty last when a symbol has no price, so text is never touched.
    assert row["base"] == ""


def test_a_missing_field_raises_unless_it_is_blank() -> None:
    values = {name: value for name, value in ROW.items() if name not in ("loan_dt", "ft_ccld_unpr3")}
    with pytest.raises(ValueError, match="lacks ft_ccld_unpr3, loan_dt"):
        RowWriter(API, BLOCK).row(values)
    row = RowWriter(API, BLOCK, blank=("loan_dt", "ft_ccld_unpr3")).row(values)
    assert (row["loan_dt"], row["ft_ccld_unpr3"]) == ("", "0.00000000")


def test_a_blank_field_takes_a_value_all_the_same() -> None:
    assert RowWriter(API, BLOCK, blank=("loan_dt",)).row({**ROW, "loan_dt": "20260102"})["loan_dt"] == "20260102"


def test_rows_do_not_share_state() -> None:
    writer = RowWriter(API, BLOCK, blank=("loan_dt",))
    writer.row({**ROW, "loan_dt": "20260102"})
    assert writer.row({name: value for name, value in ROW.items() if name != "loan_dt"})["loan_dt"] == ""


def test_unknown_names_raise() -> None:
    with pytest.raises(ValueError, match="has no PDNO"):
        RowWriter(API, BLOCK).row({**ROW, "PDNO": "AAPL"})
    with pytest.raises(ValueError, match="has no nothing"):
        RowWriter(API, BLOCK, blank=("nothing",))
    with pytest.raises(KeyError):
        RowWriter(API, "output1")


def test_numbers_that_cannot_be_written_raise() -> None:
    price = RowWriter(
        "v1_해외주식-009", "output", blank=[f.name for f in catalogue.api("v1_해외주식-009").outputs[0].fields]
    )
    for name in ("last", "tvol"):
        with pytest.raises(ValueError):
            price.row({name: Decimal("NaN")})
        with pytest.raises(TypeError):
            price.row({name: 1.5})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("api_id", "block"),
    [
        (api.id, block.name)
        for api in catalogue.apis()
        if api.group in ("trading", "quotations")
        for block in api.outputs
    ],
)
def test_every_block_can_be_written(api_id: str, block: str) -> None:
    fields = catalogue.api(api_id).output(block).fields
    row = RowWriter(api_id, block).row({field.name: 1 for field in fields})
    assert list(row) == [field.name for field in fields]
    assert all(isinstance(value, str) for value in row.values())
