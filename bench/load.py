"""A load of one request over many keep-alive connections, from a process of its own. Prints one JSON object.

python -m bench.load HOST PORT REQUEST_FILE CONNECTIONS SECONDS

The client is as bare as Python allows (uvloop protocols, no HTTP library), so that the server is what is measured. Every reply must
be status 200 and hold the text that the request file's last line asks for. `replies` are all that came, those of the first moments
too; rate and delays are of the time after those.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import cast

import uvloop


class Connection(asyncio.Protocol):
    """Sends the request, waits for the whole reply, sends it again."""

    def __init__(self, request: bytes, expected: bytes) -> None:
        self.request, self.expected = request, expected
        self.delays: list[float] = []
        self.replies = self.bad = 0
        self.last_bad = b""
        self._buffer = b""
        self._sent = 0.0
        self._running = True
        self.closed = asyncio.get_running_loop().create_future()

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set_result(None)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def send(self) -> None:
        self._sent = time.perf_counter()
        self.transport.write(self.request)

    def stop(self) -> None:
        self._running = False

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        names = self._buffer[: head + 2].lower()  # servers differ in the case of names
        start = names.find(b"content-length: ") + 16
        length = int(names[start : names.find(b"\r\n", start)])
        if len(self._buffer) < head + 4 + length:
            return
        if not self._buffer.startswith(b"HTTP/1.1 200") or self.expected not in self._buffer:
            self.bad += 1
            self.last_bad = self._buffer
        self._buffer = b""
        self.replies += 1
        self.delays.append(time.perf_counter() - self._sent)
        if self._running:
            self.send()
        else:
            self.transport.close()


async def run(
    host: str, port: int, request: bytes, expected: bytes, connections: int, seconds: float
) -> dict[str, object]:
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: Connection(request, expected), host, port) for _ in range(connections)]
    clients = [protocol for _, protocol in made]
    for client in clients:
        client.send()
    await asyncio.sleep(min(0.5, seconds / 4))  # the first moments warm caches on both sides; they do not count
    for client in clients:
        client.delays.clear()
    started = time.perf_counter()
    await asyncio.sleep(seconds)
    elapsed = time.perf_counter() - started
    delays = sorted(delay for client in clients for delay in client.delays)
    for client in clients:
        client.stop()
    await asyncio.wait([client.closed for client in clients], timeout=10)  # each still waits for one reply
    bad = sum(client.bad for client in clients)
    if not delays:
        raise SystemExit("no reply came")
    return {
        "per_second": len(delays) / elapsed,
        "p50_ms": delays[len(delays) // 2] * 1000,
        "p99_ms": delays[len(delays) * 99 // 100] * 1000,
        "replies": sum(client.replies for client in clients),
        "bad": bad,
        "last_bad": next((client.last_bad.decode(errors="replace")[-300:] for client in clients if client.bad), ""),
    }


def main() -> None:
    host, port, file, connections, seconds = sys.argv[1:]
    request, _, expected = Path(file).read_bytes().rpartition(b"\n")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        result = runner.run(run(host, int(port), request, expected, int(connections), float(seconds)))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
