"""One client, one buy: what it was told on the last line of its output. Reads where to, and with which keys, on its input.

Stands in an empty folder that is its home as well, and can look up no name but this machine's.
"""

import json
import os
import socket
import sys
from typing import Any

from tools.peer_faults.clients import PEERS, Told

_look_up = socket.getaddrinfo


def _loopback_only(host: Any, *arguments: Any, **more: Any) -> Any:
    if host not in {"127.0.0.1", b"127.0.0.1", "localhost"}:
        raise socket.gaierror(socket.EAI_NONAME, "only this machine may be looked up here")
    return _look_up(host, *arguments, **more)


def main() -> None:
    """Argument: the name of a client."""
    told = Told(**json.loads(sys.stdin.readline()))
    socket.getaddrinfo = _loopback_only
    try:
        said = PEERS[sys.argv[1]].buy(told)
    except Exception as error:
        said = f"exception {type(error).__name__}"
    print(f"\n{json.dumps(said)}", flush=True)
    os._exit(0)  # some clients leave threads behind that try the network


if __name__ == "__main__":
    main()
