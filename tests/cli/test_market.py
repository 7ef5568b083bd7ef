"""`haero market` against a haero in a process of its own: prices by hand, halts, a look."""

import json
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner, Result

from haero.cli.main import app
from tests.support import OPEN_TIME, Process, caller_of, process


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("market") / "data"
    with process(folder, "--market", "manual", "--speed", "0", "--at", OPEN_TIME, "--unlimited") as started:
        yield started


def market(server: Process, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["market", *arguments, "--data", str(server.folder)])


def shown(server: Process, symbol: str = "AAPL") -> list[str]:
    return market(server, "show", "NASD", symbol).stdout.splitlines()


def test_prices_by_hand(server: Process) -> None:
    assert shown(server, "MSFT")[0] == "NASDAQ MSFT  USD  2026-11-21 00:00:00 KST"
    assert shown(server, "MSFT")[1].split() == ["quote", "none"]
    assert market(server, "quote", "NASD", "MSFT", "181.90", "300", "182.00", "200").exit_code == 0
    ended = market(server, "print", "NASDAQ", "MSFT", "182.00", "5000", "--auction", "open")
    assert ended.exit_code == 0, ended.stderr
    assert ended.stdout == "2026-11-21 00:00:00 KST  NASDAQ MSFT: the opening auction trades 5000 shares at 182.00\n"
    plain = market(server, "print", "NASD", "MSFT", "182.00", "7")
    assert plain.stdout == "2026-11-21 00:00:00 KST  NASD MSFT: 7 shares trade at 182.00\n"
    as_json = json.loads(market(server, "show", "NASD", "MSFT", "--json").stdout)
    assert (as_json["last"], as_json["quote"]["ask_size"]) == ("182.00", 200)
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in shown(server, "MSFT")[1:]}
    assert rows["quote"] == "181.90 × 300 | 182.00 × 200"
    assert (rows["last"], rows["volume"], rows["halted"]) == ("182.00", "5007", "no")


async def test_an_order_meets_what_the_commands_make(server: Process) -> None:
    async with aiohttp.ClientSession() as http:
        caller = await caller_of(http, server.ready, "real").log_in()
        await caller.buy(OVRS_ORD_UNPR="100.00")
        assert market(server, "halt", "NASD", "AAPL", "--reason", "news pending").exit_code == 0
        assert any(line.split()[0] == "halted" and line.endswith("news pending") for line in shown(server))
        refused = market(server, "print", "NASD", "AAPL", "99.00", "100")
        assert (refused.exit_code, "NASDAQ AAPL is halted" in refused.stderr) == (1, True)
        assert (await caller.orders())[0]["ft_ccld_qty"] == "0"
        assert market(server, "resume", "NASD", "AAPL").exit_code == 0
        assert market(server, "print", "NASD", "AAPL", "99.00", "100").exit_code == 0
        assert (await caller.orders())[0]["ft_ccld_qty"] == "10"


@pytest.mark.parametrize(
    ("arguments", "status", "text"),
    [
        (["print", "MOON", "AAPL", "1", "1"], 1, "exchange: one of NASD"),
        (["print", "NASD", "NONE", "1", "1"], 1, "no such symbol"),
        (["print", "NASD", "AAPL", "x", "1"], 2, "PRICE x: must be a number like 182.50"),
        (["print", "NASD", "AAPL", "1", "many"], 2, "SIZE"),
        (["print", "NASD", "AAPL", "1", "1", "--auction", "noon"], 2, "auction"),
        (["quote", "NASD", "AAPL", "2", "1", "1", "1"], 1, "not below ask"),
        (["resume", "NASD", "NVDA"], 1, "NVDA is not halted"),
        (["show", "NASD", "NONE"], 1, "no such symbol"),
    ],
)
def test_what_is_refused_is_said(server: Process, arguments: list[str], status: int, text: str) -> None:
    ended = market(server, *arguments)
    assert (ended.exit_code, text in ended.stderr) == (status, True), ended.stderr


def test_what_happened_is_said_in_korean_or_as_json(server: Process) -> None:
    for arguments, said in (
        (["print", "NASD", "NVDA", "100.00", "5"], "NASD NVDA: 100.00에 5주 체결"),
        (["quote", "NASD", "NVDA", "99.00", "3", "101.00", "4"], "NASD NVDA: 매수호가 99.00 × 3, 매도호가 101.00 × 4"),
        (["halt", "NASD", "NVDA"], "NASD NVDA 거래정지: 가격은 멈추고 주문은 기다립니다"),
        (["resume", "NASD", "NVDA"], "NASD NVDA 거래재개"),
    ):
        assert market(server, *arguments, "--lang", "ko").stdout == f"2026-11-21 00:00:00 한국시각  {said}\n"
        receipt = (
            json.loads(market(server, *arguments, "--json").stdout) if arguments[0] in {"print", "quote"} else None
        )
        assert receipt is None or set(receipt) == {"at", "seq"}
    refused = market(server, "resume", "NASD", "NVDA", "--lang", "ko")
    assert (refused.exit_code, refused.stderr) == (1, "haero: 거래정지된 종목이 아닙니다: NASDAQ NVDA\n")
    rows = [line.split()[0] for line in market(server, "show", "NASD", "NVDA", "--lang", "ko").stdout.splitlines()[1:]]
    assert rows == ["호가", "현재가", "전일종가", "거래량", "거래정지"]


def test_without_a_running_haero(tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, ["market", "show", "NASD", "AAPL", "--data", str(tmp_path / "data")])
    assert ended.exit_code == 2
    assert "haero serve --data" in ended.stderr
