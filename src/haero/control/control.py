"""The control calls (port 8700): clock, prices, accounts, reset. JSON in and out, `authorization: Bearer <control_token>`.

Replies leave through one gate, as KIS's do: time is moved up, the call runs to its end, then the reply waits for the disk.
"""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Collection, Generator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from haero import __version__
from haero.broker.broker import BEING_MOVED, Broker
from haero.broker.recorder import BrokerStopped
from haero.control.accounts import listed, with_keys
from haero.control.faults import FAULT_PATHS, FaultControl, route_of
from haero.control.forms import AccountForm, CashForm, ClockForm, ControlError, ServiceForm, duration, form
from haero.control.market import MarketControl, Route, Routes, Slices, halted
from haero.control.moments import moment_of
from haero.control.visitors import check_visitor
from haero.desk.checks import MAX_FRACTION_DIGITS
from haero.desk.commands import ChangeService, MoveCash
from haero.desk.desk import MAX_CASH
from haero.desk.reasons import Reason, Refusal
from haero.faults.registry import Faults
from haero.journal.journal import JournalFailed
from haero.kis.openapi import document
from haero.market.prices.halts import HaltError
from haero.market.time.clock import speed_name, speed_of
from haero.market.time.sessions import CalendarError
from haero.server.auth.apps import App
from haero.server.auth.vault import Vault, VaultFailed
from haero.server.call import Hub
from haero.server.operations import OFFERED
from haero.server.wire import Reply, Request, json_reply
from haero.terms import Exchange

MAX_ACCOUNTS = 100_000
MAX_JUMP = timedelta(days=366)
RESET = "/control/reset"
STOP = "/control/stop"
AT_ONCE = {"/control/state", "/control/openapi.json", STOP, *FAULT_PATHS}
"""Told at once, and also when nothing can be written any more: they say themselves how much is on disk, or rest on no event."""
log = logging.getLogger("haero.control")
_REFUSALS = (ControlError, Refusal, CalendarError, ValueError)
_encode = msgspec.json.Encoder(decimal_format="string").encode


class Control:
    """Answers the control port. `reset` is the service's way to put an empty house behind the hub, `stop` to end in order.

    `hosts` are the names by which it may be called, `faults` those that it arms.
    """

    def __init__(
        self,
        hub: Hub,
        vault: Vault,
        new_app: Callable[[str], App],
        reset: Callable[[], Awaitable[None]],
        stop: Callable[[], None],
        hosts: Collection[str] = ("localhost",),
        faults: Faults | None = None,
    ) -> None:
        self._hosts = hosts
        self._hub, self._vault, self._new_app, self._reset = hub, vault, new_app, reset
        self._ask_to_stop = stop
        self._move: Slices | None = None
        self._routes: Routes = {
            ("GET", "/control/state"): self._state,
            ("GET", "/control/openapi.json"): self._openapi,
            ("POST", "/control/clock"): self._clock,
            ("GET", "/control/accounts"): self._accounts,
            ("POST", "/control/accounts"): self._account,
            ("POST", "/control/service"): self._service,
            ("POST", "/control/cash"): self._cash,
            ("POST", RESET): self._after_reset,
            ("POST", STOP): self._stop,
            **MarketControl(hub).routes,
            **FaultControl(hub, faults if faults is not None else Faults()).routes,
        }

    async def handle(self, request: Request) -> Reply:
        """One control call. Errors are `{"error": text}` with a 4xx status; 503 where the broker has stopped, 500 for a defect."""
        try:
            check_visitor(request, self._hosts)
            self._authorize(request)
            named = route_of(request.path)
            route = self._routes.get((request.method, named))
            if route is None:
                known = any(path == named for _, path in self._routes)
                raise ControlError(405 if known else 404, f"{request.method} {request.path[:80]}: no such control call")
            if request.path == RESET:
                self.end_move()
                await self._reset()
            return await self._carry_out(route, request)
        except _REFUSALS as error:
            return _refused(error)
        except (BrokerStopped, JournalFailed, VaultFailed) as error:
            return _failed(503, f"haero has stopped taking commands: {error}")
        except Exception:
            log.exception("a defect of haero, please report it", extra={"path": request.path})
            return _failed(500, "a defect of haero: its log says more")

    async def _carry_out(self, route: Route, request: Request) -> Reply:
        """Moves time up, runs the call to its end, and lets the reply out when all that it can rest on is on disk.

        A refusal waits too: that a symbol is halted, or that cash is short, tells of events.
        """
        broker, gate = self._hub.broker, self._hub.gate
        if route_of(request.path) in AT_ONCE:
            if broker.failure is None:  # a stopped broker still says so
                broker.advance()
            return json_reply(200, _encode(route(request)))
        broker.advance()
        try:
            found = route(request)
            reply = json_reply(200, _encode(await self._moved(found) if isinstance(found, Generator) else found))
        except _REFUSALS as error:
            reply = _refused(error)
        await gate.durable(broker.journal.seq)
        return reply

    async def _moved(self, move: Slices) -> dict[str, Any]:
        """Runs a move of the clock to its end; between two pieces of it others go on, and find the clock where it has come to."""
        self._move = move
        try:
            while True:
                try:
                    next(move)
                except StopIteration as done:
                    if done.value is None:
                        raise ControlError(409, "the move was ended by a stop or a reset") from None
                    return dict(done.value)
                await asyncio.sleep(0)
        finally:
            self._move = None

    def end_move(self) -> None:
        """Ends a move of the clock that is under way: it stands where it has come to, and whoever asked for it is told."""
        if self._move is not None:
            self._move.close()

    def _authorize(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self._is_token(token.strip()):
            raise ControlError(
                401, "control calls need the header 'authorization: Bearer <control_token>': see `haero env`"
            )

    def _is_token(self, text: str) -> bool:
        return hmac.compare_digest(text.encode(errors="surrogateescape"), self._vault.control_token.encode())

    def _state(self, request: Request) -> dict[str, Any]:
        broker = self._hub.broker
        market, settings = broker.market, self._hub.house.settings
        now = market.clock.now()
        return {
            "version": __version__,
            "health": "stopped" if broker.failure else "ok",
            "market": {
                "now": now.isoformat(),
                "speed": speed_name(market.clock.speed),
                "source": settings.market,
                "seed": settings.seed,
                "sessions": {str(exchange): _session(broker, exchange, now) for exchange in Exchange},
                "next_changes": {str(exchange): _next_change(broker, exchange, now) for exchange in Exchange},
                "halted": halted(broker),
            },
            "journal": {"seq": broker.journal.seq, "durable": broker.journal.durable},
            "instruments": len(market.instruments),
            "accounts": [
                {
                    "account": account.id,
                    "environment": account.environment,
                    "orders": len(account.orders),
                    "working": len(account.working),
                    "overseas": account.overseas,
                    "cash": {currency: purse.balance for currency, purse in account.cash.items()},
                }
                for account in list(broker.state.accounts.values())[:100]
            ],
        }

    def _openapi(self, request: Request) -> dict[str, Any]:
        """The served APIs as an OpenAPI document; addresses are those of the last start."""
        return document(__version__, {"/": "the REST port, real or mock"}, OFFERED)

    def _clock(self, request: Request) -> dict[str, Any] | Slices:
        asked = form(request, ClockForm)
        if sum(value is not None for value in (asked.to, asked.advance, asked.speed)) != 1:
            raise ControlError(400, 'give one of {"to": ISO time}, {"advance": "PT30M"} or {"speed": n or "max"}')
        broker = self._hub.broker
        if self._move is not None:
            raise ControlError(409, BEING_MOVED)
        now = broker.market.clock.now()
        if asked.speed is not None:
            broker.set_speed(speed_of(asked.speed))
            return _shown(broker)
        sessions = broker.market.sessions
        to = moment_of(asked.to, sessions, now) if asked.to is not None else now + duration(str(asked.advance))
        if to - now > MAX_JUMP:
            raise ControlError(400, f"at most {MAX_JUMP.days} days in one move")
        if to > sessions.ends:  # nothing could be done there, nor the folder be opened again
            raise ControlError(400, f"the calendars of this haero end: not later than {sessions.ends.isoformat()}")
        return _move(broker, to)

    def _account(self, request: Request) -> dict[str, Any]:
        asked = form(request, AccountForm)
        if len(self._hub.broker.state.accounts) >= MAX_ACCOUNTS:
            raise ControlError(409, f"no more than {MAX_ACCOUNTS} accounts")
        house = self._hub.house
        cash = asked.cash if asked.cash is not None else house.settings.cash
        # All of it is looked at before the account is opened: a refused call must leave nothing behind.
        if not all(
            amount.is_finite() and 0 <= amount <= MAX_CASH and amount == round(amount, MAX_FRACTION_DIGITS)
            for amount in cash.values()
        ):
            text = f"opening cash: from 0 to {MAX_CASH}, at most {MAX_FRACTION_DIGITS} digits after the point"
            raise ControlError(400, text)
        account = house.open_account(asked.environment, cash, overseas=asked.overseas)
        return with_keys(self._new_app(account))

    def _accounts(self, request: Request) -> dict[str, Any]:
        return listed(self._vault, self._hub.broker)

    def _stop(self, request: Request) -> dict[str, Any]:
        """The reply goes out first: a stop lets running requests finish."""
        self._ask_to_stop()
        return {"stopping": True}

    def _service(self, request: Request) -> dict[str, Any]:
        asked = form(request, ServiceForm)
        self._hub.broker.submit(ChangeService(asked.account, asked.overseas))
        return {"account": asked.account, "overseas": asked.overseas}

    def _cash(self, request: Request) -> dict[str, Any]:
        asked = form(request, CashForm)
        broker = self._hub.broker
        broker.submit(MoveCash(asked.account, asked.currency, asked.amount, "control"))
        purse = broker.state.accounts[asked.account].cash[asked.currency]
        return {"account": asked.account, "currency": asked.currency, "balance": purse.balance, "free": purse.available}

    def _after_reset(self, request: Request) -> dict[str, Any]:
        return {
            "now": self._hub.broker.market.clock.now().isoformat(),
            "accounts": len(self._hub.broker.state.accounts),
        }


def _move(broker: Broker, to: datetime) -> Slices:
    yield from broker.moves(to)
    return _shown(broker)


def _shown(broker: Broker) -> dict[str, Any]:
    clock = broker.market.clock
    return {"now": clock.now().isoformat(), "speed": speed_name(clock.speed)}


def _session(broker: Broker, exchange: Exchange, now: datetime) -> str:
    try:
        return broker.market.hours(exchange, now).session or "closed"
    except CalendarError:
        return "no calendar for this date"


def _next_change(broker: Broker, exchange: Exchange, now: datetime) -> str | None:
    """When the exchange opens or closes next, or goes from one session to another."""
    try:
        return broker.market.sessions.next_boundary(exchange, now).isoformat()
    except CalendarError:
        return None


def _refused(error: Exception) -> Reply:
    """What is told of one of `_REFUSALS`."""
    if isinstance(error, ControlError):
        status = error.status
    elif isinstance(error, Refusal):
        status = 404 if error.reason in {Reason.UNKNOWN_ACCOUNT, Reason.UNKNOWN_INSTRUMENT} else 409
    else:
        status = 409 if isinstance(error, HaltError) else 400
    return _failed(status, str(error))


def _failed(status: int, text: str) -> Reply:
    return json_reply(status, _encode({"error": text}))
