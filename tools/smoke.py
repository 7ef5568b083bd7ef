"""Shows that haero works with the libraries that are there: starts a server on free ports, buys, with both clients too, stops it.

    python tools/smoke.py                     with the Python that runs this, and what is installed for it
    python tools/smoke.py --matrix 3.11 3.12  a fresh environment each: the ranges' lowest and newest versions, and constraints/

The matrix is the long form, for whoever changes a range. It installs, needs uv (`pip install uv`), and says which Python it skips
because uv doesn't find it on this machine; a path of an interpreter does for a version.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[1]
TRADING = "/uapi/overseas-stock/v1/trading"
PORTS = [part for name in ("rest-real", "rest-mock", "ws-real", "ws-mock", "control") for part in (f"--{name}", "0")]
START_SECONDS, STOP_SECONDS = 60, 20
RESOLUTIONS = ("lowest-direct", "highest")


def environment() -> dict[str, str]:
    """The environment of a child that must run this folder's haero, whatever is installed."""
    return os.environ | {"PYTHONPATH": str(ROOT / "src")}


def ask(url: str, method: str, path: str, headers: dict[str, str], content: dict[str, str]) -> dict[str, Any]:
    """KIS's reply to one question. `content` is the query of a GET and the body of a POST."""
    there = urlsplit(url)
    connection = HTTPConnection(there.hostname or "", there.port, timeout=30)
    body = json.dumps(content) if method == "POST" else None
    connection.request(method, path if body else f"{path}?{urlencode(content)}", body, headers)
    reply: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return reply


def buy_and_look(known: dict[str, Any], exchange: str, symbol: str) -> None:
    """Buys below the market, and finds the order among those that wait. `known` is what the ready file says.

    Raises:
        AssertionError: a reply is not what KIS would say.
    """
    rest, app = known["rest_real"], known["real"]
    key = {name: app[name] for name in ("appkey", "appsecret")}
    account = dict(zip(("CANO", "ACNT_PRDT_CD"), app["account"].split("-"), strict=True))
    token = ask(rest, "POST", "/oauth2/tokenP", {}, {"grant_type": "client_credentials"} | key)["access_token"]
    headers = key | {"authorization": f"Bearer {token}", "custtype": "P", "Content-Type": "application/json"}
    order = account | {
        "OVRS_EXCG_CD": exchange,
        "PDNO": symbol,
        "ORD_QTY": "1",
        "OVRS_ORD_UNPR": "9",
        "ORD_SVR_DVSN_CD": "0",
        "ORD_DVSN": "00",
    }
    bought = ask(rest, "POST", f"{TRADING}/order", headers | {"tr_id": "TTTT1002U"}, order)
    assert bought["rt_cd"] == "0", bought
    question = account | {"OVRS_EXCG_CD": exchange, "SORT_SQN": "DS", "CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
    waiting = ask(rest, "GET", f"{TRADING}/inquire-nccs", headers | {"tr_id": "TTTS3018R"}, question)
    assert [row["odno"] for row in waiting["output"]] == [bought["output"]["ODNO"]], waiting


LIVES = (("synthetic", "NASD", "AAPL"), (f"replay:{ROOT}/tests/data/replay/bars.csv", "NYSE", "F"))
"""Market, and what is bought in it."""


def started(command: list[str], ready: Path, log: TextIO) -> subprocess.Popen[bytes]:
    """A haero that listens.

    Raises:
        SystemExit: it does not start.
    """
    server = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=log)
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            raise SystemExit("haero does not start:\n" + Path(log.name).read_text("utf-8"))
        time.sleep(0.05)
    return server


def smoke(python: str, market: str, exchange: str, symbol: str) -> None:
    """One haero's life with this interpreter: start, buy, inquiry, the client's own calls, stop, and a clean journal.

    Raises:
        SystemExit: it does not start, stop or verify.
        AssertionError: a reply is not what KIS would say.
    """
    haero = [python, "-m", "haero.cli"]
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("w", encoding="utf-8") as log:
        data, ready = Path(folder, "data"), Path(folder, "ready")
        command = [
            *haero,
            "serve",
            "--unlimited",
            "--market",
            market,
            "--data",
            str(data),
            "--ready-file",
            str(ready),
            *PORTS,
        ]
        server = started(command, ready, log)
        try:
            buy_and_look(json.loads(ready.read_text("utf-8")), exchange, symbol)
            program = [python, str(ROOT / "tools" / "smoke_client.py"), str(data), str(ready), f"{exchange}:{symbol}"]
            subprocess.run(program, env=environment(), check=True, timeout=60)
        finally:
            server.send_signal(signal.SIGTERM)
            status = server.wait(STOP_SECONDS)
        if status:
            raise SystemExit(f"haero ends with status {status}")
        subprocess.run(
            [*haero, "verify", "--data", str(data)], env=environment(), check=True, stdout=subprocess.DEVNULL
        )


def matrix(versions: list[str]) -> int:
    """Smokes every version of Python with every resolution of the ranges, and with constraints/. Returns how many failed."""
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if uv is None:
        raise SystemExit("tools/smoke.py --matrix needs uv: pip install uv")
    failed = 0
    for version in versions:
        if subprocess.run(
            [uv, "python", "find", "--no-python-downloads", version], capture_output=True, check=False
        ).returncode:
            print(f"{version}: no such interpreter here, skipped")
            continue
        for resolution in (*RESOLUTIONS, "constraints"):
            with tempfile.TemporaryDirectory() as folder:
                python = str(Path(folder, "bin", "python"))
                what = ["--require-hashes", "-r", "constraints/serve.txt"]
                if resolution != "constraints":
                    what = ["-r", "pyproject.toml", "--extra", "replay", "--resolution", resolution]
                subprocess.run(
                    [uv, "venv", "--quiet", "--no-python-downloads", "--python", version, folder], check=True
                )
                fine = not subprocess.run(
                    [uv, "pip", "install", "--quiet", "--python", python, *what], cwd=ROOT, check=False
                ).returncode
                fine = fine and not subprocess.run([python, __file__], check=False).returncode
            print(f"{version} {resolution}: {'works' if fine else 'FAILS'}", flush=True)
            failed += not fine
    return failed


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--matrix"]:
        sys.exit(min(matrix(arguments[1:] or ["3.11", "3.12", "3.13"]), 1))
    for life in LIVES:
        smoke(sys.executable, *life)
    print("haero works here")


if __name__ == "__main__":
    main(sys.argv[1:])
