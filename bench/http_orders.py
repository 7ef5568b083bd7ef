"""(a) durable, fully checked orders a second through HTTP, and (b) their delay, beside two servers that do less."""

import tempfile
from pathlib import Path

from bench import servers
from bench.report import emit, median, say

ROUNDS, SECONDS = 5, 2.0


def run() -> None:
    """Alternates the three servers, so that a slow moment of the machine meets all of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            servers.haero(folder) as (haero, _),
            servers.empty(folder, haero) as empty,
            servers.fastapi(folder, haero) as fastapi,
        ):
            rates: dict[str, list[float]] = {target.name: [] for target in (haero, empty, fastapi)}
            middle: dict[str, list[float]] = {target.name: [] for target in (haero, empty, fastapi)}
            tail: dict[str, list[float]] = {target.name: [] for target in (haero, empty, fastapi)}
            for number in range(ROUNDS):
                for target in (empty, haero, fastapi):
                    found = servers.load(target, 64, SECONDS)
                    rates[target.name].append(found["per_second"])
                    middle[target.name].append(found["p50_ms"])
                    tail[target.name].append(found["p99_ms"])
                    say(f"64 connections, round {number + 1}/{ROUNDS}: {target.name} {found['per_second']:.0f}/s")
            for other, label in ((empty, "the same server with an empty handler"), (fastapi, fastapi.name)):
                ratio = median([a / b for a, b in zip(rates[haero.name], rates[other.name], strict=True)])
                emit(
                    "http.orders_64",
                    median(rates[haero.name]),
                    "orders/s",
                    higher_is_better=True,
                    vs=label,
                    ratio=ratio,
                )
            for target in (empty, fastapi):
                emit(f"http.orders_64.{target.name}", median(rates[target.name]), "replies/s", higher_is_better=True)
            emit("http.delay_64.p50", median(middle[haero.name]), "ms", higher_is_better=False)
            emit("http.delay_64.p99", median(tail[haero.name]), "ms", higher_is_better=False)
            alone = [servers.load(target, 1, SECONDS) for target in (haero, fastapi, empty)]
            for mark in ("p50_ms", "p99_ms"):
                emit(
                    f"http.delay_1.{mark[:3]}",
                    alone[0][mark],
                    "ms",
                    higher_is_better=False,
                    vs=fastapi.name,
                    ratio=alone[0][mark] / alone[1][mark],
                )
            emit("http.delay_1.p50.empty handler", alone[2]["p50_ms"], "ms", higher_is_better=False)
