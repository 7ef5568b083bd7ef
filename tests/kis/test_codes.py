from haero.kis import catalogue, codes


def test_order_codes_are_those_of_the_order_page() -> None:
    page = catalogue.api("v1_해외주식-001").field("OVRS_EXCG_CD").values
    assert [item.order_code for item in codes.EXCHANGES] == list(page)


def test_quote_and_daytime_codes_are_those_of_the_price_page() -> None:
    page = set(catalogue.api("v1_해외주식-009").field("EXCD").values) - {"SHI", "SZI"}
    ours = {code for item in codes.EXCHANGES for code in (item.quote_code, item.daytime_code) if code}
    assert ours == page


def test_every_code_leads_back_to_its_exchange() -> None:
    for item in codes.EXCHANGES:
        assert codes.by_order_code(item.order_code) is item
        assert codes.by_quote_code(item.quote_code) is item
        if item.daytime_code:
            assert codes.by_quote_code(item.daytime_code) is item


def test_daytime_codes_are_the_us_exchanges() -> None:
    found = {code: codes.by_quote_code(code) for code in ("BAQ", "BAY", "BAA")}
    assert {code: item and item.order_code for code, item in found.items()} == {
        "BAQ": "NASD",
        "BAY": "NYSE",
        "BAA": "AMEX",
    }


def test_unknown_codes_are_none() -> None:
    assert codes.by_order_code("NAS") is None
    assert codes.by_quote_code("NASD") is None
    assert codes.by_quote_code("") is None


def test_product_types_and_notice_codes_tell_exchanges_apart() -> None:
    assert len({item.product_type for item in codes.EXCHANGES}) == 9
    assert len({item.notice for item in codes.EXCHANGES}) == 9
    assert len({(item.nation, item.market) for item in codes.EXCHANGES}) == 9


def test_order_division_names() -> None:
    assert codes.ORDER_DIVISION_NAMES["00"] == "지정가"
    assert catalogue.api("v1_해외주식-001").field("ORD_DVSN").values == codes.ORDER_DIVISION_NAMES
