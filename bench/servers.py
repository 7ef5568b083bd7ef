"""The servers that are compared, each a process on the first core; the load runs on the second."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ORDER = "/uapi/overseas-stock/v1/trading/order"
SERVER_CORE, LOAD_CORE = 0, 1
STANDING = ("--market", "manual", "--speed", "0")
"""A market in which nothing moves by itself."""


class Target(NamedTuple):
    """A running server and the request that is sent to it."""

    name: str
    port: int
    request: bytes
    pid: int


def pinned(core: int) -> Callable[[], None]:
    """Keeps a child process on one core, where the machine has more than one."""
    cores = sorted(os.sched_getaffinity(0))
    return lambda: os.sched_setaffinity(0, {cores[core % len(cores)]})


@contextlib.contextmanager
def started(command: list[str], ready: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `python command…` until the block ends; enters when `ready` exists."""
    null = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, *command], stdout=null, stderr=null, preexec_fn=pinned(SERVER_CORE))
    try:
        deadline = time.monotonic() + 60
        while not ready.exists() or not ready.read_bytes():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[1]} did not start")
            time.sleep(0.02)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def request(port: int, keys: dict[str, str], token: str, price: str = "1.00", symbol: str = "AAPL") -> bytes:
    """An order as the official client sends it: the same bytes for every server."""
    cano, product = keys["account"].split("-")
    body = json.dumps(
        {
            "CANO": cano,
            "ACNT_PRDT_CD": product,
            "OVRS_EXCG_CD": "NASD",
            "PDNO": symbol,
            "ORD_QTY": "1",
            "OVRS_ORD_UNPR": price,
            "CTAC_TLNO": "",
            "MGCO_APTM_ODNO": "",
            "SLL_TYPE": "",
            "ORD_SVR_DVSN_CD": "0",
            "ORD_DVSN": "00",
        }
    ).encode()
    lines = [
        f"POST {ORDER} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept: text/plain",
        "charset: UTF-8",
        "Content-Type: application/json",
        f"authorization: Bearer {token}",
        f"appkey: {keys['appkey']}",
        f"appsecret: {keys['appsecret']}",
        "tr_id: TTTT1002U",
        "custtype: P",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def post(url: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    call = urllib.request.Request(url, data=json.dumps(body).encode(), headers=headers)
    with urllib.request.urlopen(call, timeout=120) as reply:
        return dict(json.load(reply))


def log_in(ready: dict[str, Any]) -> str:
    keys = ready["real"]
    body = {"grant_type": "client_credentials", "appkey": keys["appkey"], "appsecret": keys["appsecret"]}
    return str(post(ready["rest_real"] + "/oauth2/tokenP", body, {})["access_token"])


@contextlib.contextmanager
def haero(
    folder: Path, name: str = "haero", market: tuple[str, ...] = STANDING
) -> Iterator[tuple[Target, dict[str, Any]]]:
    """A haero with everything on: checks, journal, log. Its account has money enough for any number of orders.

    `market` are the flags of its market; none is the default one, made up and running.
    """
    folder = folder / name.replace(" ", "-")
    folder.mkdir()
    ready_file = folder / "ready.json"
    flags = [
        text for name in ("rest-real", "rest-mock", "ws-real", "ws-mock", "control") for text in (f"--{name}", "0")
    ]
    command = ["-m", "haero.cli", "serve", "--data", str(folder / "data"), "--ready-file", str(ready_file), *flags]
    with started([*command, "--unlimited", *market], ready_file) as process:
        ready = json.loads(ready_file.read_text())
        token = log_in(ready)
        headers = {"authorization": f"Bearer {ready['control_token']}"}
        money = {"account": ready["real"]["account"], "currency": "USD", "amount": "1000000000"}
        post(ready["control"] + "/control/cash", money, headers)
        port = int(ready["rest_real"].rpartition(":")[2])
        yield Target(name, port, request(port, ready["real"], token), process.pid), ready


@contextlib.contextmanager
def empty(folder: Path, like: Target) -> Iterator[Target]:
    """The same HTTP server with an empty handler."""
    ready = folder / "empty.port"
    with started(["-m", "bench.empty_server", str(ready)], ready) as process:
        yield Target("empty handler", int(ready.read_text()), like.request, process.pid)


@contextlib.contextmanager
def fastapi(folder: Path, like: Target) -> Iterator[Target]:
    """FastAPI + SQLAlchemy/SQLite."""
    ready = folder / "fastapi.port"
    with started(["-m", "bench.fastapi_service", str(folder / "orders.db"), str(ready)], ready) as process:
        yield Target("FastAPI + SQLAlchemy", int(ready.read_text()), like.request, process.pid)


def cpu_seconds(pid: int) -> float:
    """Seconds that all threads of a process, those that have ended as well, were on a processor."""
    return time.clock_gettime(
        ~pid << 3 | 2
    )  # what clock_getcpuclockid(3) gives: to the nanosecond, where /proc counts ticks


def load(target: Target, connections: int, seconds: float) -> dict[str, Any]:
    """Loads a server and returns what bench.load measured, and `cpu_us`, the server's CPU a reply, in microseconds.

    Raises RuntimeError where a reply was not the expected one.
    """
    with tempfile.NamedTemporaryFile() as file:
        file.write(target.request + b"\nAPBK0013")
        file.flush()
        before = cpu_seconds(target.pid)
        command = [sys.executable, "-m", "bench.load", "127.0.0.1", str(target.port), file.name]
        done = subprocess.run(
            [*command, str(connections), str(seconds)],
            stdout=subprocess.PIPE,
            check=True,
            preexec_fn=pinned(LOAD_CORE),
            timeout=seconds + 60,
        )
    result = dict(json.loads(done.stdout))
    result["cpu_us"] = (cpu_seconds(target.pid) - before) / result["replies"] * 1e6
    if result["bad"]:
        raise RuntimeError(f"{target.name}: {result['bad']} bad replies, such as {result['last_bad']}")
    return result
