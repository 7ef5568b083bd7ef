"""A world without sockets and without time: programs that share a store, a token and a pace, and a broker whose replies get lost.

Programs are operations of the client. The world performs one effect of one of them at a time, in any order; it may stop a program
before or after an effect for ever (a crash), or tell it that it is interrupted. Store, token file and pace file are the real ones.
"""

import contextlib
import json
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from haero.client.core.asking import Asker
from haero.client.core.effects import Disconnecting, Effect, Exchanging, Interrupted, Local, Sleeping
from haero.client.core.ordering import place
from haero.client.core.policy import Policy
from haero.client.core.resolving import resolve
from haero.client.local.pace_file import PaceFile
from haero.client.local.store import Store
from haero.client.local.token import AccessToken
from haero.client.local.token_file import TokenFile
from haero.client.orders.placing import plan_order
from haero.client.orders.seat import Seat
from haero.client.profile.profile import Keys, Profile
from haero.client.transport.wire import Broken, Unreached, WireReply, WireRequest
from haero.terms import KST, Environment, Side

BEGAN = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CALLS, SECONDS = 3, 1.0
SCOPE = "somebody"
SEAT = Seat(Environment.REAL, "81000001")
PROFILE = Profile(
    "custom", Environment.REAL, "http://127.0.0.1:9", "", Keys("a" * 36, "s" * 180), ("81000001", "01"), pace=CALLS
)
POLICY = Policy(token_gap=60.0, settling=8.0, between_looks=2.0, in_flight=12.0)
LATEST = POLICY.settling - 0.5
"""How long after a broken connection an order is carried out: within the time in which its absence proves nothing."""
ORDER, CCNL, NCCS = "/order", "/inquire-ccnl", "/inquire-nccs"


class Fate(Enum):
    """What the world does with one exchange."""

    FINE = "fine"
    UNREACHED = "no byte left"
    REQUEST_LOST = "the request is lost"
    REPLY_LOST = "the reply is lost"
    GARBLED = "carried out, and a page comes back"
    ERROR_BEFORE = "a page of a proxy, nothing was carried out"
    ERROR_AFTER = "carried out, and a page of a proxy comes back"
    TIMED_OUT = "carried out, and the gateway says that it timed out"
    RATE = "too many calls"
    STALE = "the token is said to be expired"
    LATE = "the connection breaks, and it is carried out some seconds later"


CARRIED_OUT = {Fate.FINE, Fate.REPLY_LOST, Fate.GARBLED, Fate.ERROR_AFTER, Fate.TIMED_OUT}


class Broker:
    """KIS, as far as this world needs it: tokens once a minute, orders, their list."""

    def __init__(self) -> None:
        self.orders: list[dict[str, Any]] = []
        self.tokens: list[float] = []
        self.calls: list[float] = []
        self.valid: set[str] = set()
        self.too_soon = 0
        self.token_lost = False
        """Was anything lost of a token's way? Only then may a program ask for one too soon."""
        self._under_way: list[tuple[float, WireRequest, str]] = []

    def arrive(self, now: float) -> None:
        """Carries out what was under way longer than it takes."""
        due = [one for one in self._under_way if one[0] <= now]
        self._under_way = [one for one in self._under_way if one[0] > now]
        for at, request, path in sorted(due, key=lambda one: one[0]):
            self._answer(request, path, at)

    def hear(self, request: WireRequest, at: float, fate: Fate) -> WireReply:
        """Carries a request out, or not, and gives the reply. Raises Unreached and Broken, as a transport does."""
        self.arrive(at)
        if "oauth2" in request.target and fate is not Fate.FINE:
            self.token_lost = True
        return dated(self._heard(request, at, fate), at)

    def _heard(self, request: WireRequest, at: float, fate: Fate) -> WireReply:
        if fate is Fate.UNREACHED:
            raise Unreached("no connection")
        path = urlsplit(request.target).path
        if path == "/":  # only for its Date
            return _reply(404, b"{}")
        if "oauth2" not in path:
            self.calls.append(at)
        if fate is Fate.LATE and path.endswith(ORDER):
            self._under_way.append((at + LATEST, request, path))
        if fate in (Fate.REQUEST_LOST, Fate.LATE):
            raise Broken("cut")
        reply = self._answer(request, path, at) if fate in CARRIED_OUT else _refused("EGW00201")
        if fate is Fate.REPLY_LOST:
            raise Broken("cut")
        if fate in (Fate.GARBLED, Fate.ERROR_AFTER, Fate.ERROR_BEFORE):
            return _reply(200 if fate is Fate.GARBLED else 502, b"<html>sorry</html>")
        if fate is Fate.TIMED_OUT:
            return _refused("EGW00301")
        return _refused("EGW00123") if fate is Fate.STALE else reply

    def _answer(self, request: WireRequest, path: str, at: float) -> WireReply:
        if path == "/oauth2/tokenP":
            if self.tokens and at - self.tokens[-1] < 60.0:
                self.too_soon += 1
                body = {
                    "error_code": "EGW00133",
                    "error_description": "접근토큰 발급 잠시 후 다시 시도하세요(1분당 1회)",
                }
                return _reply(403, json.dumps(body).encode())
            self.tokens.append(at)
            token = f"token{len(self.tokens)}"
            self.valid.add(token)
            return _said({"access_token": token, "token_type": "Bearer", "expires_in": 86400})
        token = dict(request.headers)["authorization"].removeprefix("Bearer ")
        assert token in self.valid
        if path.endswith(ORDER):
            return self._take(json.loads(request.body), at)
        rows = [] if path.endswith(NCCS) else self._rows(parse_qs(urlsplit(request.target).query))
        return _said({"rt_cd": "0", "msg_cd": "KIOK0510", "msg1": "", "output": rows})

    def _take(self, body: dict[str, str], at: float) -> WireReply:
        number = f"{len(self.orders) + 1:010d}"
        moment = (BEGAN + timedelta(seconds=at)).astimezone(KST)
        self.orders.append({"number": number, "body": body, "at": moment})
        output = {"KRX_FWDG_ORD_ORGNO": "01790", "ODNO": number, "ORD_TMD": f"{moment:%H%M%S}"}
        return _said({"rt_cd": "0", "msg_cd": "APBK0013", "msg1": "", "output": output})

    def _rows(self, query: dict[str, list[str]]) -> list[dict[str, str]]:
        return [
            {
                "odno": str(int(order["number"])), "orgn_odno": "", "sll_buy_dvsn_cd": "02", "rvse_cncl_dvsn": "00",
                "pdno": order["body"]["PDNO"], "ft_ord_qty": order["body"]["ORD_QTY"], "ft_ccld_qty": "0",
                "ft_ord_unpr3": order["body"]["OVRS_ORD_UNPR"], "ft_ccld_unpr3": "0", "nccs_qty": order["body"]["ORD_QTY"],
                "ovrs_excg_cd": order["body"]["OVRS_EXCG_CD"], "ord_gno_brno": "01790", "ord_dt": f"{order['at']:%Y%m%d}",
                "dmst_ord_dt": f"{order['at']:%Y%m%d}", "thco_ord_tmd": f"{order['at']:%H%M%S}",
            }
            for order in self.orders
            if order["body"]["PDNO"] in query["PDNO"]
        ]  # fmt: skip

    def of(self, quantity: int) -> list[dict[str, Any]]:
        """The orders of so many shares: each intent of these tests has a quantity of its own."""
        return [order for order in self.orders if order["body"]["ORD_QTY"] == str(quantity)]


def dated(reply: WireReply, at: float) -> WireReply:
    """The reply with the broker's clock in it."""
    date = f"{BEGAN + timedelta(seconds=int(at)):%a, %d %b %Y %H:%M:%S} GMT"
    return reply._replace(headers=(*reply.headers, ("Date", date)))


def _reply(status: int, body: bytes) -> WireReply:
    return WireReply(status, (("Content-Type", "application/json"),), body)


def _said(body: dict[str, Any]) -> WireReply:
    return _reply(200, json.dumps(body).encode())


def _refused(code: str) -> WireReply:
    return _reply(500, json.dumps({"rt_cd": "1", "msg1": "no", "msg_cd": code}).encode())


class Watched(PaceFile):
    """The real pace; when slots were taken is remembered for all programs. How long a call then dawdles is the program's affair."""

    def __init__(self, world: "World") -> None:
        super().__init__(world.folder / "pace", CALLS, SECONDS)
        self._slots = world.slots

    def take(self, now: float, *, urgent: bool = False) -> float:
        wait = super().take(now, urgent=urgent)
        if not wait:
            self._slots.append(now)
        return wait


class Machine:
    """What one program of the world sees."""

    def __init__(self, world: "World", name: str) -> None:
        self._world, self._name, self._keys = world, name, 0
        self.store = world.store
        self.tokens = TokenFile(world.folder, "token")
        self.pace = Watched(world)

    def now(self) -> datetime:
        return BEGAN + timedelta(seconds=self._world.time)

    def tick(self) -> float:
        return 1000.0 + self._world.time

    def chance(self) -> float:
        return 0.5

    def new_key(self) -> str:
        self._keys += 1
        return f"{self._name}-{self._keys}"


class Program:
    """One operation under way. `ended` is its result or its error; None while it runs, and for ever after a crash."""

    def __init__(self, world: "World", name: str, make: Callable[[Asker], Generator[Effect, Any, Any]]) -> None:
        self.world, self.name = world, name
        self.machine = Machine(world, name)
        self.asker = Asker(PROFILE, POLICY)
        self._work = make(self.asker)
        self.wakes, self.crashed, self._left = 0.0, False, False
        self.ended: Any = None
        self._go(lambda: next(self._work))

    @property
    def sends(self) -> str:
        """Where its request goes that is about to leave; "" where it is about to do something else."""
        return urlsplit(self.effect.request.target).path if type(self.effect) is Exchanging else ""

    @property
    def running(self) -> bool:
        return self.ended is None and not self.crashed

    def step(self, fate: Fate, interrupted: bool = False) -> None:
        """Performs its effect, and lets it go on to the next one."""
        if interrupted:
            given = None
            if type(self.effect) is Exchanging:
                self.world.broker.token_lost |= "oauth2" in self.effect.request.target
                self._quietly(fate)
            elif type(self.effect) is Local:
                given = self.effect.work(self.machine)
            self._go(lambda: self._work.throw(Interrupted(left=self._left, given=given)))
            return
        try:
            given = self._perform(fate)
        except (Unreached, Broken) as error:
            raised = error
            self._go(lambda: self._work.throw(raised))
        else:
            self._go(lambda: self._work.send(given))

    def crash(self, fate: Fate, after: bool) -> None:
        """Ends it as a power cut does: nothing of it runs any more. Its locks are the system's to free."""
        if type(self.effect) is Exchanging:
            self.world.broker.token_lost |= "oauth2" in self.effect.request.target
        if after:
            with contextlib.suppress(Unreached, Broken):
                self._perform(fate)
        self.crashed = True
        self.machine.tokens.unlock()

    def _quietly(self, fate: Fate) -> None:
        with contextlib.suppress(Unreached, Broken):
            self._perform(fate)

    def _perform(self, fate: Fate) -> Any:
        effect = self.effect
        if type(effect) is Local:
            return effect.work(self.machine)
        if type(effect) is Exchanging:
            self._left = fate is not Fate.UNREACHED
            return self.world.broker.hear(effect.request, self.world.time, fate)
        assert type(effect) in (Sleeping, Disconnecting)
        return None

    def _go(self, on: Callable[[], Effect]) -> None:
        try:
            self.effect = on()
        except StopIteration as done:
            self.ended = done.value
        except (Exception, Interrupted) as error:
            self.ended = error
        else:
            seconds = self.effect.seconds if type(self.effect) is Sleeping else 0.0
            self.wakes = self.world.time + seconds


class World:
    """Programs, their shared files, the broker, and the time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(":memory:")
        self.broker = Broker()
        self.time = 0.0
        self.slots: list[float] = []
        self.programs: list[Program] = []

    def buys(self, quantity: int, key: str | None) -> Program:
        """A program that buys so many shares."""
        plan = plan_order(SEAT, Side.BUY, "AAPL", quantity, "100.00")
        found = Program(self, f"p{len(self.programs)}", lambda asker: place(asker, plan, SCOPE, key))
        self.programs.append(found)
        return found

    def resolves(self, key: str, patience: float = 60.0) -> Program:
        """A program that finds out what became of an order."""
        found = Program(self, f"r{len(self.programs)}", lambda asker: resolve(asker, SCOPE, key, patience))
        self.programs.append(found)
        return found

    def warm(self) -> None:
        """There is a token already."""
        self.broker.valid.add("warm")
        tokens = TokenFile(self.folder, "token")
        tokens.write(AccessToken("warm", BEGAN, BEGAN + timedelta(days=1)))

    def ready(self) -> list[Program]:
        """The programs whose turn it may be; time passes until there is one."""
        running = [one for one in self.programs if one.running]
        if running:
            self.time = max(self.time, min(one.wakes for one in running))
        return [one for one in running if one.wakes <= self.time]

    def finish(self, most: int = 20_000) -> None:
        """Lets all programs end, without any more faults."""
        for _ in range(most):
            ready = self.ready()
            if not ready:
                return
            ready[0].step(Fate.FINE)
            self.time += 0.001
        raise AssertionError("a program does not end")

    def close(self) -> None:
        self.store.close()
        for one in self.programs:
            one.machine.pace.close()
            if one.crashed or one.ended is None:
                one._work = iter(())  # type: ignore[assignment]
