"""Orders whose reply is lost: said as such, with the command that finds out."""

from tests.cli.customer.conftest import Desk


def test_an_order_that_was_received(desk: Desk) -> None:
    desk.fault("reply-lost", "TTTT1002U")
    ended = desk.run("buy", "AAPL", "3", "180", "--lang", "ko")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "결과를 모르는 주문: 매수 AAPL 3주 지정가 180.00" in ended.stderr
    assert "다시 보내지 마십시오" in ended.stderr
    command = ended.stderr.splitlines()[-1].split()
    assert command[:2] == ["haero", "resolve"]
    (known,) = desk.json("unknowns")["unknowns"]
    assert (known["key"], known["resolve"]) == (command[2], " ".join(command))
    assert desk.says("unknowns")[0].startswith("OUTCOME UNKNOWN: buy AAPL 3 limit 180.00, sent ")
    (row,) = desk.json("orders")["orders"]
    found = desk.json(*command[1:])
    assert (found["outcome"], found["order"]["odno"], found["seen"]["odno"]) == ("accepted", row["odno"], row["odno"])
    assert desk.says("unknowns", "--lang", "ko") == ["결과를 모르는 주문이 없습니다"]
    assert desk.says("unknowns") == ["no order's outcome is unknown"]
    assert desk.says(*command[1:])[0].startswith(f"found: order {row['odno']} taken: buy AAPL 3")


def test_an_order_of_which_nobody_can_tell_yet(desk: Desk) -> None:
    desk.fault("request-lost", "TTTT1002U")
    found = desk.json("buy", "AAPL", "3", "180", "--key", "mine", status=1)["error"]
    assert (found["kind"], found["key"], found["request"]["symbol"]) == ("OrderOutcomeUnknown", "mine", "AAPL")
    told = desk.json("resolve", "mine", "--patience", "0", status=1)
    assert (told["outcome"], told["candidates"]) == ("still_unknown", [])
    ended = desk.run("resolve", "mine", "--patience", "0", "--lang", "ko")
    assert (ended.exit_code, ended.stderr) == (1, "")
    assert "다시 보내지 마십시오. 나중에 다시: haero resolve mine" in ended.stdout
    ended = desk.run("resolve", "other")
    assert (ended.exit_code, "no order of this account has this key" in ended.stderr) == (2, True)
