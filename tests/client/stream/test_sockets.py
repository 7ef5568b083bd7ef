"""How websockets is called, in versions that know more and less."""

import logging
from typing import Any

import pytest

from haero.client.stream.policy import USUAL
from haero.client.stream.sockets import options


def newer(
    uri: str,
    *,
    open_timeout: float,
    close_timeout: float,
    compression: Any,
    logger: Any,
    ping_interval: Any,
    proxy: Any,
) -> None:
    """As in 15 and later."""


def older(
    uri: str, *, open_timeout: float, close_timeout: float, compression: Any, logger: Any, **to_the_socket: Any
) -> None:
    """As in 14.2, blocking."""


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("ws://127.0.0.1:1/x", None),
        ("ws://localhost:1", None),
        ("ws://[::1]:1", None),
        ("ws://broker.example:1", True),
    ],
)
def test_no_proxy_to_this_machine_and_no_pings(url: str, proxy: Any) -> None:
    given = options(newer, url, USUAL)
    assert (given["proxy"], given["ping_interval"], given["compression"]) == (proxy, None, None)
    assert options(older, url, USUAL).keys() == given.keys() - {"proxy", "ping_interval"}


def test_the_wire_is_never_logged() -> None:
    """Not even where everything is."""
    logging.getLogger("haero").setLevel(logging.DEBUG)
    try:
        assert not options(newer, "ws://localhost:1", USUAL)["logger"].isEnabledFor(logging.DEBUG)
    finally:
        logging.getLogger("haero").setLevel(logging.NOTSET)
