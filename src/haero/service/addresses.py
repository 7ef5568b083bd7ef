"""Where a running haero listens, and how a program is told: light, for those who only look."""

import contextlib
import ipaddress
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from haero.house.running import is_running
from haero.server.auth.apps import App
from haero.terms import Environment

URLS_FILE = "urls.json"  # in the data folder, while haero listens
CLIENT_FILE = "client.json"  # in it too: addresses and keys, for programs of the same user that use haero.Client
OWN_CONTROL = "own_control"  # in it too: the control port as this machine reaches it
NAMES = ("rest_real", "rest_mock", "ws_real", "ws_mock", "control")


@dataclass(frozen=True)
class Ports:
    """Port numbers, KIS's own by default; 0 takes a free one."""

    rest_real: int = 9443
    rest_mock: int = 29443
    ws_real: int = 21000
    ws_mock: int = 31000
    control: int = 8700


_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where programs of this machine find what listens there
ANY_PORTS = Ports(0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Listening:
    """Where a haero listens: an address or a name of this machine, its ports, and whether in TLS.

    `name` is by what others reach it, where `host` does not say it: a container behind a port mapping, or 0.0.0.0.
    """

    host: str = "127.0.0.1"
    ports: Ports = Ports()
    tls: bool = False
    name: str = ""

    @property
    def local(self) -> bool:
        """Whether nobody but this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def shown(self) -> str:
        """The host of all addresses that are told."""
        if self.name:
            return self.name
        return _EVERYWHERE.get(self.host, self.host)

    @property
    def names(self) -> frozenset[str]:
        """By what it may be called; where it listens on all addresses, by the machine's own name too."""
        own = socket.gethostname() if self.host in _EVERYWHERE else self.host
        return frozenset({self.shown, own})

    def secure(self, port: str) -> bool:
        """Whether a port speaks TLS. Control stays plain where only this machine can reach it, and a browser finds no fault."""
        return self.tls and (port != "control" or not self.local)

    def url(self, port: str, number: int, *, own: bool = False) -> str:
        """The address of a port that listens at `number`; `own`: as this machine reaches it, which may not know its name."""
        scheme = ("ws" if port.startswith("ws") else "http") + ("s" if self.secure(port) else "")
        host = _EVERYWHERE.get(self.host, self.host) if own else self.shown
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{number}"


def read_control(folder: Path) -> str | None:
    """Where this machine reaches the control port of this folder's haero; None as in `read_addresses`."""
    known = _read(folder)
    return None if known is None else known.get(OWN_CONTROL, known["control"])


def read_addresses(folder: Path) -> dict[str, str] | None:
    """Where the haero of this folder listens now; None where it does not run, or does not listen yet."""
    known = _read(folder)
    return None if known is None else {name: known[name] for name in NAMES}


def _read(folder: Path) -> dict[str, str] | None:
    """The addresses that a running haero wrote down, all of NAMES among them; None where there are none."""
    if not is_running(folder):
        return None  # after a kill the file is still there, and the ports may be another haero's
    try:
        known = json.loads((folder / URLS_FILE).read_text())
        return {name: str(known[name]) for name in (*NAMES, *({OWN_CONTROL} & known.keys()))}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def forget(folder: Path) -> None:
    """Takes the addresses away: nothing listens there (any more)."""
    for name in (URLS_FILE, CLIENT_FILE):
        with contextlib.suppress(OSError):
            (folder / name).unlink(missing_ok=True)


def variables(urls: Mapping[str, str], apps: Mapping[Environment, App], control_token: str) -> dict[str, str]:
    """What `haero env --format shell` prints: HAERO_REST_REAL, HAERO_REAL_APPKEY and so on. They hold secrets."""
    found = {f"HAERO_{name.upper()}": url for name, url in urls.items()}
    found["HAERO_CONTROL_TOKEN"] = control_token
    for environment, app in apps.items():
        for name in ("appkey", "appsecret", "account", "hts_id"):
            found[f"HAERO_{environment.upper()}_{name.upper()}"] = getattr(app, name)
    return found
