"""`haero fault` against a haero in a process of its own, in both languages."""

import json
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner, Result

from haero.cli.main import app
from tests.support import Process, caller_of, process


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with process(tmp_path_factory.mktemp("fault") / "data", "--speed", "0", "--unlimited") as started:
        yield started


def fault(server: Process, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["fault", *arguments, "--data", str(server.folder)])


async def test_armed_seen_and_cleared(server: Process) -> None:
    fault(server, "clear")
    nothing = fault(server, "list")
    assert nothing.stdout.startswith("nothing is armed. There are: request-lost, ")
    first = json.loads(fault(server, "add", "error-500-before", "--times", "1", "--json").stdout)["id"]
    second = fault(
        server, "add", "reply-late", "--tr", "TTTT1002U", "--symbol", "MSFT", "--account", "81000001-01",
        "--environment", "real", "--param", "seconds=0.5", "--param", "of=orders",
    )  # fmt: skip
    assert second.stdout == f"armed: reply-late, number {first + 1}\n"
    async with aiohttp.ClientSession() as http:
        caller = await caller_of(http, server.ready, "real").log_in()
        assert [(await caller.buy()).status for _ in range(2)] == [500, 200]
    rows = [line.split() for line in fault(server, "list").stdout.splitlines()]
    assert rows[0] == ["number", "fault", "times", "left", "fired", "only", "for", "parameters"]
    assert rows[1] == [str(first), "error-500-before", "0", "1", "-", "status=500", "body=html", "of=any"]
    assert rows[2] == [
        str(first + 1), "reply-late", "for", "ever", "0", "real", "TTTT1002U", "MSFT", "81000001-01", "seconds=0.5",
        "of=orders",
    ]  # fmt: skip
    assert [one["fired"] for one in json.loads(fault(server, "list", "--json").stdout)["faults"]] == [1, 0]
    assert fault(server, "clear", str(first)).stdout == "cleared: 1\n"
    assert json.loads(fault(server, "clear", "--json").stdout) == {"cleared": [first + 1]}
    assert fault(server, "clear").stdout == "cleared: 0\n"


def test_in_korean(server: Process) -> None:
    fault(server, "clear")
    assert fault(server, "list", "--lang", "ko").stdout.startswith(
        "대기 중인 장애가 없습니다. 있는 장애: request-lost, "
    )
    assert fault(server, "add", "notice-lost", "--lang", "ko").stdout.startswith("주입 대기: notice-lost, 번호 ")
    head, row = fault(server, "list", "--lang", "ko").stdout.splitlines()
    assert head.split() == ["번호", "장애", "남은", "횟수", "발생", "대상", "매개변수"]
    assert row.split()[1:] == ["notice-lost", "계속", "0", "-", "-"]
    assert fault(server, "clear", "--lang", "ko").stdout == "해제: 1건\n"


@pytest.mark.parametrize(
    ("arguments", "status", "english", "korean"),
    [
        (
            ["add", "reply-lots"],
            1,
            "there is no fault 'reply-lots'; there are request-lost",
            "없는 장애입니다: 'reply-lots'",
        ),
        (
            ["add", "reply-lost", "--param", "x=1"],
            1,
            "has no parameter 'x'; it has of, path",
            "없는 매개변수입니다: 'x'",
        ),
        (["add", "reply-late", "--param", "seconds=x"], 1, "must be 0 to 600, not 'x'", "쓸 수 없는 값입니다: 'x'"),
        (["add", "reply-late", "--param", "seconds"], 2, "must be like seconds=3", "seconds=3처럼"),
        (["add", "reply-lost", "--times", "0"], 1, "times must be 1 to", "횟수는 1부터"),
        (["add", "reply-lost", "--times", "x"], 2, "whole number", "정수"),
        (["add", "reply-lost", "--tr", "X"], 1, "'X' is no TR", "쓸 수 없는 TR입니다: 'X'"),
        (["add", "reply-lost", "--account", "1-1"], 1, "no such account: 1-1", "없는 계좌입니다: 1-1"),
        (["add", "reply-lost", "--environment", "x"], 2, "not one of", "중 하나여야"),
        (["clear", "999"], 1, "no fault 999 is armed", "999번 장애는 없습니다"),
    ],
)
def test_what_is_refused_is_said(server: Process, arguments: list[str], status: int, english: str, korean: str) -> None:
    for language, text in (("en", english), ("ko", korean)):
        ended = fault(server, *arguments, "--lang", language)
        assert (ended.exit_code, text in ended.stderr) == (status, True), ended.stderr


def test_without_a_running_haero(tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, ["fault", "list", "--data", str(tmp_path / "data")])
    assert ended.exit_code == 2
    assert "haero serve --data" in ended.stderr
