"""All ports of one haero, from the first start in an empty folder to an orderly stop."""

import asyncio
import errno
import json
import socket
import stat
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from haero.house.folder import FolderError
from haero.house.settings import DEFAULT_CASH, Settings
from haero.journal import mark as marks
from haero.journal import snapshot
from haero.journal.mark import HighWater
from haero.journal.recovery import recover
from haero.journal.snapshotter import Snapshotter
from haero.journal.sqlite.verify import CLEAN, verify
from haero.kis import frames
from haero.market.prices.messages import Quote
from haero.market.time.clock import FASTEST
from haero.market.time.sessions import CalendarError, SessionBook
from haero.server.websocket.broadcast import Broadcast
from haero.server.wire import Handler, Reply, Request
from haero.service import service as module
from haero.service.addresses import ANY_PORTS, NAMES, URLS_FILE, Listening, Ports, read_addresses, read_control
from haero.service.service import Service, _let_time_pass
from haero.terms import Environment, Exchange
from tests.makers import event_rows
from tests.recordings import written
from tests.server.websocket.client import listening
from tests.support import OPEN_TIME, Running, running

SETTINGS = Settings(market="manual", speed=0.0, at=OPEN_TIME, unlimited=True)


def test_the_port_numbers_are_kiss_own() -> None:
    assert Ports() == Ports(rest_real=9443, rest_mock=29443, ws_real=21000, ws_mock=31000, control=8700)
    assert set(NAMES) == set(Ports.__dataclass_fields__)


async def test_a_first_start_makes_an_account_and_keys_for_each_environment(haero: Running) -> None:
    apps = haero.service.credentials()
    assert {environment: app.account for environment, app in apps.items()} == {
        Environment.REAL: "81000001-01",
        Environment.MOCK: "50000001-01",
    }
    assert haero.service.hub is not None
    for app in apps.values():
        account = haero.service.hub.broker.state.accounts[app.account]
        assert (account.environment, account.hts_id) == (app.environment, app.hts_id)
        assert {currency: purse.balance for currency, purse in account.cash.items()} == DEFAULT_CASH
    assert len({app.appkey for app in apps.values()}) == 2


async def test_a_second_start_finds_them_again(tmp_path: Path) -> None:
    seen = []
    for _ in range(2):
        async with running(tmp_path / "data") as house:
            seen.append({(app.appkey, app.appsecret, app.account) for app in house.service.vault.apps()})
            await house.real.buy()
    assert seen[0] == seen[1]
    async with running(tmp_path / "data") as house:
        assert len(await house.real.orders()) == 2
    assert verify(tmp_path / "data").status == CLEAN


async def test_a_token_outlives_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as first:
        token = first.real.token
    async with running(tmp_path / "data") as second:
        second.real.token = token
        assert (await second.real.buy()).code == "APBK0013"


async def test_the_folder_is_one_haeros_own(tmp_path: Path) -> None:
    async with running(tmp_path / "data"):
        with pytest.raises(FolderError, match="in use by another haero"):
            Service(tmp_path / "data", SETTINGS, quiet=True)
    async with running(tmp_path / "data"):
        pass


async def test_addresses(haero: Running) -> None:
    assert set(haero.urls) == set(NAMES)
    assert haero.urls["rest_real"].startswith("http://127.0.0.1:")


async def test_the_ready_file_appears_whole_and_for_its_owner_only(haero: Running, tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    file.write_text("old")
    file.chmod(0o644)
    haero.service.write_addresses(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "ready.json"]
    ready = json.loads(file.read_text())
    assert set(ready) == {*NAMES, "control_token", "real", "mock"}
    assert read_addresses(haero.service.folder) == haero.urls
    assert read_control(haero.service.folder) == haero.urls["control"]


async def test_without_a_ready_file_only_the_addresses_are_written(haero: Running) -> None:
    haero.service.write_addresses(None)
    assert read_addresses(haero.service.folder) == haero.urls
    assert haero.service.vault.control_token not in (haero.service.folder / URLS_FILE).read_text()


@pytest.mark.parametrize("name", NAMES)
async def test_a_taken_port_is_named(tmp_path: Path, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        service = Service(tmp_path / "data", SETTINGS, quiet=True)
        ports = Ports(**{other: number if other == name else 0 for other in NAMES})
        with pytest.raises(OSError, match=f"port {number} is taken.* --{name.replace('_', '-')}"):
            await service.start(Listening(ports=ports))
        await service.stop()
    async with running(tmp_path / "data") as house:
        assert (await house.real.buy()).code == "APBK0013"


async def test_an_address_of_somebody_else_is_not_a_taken_port(tmp_path: Path) -> None:
    service = Service(tmp_path / "data", SETTINGS, quiet=True)
    with pytest.raises(OSError, match=r"cannot listen on 192\.0\.2\.1"):
        await service.start(Listening("192.0.2.1", ANY_PORTS))
    await service.stop()


async def test_a_service_that_never_started_can_be_stopped(tmp_path: Path) -> None:
    await Service(tmp_path / "data", SETTINGS, quiet=True).stop()
    assert verify(tmp_path / "data").status == CLEAN


async def test_time_passes_for_orders_that_nobody_asks_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A running clock brings an order to the end of its session without any request."""
    monkeypatch.setattr(module, "TICK_SECONDS", 0.01)
    async with running(tmp_path / "data", at="2026-11-20T15:59:59.5-05:00", speed=1.0) as house:
        assert house.service.hub is not None
        await house.real.buy()
        account = house.service.hub.broker.state.accounts["81000001-01"]
        assert account.working
        async with asyncio.timeout(10):
            while account.working:
                await asyncio.sleep(0.01)
        assert account.orders[1].status == "expired"


async def test_a_broken_broker_stops_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail stop: whoever runs it is told, and ends the process with a status that is not 0."""
    monkeypatch.setattr(module, "TICK_SECONDS", 0.01)
    async with running(tmp_path / "data") as house:
        assert house.service.hub is not None
        assert not house.service.stopped.is_set()
        failure = RuntimeError("books broken for a test")
        house.service.hub.broker.stop(failure)
        await asyncio.wait_for(house.service.stopped.wait(), 5)
        assert house.service.failed is failure
        assert (await house.real.buy()).code == "EGW00301"


async def test_an_error_while_time_passes_stops_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "TICK_SECONDS", 0.01)
    async with running(tmp_path / "data") as house:
        assert house.service.hub is not None

        def broken() -> None:
            raise RuntimeError("time broke for a test")

        monkeypatch.setattr(house.service.hub.broker, "advance", broken)
        await asyncio.wait_for(house.service.stopped.wait(), 5)
        assert "time broke" in str(house.service.failed)
    assert "time could not go on" in caplog.text


async def test_limits_are_those_of_the_settings(tmp_path: Path) -> None:
    """The second mock call of a second is refused where limits are on, the same call passes where they are off."""
    state = {}
    for unlimited in (False, True):
        async with running(tmp_path / str(unlimited), unlimited=unlimited) as house:
            answers = await asyncio.gather(*(house.mock.buy() for _ in range(4)))
            state[unlimited] = sorted(answer.code for answer in answers)
    assert state[False].count("EGW00201") >= 2
    assert state[True] == ["40600000"] * 4


async def test_all_five_ports_listen(haero: Running) -> None:
    assert len({url.rsplit(":", 1)[1] for url in haero.urls.values()}) == len(NAMES)
    for name in NAMES:
        _, writer = await asyncio.open_connection("127.0.0.1", int(haero.urls[name].rsplit(":", 1)[1]))
        writer.close()


async def test_a_whole_session_as_fast_as_possible(tmp_path: Path) -> None:
    """An order rests, one meets the market on the way, requests are served meanwhile, and the close comes in seconds."""
    async with running(tmp_path / "data", market="synthetic", at="2026-11-20T09:20:00-05:00", speed=FASTEST) as house:
        assert house.service.hub is not None
        market = house.service.hub.broker.market
        limit = market.last_price(Exchange.NASDAQ, "AAPL") * 2
        assert (await house.real.buy(ORD_QTY="1")).code == "APBK0013"
        assert (await house.real.buy(ORD_QTY="1", OVRS_ORD_UNPR=f"{limit:.2f}")).code == "APBK0013"
        account = house.service.hub.broker.state.accounts["81000001-01"]
        served = 0
        async with asyncio.timeout(60):
            while account.working:
                assert (await house.real.control("GET", "/control/state")).status == 200
                await asyncio.sleep(0.02)
                served += 1
        assert [order.status for order in account.orders.values()] == ["expired", "filled"]
        assert served > 5, "the ports were open all the time"
        assert market.clock.speed == FASTEST
        assert house.service.wall.now().astimezone(UTC) - datetime.now(UTC) < timedelta(seconds=5), (
            "not the wall's time"
        )
        assert (await house.real.control("POST", "/control/clock", {"speed": 0})).json["speed"] == 0


async def test_a_fast_clock_passes_without_requests(tmp_path: Path) -> None:
    async with running(tmp_path / "data", speed=3600.0) as house:
        assert house.service.hub is not None
        clock = house.service.hub.broker.market.clock
        start = clock.now()
        async with asyncio.timeout(10):
            while clock.now() < start + timedelta(minutes=10):
                await asyncio.sleep(0.01)


async def test_a_recording_at_its_end_stops_the_fastest_clock_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(tmp_path / "data", speed=60.0) as house:
        assert house.service.hub is not None
        broker = house.service.hub.broker
        broker.market.manual().last = broker.market.clock.now()  # type: ignore[attr-defined]
        _let_time_pass(broker)
        assert broker.market.clock.speed == 60
        broker.set_speed(FASTEST)
        _let_time_pass(broker)
        assert broker.market.clock.speed == 0
        assert "the recording has ended" in caplog.text
        stopped = broker.market.clock.now()
        assert (await house.real.control("GET", "/control/state")).json["market"]["now"] == stopped.isoformat()


async def test_a_recording_that_nobody_asks_ends_all_the_same(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [f"2026-11-20T14:{m}:00Z,IBM,NYSE,trade,240.00,100" for m in (30, 35)])
    async with running(tmp_path / "data", market=f"replay:{path}", at="open", speed=FASTEST) as house:
        assert house.service.hub is not None
        market = house.service.hub.broker.market
        async with asyncio.timeout(10):
            while market.clock.speed:
                await asyncio.sleep(0.01)
        assert market.halts.last is not None
        assert timedelta(0) < market.clock.now() - market.halts.last < timedelta(seconds=5)


@pytest.mark.parametrize("speed", [3600.0, FASTEST])
async def test_a_fast_clock_stops_where_the_calendars_end(tmp_path: Path, speed: float) -> None:
    """Nobody has an order, so nobody has looked at a calendar. The folder can be opened again."""
    at = (SessionBook().ends - timedelta(seconds=30)).isoformat()
    async with running(tmp_path / "data", market="synthetic", at=at, speed=speed) as house:
        assert house.service.hub is not None
        market = house.service.hub.broker.market
        async with asyncio.timeout(10):
            while market.clock.speed:
                await asyncio.sleep(0.01)
        stopped = market.clock.now()
        assert timedelta(0) <= stopped - market.sessions.ends < timedelta(seconds=30)
    async with running(tmp_path / "data", market="synthetic", at=stopped.isoformat(), speed=0.0):
        pass


async def test_the_end_of_a_calendar_stops_the_clock_and_not_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path / "data", market="synthetic", speed=FASTEST) as house:
        assert house.service.hub is not None
        broker = house.service.hub.broker

        def ends(*args: object) -> object:
            raise CalendarError("no days after this")

        monkeypatch.setattr(broker.market.source, "messages", ends)
        await house.real.buy(OVRS_ORD_UNPR="1.00")
        async with asyncio.timeout(10):
            while broker.market.clock.speed:
                await asyncio.sleep(0.01)
        assert not house.service.stopped.is_set()
        assert (await house.real.control("GET", "/control/state")).json["health"] == "ok"


async def test_a_fast_market_waits_for_its_listeners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Broadcast, "waiting", module.LISTENERS_BEHIND)
    async with running(tmp_path / "data", speed=FASTEST) as house:
        assert house.service.hub is not None
        clock = house.service.hub.broker.market.clock
        for _ in range(3):  # a session that came meanwhile, and the calls of this test, have moved it before
            await asyncio.sleep(0)
        stands = clock.now()
        await asyncio.sleep(0.05)
        assert clock.now() == stands
        monkeypatch.setattr(Broadcast, "waiting", module.LISTENERS_BEHIND - 1)
        async with asyncio.timeout(10):
            while clock.now() == stands:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("speed", ["max", 3600])
async def test_a_listener_of_a_fast_market_misses_nothing(tmp_path: Path, speed: object) -> None:
    """Half an hour of quotes: one for every second in which they changed, and no PINGPONG, which is the wall's."""
    async with running(tmp_path / "data", market="synthetic") as house, listening(house.real) as ear:
        assert house.service.hub is not None
        market = house.service.hub.broker.market
        start = market.clock.now()
        await ear.ask(frames.BOOK_TR, "DNASAAPL")
        await house.real.control("POST", "/control/clock", {"speed": speed})
        found = [await ear.data() for _ in range(1700)]
        await house.real.control("POST", "/control/clock", {"speed": 0})
        names = frames.FIELDS[frames.BOOK_TR]
        times = [dict(zip(names, frame.payload.split("^"), strict=True))["XHMS"] for frame in found]
        instrument = market.instrument(Exchange.NASDAQ, "AAPL")
        shown = [
            quote
            for quote in market.source.messages(instrument, start, start + timedelta(minutes=30))
            if isinstance(quote, Quote)
        ]
        changed = [
            new
            for old, new in pairwise([None, *shown])
            if new and (old is None or (old.bid, old.bid_size, old.ask, old.ask_size) != _sides(new))
        ]
        new_york = ZoneInfo("America/New_York")
        assert times == [f"{quote.at.astimezone(new_york):%H%M%S}" for quote in changed[: len(times)]]


def _sides(quote: Quote) -> tuple[Decimal, int, Decimal, int]:
    return quote.bid, quote.bid_size, quote.ask, quote.ask_size


async def test_somebody_can_stand_around_every_port(tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []

    def around(port: str, handler: Handler) -> Handler:
        async def watched(request: Request) -> Reply:
            seen.append((port, request.path))
            return await handler(request)

        return watched

    service = Service(tmp_path / "data", Settings(market="manual", speed=0.0), quiet=True, around=around)
    await service.start(Listening(ports=ANY_PORTS))
    try:
        async with aiohttp.ClientSession() as http:
            for url in service.urls.values():
                await (await http.get(url.replace("ws://", "http://") + "/somewhere")).read()
    finally:
        await service.stop()
    assert seen == [(name, "/somewhere") for name in NAMES]


async def test_a_snapshot_is_taken_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many events, in a process of its own: a start after a kill reads only what came since."""
    monkeypatch.setattr(module, "_snapshotter", lambda house: Snapshotter(house.folder, 0, every=20))
    monkeypatch.setattr(module, "TICK_SECONDS", 0.01)
    async with running(tmp_path / "data") as house:
        for _ in range(10):
            assert (await house.real.buy(ORD_QTY="1")).code == "APBK0013"
        async with asyncio.timeout(30):
            while not (tmp_path / "data" / snapshot.FILE_NAME).exists():
                await asyncio.sleep(0.02)
        assert (await house.real.buy(ORD_QTY="2")).code == "APBK0013"
        assert house.service.hub is not None
        store = house.service.hub.house.store
        found = recover(store, tmp_path / "data")
        assert 0 < found.replayed < found.seq
        assert len(found.state.accounts[house.real.app.account].orders) == 11
    assert verify(tmp_path / "data").status == CLEAN


async def test_a_disk_that_takes_no_keys_ends_haero(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        db = house.service.vault._db
        db.execute("PRAGMA query_only=1")
        app = house.real.app
        body = {"grant_type": "client_credentials", "appkey": app.appkey, "secretkey": app.appsecret}
        answer = await house.real.post("/oauth2/Approval", "", body)
        assert (answer.status, answer.code) == (500, "EGW00301")
        async with asyncio.timeout(5):
            await house.service.stopped.wait()
        assert "auth.db" in str(house.service.failed)
        assert (await house.real.buy()).code == "EGW00301"


async def test_a_reset_that_the_disk_refuses_ends_haero_and_deletes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old journal is closed by then: orders would wait for it for ever."""

    def full(folder: Path, mark: HighWater) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(folder / "haero.mark"))

    folder = tmp_path / "data"
    async with running(folder) as haero:
        assert (await haero.real.buy()).json["rt_cd"] == "0"
        monkeypatch.setattr(marks, "write", full)
        answer = await haero.real.control("POST", "/control/reset", {})
        assert (answer.status, "No space left" in answer.json["error"]) == (503, True)
        async with asyncio.timeout(5):
            assert (await haero.real.buy()).code == "EGW00301"
            await haero.service.stopped.wait()
        assert isinstance(haero.service.failed, OSError)
    assert verify(folder).status == CLEAN
    assert [row[3] for row in event_rows(folder)].count("OrderAccepted") == 1
