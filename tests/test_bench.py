"""The benchmarks run, and what is compared is comparable. No figure is asserted: the machine is shared."""

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import (
    against,
    client_orders,
    client_start,
    client_store,
    growth,
    in_process,
    queries,
    quotations,
    replay,
    scale,
)
from bench.against import Failed, Side, compare, cost, figures, side_of, table
from bench.effort import FULL, QUICK, Effort
from bench.report import emit_rounds

TINY = Effort(1_000, 1)


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Benchmarks tell the collector what a server tells it; other tests of this process have nothing to do with that."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


HERE = Side("here", Path("/here"), Path("/here"))
OTHER = Side("v1", Path("/other"), Path("/other"), on_cpu=True)


@pytest.mark.parametrize(
    ("run", "names"),
    [
        (in_process.run, {"desk.commands", "desk.commands_durable", "recovery.events"}),
        (scale.run, {f"scale.order_and_cancel.{label}" for label in scale.SIZES}),
        (queries.run, {"queries.inquire-ccnl.1 thousand past orders", "queries.inquire-ccnl.1 million past orders"}),
        (quotations.run, {"quotations.ranking of today.first", "quotations.slices.p99"}),
        (replay.run, {"replay.made-up day.1 order", "replay.made-up day.100 thousand orders, spread"}),
        (growth.run, {"growth.accounts.median.100 accounts", "growth.symbols_replay.second.10 symbols"}),
        (client_store.run, {"client.store.owners.1 key", "client.store.enter_and_settle.million keys"}),
    ],
)
def test_each_runs_and_tells_what_it_costs(
    run: Callable[[Effort], None], names: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(TINY)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert names <= {line["name"] for line in lines}
    for line in lines:
        assert "CPU" in line["unit"], line
        assert line["value"] >= 0
        assert (line["vs"] is None) is (line["ratio"] is None), line


def test_every_client_sends_orders_and_tells_what_they_cost(capsys: pytest.CaptureFixture[str]) -> None:
    sides = {"haero.Client": 0, "http.client": 0, "haero.AsyncClient, 8 tasks": 8, "aiohttp": 1}
    assert sides.items() <= client_orders.SIDES.items()
    client_orders.run(TINY, sides)
    lines = {line["name"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert {f"client.order.{name}" for name in sides} <= set(lines)
    for line in lines.values():
        assert line["value"] > 0
    assert lines["client.order.http.client"]["vs"] is None
    assert lines["client.order.haero.Client"]["vs"] == "http.client"
    assert {"client.wall.haero.Client", "client.wall.haero.AsyncClient, 8 tasks"} <= set(lines)


def test_a_client_that_fails_is_told(tmp_path: Path) -> None:
    with client_orders.worker("http.client", 0, "http://127.0.0.1:1", tmp_path / "a") as one:  # nobody listens there
        with pytest.raises(RuntimeError, match=r"(?s)http\.client: .*refused"):
            one.send(10)


def test_imports_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    imports = {name: client_start.IMPORTS[name] for name in ("haero", "haero.Client", "requests")}
    client_start.run(TINY, imports)
    lines = {line["name"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert {f"client.import.{name}" for name in imports} < set(lines)
    assert lines["client.import.haero.Client"]["vs"] == "requests"


def test_every_slow_inquiry_is_one() -> None:
    assert set(quotations.SLOW) < set(quotations.INQUIRIES)


def test_an_effort() -> None:
    assert (FULL.some(60_000), QUICK.some(60_000), TINY.some(60_000), TINY.some(500), TINY.some(3)) == (
        60_000,
        6_000,
        60,
        10,
        3,
    )
    assert (FULL.rounds(7), QUICK.rounds(7)) == (7, 2)
    assert growth.sizes((0, 100, 1_000, 10_000), QUICK) == (0, 100, 1_000)


def test_a_ratio_is_the_median_of_the_rounds_and_has_its_spread(capsys: pytest.CaptureFixture[str]) -> None:
    emit_rounds("a", [3.0, 1.0, 2.0], "µs CPU", vs="b", base=[1.0, 1.0, 4.0])
    line = json.loads(capsys.readouterr().out)
    assert (line["value"], line["spread"], line["ratio"], line["ratio_spread"]) == (2.0, [1.0, 3.0], 1.0, [0.5, 3.0])


def line(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit}


def test_rates_by_the_clock_of_the_processor_are_costs() -> None:
    assert cost(line("a", 50_000, "commands/s"), OTHER) == (20.0, "µs CPU/command")
    assert cost(line("a", 500, "replies/s"), OTHER) == (2_000.0, "µs CPU/reply")
    assert cost(line("a", 33, "µs"), OTHER) == (33.0, "µs CPU")
    assert cost(line("a", 50_000, "orders/s"), HERE) == (50_000.0, "orders/s")


def test_a_comparison() -> None:
    old = [{"a": line("a", 50_000, "commands/s"), "gone": line("gone", 1, "µs")}] * 2
    new = [{"a": line("a", value, "µs CPU/command"), "new": line("new", 1, "ms CPU")} for value in (10.0, 30.0)]
    rows, remarks = compare(old, new, OTHER, HERE)
    assert rows == [("a", "µs CPU/command", 20.0, 20.0, 1.0, (0.5, 1.5))]
    assert remarks == ["new: only here", "gone: only in v1"]
    text = table(rows, "v1", 2)
    assert "20.000" in text
    assert "0.50–1.50" in text
    old = [{"a": line("a", 1, "orders/s")}]
    wall = OTHER._replace(on_cpu=False)
    assert compare(old, new[:1], wall, HERE)[1][0] == "a: orders/s in v1, µs CPU/command here: not compared"


def tree(folder: Path, program: str) -> Side:
    (folder / "bench").mkdir(parents=True)
    (folder / "bench" / "__init__.py").touch()
    (folder / "bench" / "__main__.py").write_text(program)
    return Side("other", folder, folder)


def test_what_hangs_is_ended_and_what_breaks_is_told(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="took longer than"):
        figures(tree(tmp_path / "a", "import time\ntime.sleep(600)"), [], 0.5)
    with pytest.raises(Failed, match="NameError: name 'nonsense'"):
        figures(tree(tmp_path / "b", "nonsense"), [], 60)
    told = "import json, sys, time\nassert time.perf_counter is time.process_time\n"
    told += "print(json.dumps({'name': sys.argv[1], 'value': 1}))"
    assert figures(tree(tmp_path / "c", told)._replace(on_cpu=True), ["desk"], 60) == {
        "desk": {"name": "desk", "value": 1}
    }


def test_a_tree_that_this_benchmark_does_not_fit_is_measured_by_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(against, "HERE", tree(tmp_path / "here", "import haero_of_tomorrow").benches)
    assert side_of(tmp_path / "old", "v1", "desk", 60) == Side("v1", tmp_path / "old", tmp_path / "old", on_cpu=True)
    assert side_of(tmp_path / "old", "v1", "http", 60).on_cpu is False
    monkeypatch.setattr(against, "HERE", tree(tmp_path / "fits", "").benches)
    assert side_of(tmp_path / "old", "v1", "desk", 60) == Side("v1", tmp_path / "old", tmp_path / "fits")


def test_a_comparison_wants_a_revision(capsys: pytest.CaptureFixture[str]) -> None:
    assert against.main([]) == 2
    assert "a revision" in capsys.readouterr().err
