"""`haero revise` and `haero cancel` against a running haero."""

from tests.cli.customer.conftest import Desk


def test_a_revision_and_a_cancellation_by_number(desk: Desk) -> None:
    first = desk.json("buy", "AAPL", "10", "185.20")["odno"]
    revised = desk.json("revise", first.lstrip("0"), "--price", "186")
    assert (revised["kind"], revised["original"], revised["price"], revised["quantity"]) == ("revise", first, "186", 10)
    (line,) = desk.says("cancel", revised["odno"], "--qty", "4", "--symbol", "AAPL", "--lang", "ko")
    assert line.endswith(f": 취소 매수 AAPL 4주 (원주문 {revised['odno']}), 11-21 00:00:00")
    assert desk.json("orders", "--open") == {"orders": []}, "haero takes all back, as KIS was seen to"
    ended = desk.run("revise", revised["odno"], "--qty", "2")
    assert (ended.exit_code, "not sent: " in ended.stderr) == (1, True), ended.stderr


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    odno = desk.json("buy", "AAPL", "10", "185.20")["odno"]
    assert desk.says("cancel", odno, "--dry-run")[-1] == "dry run: nothing was sent"
    assert desk.json("revise", odno, "--price", "1", "--dry-run")["dry_run"]["kind"] == "revise"
    assert len(desk.json("cancel", "--all", "--dry-run")["dry_run"]) == 1
    assert odno in desk.says("cancel", "--all", "--dry-run")[1]
    assert [row["odno"] for row in desk.json("orders", "--open")["orders"]] == [odno]


def test_all_at_once_on_several_exchanges(desk: Desk) -> None:
    first = [desk.json("buy", *words)["odno"] for words in (("AAPL", "1", "100"), ("NYSE:IBM", "1", "50"))]
    assert desk.run("cancel", "--all").exit_code == 2, "nobody is there to be asked"
    assert len(desk.json("orders", "--open")["orders"]) == 2
    found = desk.json("cancel", "--all", "--symbol", "NYSE:IBM", "--yes")
    assert ([one["original"] for one in found["cancelled"]], found["failed"]) == ([first[1]], [])
    lines = desk.says("cancel", "--all", "--yes")
    assert lines[-1].endswith(f"cancel buy AAPL 1 (of order {first[0]}), 11-21 00:00:00 KST")
    assert desk.says("cancel", "--all", "--yes") == ["no orders"]
    assert desk.json("cancel", "--all", "--yes") == {"cancelled": [], "failed": []}


def test_one_that_fails_does_not_hold_up_the_others(desk: Desk) -> None:
    odnos = [desk.json("buy", "AAPL", "1", price)["odno"] for price in ("100", "101")]
    desk.fault("reply-lost", "TTTT1004U")
    found = desk.json("cancel", "--all", "--yes", status=1)
    (failed,), (cancelled,) = found["failed"], found["cancelled"]
    assert (failed["kind"], failed["original"]) == ("OrderOutcomeUnknown", odnos[0])
    assert failed["resolve"] == f"haero resolve {failed['key']}"
    assert cancelled["original"] == odnos[1]


def test_what_is_wrong_is_said(desk: Desk) -> None:
    for words, status, said in (
        (("cancel", "99"), 1, "KIS lists no order 99"),
        (("cancel", "9a"), 2, "up to ten digits"),
        (("cancel",), 2, "name one order"),
        (("cancel", "1", "--all"), 2, "name one order"),
        (("revise", "1"), 2, "what is to change?"),
        (("revise", "1", "--price", "1", "--lang", "ko"), 1, "오늘과 어제 주문 가운데 1번이 없습니다"),
    ):
        ended = desk.run(*words)
        assert (ended.exit_code, said in ended.stderr) == (status, True), ended.stderr
