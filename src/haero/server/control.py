"""The control calls (port 8700): clock, prices, accounts, reset. JSON in and out, `authorization: Bearer <control_token>`."""

import hmac
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from haero import __version__
from haero.broker import Broker, BrokerStopped
from haero.desk.checks import MAX_FRACTION_DIGITS
from haero.desk.commands import MoveCash
from haero.desk.desk import MAX_CASH
from haero.desk.reasons import Reason, Refusal
from haero.journal.journal import JournalFailed
from haero.kis.openapi import document
from haero.market.sessions import CalendarError
from haero.server import door
from haero.server.auth.apps import App
from haero.server.auth.vault import Vault
from haero.server.call import Hub
from haero.server.wire import Reply, Request, json_reply
from haero.terms import Currency, Environment, Exchange

T = TypeVar("T", bound=msgspec.Struct)
MAX_ACCOUNTS = 100_000
MAX_JUMP = timedelta(days=366)
_encode = msgspec.json.Encoder(decimal_format="string").encode
_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8}(?:\.\d{1,6})?)S)?)?")


class ControlError(Exception):
    """A control call that cannot be done; `status` is 4xx and the text says what to do."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class ClockForm(msgspec.Struct, forbid_unknown_fields=True):
    to: str | None = None
    advance: str | None = None
    speed: float | None = None


class PrintForm(msgspec.Struct, forbid_unknown_fields=True):
    exchange: str
    symbol: str
    price: Decimal
    size: int


class QuoteForm(msgspec.Struct, forbid_unknown_fields=True):
    exchange: str
    symbol: str
    bid: Decimal
    bid_size: int
    ask: Decimal
    ask_size: int


class AccountForm(msgspec.Struct, forbid_unknown_fields=True):
    environment: Environment
    cash: dict[Currency, Decimal] | None = None


class CashForm(msgspec.Struct, forbid_unknown_fields=True):
    account: str
    currency: Currency
    amount: Decimal


class Control:
    """Answers the control port. `reset` is the service's way to put an empty house behind the hub."""

    def __init__(
        self, hub: Hub, vault: Vault, new_app: Callable[[str], App], reset: Callable[[], Awaitable[None]]
    ) -> None:
        self._hub, self._vault, self._new_app, self._reset = hub, vault, new_app, reset
        self._routes: dict[tuple[str, str], Callable[[Request], Awaitable[dict[str, Any]]]] = {
            ("GET", "/control/state"): self._state,
            ("GET", "/control/openapi.json"): self._openapi,
            ("POST", "/control/clock"): self._clock,
            ("POST", "/control/market/print"): self._print,
            ("POST", "/control/market/quote"): self._quote,
            ("POST", "/control/accounts"): self._account,
            ("POST", "/control/cash"): self._cash,
            ("POST", "/control/reset"): self._do_reset,
        }

    async def handle(self, request: Request) -> Reply:
        """One control call. Errors are `{"error": text}` with a 4xx status; 503 where the broker has stopped."""
        try:
            self._authorize(request)
            route = self._routes.get((request.method, request.path))
            if route is None:
                known = any(path == request.path for _, path in self._routes)
                raise ControlError(405 if known else 404, f"{request.method} {request.path[:80]}: no such control call")
            return json_reply(200, _encode(await route(request)))
        except ControlError as error:
            return _failed(error.status, str(error))
        except Refusal as refusal:
            status = 404 if refusal.reason in {Reason.UNKNOWN_ACCOUNT, Reason.UNKNOWN_INSTRUMENT} else 409
            return _failed(status, str(refusal))
        except (CalendarError, ValueError) as error:
            return _failed(400, str(error))
        except (BrokerStopped, JournalFailed) as error:
            return _failed(503, f"haero has stopped taking commands: {error}")

    def _authorize(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self._is_token(token.strip()):
            raise ControlError(
                401, "control calls need the header 'authorization: Bearer <control_token>': see `haero env`"
            )

    def _is_token(self, text: str) -> bool:
        return hmac.compare_digest(text.encode(errors="surrogateescape"), self._vault.control_token.encode())

    async def _state(self, request: Request) -> dict[str, Any]:
        broker = self._hub.broker
        if broker.failure is None:  # a stopped broker still says so here
            broker.advance()
        market, settings = broker.market, self._hub.house.settings
        now = market.clock.now()
        return {
            "version": __version__,
            "health": "stopped" if broker.failure else "ok",
            "market": {
                "now": now.isoformat(),
                "speed": market.clock.speed,
                "source": settings.market,
                "seed": settings.seed,
                "sessions": {str(exchange): _session(broker, exchange, now) for exchange in Exchange},
            },
            "journal": {"seq": broker.journal.seq, "durable": broker.journal.durable},
            "instruments": len(market.instruments),
            "accounts": [
                {
                    "account": account.id,
                    "environment": account.environment,
                    "orders": len(account.orders),
                    "working": len(account.working),
                    "cash": {currency: purse.balance for currency, purse in account.cash.items()},
                }
                for account in list(broker.state.accounts.values())[:100]
            ],
        }

    async def _openapi(self, request: Request) -> dict[str, Any]:
        """The served APIs as an OpenAPI document; addresses are those of the last start."""
        return document(__version__, {"/": "the REST port, real or mock"})

    async def _clock(self, request: Request) -> dict[str, Any]:
        form = _form(request, ClockForm)
        if sum(value is not None for value in (form.to, form.advance, form.speed)) != 1:
            raise ControlError(400, 'give one of {"to": ISO time}, {"advance": "PT30M"} or {"speed": n}')
        broker = self._hub.broker
        now = broker.advance()
        if form.speed is not None:
            broker.set_speed(form.speed)
        else:
            to = _moment(form.to) if form.to is not None else now + _duration(str(form.advance))
            if to - now > MAX_JUMP:
                raise ControlError(400, f"at most {MAX_JUMP.days} days in one move")
            broker.move_clock(to)
        await self._settled()
        clock = self._hub.broker.market.clock
        return {"now": clock.now().isoformat(), "speed": clock.speed}

    async def _print(self, request: Request) -> dict[str, Any]:
        form = _form(request, PrintForm)
        receipt = self._hub.broker.post_print(_exchange(form.exchange), form.symbol, form.price, form.size)
        await self._settled()
        return {"at": receipt.at.isoformat(), "seq": receipt.seq}

    async def _quote(self, request: Request) -> dict[str, Any]:
        form = _form(request, QuoteForm)
        receipt = self._hub.broker.post_quote(
            _exchange(form.exchange), form.symbol, form.bid, form.bid_size, form.ask, form.ask_size
        )
        await self._settled()
        return {"at": receipt.at.isoformat(), "seq": receipt.seq}

    async def _account(self, request: Request) -> dict[str, Any]:
        form = _form(request, AccountForm)
        if len(self._hub.broker.state.accounts) >= MAX_ACCOUNTS:
            raise ControlError(409, f"no more than {MAX_ACCOUNTS} accounts")
        house = self._hub.house
        cash = form.cash if form.cash is not None else house.settings.cash
        # All of it is looked at before the account is opened: a refused call must leave nothing behind.
        if not all(
            amount.is_finite() and 0 <= amount <= MAX_CASH and amount == round(amount, MAX_FRACTION_DIGITS)
            for amount in cash.values()
        ):
            text = f"opening cash: from 0 to {MAX_CASH}, at most {MAX_FRACTION_DIGITS} digits after the point"
            raise ControlError(400, text)
        account = house.open_account(form.environment, cash)
        app = self._new_app(account)
        await self._settled()
        return {
            "environment": app.environment,
            "account": app.account,
            "hts_id": app.hts_id,
            "appkey": app.appkey,
            "appsecret": app.appsecret,
        }

    async def _cash(self, request: Request) -> dict[str, Any]:
        form = _form(request, CashForm)
        broker = self._hub.broker
        broker.submit(MoveCash(form.account, form.currency, form.amount, "control"))
        await self._settled()
        purse = broker.state.accounts[form.account].cash[form.currency]
        return {"account": form.account, "currency": form.currency, "balance": purse.balance, "free": purse.available}

    async def _do_reset(self, request: Request) -> dict[str, Any]:
        await self._reset()
        await self._settled()
        return {
            "now": self._hub.broker.market.clock.now().isoformat(),
            "accounts": len(self._hub.broker.state.accounts),
        }

    async def _settled(self) -> None:
        """All that a control call caused is on disk before it answers."""
        await self._hub.gate.durable(self._hub.broker.journal.seq)


def _session(broker: Broker, exchange: Exchange, now: datetime) -> str:
    try:
        return broker.market.hours(exchange, now).session or "closed"
    except CalendarError:
        return "no calendar for this date"


def _failed(status: int, text: str) -> Reply:
    return json_reply(status, _encode({"error": text}))


def _form(request: Request, kind: type[T]) -> T:
    if request.chunked:
        raise ControlError(411, "send the body with a Content-Length")
    try:
        return msgspec.json.decode(request.body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ControlError(400, f"body: {error}") from error


def _exchange(text: str) -> Exchange:
    """An exchange by its KIS order code (NASD) or haero's name (NASDAQ)."""
    if text in door.EXCHANGES:
        return door.EXCHANGES[text]
    try:
        return Exchange(text)
    except ValueError:
        raise ControlError(400, f"exchange: one of {', '.join(door.EXCHANGES)}") from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ControlError(400, f"to: {text[:40]!r} is not an ISO time like 2026-11-20T10:00:00-05:00") from None
    if moment.tzinfo is None:
        raise ControlError(400, "to: the time needs an offset, like +09:00")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ControlError(400, f"to: {text[:40]!r} lies outside the years 1 to 9999") from None


def _duration(text: str) -> timedelta:
    """An ISO 8601 duration of days, hours, minutes and seconds."""
    found = _DURATION.fullmatch(text)
    if found is None or text.endswith(("P", "T")):
        raise ControlError(400, f"advance: {text[:40]!r} is not an ISO duration like PT30M, PT1H30M or P1D")
    days, hours, minutes, seconds = found.groups()
    return timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0)) + timedelta(
        microseconds=int(Decimal(seconds or 0) * 1_000_000)
    )
