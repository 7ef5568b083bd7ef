"""Who may make control calls: programs, not the pages of strangers."""

import pytest
from multidict import CIMultiDict

from haero.control.forms import ControlError
from haero.control.visitors import check_visitor
from haero.server.wire import Request
from tests.support import Running

EVIL = "haero.example.com"


def visit(**headers: str) -> None:
    check_visitor(Request("GET", "/", {}, CIMultiDict(headers), b""), {"haero.lan", "Other.Lan"})


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8700",
        "127.9.9.9",
        "localhost:1",
        "LOCALHOST",
        "[::1]:8700",
        "10.0.0.5:8700",
        "haero:8700",
        "haero.lan:8700",
        "other.lan",
    ],
)
def test_hosts_that_are_ours(host: str) -> None:
    visit(Host=host)
    visit(Host=host, Origin=f"http://{host}")


def test_a_program_may_say_no_host() -> None:
    visit()


@pytest.mark.parametrize("host", [EVIL, f"{EVIL}:8700", "127.0.0.1.nip.io", "[::1", "", ":8700", "localhost.evil.com"])
def test_names_that_can_be_rebound(host: str) -> None:
    with pytest.raises(ControlError) as refused:
        visit(Host=host)
    assert refused.value.status == 403


@pytest.mark.parametrize("origin", [f"http://{EVIL}", "null", "http://127.0.0.1:3000", "", "file://"])
def test_origins_of_others(origin: str) -> None:
    with pytest.raises(ControlError):
        visit(Host="127.0.0.1:8700", Origin=origin)
    with pytest.raises(ControlError):
        visit(Origin=origin)


async def test_the_control_port_asks(haero: Running) -> None:
    """Even with the token: and before it, so that nothing can be tried out."""
    url = haero.urls["control"] + "/control/state"
    for strange in ({"Host": EVIL}, {"Origin": f"http://{EVIL}"}):
        async with haero.real.http.get(url, headers=haero.real._control | strange) as reply:
            assert reply.status == 403
            assert "this machine" in (await reply.json())["error"]
            assert not any(name.lower().startswith("access-control") for name in reply.headers)
