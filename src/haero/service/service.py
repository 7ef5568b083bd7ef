"""All ports of one running haero, from the first start in an empty folder to an orderly stop."""

import asyncio
import contextlib
import errno
import gc
import logging
import os
import ssl
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

import msgspec

from haero.broker.broker import Broker
from haero.broker.recorder import BrokerStopped
from haero.control.control import Control
from haero.faults.registry import Faults
from haero.house.house import House
from haero.house.settings import Settings
from haero.journal.gate import Gate
from haero.journal.private import write_private
from haero.journal.snapshotter import Snapshotter
from haero.market.time.clock import FASTEST
from haero.market.time.sessions import CalendarError
from haero.server.adapter import MAX_CONNECTIONS, Port
from haero.server.auth.approvals import ApprovalOffice
from haero.server.auth.apps import App, make_keys
from haero.server.auth.oauth import OAuthDesk
from haero.server.auth.throttle import RateLimiter
from haero.server.auth.tokens import TokenOffice
from haero.server.auth.vault import Vault
from haero.server.auth.wall import WallClock
from haero.server.call import Hub
from haero.server.dates import MarketDate
from haero.server.delays import Delays
from haero.server.gateway import Gateway, Services, held_back
from haero.server.injection import injected
from haero.server.requestlog import RequestLog
from haero.server.upgrade import Upgrade
from haero.server.websocket.broadcast import Broadcast
from haero.server.websocket.notices import NoticePace
from haero.server.websocket.stream import accepts
from haero.server.wire import CONTENT_TYPE, Handler, Reply, Request
from haero.service.addresses import CLIENT_FILE, NAMES, OWN_CONTROL, URLS_FILE, Listening, forget
from haero.service.descriptors import connections
from haero.terms import Environment

TICK_SECONDS = 0.25  # how often a market clock is looked at that runs like the wall; a faster one more often
SHORTEST_TICK = 0.001
MARK_SECONDS = 5.0  # how old the high-water mark beside the journal may be: what a kill leaves unnoticed at most
LISTENERS_BEHIND = 500  # frames that wait for a WebSocket session
_PLAIN: dict[str, Any] = {
    "malformed": b'{"error":"not a proper HTTP request"}'
}  # KIS's words are not for the control port
Around = Callable[[str, Handler], Handler]
log = logging.getLogger("haero.service")


class Service:
    """Everything that runs. `failed` says why it had to stop by itself, or None."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        *,
        quiet: bool = False,
        around: Around = lambda port, handler: handler,
        log_to: IO[str] | None = None,
        readable_log: bool = False,
    ) -> None:
        """Opens the folder; raises what House raises. Nothing listens yet.

        A line for each request goes to `log_to`, stderr by default, as JSON or readable; `quiet` has none.
        `around` is put around the handler of each port, for those who watch what is asked and answered.
        """
        self._around = around
        self.folder, self.settings = folder, settings
        self.wall = WallClock()
        self._house = House(folder, settings, self.wall.now())
        forget(folder)  # the addresses of the last start may be another haero's by now
        self._snapshotter = _snapshotter(self._house)
        self.vault = Vault(folder)
        self.faults = Faults()
        self._delays = Delays()
        self._log = RequestLog(self.wall.now, log_to, quiet=quiet, readable=readable_log)
        self._log.writer.take_over()
        self._ports: dict[str, Port] = {}
        self._ticker: asyncio.Task[None] | None = None
        self._marker: asyncio.Task[None] | None = None
        self.failed: Exception | None = None
        self.stopped = asyncio.Event()
        self.hub: Hub | None = None
        self.broadcast: Broadcast | None = None
        self._control: Control | None = None
        self._place = Listening()

    async def start(self, place: Listening) -> None:
        """Opens the first accounts and listens on all ports. Raises OSError, naming the port, where one is taken."""
        self._place = place
        hub = self.hub = Hub(self._house, _gate(self._house))
        self.vault.failed = lambda failure: hub.broker.stop(failure)
        self._found(hub)
        await hub.gate.durable(hub.broker.journal.seq)
        tokens = TokenOffice(self.vault, self.wall, unlimited=self.settings.unlimited)
        approvals = ApprovalOffice(self.vault, self.wall, unlimited=self.settings.unlimited)
        pace = NoticePace(self.settings.notice_fields, self.settings.notice_delay_ms)
        every, free_levels = self.settings.pingpong_seconds, self.settings.free_book_levels
        room = connections(len(NAMES), MAX_CONNECTIONS)
        self.broadcast = Broadcast(approvals, self.wall, pace, every, free_levels, room // 2, self.faults)
        self.broadcast.attach(hub.broker)
        hub.broker.feed.follow(self.broadcast)
        services = Services(hub, self.vault, tokens, OAuthDesk(self.vault, tokens, approvals))
        self._control = Control(hub, self.vault, self._new_app, self._reset, self.stopped.set, place.names, self.faults)
        handlers = {
            **{f"rest_{where}": self._gateway(where, services) for where in Environment},
            "ws_real": _plain_request,
            "ws_mock": _plain_request,
            "control": self._control.handle,
        }
        upgrades = {f"ws_{where}": Upgrade(accepts, partial(self.broadcast.serve, where)) for where in Environment}
        context = self._tls() if place.tls else None
        date = MarketDate(lambda: hub.broker.market.clock.now())
        for name in NAMES:
            port = self._ports[name] = Port(
                name,
                self._around(name, handlers[name]),
                self._log,
                upgrades.get(name),
                connections=room,
                date=date if name.startswith("rest_") else None,
                server=(lambda: f"haero {hub.house.store.identity}") if name.startswith("rest_") else None,
                delays=self._delays,
                **(_PLAIN if name == "control" else {}),
            )
            try:
                await port.listen(place.host, getattr(place.ports, name), context if place.secure(name) else None)
            except OSError as error:
                number, flag = getattr(place.ports, name), "--" + name.replace("_", "-")
                if error.errno == errno.EADDRINUSE:
                    text = f"port {number} is taken: stop what uses it, or choose another with {flag}"
                else:
                    text = f"cannot listen on {place.host}, port {number} ({error.strerror or error}): see --host and {flag}"
                raise OSError(text) from error
        self._ticker = asyncio.create_task(self._tick())
        self._marker = asyncio.create_task(self._keep_mark(hub))
        calm_collector()

    @property
    def urls(self) -> dict[str, str]:
        """The address of every port."""
        return {name: self._place.url(name, self._ports[name].number) for name in NAMES}

    def credentials(self) -> dict[Environment, App]:
        """The first app of each environment."""
        found: dict[Environment, App] = {}
        for app in self.vault.apps():
            found.setdefault(app.environment, app)
        return found

    def write_addresses(self, ready_file: Path | None) -> None:
        """Writes down where haero listens, for `haero env`, and the ready file, if one is wanted.

        The ready file tells a waiting program that all ports listen, and how to use them. It holds secrets: owner only.
        """
        urls = self.urls
        own_control = self._place.url("control", self._ports["control"].number, own=True)
        write_private(self.folder / URLS_FILE, msgspec.json.encode(urls | {OWN_CONTROL: own_control}))
        apps = {
            str(environment): {
                "appkey": app.appkey,
                "appsecret": app.appsecret,
                "account": app.account,
                "hts_id": app.hts_id,
            }
            for environment, app in self.credentials().items()
        }
        limits = {
            f"pace_{environment}": 0 if self.settings.unlimited else self.settings.limits[environment]
            for environment in Environment
        }
        certificate = {}
        if self._place.tls:
            from haero.server.tls import (
                CERTIFICATE_NAME,  # a heavy library behind it, loaded anyway where TLS is spoken
            )

            certificate = {"ca": str((self.folder / CERTIFICATE_NAME).absolute())}
        write_private(self.folder / CLIENT_FILE, msgspec.json.encode(urls | apps | limits | certificate))
        if ready_file is None:
            return
        text = msgspec.json.encode(urls | {"control_token": self.vault.control_token} | apps)
        unready = ready_file.with_name(ready_file.name + ".part")
        write_private(unready, text)
        os.replace(unready, ready_file)

    async def stop(self) -> None:
        """Stops listening, finishes what runs, leaves the journal complete with a snapshot."""
        house = self.hub.house if self.hub is not None else self._house
        house.store.hurry()
        self._delays.end()
        for task in (self._ticker, self._marker):
            if task is not None:
                task.cancel()
        if self._control is not None:
            self._control.end_move()
        if self.broadcast is not None:
            await self.broadcast.close()
        for port in self._ports.values():
            await port.close()
        forget(self.folder)
        self._snapshotter.stop()
        house.close()
        self.failed = self.failed or house.journal.failure
        self.vault.close()
        self._log.writer.close()

    async def _tick(self) -> None:
        """Lets time pass for resting orders, and watches for a failure that must end the process."""
        assert self.hub is not None
        assert self.broadcast is not None
        while True:
            await self._pause(self.hub)
            broker = self.hub.broker
            try:
                # A fast market waits for those who listen to it: they would be cut off.
                behind = broker.market.clock.speed > 1 and self.broadcast.waiting >= LISTENERS_BEHIND
                if broker.failure is None and not self.hub.gate.failed.is_set() and not behind:
                    _let_time_pass(broker)
            except Exception as error:
                log.exception("time could not go on")
                broker.stop(error)
            failure = self.hub.house.journal.failure or broker.failure  # the cause before what it led to
            if failure is not None:
                self.failed = failure
                self.stopped.set()
                return
            self.broadcast.tick()
            self._snapshot(self.hub.house.journal.durable)

    async def _keep_mark(self, hub: Hub) -> None:
        """Writes down now and then how far the journal has come. A disk that takes no mark takes no batch either."""
        while True:
            await asyncio.sleep(MARK_SECONDS)
            with contextlib.suppress(OSError):
                hub.house.keep_mark()

    def _snapshot(self, durable: int) -> None:
        """Has a snapshot taken when it is time. Without one the next start is slower, and nothing else."""
        if status := self._snapshotter.finished():
            log.warning("no snapshot was taken (status %d): the next start reads more events", status)
        if self._snapshotter.due(durable):
            try:
                self._snapshotter.start(durable)
            except OSError as error:
                log.warning("no snapshot: %s", error)

    async def _pause(self, hub: Hub) -> None:
        """Gives way to everything else: for one turn of the loop at full speed, else for as long as the clock's speed allows."""
        speed = hub.broker.market.clock.speed
        if speed == FASTEST:
            await asyncio.sleep(0)
            return
        seconds = max(TICK_SECONDS / max(speed, 1), SHORTEST_TICK)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(hub.gate.failed.wait(), seconds)

    def _tls(self) -> ssl.SSLContext:
        from haero.server import tls  # certificates take 20 ms to import, and few starts need one

        return tls.server_context(self.folder, self._place.names, now=self.wall.now())

    def _gateway(self, environment: Environment, services: Services) -> Handler:
        gateway = Gateway(environment, services, self._limiter(environment))
        handler = held_back(gateway.handle, self.settings.reply_seconds)
        return injected(handler, self.faults, environment, self.vault.app, self._delays)

    def _limiter(self, environment: Environment) -> RateLimiter | None:
        return None if self.settings.unlimited else RateLimiter(self.settings.limits[environment], self.wall)

    def _found(self, hub: Hub) -> None:
        """First start: accounts, and an app for each that has none."""
        hub.house.open_first_accounts()
        known = {app.account for app in self.vault.apps()}
        for account in list(hub.broker.state.accounts):
            if account not in known:
                self._new_app(account)

    def _new_app(self, account_id: str) -> App:
        assert self.hub is not None
        known = self.vault.app_of(account_id)
        if known is not None:  # of an account of the same number before a reset: its keys stay valid
            return known
        account = self.hub.broker.state.accounts[account_id]
        app = App(*make_keys(), account.environment, account_id, account.hts_id)
        self.vault.add_app(app)
        return app

    async def _reset(self) -> None:
        """An empty journal, the first accounts again, the clock at its start. Keys and tokens stay valid, faults are cleared."""
        assert self.hub is not None
        assert self.broadcast is not None
        self.faults.clear()
        feed = self.hub.broker.feed
        self._snapshotter.stop()
        try:
            self.hub.house.erase()
            house = House(self.folder, self.settings, self.wall.now())
        except Exception as error:
            # The old journal is closed, and there is no new one: nothing can be recorded any more.
            self.hub.broker.stop(error)
            raise BrokerStopped(str(error)) from error
        self._snapshotter = _snapshotter(house)
        self.hub.replace(house, _gate(house))
        self.broadcast.attach(house.broker)
        house.broker.feed.take_over(feed)
        self._found(self.hub)


def _snapshotter(house: House) -> Snapshotter:
    return Snapshotter(house.folder, house.recovered.seq - house.recovered.replayed)


def _gate(house: House) -> Gate:
    """At which replies wait for the disk; behind them it tells the feed."""
    return Gate(house.journal, asyncio.get_running_loop(), house.broker.feed.durable)


def _let_time_pass(broker: Broker) -> None:
    """Up to the market clock. A fast one stops where a recording or the calendars end: nothing is left to hurry to."""
    with contextlib.suppress(CalendarError):  # where a calendar ends, the broker has stopped the clock and said so
        broker.advance()
    clock, last = broker.market.clock, broker.market.halts.last
    if clock.held:
        return
    if clock.speed == FASTEST and last is not None and clock.now() >= last:
        _stop_clock(broker, "the recording has ended")
    elif clock.speed > 1 and clock.now() >= broker.market.sessions.ends:
        _stop_clock(broker, "the calendars of this haero end here")


def _stop_clock(broker: Broker, why: str) -> None:
    broker.set_speed(0)
    broker.market.clock.stop_at(broker.market.clock.now(), why)


def calm_collector() -> None:
    """What is here now stays, and orders hold no cycles: the collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
    # A pass over 5,000 young ones takes 2 ms; over 50,000 it holds everybody up for 20 to 60.
    gc.set_threshold(5_000, 200, 50)


async def _plain_request(request: Request) -> Reply:
    """What a request without an upgrade gets on a WebSocket port (guess): 426 on its paths, 404 elsewhere."""
    known = accepts(request.path)
    return Reply(426 if known else 404, (CONTENT_TYPE, ("Upgrade", "websocket")), b"")
