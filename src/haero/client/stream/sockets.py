"""How a WebSocket to KIS is opened: what both drivers pass to `websockets`, in every version from 14.2."""

import inspect
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from haero.client.stream.policy import LOGGER, StreamPolicy

_wire = logging.getLogger(f"{LOGGER}.wire")
_wire.setLevel(logging.WARNING)
"""websockets writes whole texts into its log at DEBUG, and these have approval and cipher keys: it may never come to that."""

CLOSE_SECONDS = 1.0
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def options(connect: Callable[..., Any], url: str, policy: StreamPolicy) -> dict[str, Any]:
    """The arguments for `connect` beside the URL: no protocol pings (KIS has its own), no compression, no proxy to this machine."""
    wanted: dict[str, Any] = {
        "open_timeout": policy.connect,
        "close_timeout": CLOSE_SECONDS,
        "compression": None,
        "logger": _wire,
        "ping_interval": None,
        "proxy": None if urlsplit(url).hostname in _LOOPBACK else True,
    }
    # 14.2 knows neither `proxy` nor, blocking, `ping_interval`: it does neither, and would hand them to the socket.
    known = inspect.signature(connect).parameters
    return {name: value for name, value in wanted.items() if name in known}
