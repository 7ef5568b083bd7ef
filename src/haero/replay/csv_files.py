"""The report as files for a spreadsheet or a notebook: orders, fills and refusals as CSV, the summary as JSON."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from haero.replay.report import FillLine, OrderLine, Report
from haero.replay.watch import RefusedCall

# A spreadsheet takes a field that begins like this for a formula: what a program sent must stay text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_encoder = msgspec.json.Encoder(decimal_format="string")


def write(report: Report, folder: Path) -> None:
    """Writes orders.csv, fills.csv, refusals.csv and summary.json. UTF-8 with a mark, as spreadsheets want it; times in UTC."""
    _rows(folder / "orders.csv", OrderLine.__struct_fields__, (msgspec.structs.astuple(line) for line in report.orders))
    _rows(folder / "fills.csv", FillLine.__struct_fields__, (msgspec.structs.astuple(line) for line in report.fills))
    _rows(folder / "refusals.csv", RefusedCall._fields, report.refusals)
    (folder / "summary.json").write_bytes(summary(report))


def summary(report: Report) -> bytes:
    """All of the report but its single orders, fills and refusals, which are counted. Decimals are strings, exact."""
    said = msgspec.structs.asdict(report)
    said |= {name: len(said[name]) for name in ("orders", "fills", "refusals")}
    return msgspec.json.format(_encoder.encode(said), indent=2)


def _rows(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_text(value) for value in row] for row in rows)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    return "'" + text if text.startswith(_FORMULA) else text
