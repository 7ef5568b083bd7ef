"""`haero orders` and `haero fills` against a running haero."""

from tests.cli.customer.conftest import Desk


def test_orders_of_today_and_what_is_open(desk: Desk) -> None:
    desk.quote("229.90", "230.10")
    filled = desk.json("buy", "AAPL", "7", "230.10")["odno"]
    resting = desk.json("buy", "NYSE:IBM", "2", "100")["odno"]
    assert [row["odno"] for row in desk.json("orders")["orders"]] == [filled, resting]
    heading, *lines = desk.says("orders")
    assert heading.split() == ["time", "(KST)", "order", "side", "symbol", "qty", "limit", "filled", "open", "status"]
    assert [line.split()[2:] for line in lines] == [
        [filled, "buy", "AAPL", "7", "230.10", "7", "0", "filled"],
        [resting, "buy", "NYSE:IBM", "2", "100.00", "0", "2", "open"],
    ]
    assert all(len(line) <= 80 for line in lines)
    assert [row["odno"] for row in desk.json("orders", "--open")["orders"]] == [resting]
    assert [row["odno"] for row in desk.json("orders", "--symbol", "AAPL")["orders"]] == [filled]
    assert [row["odno"] for row in desk.json("orders", "--exchange", "NYSE", "--open")["orders"]] == [resting]
    assert "미체결" in desk.says("orders", "--open", "--lang", "ko")[1]
    assert desk.json("orders", "--since", "2026-11-01", "--until", "2026-11-02") == {"orders": []}


def test_fills(desk: Desk) -> None:
    assert desk.says("fills", "--lang", "ko") == ["체결내역이 없습니다"]
    desk.quote("229.90", "230.10")
    odno = desk.json("buy", "AAPL", "7", "230.10")["odno"]
    (row,) = desk.json("fills")["fills"]
    assert (row["odno"], row["quantity"], row["price"], row["amount"]) == (odno, 7, "230.1", "1610.7")
    assert desk.says("fills", "--since", "2026-11-20")[1].split()[2:] == [
        odno,
        "buy",
        "AAPL",
        "7",
        "230.10",
        "1,610.70",
        "USD",
    ]


def test_what_is_wrong_is_said(desk: Desk) -> None:
    for words, said in (
        (("orders", "--open", "--since", "2026-11-20"), "--open is what is open now"),
        (("fills", "--since", "monday"), "--since monday: must be a day"),
        (("orders", "--exchange", "moon", "--lang", "ko"), "moon: 없는 거래소입니다"),
    ):
        ended = desk.run(*words)
        assert (ended.exit_code, said in ended.stderr) == (2, True), ended.stderr
