"""haero started on hostile files: it refuses them in words, or starts and answers everything; never much memory, never for long."""

import contextlib
import http.client
import signal
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from haero.kis import catalogue
from haero.kis.transactions import TRANSACTIONS
from haero.server.operations import OFFERED
from tests.support import Process
from tests.valid_requests import usual_fields
from tools.attack import mutated_files
from tools.attack.honest import Talker
from tools.attack.hostile_cases import Case, cases
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict
from tools.attack.victim import DEFECTS, megabytes, resident

START_SECONDS = 60.0
QUESTION_SECONDS = 60.0
MOST_MEMORY = 800_000_000
REFUSED = (2, 4)
SYMBOLS = ("EVIL", "AAPL", "IBM")
_LOOK_SECONDS = 0.02
_MARKET = ("--unlimited", "--speed", "0")


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """Hostile settings, masters, archives and recordings, and good ones with bytes changed."""
    ends: Counter[str] = Counter()
    longest, most = (0.0, ""), (0, "")
    for number, case in enumerate(cases()):
        place = folder / str(number)
        place.mkdir()
        end, seconds, memory = _serve(verdict, place, case)
        ends[end] += 1
        longest, most = max(longest, (seconds, case.name)), max(most, (memory, case.name))
        for path in place.rglob("*"):  # bombs and large texts need not stay until the end
            if path.is_file():
                path.unlink(missing_ok=True)
    verdict.figure("cases", dict(ends))
    verdict.figure("longest", f"{longest[0]:.1f} s, {longest[1]}")
    verdict.figure("most memory", f"{megabytes(most[0])}, {most[1]}")
    mutated_files.attack(verdict, folder, sizes)


def _serve(verdict: Verdict, folder: Path, case: Case) -> tuple[str, float, int]:
    """(how it ended, seconds until it was decided, the most memory)."""
    flags = case.make(folder)
    began, memory = time.monotonic(), 0
    started = Process(folder / "data", *_MARKET, *flags)
    try:
        while time.monotonic() - began < START_SECONDS and memory <= MOST_MEMORY:
            if started.process.poll() is not None or started.ready_file.exists():
                break
            with contextlib.suppress(OSError, IndexError):
                memory = max(memory, resident(started.process.pid))
            time.sleep(_LOOK_SECONDS)
        seconds, status = time.monotonic() - began, started.process.poll()
        if status is None and started.ready_file.exists():
            memory = max(memory, resident(started.process.pid))
            return _served(verdict, started, case), seconds, memory
        verdict.promise(
            f"{case.name}: not more than {megabytes(MOST_MEMORY)}", memory <= MOST_MEMORY, megabytes(memory)
        )
        in_time = status is not None or memory > MOST_MEMORY
        verdict.promise(f"{case.name}: decided within {START_SECONDS:.0f} s", in_time, "neither refused nor started")
        if status is not None:
            log = started.log()
            good = (
                status in REFUSED and log.strip() and not any(word in log for word in DEFECTS) and "panicked" not in log
            )
            verdict.promise(f"{case.name}: is refused in words", bool(good), f"{status}: {log[-700:]}")
        return "refused" if status in REFUSED else f"ended with {status}", seconds, memory
    finally:
        if started.process.poll() is None:
            started.kill()


def _served(verdict: Verdict, started: Process, case: Case) -> str:
    """It took the file: then every question about the market must have an answer."""
    started.wait_ready()
    talker = Talker(started.ready["rest_real"], started.ready["real"], QUESTION_SECONDS)
    bad: list[str] = []
    try:
        talker.log_in()
        for method, address, tr_id, body in _questions(talker.keys["account"]):
            status, reply = talker.ask(method, address, talker.headers(tr_id), body)
            if status >= 500 and reply.get("msg_cd") in (None, "EGW00202", "EGW00301"):
                bad.append(f"{status} {address[:150]} {reply}")
        control = Talker(started.ready["control"], {}, QUESTION_SECONDS)
        token = {"authorization": f"Bearer {started.ready['control_token']}"}
        for symbol in SYMBOLS:
            status, reply = control.ask("GET", f"/control/market?exchange=NASD&symbol={symbol}", token)
            bad += [f"{status} control, {symbol}: {reply}"] if status >= 500 else []
        status, reply = control.ask("POST", "/control/clock", token, {"advance": "PT1M"})
        bad += [f"{status} clock: {reply}"] if status >= 500 else []
    except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
        bad.append(repr(error))
    verdict.promise(f"{case.name}: starts, and every question has an answer", not bad, f"{len(bad)}: {bad[:2]}")
    started.process.send_signal(signal.SIGTERM)
    status = started.process.wait(60)
    log = started.log()
    found = [line[:300] for line in log.splitlines() if any(word in line for word in DEFECTS)]
    verdict.promise(
        f"{case.name}: ends in order, without a defect in the log", status == 0 and not found, f"{status}: {found[:2]}"
    )
    return "served"


def _questions(account_id: str) -> "list[tuple[str, str, str, dict[str, str] | None]]":
    """Every quote API and an order, for each of SYMBOLS."""
    account = dict(zip(("CANO", "ACNT_PRDT_CD"), account_id.split("-"), strict=True))
    found: list[tuple[str, str, str, dict[str, str] | None]] = []
    for one in TRANSACTIONS:
        order = one.path.endswith("/order") and one.key == "us_buy"
        if one.environment != "real" or one.api_id not in OFFERED or not (one.method == "GET" or order):
            continue
        for symbol in SYMBOLS:
            named = dict.fromkeys(("SYMB", "SYMB_01", "PDNO", "ITEM_CD", "FID_INPUT_ISCD"), symbol)
            usual = usual_fields(one, account) | named
            fields = {field.name: usual.get(field.name, "") for field in catalogue.api(one.api_id).request}
            address = one.path if order else f"{one.path}?{urlencode(fields)}"
            found.append((one.method, address, one.tr_id, fields if order else None))
    return found
