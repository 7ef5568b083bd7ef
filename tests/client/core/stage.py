"""A stage for one operation: every effect is performed at once, replies come from a script, time passes by sleeping alone.

Store, token file and pace file are the real ones. What was sent, slept and closed is kept in order.
"""

import json
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from haero.client.core.asking import Asker
from haero.client.core.effects import Asking, Disconnecting, Effect, Exchanging, Interrupted, Local, Sleeping
from haero.client.core.policy import USUAL, Policy
from haero.client.core.trading import Trading
from haero.client.local.pace_file import NoPace, PaceFile
from haero.client.local.record import OrderRecord
from haero.client.local.store import Store
from haero.client.local.token_file import TokenFile
from haero.client.orders.placing import plan_order
from haero.client.orders.plan import Plan
from haero.client.orders.price import Price
from haero.client.orders.seat import Seat
from haero.client.orders.types import AnyKind
from haero.client.profile.profile import KIS_URLS, Keys, Profile
from haero.client.transport.wire import Broken, Unreached, WireReply, WireRequest
from haero.terms import Environment, Side

T = TypeVar("T")
BEGAN = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
"""Saturday, 00:00 in Korea; 10:00 in New York, where it is Friday."""
KEYS = Keys("a" * 36, "s" * 180)
ACCOUNT = ("81000001", "01")
HAERO = Profile("custom", Environment.REAL, "http://127.0.0.1:9", "", KEYS, ACCOUNT)
HAERO_MOCK = HAERO._replace(environment=Environment.MOCK)
KIS = HAERO._replace(name="real", base_url=KIS_URLS[Environment.REAL][0])
SEAT = Seat(Environment.REAL, *ACCOUNT)
SCOPE = "somebody"
TOKEN, ORDER, CHANGE, CCNL, NCCS = "tokenP", "order", "order-rvsecncl", "inquire-ccnl", "inquire-nccs"
CUT, NO_LINE = Broken("cut"), Unreached("no line")
STOPPED_OUT, STOPPED_BEFORE = Interrupted(left=True), Interrupted(left=False)
Answer = WireReply | Exception | Interrupted | Callable[[WireRequest], WireReply]


def reply(status: int, body: bytes | str, **headers: str) -> WireReply:
    """A reply without a date: the stage puts its own in."""
    named = tuple(
        (name.replace("_", "-") if name == "content_type" else name, value) for name, value in headers.items()
    )
    return WireReply(status, named, body.encode() if isinstance(body, str) else body)


def said(body: Mapping[str, Any], status: int = 200) -> WireReply:
    """JSON."""
    return reply(status, json.dumps(body))


def _success(output: Any, block: str, headers: Mapping[str, str]) -> WireReply:
    body = {"rt_cd": "0", "msg_cd": "KIOK0510", "msg1": "", block: output}
    return reply(200, json.dumps(body), **headers)


def refused(code: str, status: int = 500, text: str = "아니요", rt_cd: str = "1") -> WireReply:
    """KIS says no."""
    return said({"rt_cd": rt_cd, "msg1": text, "msg_cd": code}, status)


def token(value: str, expires_in: int = 86400) -> WireReply:
    """A token is given."""
    return said({"access_token": value, "token_type": "Bearer", "expires_in": expires_in})


def taken(number: str = "0000000001", time: str = "000001", branch: str = "01790", **headers: str) -> WireReply:
    """KIS took an order."""
    output = {"KRX_FWDG_ORD_ORGNO": branch, "ODNO": number, "ORD_TMD": time}
    return _success(output, "output", headers)


def rows(*found: Mapping[str, str], **headers: str) -> WireReply:
    """A list."""
    return _success(list(found), "output", headers)


def page_of(output: Any, block: str = "output", **headers: str) -> WireReply:
    """A success with one block."""
    return _success(output, block, headers)


def listed(number: int, quantity: int | str = 10, price: str = "100.00", **other: str) -> dict[str, str]:
    """A row of the order history: a buy of AAPL at the moment when the stage begins."""
    return {
        "odno": str(number), "orgn_odno": "", "sll_buy_dvsn_cd": "02", "rvse_cncl_dvsn": "00", "pdno": "AAPL",
        "ft_ord_qty": str(quantity), "ft_ccld_qty": "0", "ft_ord_unpr3": price, "ft_ccld_unpr3": "0",
        "nccs_qty": str(quantity), "ovrs_excg_cd": "NASD", "ord_gno_brno": "01790", "ord_dt": "20261121",
        "dmst_ord_dt": "20261121", "thco_ord_tmd": "000002", "ord_tmd": "000002",
    } | other  # fmt: skip


class StageMachine:
    """The machine of the stage."""

    def __init__(self, stage: "Stage", folder: Path, calls: int) -> None:
        self._stage, self._keys = stage, 0
        self.store = Store(":memory:")
        self.tokens = TokenFile(folder, "token")
        self.pace: NoPace | PaceFile = PaceFile(folder / "pace", calls, 1.0) if calls else NoPace()

    def now(self) -> datetime:
        return BEGAN + timedelta(seconds=self._stage.time + self._stage.wall_ahead)

    def tick(self) -> float:
        return 1000.0 + self._stage.time

    def chance(self) -> float:
        return self._stage.luck

    def new_key(self) -> str:
        self._keys += 1
        return "new key" if self._keys == 1 else f"new key {self._keys}"


class Stage:
    """Runs operations of one account."""

    def __init__(self, folder: Path, profile: Profile = HAERO, policy: Policy = USUAL) -> None:
        folder.mkdir(exist_ok=True)
        self.time, self.wall_ahead, self.broker_ahead, self.luck = 0.0, 0.0, 0.0, 0.5
        self.dated = True
        self.machine = StageMachine(self, folder, profile.pace)
        self.asker = Asker(profile, policy)
        self.trading = Trading(self.asker, SCOPE)
        self._answers: dict[str, deque[Answer]] = {}
        self.sent: list[WireRequest] = []
        self.times: list[float] = []
        self.slept: list[float] = []
        self.closed = 0
        self.before: Callable[[Effect], None] = lambda effect: None
        """Looks at each effect before it is performed; what it raises is raised into the operation."""
        self._left = False
        self._tokens = 0

    def answers(self, what: str, *given: Answer) -> None:
        """What requests to a path that ends so are answered with, one after the other; the last one stays."""
        self._answers[what] = deque(given)

    def run(self, operation: Asking[T]) -> T:
        """To its end."""
        self._left = False
        try:
            effect = next(operation)
            while True:
                try:
                    given = self._perform(effect)
                except (Exception, Interrupted) as error:
                    effect = operation.throw(error)
                else:
                    effect = operation.send(given)
        except StopIteration as done:
            found: T = done.value
            return found

    def begin(self, operation: Asking[Any], until: type[Effect]) -> None:
        """As far as the first effect of a kind, which stays undone: the program is under way."""
        effect = next(operation)
        while type(effect) is not until:
            effect = operation.send(self._perform(effect))

    def _perform(self, effect: Effect) -> Any:
        try:
            self.before(effect)
        except Interrupted as stopped:
            given = effect.work(self.machine) if isinstance(effect, Local) and stopped.given else None
            raise Interrupted(left=self._left, given=given) from None
        match effect:
            case Local():
                return effect.work(self.machine)
            case Sleeping():
                self.slept.append(effect.seconds)
                self.time += effect.seconds
                return None
            case Disconnecting():
                self.closed += 1
                return None
            case Exchanging():
                return self._exchanged(effect.request)
        raise AssertionError(effect)

    def _exchanged(self, request: WireRequest) -> WireReply:
        self.sent.append(request)
        self.times.append(self.time)
        name = urlsplit(request.target).path.rsplit("/", 1)[-1]
        waiting = self._answers.get(name)
        if waiting is None:
            assert name in ("", TOKEN), f"nobody says what {name} is answered with"
            found: Answer = reply(404, "{}") if not name else self._next_token
        else:
            found = waiting.popleft() if len(waiting) > 1 else waiting[0]
        self._left = not isinstance(found, Unreached)
        if isinstance(found, Interrupted):
            self._left = found.left
        if isinstance(found, BaseException):
            raise found
        answer = found if isinstance(found, WireReply) else found(request)
        if not self.dated:
            return answer
        date = f"{BEGAN + timedelta(seconds=int(self.time + self.broker_ahead)):%a, %d %b %Y %H:%M:%S} GMT"
        return answer._replace(headers=(*answer.headers, ("Date", date)))

    def _next_token(self, request: WireRequest) -> WireReply:
        self._tokens += 1
        return token(f"token{self._tokens}")

    def sent_to(self, name: str) -> list[WireRequest]:
        """The requests to a path that ends so."""
        return [one for one in self.sent if urlsplit(one.target).path.rsplit("/", 1)[-1] == name]

    def fate_of(self, key: str) -> OrderRecord:
        """What the store says."""
        found = self.machine.store.find(SCOPE, key)
        assert found is not None
        return found

    def close(self) -> None:
        self.machine.pace.close()
        self.machine.store.close()


def query_of(request: WireRequest) -> dict[str, str]:
    """What a question asked for."""
    return dict(parse_qsl(urlsplit(request.target).query, keep_blank_values=True))


def headers_of(request: WireRequest) -> dict[str, str]:
    """The headers of a request."""
    return dict(request.headers)


def a_buy(quantity: int = 10, price: Price | AnyKind = "100.00", symbol: str = "AAPL", side: Side = Side.BUY) -> Plan:
    """A new order."""
    return plan_order(SEAT, side, symbol, quantity, price)
