"""What a transport carries shows no keys."""

from haero.client.transport.wire import Departure
from tests.client.transport.raw_server import ORDER, QUESTION


def test_a_request_shows_its_path_alone() -> None:
    assert repr(ORDER) == "WireRequest(POST /uapi/overseas-stock/v1/trading/order)"
    assert "CANO" not in repr(QUESTION)


def test_nothing_has_left_at_first() -> None:
    assert not Departure().left
