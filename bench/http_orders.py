"""(a) CPU of a durable, fully checked order through HTTP, (b) its delay, beside two servers that do less.

haero runs three times: in a market that stands still, in the default one (made up, its clock running), and in that with an order at
rest in every US symbol of the built-in list.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from bench import servers
from bench.effort import FULL, Effort
from bench.report import Rounds, emit_rounds, say
from haero.market.listing.instruments import builtin
from haero.terms import Exchange

ROUNDS, SECONDS = 5, 1.5
US = {Exchange.NASDAQ: "NASD", Exchange.NYSE: "NYSE", Exchange.AMEX: "AMEX"}
Measured = dict[str, list[dict[str, float]]]


def rest_everywhere(ready: dict[str, Any]) -> int:
    """Leaves a resting order in every US symbol, through HTTP; returns how many those are."""
    keys, token = ready["real"], servers.log_in(ready)
    port = int(ready["rest_real"].rpartition(":")[2])
    count = 0
    for exchange, code in US.items():
        for instrument in builtin().on(exchange):
            head, _, body = servers.request(port, keys, token, symbol=instrument.symbol).partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
            del headers["Content-Length"]
            reply = servers.post(ready["rest_real"] + servers.ORDER, json.loads(body) | {"OVRS_EXCG_CD": code}, headers)
            if reply["rt_cd"] != "0":
                raise RuntimeError(f"{instrument.symbol}: {reply['msg1']}")
            count += 1
    return count


def run(effort: Effort = FULL) -> None:
    """Alternates the servers, so that a slow moment of the machine meets all of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            servers.haero(folder) as (haero, _),
            servers.haero(folder, "default market", ()) as (running, _),
            servers.haero(folder, "waiting symbols", ()) as (waiting, ready),
            servers.empty(folder, haero) as empty,
            servers.fastapi(folder, haero) as fastapi,
        ):
            symbols = rest_everywhere(ready)
            found: Measured = {target.name: [] for target in (haero, running, waiting, empty, fastapi)}
            for number in range(effort.rounds(ROUNDS)):
                for target in (empty, haero, running, waiting, fastapi):
                    found[target.name].append(servers.load(target, 64, SECONDS))
                    last = found[target.name][-1]
                    say(
                        f"64 connections, round {number + 1}/{effort.rounds(ROUNDS)}: {target.name} "
                        f"{last['cpu_us']:.0f} µs CPU"
                    )
            labels = {
                haero.name: "",
                running.name: ".default market",
                waiting.name: f".default market, {symbols} symbols wait",
            }
            _say_cpu(found, labels, empty.name, fastapi.name)
            _say_delays(found, empty.name)
            alone: Measured = {target.name: [] for target in (haero, empty, fastapi)}
            for _ in range(effort.rounds(ROUNDS)):
                for target in (haero, empty, fastapi):
                    alone[target.name].append(servers.load(target, 1, SECONDS / 3))
            _say_alone(alone, empty.name, fastapi.name)


def _of(found: Measured, name: str, field: str) -> Rounds:
    return [one[field] for one in found[name]]


def _say_cpu(found: Measured, labels: dict[str, str], empty: str, fastapi: str) -> None:
    """CPU of all threads of the server: what the wall says depends on who else works on the machine."""
    for name, label in labels.items():
        other, vs = (empty, empty) if name == "haero" else ("haero", "market that stands")
        ours, theirs = _of(found, name, "cpu_us"), _of(found, other, "cpu_us")
        emit_rounds(f"http.cpu_64{label}", ours, "µs CPU/order", vs=vs, base=theirs)
    ours, theirs = _of(found, "haero", "cpu_us"), _of(found, fastapi, "cpu_us")
    emit_rounds(f"http.cpu_64.haero beside {fastapi}", ours, "µs CPU/order", vs=fastapi, base=theirs)
    for name in (empty, fastapi):
        emit_rounds(f"http.cpu_64.{name}", _of(found, name, "cpu_us"), "µs CPU/reply")


def _say_delays(found: Measured, empty: str) -> None:
    """By the wall: how long a customer waits is the point. The ratio is the figure, for both waited in the same rounds."""
    for mark in ("p50_ms", "p99_ms"):
        ours, theirs = _of(found, "haero", mark), _of(found, empty, mark)
        emit_rounds(f"http.delay_64.{mark[:3]}", ours, "ms wall", vs=empty, base=theirs)


def _say_alone(found: Measured, empty: str, fastapi: str) -> None:
    for mark in ("p50_ms", "p99_ms"):
        ours, theirs = _of(found, "haero", mark), _of(found, fastapi, mark)
        emit_rounds(f"http.delay_1.{mark[:3]}", ours, "ms wall", vs=fastapi, base=theirs)
    emit_rounds("http.cpu_1", _of(found, "haero", "cpu_us"), "µs CPU/order", vs=empty, base=_of(found, empty, "cpu_us"))
