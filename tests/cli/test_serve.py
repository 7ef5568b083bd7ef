"""`haero serve` as a process: what it writes, how it ends, what it says to a person who got something wrong."""

import asyncio
import contextlib
import gc
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import warnings
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from typer.testing import CliRunner

from haero.cli import serve_run
from haero.cli.main import app
from haero.server.auth.vault import Vault
from tests.support import TRADING, Process, caller_of, process

KEYS = {"appkey", "appsecret", "account", "hts_id"}
FREE_PORTS = [
    text for name in ("rest-real", "rest-mock", "ws-real", "ws-mock", "control") for text in (f"--{name}", "0")
]


def start(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """A start that is meant to fail: exit status and all that it says."""
    command = [sys.executable, "-m", "haero.cli", "serve", "--data", str(folder), *FREE_PORTS, *flags]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=20, check=False, env=os.environ | {"COLUMNS": "200"}
    )


@pytest.fixture
def try_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """The same in this process, for what is refused before anything runs."""

    def must_not_run(main: Coroutine[Any, Any, int]) -> int:
        main.close()
        raise AssertionError("it started")

    monkeypatch.setattr(serve_run, "run", must_not_run)

    def call(*flags: str) -> tuple[int, str]:
        ended = CliRunner().invoke(app, ["serve", "--data", str(tmp_path / "data"), *flags])
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        status, text = ended.exit_code, ended.stderr
        del ended
        with warnings.catch_warnings():  # a start that fails ends the process, so it leaves its files open
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
        return status, text

    return call


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("serve") / "data"
    with process(folder, "--market", "manual", "--speed", "0", "--unlimited") as started:
        yield started


def test_the_ready_file_has_all_that_a_program_needs(server: Process) -> None:
    ready = server.ready
    assert set(ready) == {
        "rest_real", "rest_mock", "ws_real", "ws_mock", "control", "control_token", "real", "mock",
    }  # fmt: skip
    assert set(ready["real"]) == set(ready["mock"]) == KEYS
    assert [ready[name].split(":")[0] for name in ("rest_real", "rest_mock", "ws_real", "ws_mock", "control")] == [
        "http", "http", "ws", "ws", "http",
    ]  # fmt: skip
    ports = {ready[name].rsplit(":", 1)[1] for name in ("rest_real", "rest_mock", "ws_real", "ws_mock", "control")}
    assert len(ports) == 5
    assert all(ready[name].startswith(("http://127.0.0.1:", "ws://127.0.0.1:")) for name in ("rest_real", "ws_mock"))
    assert stat.S_IMODE(server.ready_file.stat().st_mode) == 0o600, "it holds secrets"


async def test_every_port_listens(server: Process) -> None:
    async with aiohttp.ClientSession() as http:
        for environment in ("real", "mock"):
            caller = await caller_of(http, server.ready, environment).log_in()
            assert (await caller.buy()).json["rt_cd"] == "0"
        state = await caller.control("GET", "/control/state")
        assert state.json["health"] == "ok"
        for name in ("ws_real", "ws_mock"):
            _, writer = await asyncio.open_connection("127.0.0.1", int(server.ready[name].rsplit(":", 1)[1]))
            writer.close()


def test_only_loopback_listens(server: Process) -> None:
    addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in addresses - {"127.0.0.1"}:
        if str(address).startswith("127."):
            continue
        port = int(server.ready["rest_real"].rsplit(":", 1)[1])
        with pytest.raises(OSError), socket.create_connection((str(address), port), timeout=1):
            pass


def test_the_greeting_says_how_to_go_on(server: Process) -> None:
    text = server.log()
    for part in (
        "REST",
        "WebSocket",
        "control",
        "haero env --data",
        "81****01-01",
        "50****01-01",
        server.ready["rest_real"],
    ):
        assert part in text, part


def test_a_second_start_on_the_same_folder_is_refused(server: Process) -> None:
    ended = start(server.folder)
    assert ended.returncode == 2
    assert "in use by another haero" in ended.stderr
    assert "--data" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("flags", "parts"),
    [
        (["--market", "wild"], ["--market wild", "synthetic, manual or"]),
        (["--speed", "3601"], ["--speed 3601", "0 (stands still), up to 3600, or max"]),
        (["--speed", "fast"], ["--speed fast", "or max"]),
        (["--at", "noon"], ["--at noon", "2026-11-20T10:00-05:00"]),
        (["--at", "2026-11-20T10:00"], ["offset"]),
        (["--config", "missing.toml"], ["missing.toml"]),
        (["--nonsense"], ["--nonsense"]),
    ],
)
def test_flags_that_cannot_be_used(
    try_start: Callable[..., tuple[int, str]], flags: list[str], parts: list[str]
) -> None:
    status, text = try_start(*flags)
    assert status == 2
    for part in parts:
        assert part in text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("market = ", ["not TOML"]),
        ("colour = 'red'", ["unknown setting 'colour'", "known are market, at, speed"]),
        ("speed = 'fast'", ["speed"]),
        ("[limits]\nreal = 0", ["limits.real", "--unlimited"]),
        ("[limits]\nmars = 1", ["mars"]),
        ("[cash]\nEUR = '1'", ["EUR"]),
        ("[cash]\nUSD = 'much'", ["haero.toml: cash: must be a number"]),
        ("[cash]\nUSD = '-1'", ["USD"]),
        ("masters = ['nowhere.cod']", ["nowhere.cod"]),
        ("\xff", ["haero.toml"]),
    ],
)
def test_a_settings_file_that_cannot_be_used(
    try_start: Callable[..., tuple[int, str]], tmp_path: Path, text: str, parts: list[str]
) -> None:
    config = tmp_path / "haero.toml"
    config.write_bytes(text.encode("latin-1"))
    status, said = try_start("--config", str(config))
    assert status == 2
    for part in parts:
        assert part in said
    assert not (tmp_path / "data" / "auth.db").exists(), "no keys were made"


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        ended = start(tmp_path / "data", "--rest-mock", str(number))
    assert ended.returncode == 2
    assert f"port {number} is taken" in ended.stderr
    assert "--rest-mock" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("number", ["-1", "65536", "http"])
def test_a_port_that_is_none(try_start: Callable[..., tuple[int, str]], number: str) -> None:
    status, text = try_start("--rest-real", number)
    assert status == 2
    assert "--rest-real" in text


def test_a_ready_file_that_cannot_be_written(tmp_path: Path) -> None:
    ended = start(tmp_path / "data", "--ready-file", str(tmp_path / "missing" / "ready.json"))
    assert "Traceback" not in ended.stderr, ended.stderr[-800:]
    assert ended.returncode == 2
    assert "missing" in ended.stderr


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am a file")
    ended = start(tmp_path / "file")
    assert ended.returncode == 2
    assert "file" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("name", ["auth.db", "haero.db"])
def test_a_damaged_folder_is_told_not_shown_as_a_stack(tmp_path: Path, name: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_bytes(b"this is no database at all, " * 300)
    ended = start(tmp_path / "data")
    assert "Traceback" not in ended.stderr, ended.stderr[-800:]
    assert ended.returncode != 0
    assert name in ended.stderr


def test_an_address_that_is_not_ours(tmp_path: Path) -> None:
    """It is not that the port is taken."""
    ended = start(tmp_path / "data", "--host", "192.0.2.1")
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "192.0.2.1" in ended.stderr, ended.stderr


def test_a_closed_terminal_ends_it_in_order_and_other_signals_do_nothing(tmp_path: Path) -> None:
    with process(tmp_path / "data", "--market", "manual", "--speed", "0") as started:
        for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGHUP):
            started.process.send_signal(number)
        assert started.process.wait(30) == 0
        assert started.stop() == 0
        assert "Traceback" not in started.log()


def test_with_nohup_a_closed_terminal_does_not_matter(tmp_path: Path) -> None:
    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with process(tmp_path / "data", "--market", "manual", "--speed", "0", preexec=ignore) as started:
        started.process.send_signal(signal.SIGHUP)
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.process.wait(0.2)
        assert started.process.poll() is None
        started.process.send_signal(signal.SIGQUIT)
        assert started.process.wait(30) == 0
        assert started.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_in_order_when_asked(tmp_path: Path, number: signal.Signals) -> None:
    """Exit 0, and nothing of what was acknowledged is missing at the next start."""
    flags = ("--market", "manual", "--speed", "0", "--unlimited")
    with process(tmp_path / "data", *flags) as first:
        async with aiohttp.ClientSession() as http:
            caller = await caller_of(http, first.ready, "real").log_in()
            numbers = [(await caller.buy(ORD_QTY="1")).json["output"]["ODNO"] for _ in range(5)]
        first.process.send_signal(number)
        assert await asyncio.to_thread(first.process.wait, 30) == 0
        assert first.stop() == 0
        assert "Traceback" not in first.log()
    with process(tmp_path / "data", *flags) as second:
        assert {name: second.ready[name] for name in ("real", "mock")} == {n: first.ready[n] for n in ("real", "mock")}
        async with aiohttp.ClientSession() as http:
            caller = await caller_of(http, second.ready, "real").log_in()
            assert [row["odno"] for row in await caller.orders()] == numbers
        assert "journal" in second.log()
        assert second.stop() == 0


async def test_it_serves_https(tmp_path: Path) -> None:
    with process(tmp_path / "data", "--tls", "--market", "manual", "--speed", "0") as started:
        ready = started.ready
        assert ready["rest_real"].startswith("https://127.0.0.1:")
        assert ready["ws_mock"].startswith("wss://127.0.0.1:")
        assert ready["control"].startswith("http://127.0.0.1:")
        trusting = ssl.create_default_context(cafile=str(started.folder / "tls-cert.pem"))
        connector = aiohttp.TCPConnector(ssl=trusting)
        async with aiohttp.ClientSession(connector=connector) as http:
            caller = await caller_of(http, ready, "real").log_in()
            assert (await caller.buy()).code == "APBK0013"
            assert (await caller.control("GET", "/control/state")).status == 200
        async with aiohttp.ClientSession() as distrustful:
            with pytest.raises(aiohttp.ClientSSLError):
                await distrustful.get(ready["rest_real"])
        assert started.stop() == 0


async def test_what_others_can_reach_speaks_tls_on_the_control_port_too(tmp_path: Path) -> None:
    # 127.1 is loopback to the system, and a name as any other to haero.
    flags = ("--market", "manual", "--speed", "0", "--host", "127.1", "--advertise", "nowhere.invalid")
    with process(tmp_path / "data", *flags, "--tls") as started:
        assert started.ready["control"].startswith("https://nowhere.invalid:")
        assert "--tls" not in started.log()
        shown = subprocess.run(
            [sys.executable, "-m", "haero.cli", "status", "--data", str(started.folder)], capture_output=True, text=True
        )
        assert shown.returncode == 0, shown.stderr  # by the address that this machine reaches it at
        (started.folder / "tls-cert.pem").rename(started.folder / "away")
        lost = subprocess.run(
            [sys.executable, "-m", "haero.cli", "status", "--data", str(started.folder)], capture_output=True, text=True
        )
        assert (lost.returncode, "Traceback" in lost.stderr) == (1, False)
        assert "Put the certificate back" in lost.stderr
        assert started.stop() == 0
    with process(tmp_path / "clear", *flags) as started:
        assert started.ready["control"].startswith("http://nowhere.invalid:")
        assert "add --tls" in started.log()
        assert started.stop() == 0


async def test_no_secret_is_ever_printed(tmp_path: Path) -> None:
    """Orders, errors, bad requests, broken HTTP: the whole output has no key, token or whole account number in it."""
    with process(tmp_path / "data", "--market", "manual", "--speed", "0") as started:
        ready = started.ready
        secrets = [ready["control_token"]]
        for environment in ("real", "mock"):
            keys = ready[environment]
            secrets += [keys["appkey"], keys["appsecret"], keys["account"], keys["account"][:8]]
        async with aiohttp.ClientSession() as http:
            for environment in ("real", "mock"):
                caller = await caller_of(http, ready, environment).log_in()
                secrets.append(caller.token)
                secrets.append(json.loads(await _approval(caller))["approval_key"])
                await caller.buy()
                for changes in ({"CANO": "12345678"}, {"PDNO": "NONE"}, {"ORD_QTY": "x"}, {"ORD_DVSN": "99"}):
                    await caller.buy(**changes)
                await caller.post(f"{TRADING}/order", "TTTT1002U", b"{" + json.dumps(caller.order_body()).encode())
                await caller.raw(
                    "GET", f"/nowhere?CANO={caller.app.account}&appkey={caller.app.appkey}", caller.headers("X")
                )
                await caller.raw("POST", "/oauth2/tokenP", {}, json.dumps({"appkey": caller.app.appkey}).encode())
                await caller.get(f"{TRADING}/inquire-balance", "TTTS3012R", caller.account)
                await caller.control(
                    "POST", "/control/cash", {"account": caller.app.account, "currency": "USD", "amount": "x"}
                )
                await caller.control("POST", "/control/accounts", {"environment": environment})
                await caller.control("POST", "/control/reset", {})
        for line in (f"appsecret : {ready['real']['appsecret']}", f"authorization: Bearer {secrets[0]}\x01"):
            reader, writer = await asyncio.open_connection("127.0.0.1", int(ready["rest_real"].rsplit(":", 1)[1]))
            writer.write(f"GET / HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n".encode())
            await reader.read(100)
            writer.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", int(ready["rest_real"].rsplit(":", 1)[1]))
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\ntr_id: \xff\xfe\r\n\r\n")
        await reader.read(100)
        writer.close()
        assert started.stop() == 0
        text = started.log()
        vault = Vault(started.folder)
        secrets += [app.appsecret for app in vault.apps()] + [app.account for app in vault.apps()]
        vault.close()
    assert text.count('"msg_cd"') >= 15, text
    found = [secret[:12] for secret in secrets if secret in text]
    assert not found
    assert "Traceback" not in text


async def _approval(caller: Any) -> bytes:
    keys = {"grant_type": "client_credentials", "appkey": caller.app.appkey, "secretkey": caller.app.appsecret}
    async with caller.http.post(caller.base + "/oauth2/Approval", data=json.dumps(keys)) as reply:
        return bytes(await reply.read())


async def test_a_log_that_nobody_reads_stops_nothing(tmp_path: Path) -> None:
    ready_file = tmp_path / "ready"
    command = [sys.executable, "-m", "haero.cli", "serve", "--data", str(tmp_path / "data"), *FREE_PORTS]
    started = subprocess.Popen(
        [*command, "--unlimited", "--ready-file", str(ready_file)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        async with asyncio.timeout(30), aiohttp.ClientSession() as http:
            while not ready_file.exists():
                await asyncio.sleep(0.02)
            address = json.loads(ready_file.read_text())["rest_real"]
            for _ in range(600):  # the pipe takes 64 kB, some 300 lines of this length
                async with http.get(f"{address}/uapi/{'x' * 110}") as reply:
                    await reply.read()
        started.terminate()
        assert await asyncio.to_thread(started.wait, 20) == 0
    finally:
        started.kill()
        started.communicate()
