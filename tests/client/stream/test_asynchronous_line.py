"""The asynchronous line: dead, refused, in use, and nobody there."""

from pathlib import Path
from typing import Any

import pytest

from haero.client.errors import Answered, AuthError, NotConnected
from haero.client.stream.asynchronous import AsyncLine, AsyncNoticeStream
from haero.client.stream.messages import ACCEPTED, TroubleKind
from haero.terms import Environment
from tests.client.stream.broker import QUICK
from tests.client.stream.test_asynchronous import line_of, listening
from tests.server.websocket.client import approval_of, until
from tests.support import running


async def test_a_dead_connection_is_given_up(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        line = line_of(caller, policy=QUICK._replace(first_silence=0.3))
        async with AsyncNoticeStream(line, hts_id=caller.app.hts_id, environment=Environment.REAL) as stream:
            await until(lambda: stream.status.connections > 1 and stream.status.registered)
            assert TroubleKind.SILENT in {one.kind for one in stream.status.troubles}


async def test_failures_at_the_opening(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        mine: dict[str, Any] = {"hts_id": caller.app.hts_id, "environment": Environment.REAL}
        async with listening(caller):
            with pytest.raises(NotConnected, match="in use"):
                await AsyncNoticeStream(line_of(caller, policy=QUICK._replace(open=0.2)), **mine).open()
        keys = ["stale"]

        async def approve() -> str:
            return keys.pop() if keys else await approval_of(caller)

        async with AsyncNoticeStream(AsyncLine(caller.urls["ws_real"], approve, policy=QUICK), **mine) as stream:
            assert [one.kind for one in stream.status.troubles] == [TroubleKind.APPROVAL]

        async def never() -> str:
            return "never right"

        with pytest.raises(AuthError, match="OPSP0011"):
            await AsyncNoticeStream(AsyncLine(caller.urls["ws_real"], never, policy=QUICK), **mine).open()
        with pytest.raises(Answered, match="OPSP8991"):
            await AsyncNoticeStream(line_of(caller), **mine | {"environment": Environment.MOCK}).open()
        nobody = AsyncLine("ws://127.0.0.1:9", never, policy=QUICK._replace(open=0.2))
        with pytest.raises(NotConnected, match="no connection"):
            await AsyncNoticeStream(nobody, **mine).open()


async def test_a_line_can_be_used_again(tmp_path: Path) -> None:
    """What stood on its last connection does not stand on the next."""
    async with running(tmp_path) as haero:
        caller = haero.real
        line = line_of(caller)
        for connections in (1, 2):
            mine: dict[str, Any] = {"hts_id": caller.app.hts_id, "environment": Environment.REAL}
            async with AsyncNoticeStream(line, **mine) as stream:
                assert stream.status.connections == connections
                number = str((await caller.buy()).json["output"]["ODNO"])
                assert not (await stream.wait(number, ACCEPTED, 5)).gap
            assert line.session.registered == set()
