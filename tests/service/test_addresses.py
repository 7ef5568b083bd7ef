"""Ports, their names, and the variables that tell a program."""

from haero.server.auth.apps import App
from haero.service.addresses import NAMES, Ports, variables
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
