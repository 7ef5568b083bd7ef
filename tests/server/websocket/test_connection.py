"""One connection: order, the limit on what waits, and its ends."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from haero.server.websocket import connection as module
from haero.server.websocket.connection import MAX_WAITING, Connection
from haero.server.websocket.socket import Heard
from tests.server.websocket.fakes import FakeSocket, settle


class Life:
    def __init__(self) -> None:
        self.socket = FakeSocket()
        self.session = Connection(self.socket)
        self.heard: list[str | None] = []
        self.task = asyncio.create_task(self.session.run(self._hear))

    def _hear(self, session: Connection, heard: Heard) -> None:
        assert session is self.session
        self.heard.append(heard.text)


@pytest_asyncio.fixture
async def life() -> AsyncIterator[Life]:
    made = Life()
    yield made
    made.socket.leave()
    await asyncio.wait_for(made.task, 5)


async def test_frames_go_out_in_order_and_everything_heard_comes_in(life: Life) -> None:
    for number in range(100):
        life.session.send(b"%d" % number)
    life.socket.says("a")
    life.socket.says(None)
    await settle()
    assert life.socket.sent == [b"%d" % number for number in range(100)]
    assert life.heard == ["a", None]
    assert life.session.waiting == 0


async def test_a_client_that_does_not_read_is_cut_off_at_the_limit(life: Life) -> None:
    life.socket.blocked = asyncio.Event()
    life.session.send(b"taken by the writer")
    await settle()
    for _ in range(MAX_WAITING):
        life.session.send(b"x")
    assert (life.session.waiting, life.socket.how) == (MAX_WAITING, "")
    life.session.send(b"one too many")
    assert (life.session.waiting, life.socket.how) == (0, "cut")
    life.session.send(b"after the end")
    assert life.session.waiting == 0
    await asyncio.wait_for(life.task, 5)  # the writer that hangs in the socket does not keep it


async def test_finishing_sends_what_waits_and_says_goodbye(life: Life) -> None:
    life.session.send(b"last")
    life.session.finish()
    life.session.send(b"too late")
    life.socket.says("not heard any more")
    await asyncio.wait_for(life.task, 5)
    assert (life.socket.sent, life.socket.how, life.heard) == ([b"last"], "close", [])


async def test_dropping_says_nothing(life: Life) -> None:
    life.session.drop()
    life.session.send(b"x")
    await asyncio.wait_for(life.task, 5)
    assert (life.socket.sent, life.socket.how) == ([], "drop")


async def test_a_connection_that_breaks_while_sending_ends_quietly(life: Life) -> None:
    life.socket.leave()
    life.session.send(b"x")
    await asyncio.wait_for(life.task, 5)
    assert life.socket.sent == []


async def test_others_have_the_loop_while_much_is_sent(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TURN", 10)
    for _ in range(100):
        life.session.send(b"x")
    for _ in range(3):
        await asyncio.sleep(0)
    assert 0 < len(life.socket.sent) < 100


async def test_every_session_has_keys_of_its_own() -> None:
    assert Connection(FakeSocket()).key != Connection(FakeSocket()).key
