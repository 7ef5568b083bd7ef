"""Ports, their names, and the variables that tell a program."""

import socket

import pytest

from haero.server.auth.apps import App
from haero.service.addresses import NAMES, Listening, Ports, variables
from haero.terms import Environment

REAL = App("key", "secret", Environment.REAL, "81000001-01", "h8100000")


def test_the_ports_are_those_of_kis() -> None:
    assert Ports() == Ports(rest_real=9443, rest_mock=29443, ws_real=21000, ws_mock=31000, control=8700)
    assert list(NAMES) == list(Ports.__dataclass_fields__)


def test_variables_name_every_address_and_key() -> None:
    assert variables({"rest_real": "http://a", "control": "http://b"}, {Environment.REAL: REAL}, "token") == {
        "HAERO_REST_REAL": "http://a",
        "HAERO_CONTROL": "http://b",
        "HAERO_CONTROL_TOKEN": "token",
        "HAERO_REAL_APPKEY": "key",
        "HAERO_REAL_APPSECRET": "secret",
        "HAERO_REAL_ACCOUNT": "81000001-01",
        "HAERO_REAL_HTS_ID": "h8100000",
    }


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_an_address_of_this_machine_only(host: str) -> None:
    place = Listening(host, tls=True)
    assert place.local
    assert place.names == {host}
    assert [place.secure(name) for name in ("rest_real", "ws_mock", "control")] == [True, True, False]


@pytest.mark.parametrize("host", ["10.0.0.5", "haero.lan", "0.0.0.0", "::"])
def test_what_others_can_reach_has_tls_on_every_port(host: str) -> None:
    place = Listening(host, tls=True)
    assert not place.local
    assert all(place.secure(name) for name in NAMES)
    assert not any(Listening(host).secure(name) for name in NAMES)


@pytest.mark.parametrize(
    ("place", "url"),
    [
        (Listening(), "http://127.0.0.1:7"),
        (Listening("::1"), "http://[::1]:7"),
        (Listening("0.0.0.0"), "http://127.0.0.1:7"),
        (Listening("::"), "http://[::1]:7"),
        (Listening("0.0.0.0", tls=True), "https://127.0.0.1:7"),
        (Listening("0.0.0.0", name="haero.lan"), "http://haero.lan:7"),
        (Listening("10.0.0.5"), "http://10.0.0.5:7"),
    ],
)
def test_an_address_that_a_program_can_use(place: Listening, url: str) -> None:
    assert place.url("rest_real", 7) == url
    assert place.url("ws_real", 7) == url.replace("http", "ws")


def test_this_machine_may_not_know_the_name_that_others_use() -> None:
    assert Listening("0.0.0.0", name="haero.lan").url("control", 7, own=True) == "http://127.0.0.1:7"
    assert Listening("::", tls=True, name="haero.lan").url("control", 7, own=True) == "https://[::1]:7"
    assert Listening("10.0.0.5", name="haero.lan").url("control", 7, own=True) == "http://10.0.0.5:7"


def test_what_listens_everywhere_goes_by_the_machines_name_too() -> None:
    assert Listening("0.0.0.0").names == {"127.0.0.1", socket.gethostname()}
    assert Listening("0.0.0.0", name="haero.lan").names == {"haero.lan", socket.gethostname()}
