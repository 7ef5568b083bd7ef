"""A haero process for other people's clients, which are synchronous and keep files: each test gets a folder and an account."""

import json
import socket
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import requests

from tests.support import OPEN_TIME, process

BEFORE_OPEN = "2026-11-20T09:00:00-05:00"
AFTER_HOURS = "2026-11-20T18:30:00-05:00"
"""An hour and a half after the last US session of that Friday."""
NOON = "2026-11-20T12:00:00+09:00"
BID, ASK = "149.00", "151.00"
"""What the market shows at the start of every test."""

_FLAGS = ("--market", "manual", "--speed", "0", "--unlimited")
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Keys(NamedTuple):
    """An app and its account, as a user types them into a client's settings."""

    environment: str
    account: str
    hts_id: str
    appkey: str
    appsecret: str
    url: str


class House:
    """A running haero: its addresses, new accounts, and the market's hand."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.real, self.mock = str(ready["rest_real"]), str(ready["rest_mock"])
        self.ws_real, self.ws_mock = str(ready["ws_real"]), str(ready["ws_mock"])
        self._control, self._token = ready["control"], ready["control_token"]

    def open_account(self, environment: str, usd: str = "100000") -> Keys:
        """A fresh account with dollars only, and an app of its own."""
        made = self._call("POST", "/control/accounts", {"environment": environment, "cash": {"USD": usd}})
        return Keys(**made, url=self.real if environment == "real" else self.mock)

    def show(self, bid: str, ask: str, symbol: str = "AAPL", size: int = 1_000) -> None:
        """Posts the best bid and ask."""
        quote = {"exchange": "NASD", "symbol": symbol, "bid": bid, "bid_size": size, "ask": ask, "ask_size": size}
        self._call("POST", "/control/market/quote", quote)

    def trade(self, price: str, size: int, symbol: str = "AAPL") -> None:
        """Posts a print: what rests at a better price fills."""
        self._call(
            "POST", "/control/market/print", {"exchange": "NASD", "symbol": symbol, "price": price, "size": size}
        )

    def to(self, moment: str) -> None:
        """Moves the market clock there. Only for a haero of one's own: everything else runs in the shared ones."""
        self._call("POST", "/control/clock", {"to": moment})

    def _call(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(
            self._control + path,
            json.dumps(body).encode(),
            {"authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
            method=method,
        )
        with _direct.open(request, timeout=10) as reply:
            found: dict[str, Any] = json.loads(reply.read())
            return found


class Sent(NamedTuple):
    """One request that a client put on the wire, and haero's answer to it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    status: int
    reply: dict[str, Any]

    @classmethod
    def heard(
        cls, method: str, url: str, headers: Mapping[str, Any], body: str | bytes | None, status: int, reply: bytes
    ) -> "Sent":
        """From what an HTTP library has at hand. A reply that is no JSON object is left out."""
        parts = urllib.parse.urlsplit(url)
        return cls(
            method,
            parts.path,
            dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): str(value) for name, value in headers.items()},
            body.encode() if isinstance(body, str) else body or b"",
            status,
            json.loads(reply) if reply.startswith(b"{") else {},
        )

    @property
    def tr_id(self) -> str:
        return self.headers.get("tr_id", "")

    @property
    def form(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def code(self) -> str:
        return str(self.reply.get("msg_cd", ""))


class Wire(list[Sent]):
    """All that the clients of one test sent, in order."""

    def tr_ids(self) -> list[str]:
        """The TR IDs, without the auth calls."""
        return [sent.tr_id for sent in self if sent.tr_id]

    def last(self, tr_id: str) -> Sent:
        return next(sent for sent in reversed(self) if sent.tr_id == tr_id)


@pytest.fixture(scope="session")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with process(tmp_path_factory.mktemp("peers") / "open", *_FLAGS, "--at", OPEN_TIME) as running:
        yield House(running.ready)


@pytest.fixture(scope="session")
def closed_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A haero whose market clock stands outside all US sessions."""
    with process(tmp_path_factory.mktemp("peers") / "closed", *_FLAGS, "--at", AFTER_HOURS) as running:
        yield House(running.ready)


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A haero whose every symbol has a past, half an hour into the regular session."""
    flags = ("--market", "synthetic", "--speed", "0", "--unlimited", "--at", OPEN_TIME)
    with process(tmp_path_factory.mktemp("peers") / "market", *flags) as running:
        yield House(running.ready)


@pytest.fixture(scope="session")
def korean_noon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A haero at noon in Korea: the US daytime session is open, and so is the window for reservations."""
    with process(tmp_path_factory.mktemp("peers") / "noon", *_FLAGS, "--at", NOON) as running:
        yield House(running.ready)


@pytest.fixture
def morning(tmp_path: Path) -> Iterator[House]:
    """A haero of the test's own, half an hour before the US open: its clock may be moved."""
    with process(tmp_path / "morning", *_FLAGS, "--at", BEFORE_OPEN) as running:
        yield House(running.ready)


@pytest.fixture
def house(open_house: House) -> House:
    """The running haero in a regular US session, with the usual quote."""
    open_house.show(BID, ASK)
    return open_house


@pytest.fixture(autouse=True)
def clean_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home and working folder: mojito2 writes token.dat where it stands, others below HOME. No proxy to loopback."""
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        monkeypatch.setenv(name, str(folder))
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    return desk


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No client of a test in this process reaches a name: kis-agent, for one, downloads master files of KIS when it is made."""
    look_up = socket.getaddrinfo

    def loopback_only(host: Any, *arguments: Any, **more: Any) -> Any:
        if host not in {"127.0.0.1", b"127.0.0.1", "localhost"}:
            raise socket.gaierror(socket.EAI_NONAME, f"a test may not look up {host}")
        return look_up(host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", loopback_only)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Listens to what clients send through requests and httpx. Nothing of it is changed."""
    heard = Wire()
    send, post, post_later = requests.Session.send, httpx.Client.send, httpx.AsyncClient.send

    def listen(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        response = send(self, request, **kwargs)
        body = request.body if isinstance(request.body, str | bytes) else None
        heard.append(
            Sent.heard(
                request.method or "", request.url or "", request.headers, body, response.status_code, response.content
            )
        )
        return response

    def hear(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        heard.append(
            Sent.heard(
                request.method,
                str(request.url),
                request.headers,
                request.content,
                response.status_code,
                response.content,
            )
        )
        return response

    def listen_httpx(self: httpx.Client, request: httpx.Request, **kwargs: Any) -> httpx.Response:
        return hear(request, post(self, request, **kwargs))

    async def listen_later(self: httpx.AsyncClient, request: httpx.Request, **kwargs: Any) -> httpx.Response:
        return hear(request, await post_later(self, request, **kwargs))

    monkeypatch.setattr(requests.Session, "send", listen)
    monkeypatch.setattr(httpx.Client, "send", listen_httpx)
    monkeypatch.setattr(httpx.AsyncClient, "send", listen_later)
    return heard
