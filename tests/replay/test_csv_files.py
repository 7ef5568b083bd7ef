import csv
import json
from decimal import Decimal
from pathlib import Path

import msgspec

from haero.replay.csv_files import summary, write
from haero.replay.report import OrderLine
from haero.replay.watch import RefusedCall
from haero.terms import Environment
from tests.replay.test_watch import START
from tests.replay_story import Told


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_and_every_digit(story: Told, tmp_path: Path) -> None:
    write(story.report, tmp_path)
    orders = rows(tmp_path / "orders.csv")
    assert list(orders[0]) == list(OrderLine.__struct_fields__)
    assert [row["outcome"] for row in orders] == ["filled", "filled", "cancelled", "filled"]
    assert Decimal(orders[1]["slippage_vwap"]) == story.report.orders[1].slippage_vwap
    assert orders[2]["average"] == ""
    fills = rows(tmp_path / "fills.csv")
    assert [(row["number"], row["quantity"], row["price"]) for row in fills] == [
        ("1", "100", "100.10"), ("2", "50", "99.50"), ("5", "120", "101.00"),
    ]  # fmt: skip
    assert fills[0]["at"] == "2026-11-20T15:00:00+00:00"
    assert rows(tmp_path / "refusals.csv") == []


def test_the_summary_has_exact_numbers(story: Told) -> None:
    said = json.loads(summary(story.report))
    assert (said["orders"], said["fills"], said["refusals"]) == (4, 3, 0)
    assert Decimal(said["money"][0]["profit"]) == Decimal("126.98")
    assert said["symbols"][0]["symbol"] == "AAPL"


def test_what_a_program_sent_is_never_a_formula(story: Told, tmp_path: Path) -> None:
    call = RefusedCall(
        START, Environment.REAL, "/x", "T", 200, "APBK0656", "text", "buy", "NYSE", "=1+1", "00", "-5", "@x"
    )
    write(msgspec.structs.replace(story.report, refusals=[call]), tmp_path)
    (row,) = rows(tmp_path / "refusals.csv")
    assert (row["symbol"], row["quantity"], row["price"]) == ("'=1+1", "'-5", "'@x")
