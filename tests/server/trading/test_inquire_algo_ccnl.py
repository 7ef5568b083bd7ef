"""The executions of one order, in all four blocks that clients are known to read."""

from tests.support import TRADING, Running


async def test_fills_and_their_sum_in_both_spellings(haero: Running) -> None:
    await haero.real.quote("99.00", 500, "101.00", 4)
    await haero.real.buy(OVRS_ORD_UNPR="101.00")  # 4 at the quote, 6 rest
    await haero.real.print("100.50", 6)  # trades through
    query = haero.real.account | {"ORD_DT": "20261120", "ODNO": "1"}
    answer = await haero.real.get(f"{TRADING}/inquire-algo-ccnl", "TTTS6059R", query)
    fills = answer.json["output"]
    assert [(row["CCLD_SEQ"], row["FT_CCLD_QTY"], row["FT_CCLD_UNPR3"]) for row in fills] == [
        ("1", "4", "101.00000000"),
        ("2", "6", "101.00000000"),
    ]
    (total,) = answer.json["output3"]
    assert (total["CCLD_CNT"], total["FT_CCLD_QTY"], total["FT_CCLD_AMT3"]) == ("2", "10", "1010.00000")
    assert answer.json["output1"] == [{key.lower(): value for key, value in row.items()} for row in fills]
    assert answer.json["output2"] == {key.lower(): value for key, value in total.items()}


async def test_another_day_or_number_has_none(haero: Running) -> None:
    await haero.real.buy()
    for change in (
        {"ORD_DT": "20261119", "ODNO": "1"},
        {"ORD_DT": "20261120", "ODNO": "9"},
        {"ORD_DT": "20261120", "ODNO": "x"},
    ):
        answer = await haero.real.get(f"{TRADING}/inquire-algo-ccnl", "TTTS6059R", haero.real.account | change)
        assert (answer.code, answer.json["output"], answer.json["output2"]) == ("KIOK0560", [], {})


async def test_a_blank_day_is_any_day(haero: Running) -> None:
    await haero.real.buy()
    for blank in ("", "        "):
        query = haero.real.account | {"ORD_DT": blank, "ODNO": "1"}
        answer = await haero.real.get(f"{TRADING}/inquire-algo-ccnl", "TTTS6059R", query)
        assert [row["ODNO"] for row in answer.json["output3"]] == ["0000000001"]
