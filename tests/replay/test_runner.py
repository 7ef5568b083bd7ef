"""Whole replays of a small recording: ten minutes around the open of 2026-11-20, 462 messages."""

import asyncio
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from haero.broker.broker import Broker
from haero.house.settings import Settings, SettingsError
from haero.market.time.clock import FASTEST
from haero.replay.figures import Outcome
from haero.replay.pace import Pace
from haero.replay.program import ProgramError
from haero.replay.runner import PERIOD_OVER, STOPPED, Plan, Result, Standing, replay
from haero.terms import Currency
from tests.makers import event_rows

ROOT = Path(__file__).parents[2]
RECORDING = ROOT / "tests" / "data" / "replay_program" / "morning.csv"
EXAMPLE = f"{sys.executable} {ROOT / 'examples' / 'twap_and_loc.py'} NYSE NYS IBM"
LAST = datetime(2026, 11, 20, 14, 34, 58, 654000, tzinfo=UTC)
STEPS = Pace(None, 20)

CALLS = """
import json, os, sys
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

http = HTTPConnection(urlsplit(os.environ["HAERO_REST_REAL"]).netloc)
keys = {"appkey": os.environ["HAERO_REAL_APPKEY"], "appsecret": os.environ["HAERO_REAL_APPSECRET"]}
number, product = os.environ["HAERO_REAL_ACCOUNT"].split("-")

def call(method, path, values, tr_id="", token=""):
    headers = {**keys, "tr_id": tr_id, "custtype": "P", "authorization": "Bearer " + token}
    target = path if method == "POST" else path + "?" + urlencode(values)
    http.request(method, target, json.dumps(values) if method == "POST" else None, headers)
    return json.loads(http.getresponse().read())

token = call("POST", "/oauth2/tokenP", {"grant_type": "client_credentials", **keys})["access_token"]

def order(quantity, price, symbol="IBM", tr_id="TTTT1002U"):
    body = {"CANO": number, "ACNT_PRDT_CD": product, "OVRS_EXCG_CD": "NYSE", "PDNO": symbol, "ORD_QTY": quantity,
            "OVRS_ORD_UNPR": price, "ORD_SVR_DVSN_CD": "0", "ORD_DVSN": "00"}
    return call("POST", "/uapi/overseas-stock/v1/trading/order", body, tr_id, token)["msg_cd"]

def price():
    values = {"AUTH": "", "EXCD": "NYS", "SYMB": "IBM"}
    return call("GET", "/uapi/overseas-price/v1/quotations/price", values, "HHDFS00000300", token)["output"]
"""


def program(folder: Path, text: str, *words: object) -> str:
    """A program of a few lines, behind `CALLS`."""
    path = folder / "bot.py"
    path.write_text(CALLS + text, encoding="utf-8")
    return shlex.join([sys.executable, str(path), *map(str, words)])


async def run(folder: Path, command: str, pace: Pace = STEPS, **more: Any) -> tuple[Result, Sequence[Standing]]:
    end = more.pop("end", None)
    chosen: dict[str, Any] = {"market": f"replay:{RECORDING}", "speed": 0.0, "unlimited": True} | more
    seen: list[Standing] = []
    plan = Plan(Settings(**chosen), command, pace, end, folder / "data", grace_seconds=2.0)
    return await replay(plan, asyncio.Event(), seen.append), seen


async def test_a_program_that_polls_without_a_pause_sees_every_second(tmp_path: Path) -> None:
    out = tmp_path / "seen"
    text = "import pathlib\nout = open(sys.argv[1], 'w', buffering=1)\nwhile True: out.write(price()['tvol'] + '\\n')\n"
    result, moved = await run(tmp_path, program(tmp_path, text, out))
    volumes = [int(line) for line in out.read_text().split()]
    seconds = (LAST - result.report.starts).total_seconds()
    assert (result.status, result.report.ended) == (None, PERIOD_OVER)
    assert seconds <= len(volumes) <= seconds + 200  # one for each step, some more at the end
    assert volumes == sorted(volumes)
    assert volumes[-1] > 50_000
    assert result.report.requests >= seconds
    assert [standing.now for standing in moved] == sorted(standing.now for standing in moved)
    assert result.report.ends >= LAST


async def test_the_example_twice_gives_the_same_journal(tmp_path: Path) -> None:
    journals = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        result, _ = await run(folder, EXAMPLE, cash={Currency.USD: Decimal(1_000_000)})
        journals.append(event_rows(folder / "data"))
    assert journals[0] == journals[1]
    kinds = [row[3] for row in journals[0]]
    assert kinds.count("OrderAccepted") == 3
    assert kinds.count("OrderExecuted") >= 4
    limit, on_open, twap = result.report.orders
    assert (limit.outcome, on_open.outcome, twap.outcome) == (Outcome.FILLED, Outcome.FILLED, Outcome.OPEN)
    assert on_open.average == Decimal("240.24")  # the official opening print of the recording
    assert twap.division == "35"
    assert twap.slices >= 4
    assert 0 < twap.filled < 600
    assert twap.vwap is not None
    assert twap.close is None  # the day is not over where the recording ends


async def test_refusals_are_taken_where_they_leave(tmp_path: Path) -> None:
    text = "assert [order('1', '240', 'NOPE'), order('x', '240'), order('9999999', '240')] == sys.argv[1:], sys.argv\nprice()\n"
    codes = ["APBK0656", "IGW00010", "APBK0952"]
    result, _ = await run(tmp_path, program(tmp_path, text, *codes))
    assert result.status == 0, result.report
    assert [call.code for call in result.report.refusals] == codes
    assert [call.symbol for call in result.report.refusals] == ["NOPE", "IBM", "IBM"]
    assert {line.code: line.count for line in result.report.codes} == dict.fromkeys(codes, 1)


@pytest.mark.parametrize("pace", [Pace(FASTEST), Pace(3600.0)])
async def test_other_paces_come_to_the_same_end(tmp_path: Path, pace: Pace) -> None:
    text = "print(order('10', '245.00'))\nimport signal\nsignal.pause()\n"
    result, _ = await run(tmp_path, program(tmp_path, text), pace)
    assert (result.status, result.report.ended) == (None, PERIOD_OVER)
    assert result.report.ends >= LAST
    assert result.report.orders[0].outcome is Outcome.FILLED


async def test_a_speed_of_zero_leaves_the_clock_to_the_program(tmp_path: Path) -> None:
    text = """
control = HTTPConnection(urlsplit(os.environ["HAERO_CONTROL"]).netloc)
def advance(duration):
    headers = {"authorization": "Bearer " + os.environ["HAERO_CONTROL_TOKEN"]}
    control.request("POST", "/control/clock", json.dumps({"advance": duration}), headers)
    return json.loads(control.getresponse().read())["now"]
first = price()["last"]
assert advance("PT5M") == advance("PT0S"), "it moved by itself"
assert price()["last"] != first
"""
    result, _ = await run(tmp_path, program(tmp_path, text), Pace(0.0))
    assert result.status == 0
    assert (result.report.ends - result.report.starts).total_seconds() == 300


async def test_the_period_ends_where_it_is_told_to(tmp_path: Path) -> None:
    end = datetime(2026, 11, 20, 14, 26, 0, 250000, tzinfo=UTC)
    result, _ = await run(tmp_path, program(tmp_path, "while True: price()\n"), end=end, at="2026-11-20T09:25:30-05:00")
    assert (result.report.starts, result.report.ends) == (datetime(2026, 11, 20, 14, 25, 30, tzinfo=UTC), end)
    assert result.report.ended == PERIOD_OVER


async def test_open_orders_stay_open_in_the_report(tmp_path: Path) -> None:
    result, _ = await run(tmp_path, program(tmp_path, "order('10', '200.00')\nwhile True: price()\n"))
    assert [line.outcome for line in result.report.orders] == [Outcome.OPEN]
    assert result.report.orders[0].market_volume > 50_000


async def test_a_program_that_fails_is_reported(tmp_path: Path) -> None:
    result, _ = await run(tmp_path, program(tmp_path, "order('10', '245.00')\nsys.exit(9)\n"))
    assert (result.status, result.report.ended) == (9, "the program failed with exit status 9")
    assert len(result.report.orders) == 1


@pytest.mark.parametrize(
    ("command", "more", "error"),
    [
        ("no-such-program-of-haero", {}, ProgramError),
        ("true", {"end": LAST - timedelta(days=1)}, SettingsError),
        ("true", {"market": "replay:no-such-file.csv"}, SettingsError),
    ],
)
async def test_what_did_not_begin_leaves_no_journal(
    tmp_path: Path, command: str, more: dict[str, Any], error: type[Exception]
) -> None:
    """A folder with a journal is refused: the corrected command must find it as the wrong one did."""
    with pytest.raises(error):
        await run(tmp_path, command, **more)
    assert not list((tmp_path / "data").glob("haero.db*"))


async def test_what_did_not_begin_leaves_an_older_journal_alone(tmp_path: Path) -> None:
    await run(tmp_path, "true")
    with pytest.raises(ProgramError):
        await run(tmp_path, "no-such-program-of-haero")
    assert (tmp_path / "data" / "haero.db").exists()


async def test_a_halt_of_the_first_symbol_does_not_hold_up_the_end(tmp_path: Path) -> None:
    text = """
control = HTTPConnection(urlsplit(os.environ["HAERO_CONTROL"]).netloc)
headers = {"authorization": "Bearer " + os.environ["HAERO_CONTROL_TOKEN"]}
for symbol in ("AAPL", "IBM"):
    body = {"exchange": "NYSE" if symbol == "IBM" else "NASD", "symbol": symbol}
    control.request("POST", "/control/market/halt", json.dumps(body), headers)
    assert control.getresponse().read()
import signal
signal.pause()
"""
    async with asyncio.timeout(60):
        result, _ = await run(tmp_path, program(tmp_path, text), Pace(FASTEST))
    assert result.report.ended == PERIOD_OVER


async def test_stopping_by_hand_ends_the_program_and_still_reports(tmp_path: Path) -> None:
    stop = asyncio.Event()
    settings = Settings(market=f"replay:{RECORDING}", speed=0.0, unlimited=True)
    command = program(tmp_path, "order('10', '245.00')\nwhile True: price()\n")

    def moved(standing: Standing) -> None:
        if standing.orders:
            stop.set()

    result = await replay(Plan(settings, command, STEPS, None, tmp_path / "data"), stop, moved)
    assert (result.status, result.report.ended) == (None, STOPPED)
    assert len(result.report.orders) == 1


async def test_a_program_on_the_websocket_gets_every_trade(tmp_path: Path) -> None:
    """It only listens: the market waits until it has taken what it was sent."""
    out = tmp_path / "count"
    text = """
import asyncio, time, aiohttp
key = call("POST", "/oauth2/Approval", {"grant_type": "client_credentials", "appkey": keys["appkey"],
           "secretkey": keys["appsecret"]})["approval_key"]
async def main():
    ask = {"header": {"approval_key": key, "custtype": "P", "tr_type": "1", "content-type": "utf-8"},
           "body": {"input": {"tr_id": "HDFSCNT0", "tr_key": "DNYSIBM"}}}
    count = 0
    async with aiohttp.ClientSession() as session, session.ws_connect(os.environ["HAERO_WS_REAL"] + "/tryitout") as ws:
        await ws.send_str(json.dumps(ask))
        async for message in ws:
            if message.data.startswith("0|HDFSCNT0|"):
                count += int(message.data.split("|")[2])
                open(sys.argv[1], "w").write(str(count))
                for _ in range(2000): json.dumps(ask)  # some thinking
asyncio.run(main())
"""
    result, _ = await run(tmp_path, program(tmp_path, text, out), Pace(None, 5), at="2026-11-20T09:23:30-05:00")
    trades = sum(",trade," in line for line in RECORDING.read_text().splitlines())
    assert result.report.ended == PERIOD_OVER
    assert int(out.read_text()) == trades


async def test_a_program_can_answer_a_notice_before_more_happens(tmp_path: Path) -> None:
    """A buy rests, fills, and the program sells on the notice (체결통보) of it: a tenth of a second of market later at most."""
    text = """
import asyncio, aiohttp
key = call("POST", "/oauth2/Approval", {"grant_type": "client_credentials", "appkey": keys["appkey"],
           "secretkey": keys["appsecret"]})["approval_key"]
async def main():
    ask = {"header": {"approval_key": key, "custtype": "P", "tr_type": "1", "content-type": "utf-8"},
           "body": {"input": {"tr_id": "H0GSCNI0", "tr_key": os.environ["HAERO_REAL_HTS_ID"]}}}
    async with aiohttp.ClientSession() as session, session.ws_connect(os.environ["HAERO_WS_REAL"] + "/tryitout") as ws:
        await ws.send_str(json.dumps(ask))
        assert json.loads((await ws.receive()).data)["body"]["rt_cd"] == "0"
        price()
        assert order("100", "240.00") == "APBK0013"
        notices = 0
        async for message in ws:
            notices += message.data.startswith("1|H0GSCNI0|")
            if notices == 2:
                sys.exit(order("100", "239.00", tr_id="TTTT1006U") != "APBK0013")
asyncio.run(main())
"""
    result, _ = await run(tmp_path, program(tmp_path, text))
    assert result.status == 0, result.report
    bought, sold = result.report.orders
    assert (bought.outcome, sold.outcome) == (Outcome.FILLED, Outcome.FILLED)
    assert bought.done_at is not None
    assert bought.accepted_at < bought.done_at
    assert timedelta(0) <= sold.accepted_at - bought.done_at <= timedelta(milliseconds=100)


async def test_a_broker_that_stops_ends_the_replay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, count = Broker.advance, 0

    def advance(broker: Broker) -> datetime:
        nonlocal count
        count += 1
        if count > 50:
            broker.stop(RuntimeError("the disk is gone"))
        return real(broker)

    monkeypatch.setattr(Broker, "advance", advance)
    result, _ = await run(tmp_path, program(tmp_path, "while True: price()\n"))
    assert isinstance(result.failure, Exception)
    assert "the disk is gone" in result.report.ended


async def test_what_cannot_run(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--to"):
        await run(tmp_path, EXAMPLE, market="synthetic")
    with pytest.raises(SettingsError, match="not behind the start"):
        await run(tmp_path, EXAMPLE, end=datetime(2026, 11, 20, 14, 0, tzinfo=UTC))
    with pytest.raises(ProgramError):
        await run(tmp_path, "no-such-program-of-haero")


def test_the_recording_is_what_the_tests_say() -> None:
    lines = RECORDING.read_text().splitlines()
    assert len(lines) == 463
    assert lines[-1].startswith(LAST.strftime("%Y-%m-%dT%H:%M:%S.654Z"))
