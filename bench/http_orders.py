"""(a) durable, fully checked orders a second through HTTP, (b) their delay and CPU, beside two servers that do less.

haero runs three times: in a market that stands still, in the default one (made up, its clock running), and in that with an order at
rest in every US symbol of the built-in list.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from bench import servers
from bench.report import emit, median, say
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


def run() -> None:
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
            for number in range(ROUNDS):
                for target in (empty, haero, running, waiting, fastapi):
                    found[target.name].append(servers.load(target, 64, SECONDS))
                    last = found[target.name][-1]
                    say(
                        f"64 connections, round {number + 1}/{ROUNDS}: {target.name} "
                        f"{last['per_second']:.0f}/s, {last['cpu_us']:.0f} µs CPU"
                    )
            _say_rates(found)
            labels = {
                haero.name: "",
                running.name: ".default market",
                waiting.name: f".default market, {symbols} symbols wait",
            }
            _say_cpu(found, labels, empty.name, fastapi.name)
            _say_alone([servers.load(target, 1, SECONDS) for target in (haero, fastapi, empty)])


def _of(found: Measured, name: str, field: str) -> list[float]:
    return [one[field] for one in found[name]]


def _ratio(found: Measured, field: str, name: str, other: str) -> float:
    """The median of the rounds' ratios."""
    return median([a / b for a, b in zip(_of(found, name, field), _of(found, other, field), strict=True)])


def _say_rates(found: Measured) -> None:
    empty, fastapi = "empty handler", "FastAPI + SQLAlchemy"
    rate = median(_of(found, "haero", "per_second"))
    for other, label in ((empty, "the same server with an empty handler"), (fastapi, fastapi)):
        ratio = _ratio(found, "per_second", "haero", other)
        emit("http.orders_64", rate, "orders/s", higher_is_better=True, vs=label, ratio=ratio)
    for other in (empty, fastapi):
        value = median(_of(found, other, "per_second"))
        emit(f"http.orders_64.{other}", value, "replies/s", higher_is_better=True)
    emit("http.delay_64.p50", median(_of(found, "haero", "p50_ms")), "ms", higher_is_better=False)
    emit("http.delay_64.p99", median(_of(found, "haero", "p99_ms")), "ms", higher_is_better=False)


def _say_cpu(found: Measured, labels: dict[str, str], empty: str, fastapi: str) -> None:
    """CPU of all threads of the server: what the wall says depends on who else works on the machine."""
    for name, label in labels.items():
        other = empty if name == "haero" else "haero"
        emit(
            f"http.cpu_64{label}", median(_of(found, name, "cpu_us")), "µs CPU/order", higher_is_better=False,
            vs=empty if name == "haero" else "market that stands", ratio=_ratio(found, "cpu_us", name, other),
        )  # fmt: skip
    for name in (empty, fastapi):
        emit(f"http.cpu_64.{name}", median(_of(found, name, "cpu_us")), "µs CPU/reply", higher_is_better=False)


def _say_alone(alone: list[dict[str, float]]) -> None:
    haero, fastapi, empty = alone
    for mark in ("p50_ms", "p99_ms"):
        emit(
            f"http.delay_1.{mark[:3]}", haero[mark], "ms", higher_is_better=False,
            vs="FastAPI + SQLAlchemy", ratio=haero[mark] / fastapi[mark],
        )  # fmt: skip
    emit("http.delay_1.p50.empty handler", empty["p50_ms"], "ms", higher_is_better=False)
    emit("http.cpu_1", haero["cpu_us"], "µs CPU/order", higher_is_better=False, vs="empty handler",
         ratio=haero["cpu_us"] / empty["cpu_us"])  # fmt: skip
