"""The blocking line: dead, refused, in use, and nobody there."""

import asyncio
from pathlib import Path

import pytest

from haero.client.errors import AuthError, NotConnected
from haero.client.stream.blocking import Line, NoticeStream
from haero.client.stream.failures import StreamClosed
from haero.client.stream.messages import ACCEPTED, FILLED, TroubleKind
from haero.terms import Environment
from tests.client.stream.broker import QUICK, blocking, cutter
from tests.client.stream.test_blocking import listening
from tests.server.websocket.client import approval_of, until
from tests.support import running


async def test_a_dead_connection_is_given_up(tmp_path: Path) -> None:
    """Texts stop, and nobody says goodbye."""
    async with running(tmp_path) as haero:
        caller = haero.real
        quick = QUICK._replace(first_silence=0.3)
        async with cutter(haero.urls["ws_real"]) as (proxy, url):
            line = Line(url, blocking(approval_of, caller), policy=quick)
            stream = NoticeStream(line, hts_id=caller.app.hts_id, environment=Environment.REAL)
            await asyncio.to_thread(stream.open)
            proxy.deaf = True
            await until(lambda: any(one.kind is TroubleKind.SILENT for one in stream.status.troubles))
            proxy.deaf = False
            await until(lambda: stream.status.connections > 1 and stream.status.registered)
            await asyncio.to_thread(stream.close)


async def test_one_session_an_app_key(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        async with listening(caller):
            patience = QUICK._replace(open=0.4)
            other = NoticeStream(
                Line(caller.urls["ws_real"], blocking(approval_of, caller), policy=patience),
                hts_id=caller.app.hts_id,
                environment=Environment.REAL,
            )
            with pytest.raises(NotConnected, match="in use"):
                await asyncio.to_thread(other.open)
            assert {one.kind for one in other.status.troubles} == {TroubleKind.IN_USE}


async def test_a_stale_approval_key_is_fetched_anew(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        keys = ["stale"]

        async def approve() -> str:
            return keys.pop() if keys else await approval_of(caller)

        line = Line(caller.urls["ws_real"], blocking(approve), policy=QUICK)
        stream = NoticeStream(line, hts_id=caller.app.hts_id, environment=Environment.REAL)
        await asyncio.to_thread(stream.open)
        assert [one.kind for one in stream.status.troubles] == [TroubleKind.APPROVAL]
        await asyncio.to_thread(stream.close)
        bad = NoticeStream(
            Line(caller.urls["ws_real"], lambda: "never right", policy=QUICK),
            hts_id=caller.app.hts_id,
            environment=Environment.REAL,
        )
        with pytest.raises(AuthError, match="OPSP0011"):
            await asyncio.to_thread(bad.open)


async def test_a_wrong_hts_id_is_guessed(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        line = Line(caller.urls["ws_real"], blocking(approval_of, caller), policy=QUICK._replace(open=0.6))
        stream = NoticeStream(line, hts_id="somebody", environment=Environment.REAL)
        with pytest.raises(NotConnected, match="wrong HTS ID"):
            await asyncio.to_thread(stream.open)


async def test_nobody_there() -> None:
    line = Line("ws://127.0.0.1:9", lambda: "key", policy=QUICK._replace(open=0.2))
    stream = NoticeStream(line, hts_id="h", environment=Environment.REAL)
    with pytest.raises(NotConnected, match="ConnectionRefusedError"):
        await asyncio.to_thread(stream.open)
    with pytest.raises(StreamClosed):
        await asyncio.to_thread(stream.wait, 1, FILLED, 1)


async def test_a_line_can_be_used_again(tmp_path: Path) -> None:
    """What stood on its last connection does not stand on the next."""
    async with running(tmp_path) as haero:
        caller = haero.real
        line = Line(caller.urls["ws_real"], blocking(approval_of, caller), policy=QUICK)
        for connections in (1, 2):
            stream = NoticeStream(line, hts_id=caller.app.hts_id, environment=Environment.REAL)
            await asyncio.to_thread(stream.open)
            assert stream.status.connections == connections
            number = str((await caller.buy()).json["output"]["ODNO"])
            assert not (await asyncio.to_thread(stream.wait, number, ACCEPTED, 5)).gap
            await asyncio.to_thread(stream.close)
            assert line.session.registered == set()


async def test_a_key_that_cannot_be_fetched_is_tried_again(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        failures = [NotConnected("no route"), TimeoutError("slow")]

        async def approve() -> str:
            if failures:
                raise failures.pop()
            return await approval_of(caller)

        line = Line(caller.urls["ws_real"], blocking(approve), policy=QUICK)
        stream = NoticeStream(line, hts_id=caller.app.hts_id, environment=Environment.REAL)
        await asyncio.to_thread(stream.open)
        assert [one.kind for one in stream.status.troubles] == [TroubleKind.DISCONNECTED] * 2
        await asyncio.to_thread(stream.close)
