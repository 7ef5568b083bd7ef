"""One control call that moves the clock far, on a market in which much rests: what it costs others, and whether a stop is heard."""

import http.client
import json
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from haero.kis import words
from haero.market.listing.instruments import builtin
from haero.terms import CURRENCY_OF, Currency
from tests.support import OPEN_TIME, Process
from tools.attack.honest import Honest, Talker
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict
from tools.attack.victim import defects, ends_in_order, log_of, victim

RESTING = 81
FLAGS = ("--unlimited", "--speed", "0", "--market", "synthetic", "--at", OPEN_TIME)
ADVANCE = "PT4H"
LONGEST_MS = 1_000.0  # what a customer may feel of somebody else's call
END_SECONDS = 20
MOVE_SECONDS = 600.0


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """A long move of the clock with 81 resting symbols on the synthetic market: others order meanwhile, SIGTERM is heard."""
    with victim(folder / "moved", *FLAGS) as started:
        _rest(verdict, started)
        with Honest(started.ready, "mock") as customer:
            time.sleep(3)
            verdict.figure("mock orders before the move", customer.look())
            began = time.monotonic()
            status, reply = _advance(started, ADVANCE)
            during = customer.look()
            verdict.figure(f"{ADVANCE} took seconds", time.monotonic() - began)
            verdict.figure("mock orders during the move", during)
            verdict.promise(f"the clock moved by {ADVANCE}", status == 200, f"{status}: {reply}")
            verdict.promise(
                f"others' orders are all taken, each within {LONGEST_MS:.0f} ms",
                _fine(during.longest, during.codes),
                during,
            )
        _ended(verdict, started, "after the move")
    with victim(folder / "stopped", *FLAGS) as started:
        _rest(verdict, started)
        mover = threading.Thread(target=_advance, args=(started, "P3D"), daemon=True)
        mover.start()
        time.sleep(2)
        verdict.promise("the move is under way when SIGTERM comes", mover.is_alive())
        _ended(verdict, started, "in the middle of a move")
        mover.join(END_SECONDS)
        verdict.promise("who asked for the move was told, or cut off", not mover.is_alive())


def _fine(longest: float, codes: dict[str, int]) -> bool:
    return bool(codes) and set(codes) <= {"0", "APBK0952"} and longest <= LONGEST_MS  # his cash comes to an end


def _rest(verdict: Verdict, started: Process) -> None:
    """An order far below the market in each of RESTING American symbols."""
    talker = Talker(started.ready["rest_real"], started.ready["real"])
    talker.log_in()
    number, product = talker.keys["account"].split("-")
    taken = 0
    american = [one for one in builtin() if CURRENCY_OF[one.exchange] is Currency.USD]
    for one in american[:RESTING]:
        order = {
            "CANO": number,
            "ACNT_PRDT_CD": product,
            "OVRS_EXCG_CD": words.CODES[one.exchange].order_code,
            "PDNO": one.symbol,
        }
        order |= {"ORD_QTY": "1", "OVRS_ORD_UNPR": "1.00", "ORD_SVR_DVSN_CD": "0", "ORD_DVSN": "00"}
        taken += (
            talker.ask("POST", "/uapi/overseas-stock/v1/trading/order", talker.headers("TTTT1002U"), order)[1]["rt_cd"]
            == "0"
        )
    verdict.promise(f"orders rest in {RESTING} symbols", taken == RESTING, taken)


def _advance(started: Process, duration: str) -> tuple[int, Any]:
    place = urlsplit(started.ready["control"])
    line = http.client.HTTPConnection(str(place.hostname), place.port, timeout=MOVE_SECONDS)
    try:
        token = {"authorization": f"Bearer {started.ready['control_token']}"}
        line.request("POST", "/control/clock", json.dumps({"advance": duration}).encode(), token)
        reply = line.getresponse()
        return reply.status, json.loads(reply.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        return 0, repr(error)
    finally:
        line.close()


def _ended(verdict: Verdict, started: Process, when: str) -> None:
    ends_in_order(verdict, started, f"SIGTERM {when}", END_SECONDS)
    verdict.promise(f"SIGTERM {when}: no defect in the log", not (found := defects(log_of(started))), found[:3])
