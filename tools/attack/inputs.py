"""Random inputs near good ones: every route of the catalogue, OAuth, control, headers, raw bytes, WebSocket texts."""

import json
import random
from typing import Any
from urllib.parse import quote, urlencode

from haero.kis import catalogue
from haero.kis.transactions import TRANSACTIONS, Transaction
from haero.terms import Environment
from tests.valid_requests import usual_fields
from tools.attack.wire import request, signed

NASTY: tuple[Any, ...] = (
    "", "0", "-1", "1e999999", "1e-999999", "NaN", "sNaN", "Infinity", "-0", "0.00000001", "99999999999999999999", "9" * 400,
    "１２", "٣", "²", "0x10", "1_000", " 1", "1 ", "+1", "%", "%%", "AAPL", "aapl", "A^B|C", "TSLA", "00700", "7203", "NASD", "NAS",
    "TKSE", "SEHK", "XXXX", "20261120", "00000000", "99991231", "20260230", "235959", "240000", "N", "F", "M", "\x00", "\x1b[31m",
    "\n", "가나다", "\ud800", "𝕏", "'; DROP TABLE event; --", "<script>", "../../etc/passwd", "${jndi:x}", "A" * 5_000, None, True,
    False, 0, -1, 1.5, 10**400, 1e308, [], {}, [[[]]], {"a": {"b": []}}, ["0"],
)  # fmt: skip
"""Values that some reader somewhere took for something else."""
HEADERS = (
    "authorization",
    "appkey",
    "appsecret",
    "tr_id",
    "tr_cont",
    "custtype",
    "gt_uid",
    "seq_no",
    "ip_addr",
    "personalseckey",
)
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "get", "X")
OAUTH = ("/oauth2/tokenP", "/oauth2/revokeP", "/oauth2/Approval", "/uapi/hashkey")
CONTROL = (
    "clock",
    "market/print",
    "market/quote",
    "market/halt",
    "market/resume",
    "accounts",
    "cash",
    "state",
    "openapi.json",
    "stop",
)
CONTROL_FIELDS = (
    "to", "advance", "speed", "exchange", "symbol", "price", "size", "bid", "bid_size", "ask", "ask_size", "auction", "reason",
    "environment", "cash", "account", "currency", "amount",
)  # fmt: skip
PIECES = (
    b"\r\n", b"\n", b"\0", b":", b" ", b"Transfer-Encoding: chunked\r\n", b"Content-Length: 5\r\n", b"Expect: 100-continue\r\n",
    b"Content-Encoding: gzip\r\n", b"Upgrade: websocket\r\n", b"Connection: close\r\n", b"HTTP/9.9", b"\xff", b"%zz",
)  # fmt: skip
"""What a byte stream is made worse with."""
LONG_MOVES = 0.002  # the share of clock moves that may be of days: they cost seconds, and lead to where nothing is open
_PRINTABLE = "".join(map(chr, range(32, 127)))


class Client:
    """Whose requests are made: keys, token, and the environment that they are for."""

    def __init__(self, environment: str, keys: dict[str, str], control_token: str) -> None:
        self.environment, self.keys, self.control_token = environment, keys, control_token
        self.token = ""
        self.account = dict(zip(("CANO", "ACNT_PRDT_CD"), keys["account"].split("-"), strict=True))
        self.transactions = [one for one in TRANSACTIONS if one.environment == environment]

    def headers(self, tr_id: str) -> dict[str, str]:
        return signed(self.keys, self.token, tr_id)


class Inputs:
    """Makes them. All that is random comes from `chance`; numbers of orders come from the replies, so that some can be changed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.numbers = [f"{n:010}" for n in range(1, 20)]

    def value(self) -> Any:
        """Anything."""
        chance = self._chance
        kind = chance.randrange(10)
        if kind < 6:
            return chance.choice(NASTY)
        if kind < 8:
            return "".join(chance.choices("0123456789.-+eE%,: ", k=chance.randrange(12)))
        if kind < 9:
            return "".join(chance.choices(_PRINTABLE, k=chance.randrange(40)))
        return "".join(
            map(
                chr,
                (chance.choice((chance.randrange(128), chance.randrange(0xD7FF))) for _ in range(chance.randrange(20))),
            )
        )

    def text(self) -> str:
        """Anything that is a text."""
        found = self.value()
        return found if isinstance(found, str) else json.dumps(found)

    def line(self) -> str:
        """Any text that a header can have."""
        kept = self.text().replace("\r", "").replace("\n", "").replace("\0", "")
        return kept.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")

    def _fields(self, client: Client, one: Transaction) -> dict[str, Any]:
        """A good request of the TR, with up to four changes."""
        chance = self._chance
        usual: dict[str, Any] = dict(usual_fields(one, client.account))
        if "rvsecncl" in one.path:
            usual |= {"ORGN_ODNO": chance.choice(self.numbers), "RVSE_CNCL_DVSN_CD": chance.choice(("01", "02"))}
        fields: dict[str, Any] = {}
        for field in catalogue.api(one.api_id).request:
            fields[field.name] = usual.get(field.name, "")
            if field.values and chance.random() < 0.1:
                fields[field.name] = chance.choice(tuple(field.values))
        for _ in range(chance.choice((0, 1, 1, 2, 4))):
            name = chance.choice((*fields, "EXTRA")) if fields else "EXTRA"
            kind = chance.randrange(8)
            if kind == 0:
                fields.pop(name, None)
            elif kind == 1 and isinstance(name, str):
                fields[name.lower()] = fields.get(name, "")
            elif kind == 2:
                fields[self.text()[:50]] = self.value()
            else:
                fields[name] = self.value()
        return fields

    def kis(self, client: Client) -> bytes:
        """A request to any route of the catalogue, served or not."""
        chance = self._chance
        one = chance.choice(client.transactions)
        fields, headers = self._fields(client, one), client.headers(one.tr_id)
        method, target, body = one.method, one.path, b""
        if chance.random() < 0.05:
            headers["tr_cont"] = chance.choice(("N", "F", "M", self.line()))
        if chance.random() < 0.08:
            headers[chance.choice(HEADERS)] = self.line()
        if chance.random() < 0.02:
            headers.pop(chance.choice(tuple(headers)))
        if chance.random() < 0.02:
            method = chance.choice(METHODS)
        if chance.random() < 0.02:
            target = chance.choice(
                (target + "/", "/" + target, target + "x", target.upper(), "/" + quote(self._safe()[:60]))
            )
        if method == "GET":
            target += "?" + urlencode(
                {str(name): self._plain(value) for name, value in fields.items()}, errors="replace"
            )
        else:
            body = self._body(fields)
        return request(method, target, headers, body)

    def _safe(self) -> str:
        return self.text().encode("utf-8", "replace").decode()

    @staticmethod
    def _plain(value: Any) -> str:
        return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace").decode()

    def _body(self, fields: Any) -> bytes:
        """As JSON, now and then broken."""
        chance = self._chance
        text = json.dumps(fields, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
        if chance.random() < 0.06:
            kind = chance.randrange(7)
            cut = chance.randrange(len(text) + 1)
            if kind == 0:
                return text[:cut]
            if kind == 1:
                return text[:cut] + chance.randbytes(chance.randrange(1, 20)) + text[cut:]
            if kind == 2:
                return chance.randbytes(chance.randrange(300))
            if kind == 3:
                return b"[" * chance.choice((10, 1_000, 30_000))
            if kind == 4:
                return b'{"a":' * 5_000 + b"1" + b"}" * 5_000
            if kind == 5:
                return b'{"CANO":"1",' + text[1:]
            return b"\xef\xbb\xbf" + text
        return text

    def oauth(self, client: Client) -> bytes:
        """Tokens, revocations, approvals, hashkeys. A good token is never revoked: the others' requests need it."""
        chance = self._chance
        path = chance.choice(OAUTH)
        good = {
            "grant_type": "client_credentials",
            "appkey": client.keys["appkey"],
            "appsecret": client.keys["appsecret"],
        }
        fields: dict[str, Any] = good | {"secretkey": client.keys["appsecret"]}
        if path.endswith("revokeP"):
            fields["token"] = client.token[::-1] if chance.random() < 0.5 else self.value()
        for _ in range(chance.randrange(4)):
            name = chance.choice((*fields, "x"))
            if chance.random() < 0.3:
                fields.pop(name, None)
            elif name != "token":
                fields[name] = self.value()
        headers = (
            {"appkey": client.keys["appkey"], "appsecret": client.keys["appsecret"]} if chance.random() < 0.8 else {}
        )
        return request(chance.choice(("POST",) * 9 + METHODS[:1]), path, headers, self._body(fields))

    def control(self, client: Client) -> bytes:
        """Control calls. A good token never asks to stop."""
        chance = self._chance
        name = chance.choice(CONTROL)
        token = client.control_token if name != "stop" and chance.random() < 0.95 else self.line()
        fields = self._control_fields(name, client)
        for _ in range(chance.choice((0, 1, 1, 2))):
            changed = chance.choice((*fields, *CONTROL_FIELDS))
            if changed not in {"speed", "advance", "to"} or name != "clock":
                fields[changed] = self.value()
        method = "GET" if name in {"state", "openapi.json"} else "POST"
        if method == "POST" and chance.random() < 0.1:
            return request(
                "GET",
                f"/control/market?exchange=NASD&symbol={quote(self._safe()[:300])}",
                {"authorization": f"Bearer {token}"},
            )
        return request(
            method,
            f"/control/{name}",
            {"authorization": f"Bearer {token}"},
            self._body(fields) if method == "POST" else b"",
        )

    def _control_fields(self, name: str, client: Client) -> dict[str, Any]:
        chance = self._chance
        symbol: dict[str, Any] = {"exchange": "NASD", "symbol": chance.choice(("AAPL", "MSFT", "TSLA"))}
        if name == "clock":
            moves: tuple[Any, ...] = (
                "PT0.1S",
                "PT1S",
                "PT5S",
                "PT",
                "P",
                "-PT1S",
                "1",
                None,
                5,
                "PT1e9S",
                "P1Y",
                "P999DT9999H999999M99999999S",
            )
            times: tuple[Any, ...] = (
                "0001-01-01T00:00:00+23:59",
                "9999-12-31T23:59:59-23:59",
                "2026-11-20",
                "open2",
                "",
                5,
                [],
                "+1x",
            )
            if chance.random() < LONG_MOVES:
                return chance.choice(({"advance": "PT1H"}, {"advance": "P1D"}, {"speed": 60}))
            kind = chance.randrange(3)
            fields: dict[str, Any] = {"advance": chance.choice(moves)} if kind == 0 else {"to": chance.choice(times)}
            return fields if kind < 2 else {"speed": chance.choice((0, -1, 3601, "fast", None, [], 1e308, "0"))}
        if name == "market/print":
            return symbol | {"price": f"{chance.uniform(50, 300):.2f}", "size": chance.randrange(1, 500)}
        if name == "market/quote":
            bid = chance.uniform(50, 300)
            return symbol | {"bid": f"{bid:.2f}", "bid_size": 100, "ask": f"{bid + 0.05:.2f}", "ask_size": 100}
        if name in {"market/halt", "market/resume"}:
            return symbol
        if name == "cash":
            return {"account": client.keys["account"], "currency": "USD", "amount": chance.choice(("1", "-1", "1000"))}
        # An account more is kept for ever: most of these calls are to be refused.
        return (
            {"environment": chance.choice(("real", "mock"))}
            if name == "accounts" and chance.random() < 0.02
            else {"environment": 5}
        )

    def raw(self, client: Client) -> bytes:
        """A good request or control call whose bytes are changed, cut or doubled; or no request at all."""
        chance = self._chance
        if chance.random() < 0.1:
            return chance.randbytes(chance.randrange(1, 400))
        data = bytearray(self.kis(client))
        for _ in range(chance.randrange(1, 4)):
            place = chance.randrange(len(data)) if data else 0
            if chance.random() < 0.5:
                place = data.find(b"\r\n", place) + 2 or place
            kind = chance.randrange(4)
            if kind == 0:
                data[place:place] = chance.choice(PIECES)
            elif kind == 1:
                del data[place : place + chance.randrange(1, 30)]
            elif kind == 2 and place < len(data):
                data[place] ^= 1 << chance.randrange(8)
            elif chance.random() < 0.2:
                del data[place:]
        return bytes(data)

    def stream_text(self, client: Client, approval: str) -> str:
        """A question to a WebSocket, or something like one."""
        chance = self._chance
        head: dict[str, Any] = {
            "approval_key": approval,
            "custtype": "P",
            "tr_type": chance.choice(("1", "2")),
            "content-type": "utf-8",
        }
        kinds = ("HDFSCNT0", "HDFSASP0", "HDFSASP1", "H0GSCNI0", "H0GSCNI9", "H0STCNI0")
        asked: dict[str, Any] = {
            "tr_id": chance.choice(kinds),
            "tr_key": chance.choice(("DNASAAPL", "DNASMSFT", "DHKS00700")),
        }
        message: dict[str, Any] = {"header": head, "body": {"input": asked}}
        for _ in range(chance.randrange(3)):
            where = chance.choice(
                (head, asked, message, message["body"] if isinstance(message.get("body"), dict) else asked)
            )
            if where:
                where[chance.choice(tuple(where))] = self.value()
        text = json.dumps(message).encode("utf-8", "replace").decode()
        kind = chance.randrange(12)
        return text[: chance.randrange(len(text))] if kind == 0 else self._safe() if kind == 1 else text


def environments() -> tuple[str, ...]:
    return tuple(str(one) for one in Environment)
