"""The same server with an empty handler: what HTTP alone costs. `python -m bench.empty_server READY_FILE`."""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from haero.server.adapter import Port
from haero.server.requestlog import RequestLog
from haero.server.wire import Reply, Request, tr_reply
from haero.service.service import calm_collector

BODY = (
    '{"rt_cd":"0","msg_cd":"APBK0013","msg1":"주문 전송 완료 되었습니다.",'
    '"output":{"KRX_FWDG_ORD_ORGNO":"01790","ODNO":"0000000001","ORD_TMD":"000000"}}'
).encode()
REPLY = tr_reply(200, BODY, "TTTT1002U")


async def empty(request: Request) -> Reply:
    return REPLY


async def main() -> None:
    with open(os.devnull, "w") as nowhere:
        port = Port("empty", empty, RequestLog(lambda: datetime.now(UTC), nowhere))
        await port.listen("127.0.0.1", 0)
        calm_collector()
        Path(sys.argv[1]).write_text(str(port.number))
        await asyncio.Event().wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
