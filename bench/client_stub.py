"""A server that takes every order, for clients whose own cost is measured. `python -m bench.client_stub READY_FILE`.

haero's HTTP server with a handler that looks at the path alone: a token for a login, and for all else the reply to an order, each
with a number of its own.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import uvloop

from haero.server.adapter import Port
from haero.server.requestlog import RequestLog
from haero.server.wire import CONTENT_TYPE, Reply, Request, tr_reply
from haero.service.service import calm_collector

LOGIN = "/oauth2/tokenP"
TOKEN = (
    b'{"access_token":"eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.bench.bench","access_token_token_expired":"2099-01-01 00:00:00",'
    b'"token_type":"Bearer","expires_in":86400}'
)
TAKEN = (
    '{"rt_cd":"0","msg_cd":"APBK0013","msg1":"주문 전송 완료 되었습니다.",'
    '"output":{"KRX_FWDG_ORD_ORGNO":"01790","ODNO":"%010d","ORD_TMD":"%s"}}'
)
_numbers = count(1)


async def answer(request: Request) -> Reply:
    if request.path == LOGIN:
        return Reply(200, (CONTENT_TYPE,), TOKEN)
    body = TAKEN % (next(_numbers), datetime.now(UTC).strftime("%H%M%S"))
    return tr_reply(200, body.encode(), "TTTT1002U")


async def main() -> None:
    with open(os.devnull, "w") as nowhere:
        port = Port("stub", answer, RequestLog(lambda: datetime.now(UTC), nowhere))
        await port.listen("127.0.0.1", 0)
        calm_collector()
        Path(sys.argv[1]).write_text(str(port.number))
        await asyncio.Event().wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
