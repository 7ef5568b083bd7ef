"""`haero balance` and `haero cash` against a running haero."""

from decimal import Decimal

from tests.cli.customer.conftest import Desk


def test_a_balance(desk: Desk) -> None:
    desk.quote("229.90", "230.10")
    desk.says("buy", "AAPL", "10", "230.10")
    desk.control.post("/control/market/print", exchange="NASD", symbol="AAPL", price="235.10", size=1)
    lines = desk.says("balance")
    assert lines[0].split() == ["symbol", "qty", "avg", "price", "last", "value", "profit", "%", "currency"]
    row = lines[1].split()
    assert row[:5] == ["AAPL", "10", "230.10", "235.10", "2,351.00"]
    assert row[5].startswith("+")
    assert any(line.split()[:2] == ["USD", "100,000.00"] for line in lines)
    assert lines[-1].startswith("in won: assets ")
    korean = desk.says("balance", "--lang", "ko")
    assert "평가손익" in korean[0]
    assert korean[-1].startswith("원화 합계: 총자산 ")
    found = desk.json("balance")
    assert (found["holdings"][0]["quantity"], found["cash"]["JPY"]) == (10, "5000000")
    assert desk.json("balance", "--won")["holdings"][0]["currency"] == "USD"
    assert desk.says("balance", "--won")[1].split()[-1] == "KRW"


def test_an_empty_balance(desk: Desk) -> None:
    assert desk.says("balance")[0] == "no holdings"
    assert desk.says("balance", "--environment", "mock", "--lang", "ko")[0] == "보유 종목이 없습니다"


def test_cash_and_what_orders_can_use(desk: Desk) -> None:
    desk.says("buy", "AAPL", "10", "100")
    rows = {row["currency"]: row for row in desk.json("cash")["cash"]}
    assert rows["USD"]["amount"] == "100000"
    assert Decimal(rows["USD"]["usable"]) == Decimal("98997.5")  # less 1,000 and its fee
    assert (rows["JPY"]["usable"], rows["JPY"]["reserved"]) == ("5000000", "0")
    assert "주문가능" in desk.says("cash", "--lang", "ko")[0]
    (line,) = desk.says("cash", "AAPL", "200")
    assert line.endswith("shares of AAPL at 200.00")
    power = desk.json("cash", "AAPL")["buying_power"]
    assert (power["symbol"], power["currency"], power["price"]) == (
        "AAPL",
        "USD",
        desk.json("quote", "AAPL")["quotes"][0]["last"],
    )
    ended = desk.run("cash", "ZZZZZ")
    assert (ended.exit_code, "KIS has no price of it" in ended.stderr) == (1, True)


def test_cash_of_mock_is_what_orders_can_use(desk: Desk) -> None:
    (row,) = desk.json("cash", "--environment", "mock")["cash"]
    assert (row["currency"], row["usable"], row["amount"]) == ("USD", "100000", None)
    ended = desk.run("cash", "--environment", "mock")
    assert ended.stdout.splitlines()[0].split() == ["currency", "usable"]
    assert "KIS lists no cash by currency on mock" in ended.stderr
