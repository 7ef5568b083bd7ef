"""One port: whose connection it is, registrations, PINGPONG, and the codes that no client can provoke."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio

from haero.kis import realtime
from haero.market.listing.instruments import builtin
from haero.server.websocket.stream import FIRST_QUESTION_SECONDS, SILENCE_SECONDS, accepts
from haero.terms import Environment
from tests.server.websocket.fakes import Door, FakeSocket, settle

EVERY = 30.0


@pytest_asyncio.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    made = Door(tmp_path)
    made.stream.broker = SimpleNamespace(market=SimpleNamespace(instruments=builtin()))  # type: ignore[assignment]
    yield made
    await made.close()


def tick(door: Door, seconds: float = 0) -> None:
    door.wall.advance(timedelta(seconds=seconds))
    door.stream.tick(door.wall.monotonic(), door.wall.now(), EVERY)


def pings(socket: FakeSocket) -> list[str]:
    texts = [json.loads(text) for text in socket.sent]
    return [text["header"]["datetime"] for text in texts if text["header"]["tr_id"] == "PINGPONG"]


def codes(socket: FakeSocket) -> list[str]:
    return [json.loads(text)["body"]["msg_cd"] for text in socket.sent]


@pytest.mark.parametrize(
    "path",
    ["/", "/tryitout", "/tryitout/", "/tryitout/HDFSCNT0", "/tryitout/H0GSCNI9", "/tryitout/ANY", "//", "//tryitout"],
)
def test_paths_that_are_served(path: str) -> None:
    assert accepts(path)


@pytest.mark.parametrize(
    "path", ["", "/x", "/tryitouts", "/tryitout/a/b", "/tryitout/h0", "/uapi", "/tryitout/" + "A" * 14]
)
def test_paths_that_are_not(path: str) -> None:
    assert not accepts(path)


async def test_pingpong_goes_out_again_and_again(door: Door) -> None:
    socket, session = await door.open()
    session.app = door.app()
    tick(door, 29.9)
    await settle()
    assert pings(socket) == []
    for _ in range(3):
        socket.says(None)
        await settle()
        tick(door, 30)
    await settle()
    assert len(pings(socket)) == 3
    assert len(pings(socket)[0]) == 14


@pytest.mark.parametrize("how", ["text", "control frame"])
async def test_any_answer_keeps_a_session_alive(door: Door, how: str) -> None:
    socket, session = await door.open()
    session.app = door.app()
    for _ in range(10):
        tick(door, EVERY)
        await settle()
        assert session.unanswered_since is not None
        socket.says(socket.sent[-1].decode() if how == "text" else None)
        await settle()
        assert session.unanswered_since is None
    assert socket.how == ""
    assert all(text == socket.sent[0] or b"PINGPONG" in text for text in socket.sent)  # an echo is not answered


async def test_silence_ends_a_session(door: Door) -> None:
    socket, session = await door.open()
    session.app = door.app()
    other, known = await door.open()
    known.app = door.app(2)
    tick(door, EVERY)
    for _ in range(3):
        other.says(None)
        await settle()
        tick(door, EVERY)
    await settle()
    assert (socket.how, len(pings(socket))) == ("", 4)
    tick(door, SILENCE_SECONDS - 3 * EVERY - 0.1)
    assert socket.how == ""
    tick(door, 0.1)
    await settle()
    assert (socket.how, other.how) == ("cut", "")
    assert session not in door.stream.sessions


async def test_the_clock_of_the_silence_starts_with_the_first_unanswered_one(door: Door) -> None:
    socket, session = await door.open()
    session.app = door.app()
    for _ in range(20):
        tick(door, EVERY)
        socket.says(None)
        await settle()
    assert socket.how == ""


async def test_an_app_has_one_session(door: Door) -> None:
    app = door.app()
    first, session = await door.open()
    assert await door.ask(first, door.approval(app), "HDFSCNT0", "DNASAAPL") == "OPSP0000"
    second, _ = await door.open()
    assert await door.ask(second, door.approval(app), "HDFSCNT0", "DNASAAPL") == "OPSP8996"
    assert (second.how, first.how) == ("close", "")
    assert await door.ask(first, door.approval(app), "HDFSCNT0", "DNASMSFT") == "OPSP0000"
    first.leave()
    await settle()
    assert (door.stream.sessions, door.subscriptions.watched) == ({}, {})
    third, _ = await door.open()
    assert await door.ask(third, door.approval(app), "HDFSCNT0", "DNASAAPL") == "OPSP0000"
    assert session.registrations == {}


async def test_a_session_belongs_to_the_first_app_that_speaks_on_it(door: Door) -> None:
    one, two = door.app(1), door.app(2)
    socket, _ = await door.open()
    await door.ask(socket, door.approval(one), "HDFSCNT0", "DNASAAPL")
    assert await door.ask(socket, door.approval(two), "HDFSCNT0", "DNASMSFT") == "OPSP0011"
    assert await door.ask(socket, door.approval(one), "HDFSCNT0", "DNASMSFT") == "OPSP0000"  # a key for every question


async def test_approval_keys_that_are_no_good(door: Door) -> None:
    app, stranger = door.app(1), door.app(2, Environment.MOCK)
    socket, _ = await door.open()
    assert await door.ask(socket, "no such key", "HDFSCNT0", "DNASAAPL") == "OPSP0011"
    assert await door.ask(socket, door.approval(stranger), "HDFSCNT0", "DNASAAPL") == "OPSP9994"
    key = door.approval(app)
    door.wall.advance(timedelta(hours=24))
    assert await door.ask(socket, key, "HDFSCNT0", "DNASAAPL") == "OPSP0011"
    other_host = door.approvals.issue(app, Environment.MOCK)  # python-kis fetches a real app's key from the mock host
    assert await door.ask(socket, other_host, "HDFSCNT0", "DNASAAPL") == "OPSP0000"


@pytest.mark.parametrize(
    ("environment", "served"),
    [
        (Environment.REAL, {"HDFSCNT0", "HDFSASP0", "H0GSCNI0", "H0STCNI0"}),
        (Environment.MOCK, {"HDFSCNT0", "H0GSCNI9", "H0STCNI9"}),
    ],
)
async def test_which_trs_an_environment_has(tmp_path: Path, environment: Environment, served: set[str]) -> None:
    door = Door(tmp_path, environment)
    door.stream.broker = SimpleNamespace(market=SimpleNamespace(instruments=builtin()))  # type: ignore[assignment]
    app = door.app()
    socket, _ = await door.open()
    key = door.approval(app)
    for tr_id in ("HDFSCNT0", "HDFSASP0", "HDFSASP1", "H0GSCNI0", "H0GSCNI9", "H0STCNI0", "H0STCNI9", "H0STCNT0", "X"):
        found = await door.ask(socket, key, tr_id, "DNASAAPL" if tr_id.startswith("HDFS") else app.hts_id)
        asian = tr_id == "HDFSASP1" and environment is Environment.REAL  # known there, but not with an American key
        assert found == ("OPSP0000" if tr_id in served else "OPSP8992" if asian else "OPSP8991"), tr_id
    await door.close()


async def test_forty_one_registrations_over_all_trs(door: Door) -> None:
    app = door.app()
    socket, session = await door.open()
    key = door.approval(app)
    symbols = [one.symbol for one in builtin() if one.exchange == "NASDAQ"][:42]
    assert await door.ask(socket, key, "H0GSCNI0", app.hts_id) == "OPSP0000"
    for symbol in symbols[:40]:
        assert await door.ask(socket, key, "HDFSCNT0", f"DNAS{symbol}") == "OPSP0000"
    for tr_id, tr_key in (
        ("HDFSCNT0", f"DNAS{symbols[40]}"),
        ("HDFSASP0", f"DNAS{symbols[0]}"),
        ("H0STCNI0", app.hts_id),
    ):
        assert await door.ask(socket, key, tr_id, tr_key) == "OPSP0008"
    assert await door.ask(socket, key, "HDFSCNT0", f"DNAS{symbols[3]}") == "OPSP0002"
    assert (socket.how, len(session.registrations)) == ("", 41)
    assert await door.ask(socket, key, "HDFSCNT0", f"DNAS{symbols[3]}", "2") == "OPSP0001"
    assert await door.ask(socket, key, "HDFSCNT0", f"DNAS{symbols[3]}", "2") == "OPSP0003"
    assert await door.ask(socket, key, "HDFSCNT0", f"DNAS{symbols[40]}") == "OPSP0000"


@pytest.mark.parametrize("tr_id", ["H0GSCNI0", "H0STCNI0"])
async def test_a_wrong_hts_id_ends_the_connection_without_a_word(door: Door, tr_id: str) -> None:
    app, other = door.app(1), door.app(2)
    for wrong in (other.hts_id, app.hts_id.upper(), app.account, "홍길동"):
        socket, _ = await door.open()
        await door.ask(socket, door.approval(app), tr_id, wrong)
        assert (socket.sent, socket.how) == ([], "drop")


@pytest.mark.parametrize("tr_key", ["DNASNOSUCH", "DXXXAAPL", "AAPL", "DHKSAAPL", "DNYSAAPL"])
async def test_keys_that_mean_nothing(door: Door, tr_key: str) -> None:
    socket, _ = await door.open()
    assert await door.ask(socket, door.approval(door.app()), "HDFSCNT0", tr_key) == "OPSP8992"


async def test_connections_beyond_the_limit_are_told_so(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door.stream, "_most", 1)
    first, known = await door.open()
    known.app = door.app()
    second, _ = await door.open()
    await settle()
    assert (codes(second), second.how, first.how) == (["OPSP9995"], "close", "")
    assert len(door.stream.sessions) == 1


async def test_silence_locks_nobody_out(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has shown an approval stays; of the others the oldest goes."""
    monkeypatch.setattr(door.stream, "_most", 3)
    first, known = await door.open()
    known.app = door.app()
    silent = [(await door.open())[0] for _ in range(6)]
    await settle()
    assert first.how == ""
    assert [socket.how for socket in silent] == ["cut"] * 4 + [""] * 2
    assert len(door.stream.sessions) == 3


async def test_who_asks_nothing_is_not_kept(door: Door) -> None:
    silent, _ = await door.open()
    asking, session = await door.open()
    session.app = door.app()
    tick(door, FIRST_QUESTION_SECONDS - 0.1)
    assert silent.how == ""
    tick(door, 0.1)
    assert (silent.how, asking.how) == ("cut", "")


@pytest.fixture
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


async def test_a_defect_is_answered_and_ends_nothing(door: Door, monkeypatch: pytest.MonkeyPatch, quiet: None) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("boom")

    socket, _ = await door.open()
    key = door.approval(door.app())
    with monkeypatch.context() as patch:
        patch.setattr(door.stream, "_watch", broken)
        assert await door.ask(socket, key, "HDFSCNT0", "DNASAAPL") == realtime.SUBSCRIBE_FAILED.code
    with monkeypatch.context() as patch:
        patch.setattr(realtime, "read", broken)
        assert await door.ask(socket, key, "HDFSCNT0", "DNASAAPL") == realtime.INTERNAL_ERROR.code
    assert await door.ask(socket, key, "HDFSCNT0", "DNASAAPL") == "OPSP0000"


async def test_nothing_secret_is_logged(
    door: Door, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    app = door.app()
    key = door.approval(app)

    def broken(*_: Any) -> Any:
        raise RuntimeError("boom")

    monkeypatch.setattr(door.stream, "_listen", broken)
    socket, session = await door.open()
    await door.ask(socket, key, "H0GSCNI0", app.hts_id)
    assert caplog.records
    for secret in (key, app.hts_id, app.appkey, session.key.key, session.key.iv):
        assert secret not in caplog.text
