"""From a request to an operation: who may call, on which port, how often, and in which order KIS is presumed to look."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from multidict import CIMultiDict

from haero.broker.recorder import BrokerStopped
from haero.journal.journal import JournalFailed
from haero.kis import catalogue, refusals
from haero.market.time.sessions import CalendarError
from haero.server.auth.approvals import ApprovalOffice
from haero.server.auth.oauth import OAuthDesk
from haero.server.auth.throttle import RateLimiter
from haero.server.auth.tokens import TokenOffice
from haero.server.auth.wall import FixedWall
from haero.server.call import Answer as Answered
from haero.server.call import Call, Operation, Scan
from haero.server.gateway import Gateway, Services, held_back
from haero.server.operations import OPERATIONS
from haero.server.wire import Reply, Request
from haero.terms import Environment
from tests.support import PRICE, TRADING, Answer, Direct, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
QUOTE = {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"}
CORPORATE = {
    "custtype": "B",
    "seq_no": "001",
    "personalseckey": "k" * 180,
    "phone_number": "01012345678",
    "ip_addr": "203.0.113.255",
    "gt_uid": "0123456789abcdef0123456789abcdef",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(Path(tmp_path_factory.mktemp("gateway")) / "data") as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def real(house: Running) -> Direct:
    return await house.direct("real")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mock(house: Running) -> Direct:
    return await house.direct("mock")


async def quote_with(caller: Direct, headers: dict[str, str], path: str = PRICE) -> Answer:
    return await caller.raw("GET", path, headers, query=QUOTE)


def without(headers: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in headers.items() if key != name}


async def test_a_good_request_is_served(real: Direct, mock: Direct) -> None:
    for caller in (real, mock):
        answer = await quote_with(caller, caller.headers("HHDFS00000300"))
        assert (answer.status, answer.code, answer.headers["tr_id"]) == (200, "MCA00000", "HHDFS00000300")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("appkey", None, "EGW00102"),
        ("appkey", "", "EGW00102"),
        ("appkey", "PSwrong", "EGW00103"),
        ("appkey", "\udcff", "EGW00103"),
        ("appsecret", None, "EGW00104"),
        ("appsecret", "", "EGW00104"),
        ("appsecret", "wrong", "EGW00105"),
        ("appsecret", "한글\udcff", "EGW00105"),
        ("authorization", None, "EGW00122"),
        ("authorization", "", "EGW00122"),
        ("authorization", "Bearer", "EGW00122"),
        ("authorization", "Bearer  ", "EGW00122"),
        ("authorization", "Basic abc", "EGW00205"),
        ("authorization", "Bearer abc", "EGW00121"),
        ("authorization", "Bearer \udcff", "EGW00121"),
        ("custtype", "X", "EGW00208"),
        ("custtype", "b", "EGW00208"),
        ("tr_id", None, "OPSQ9999"),
        ("tr_id", "", "OPSQ9999"),
        ("tr_id", "HHDFS99999999", "OPSQ0002"),
        ("tr_id", "TTTS3012R", "OPSQ0002"),
    ],
)
async def test_a_header_that_is_missing_or_wrong(real: Direct, name: str, value: str | None, code: str) -> None:
    headers = without(real.headers("HHDFS00000300"), name)
    if value is not None:
        headers[name] = value
    answer = await quote_with(real, headers)
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (500, code, "1")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
async def test_the_scheme_in_any_case(real: Direct, scheme: str) -> None:
    headers = real.headers("HHDFS00000300", authorization=f"{scheme} {real.token}")
    assert (await quote_with(real, headers)).code == "MCA00000"


async def test_custtype_may_be_missing(real: Direct) -> None:
    assert (await quote_with(real, without(real.headers("HHDFS00000300"), "custtype"))).code == "MCA00000"


async def test_keys_on_the_wrong_port(real: Direct, mock: Direct) -> None:
    """Mock keys on real EGW02004, real keys on mock EGW02007, whatever else they send, a token of that port included."""
    for caller, port, code, text in (
        (mock, "rest_real", "EGW02004", "실전투자 도메인은 모의투자 앱키로 호출하실 수 없습니다."),
        (real, "rest_mock", "EGW02007", "해당 앱키는 모의투자용 앱키가 아닙니다"),
    ):
        keys = {"grant_type": "client_credentials", "appkey": caller.app.appkey, "appsecret": caller.app.appsecret}
        request = Request("POST", "/oauth2/tokenP", {}, CIMultiDict[str](), json.dumps(keys).encode())
        token = json.loads((await caller.send(request, port)).body)["access_token"]
        for bearer in (token, caller.token, "rubbish"):
            headers = CIMultiDict(caller.headers("HHDFS00000300", authorization=f"Bearer {bearer}"))
            reply = await caller.send(Request("GET", PRICE, QUOTE, headers, b""), port)
            body = json.loads(reply.body)
            assert (reply.status, body["msg_cd"], body["msg1"]) == (500, code, text)
            assert list(body) == ["rt_cd", "msg1", "msg_cd"]


async def test_a_token_of_the_other_port(real: Direct) -> None:
    """A real app may fetch a token on the mock port; on its own port that token is none."""
    keys = {"grant_type": "client_credentials", "appkey": real.app.appkey, "appsecret": real.app.appsecret}
    request = Request("POST", "/oauth2/tokenP", {}, CIMultiDict[str](), json.dumps(keys).encode())
    token = json.loads((await real.send(request, "rest_mock")).body)["access_token"]
    answer = await quote_with(real, real.headers("HHDFS00000300", authorization=f"Bearer {token}"))
    assert (answer.status, answer.code) == (500, "EGW00121")


async def test_a_token_of_another_app(house: Running, real: Direct) -> None:
    made = (await real.control("POST", "/control/accounts", {"environment": "real"})).json
    keys = {"grant_type": "client_credentials", "appkey": made["appkey"], "appsecret": made["appsecret"]}
    token = (await real.raw("POST", "/oauth2/tokenP", {}, json.dumps(keys).encode())).json["access_token"]
    answer = await quote_with(real, real.headers("HHDFS00000300", authorization=f"Bearer {token}"))
    assert answer.code == "EGW00121"


async def test_the_account_must_be_the_keys_own(real: Direct, mock: Direct) -> None:
    """Somebody else's, one that is not there, one with another product code: IGW00002 for orders, OPSQ2000 for inquiries."""
    for account in (mock.account, {"CANO": "12345678", "ACNT_PRDT_CD": "01"}, real.account | {"ACNT_PRDT_CD": "02"}):
        answer = await real.buy(**account)
        assert (answer.status, answer.code, answer.json["rt_cd"]) == (500, "IGW00002", "1")
        answer = await real.change("1", "02", **account, OVRS_ORD_UNPR="0")
        assert (answer.status, answer.code) == (500, "IGW00002")
        query = account | {"OVRS_EXCG_CD": "NASD", "TR_CRCY_CD": "USD"}
        answer = await real.get(f"{TRADING}/inquire-balance", "TTTS3012R", query)
        assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "OPSQ2000", "2")
        assert answer.json["msg1"] == "ERROR : INPUT INVALID_CHECK_ACNO"


@pytest.mark.parametrize(
    ("method", "path", "tr_id"),
    [
        ("POST", "/uapi/domestic-stock/v1/trading/order-cash", "TTTC0802U"),
        ("GET", "/uapi/domestic-stock/v1/trading/inquire-balance", "TTTC8434R"),
        ("GET", "/uapi/domestic-stock/v1/quotations/inquire-daily-price", "FHKST01010400"),
        ("GET", "/uapi/overseas-futureoption/v1/quotations/inquire-price", "HHDFC55010000"),
    ],
)
async def test_what_kis_has_besides_is_not_offered(real: Direct, method: str, path: str, tr_id: str) -> None:
    """haero lacks it, KIS does not: whoever is known is told so, whatever the TR; a stranger is asked for keys first."""
    answer = await real.raw(method, path, real.headers(tr_id), b"{}")
    assert (answer.status, answer.code) == (200, "HAERO001")
    assert (await real.raw(method, path, {"tr_id": tr_id}, b"{}")).code == "EGW00102"
    assert (await real.raw(method, path, without(real.headers(tr_id), "tr_id"), b"{}")).code == "OPSQ9999"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "MCA00124"),
        ("GET", "", 404, "MCA00124"),
        ("POST", "/uapi/overseas-stock/v1/trading/nothing", 404, "MCA00124"),
        ("POST", "/uapi/domestic-stock/v1/trading/nothing", 404, "MCA00124"),
        ("GET", "/uapi/domestic-stock/v1/trading/order-cash", 404, "MCA00124"),
        ("GET", f"{TRADING}/order/", 404, "MCA00124"),
        ("GET", f"{TRADING}/ORDER", 404, "MCA00124"),
        ("GET", "/control/state", 404, "MCA00124"),
        ("GET", "/oauth2/tokenP/", 404, "MCA00124"),
        ("GET", f"{TRADING}/order", 405, "EGW00101"),
        ("PUT", f"{TRADING}/order", 405, "EGW00101"),
        ("DELETE", f"{TRADING}/order", 405, "EGW00101"),
        ("post", f"{TRADING}/order", 405, "EGW00101"),
        ("POST", f"{TRADING}/inquire-balance", 405, "EGW00101"),
        ("POST", PRICE, 405, "EGW00101"),
        ("HEAD", PRICE, 405, "EGW00101"),
        ("OPTIONS", PRICE, 405, "EGW00101"),
        ("GET", "/oauth2/tokenP", 405, "EGW00101"),
        ("GET", "/uapi/hashkey", 405, "EGW00101"),
    ],
)
async def test_routes_that_are_none(real: Direct, method: str, path: str, status: int, code: str) -> None:
    """Without keys too: an unknown path says so before anything is asked."""
    for headers in (real.headers("TTTT1002U"), {}):
        answer = await real.raw(method, path, headers, b"{}")
        assert (answer.status, answer.code) == (status, code)


async def test_every_api_of_the_catalogue_is_served_or_says_that_it_is_not(real: Direct, mock: Direct) -> None:
    for caller in (real, mock):
        environment = str(caller.app.environment)
        for api in catalogue.apis():
            if api.group in {"auth", "websocket"}:
                continue
            for tr_id in api.tr_ids[environment].values():
                answer = await caller.raw(api.method, api.path, caller.headers(tr_id), b"{}")
                assert (answer.code == "HAERO001") == (api.id not in OPERATIONS), (api.id, answer)
                if answer.code == "HAERO001":
                    assert answer.status == 200
                    assert "not offered yet" in answer.json["msg1"]


async def test_a_gateway_serves_the_table_that_it_is_given(house: Running, real: Direct) -> None:
    bench = Bench(house, {"v1_해외주식-009": OPERATIONS["v1_해외주식-009"]})
    for path, tr_id, code in (
        (PRICE, "HHDFS00000300", "MCA00000"),
        (PRICE.replace("price/v1/quotations/price", "price/v1/quotations/price-detail"), "HHDFS76200200", "HAERO001"),
    ):
        reply = await bench.send(real, Request("GET", path, QUOTE, CIMultiDict(real.headers(tr_id)), b""))
        assert json.loads(reply.body)["msg_cd"] == code


@pytest.mark.parametrize("path", ["//uapi/overseas-price/v1/quotations/price", PRICE.replace("/v1", "///v1//")])
async def test_doubled_slashes(real: Direct, path: str) -> None:
    assert (await quote_with(real, real.headers("HHDFS00000300"), path)).code == "MCA00000"


@pytest.mark.parametrize("tr_id", ["evil\r\nx: y", "한국", "a" * 14, "a b", "\udcff", "<b>"])
async def test_a_tr_id_goes_back_only_if_it_is_plain(real: Direct, tr_id: str) -> None:
    reply = await real.send(Request("GET", PRICE, QUOTE, CIMultiDict(real.headers(tr_id)), b""))
    assert dict(reply.headers)["tr_id"] == ""


async def test_keys_come_before_the_tr_and_the_tr_before_the_body(real: Direct) -> None:
    """The order of looking: route, keys, token, TR, customer, body, account, matrix, desk."""
    path, body = f"{TRADING}/order", json.dumps(real.order_body(CANO="99999999", ORD_DVSN="99", PDNO="NONE")).encode()
    headers = real.headers("NO_TR", custtype="X", authorization="Bearer x", appsecret="x", appkey="x")
    steps = [
        ("appkey", real.app.appkey, "EGW00103"),
        ("appsecret", real.app.appsecret, "EGW00105"),
        ("authorization", f"Bearer {real.token}", "EGW00121"),
        ("tr_id", "TTTT1002U", "OPSQ0002"),
        ("custtype", "P", "EGW00208"),
    ]
    for name, right, code in steps:
        assert (await real.raw("POST", path, headers, body)).code == code
        headers[name] = right
    for changes, code in (
        ({"CANO": "99999999", "ORD_DVSN": "99", "PDNO": "NONE"}, "IGW00002"),
        ({"ORD_DVSN": "99", "PDNO": "NONE"}, "APBK1269"),
        ({"PDNO": "NONE", "OVRS_ORD_UNPR": "0"}, "APBK0656"),
        ({"OVRS_ORD_UNPR": "0"}, "APBK1507"),
    ):
        assert (await real.buy(**changes)).code == code


# Time and limits: gateways of one's own over the running house, with a wall clock that stands still.


class Bench:
    """Gateways with a wall clock that the test moves, and limits as KIS has them."""

    def __init__(self, house: Running, operations: Mapping[str, Operation] = OPERATIONS) -> None:
        service = house.service
        assert service.hub is not None
        self.wall = FixedWall()
        tokens = TokenOffice(service.vault, self.wall)
        oauth = OAuthDesk(service.vault, tokens, ApprovalOffice(service.vault, self.wall))
        services = Services(service.hub, service.vault, tokens, oauth)
        self.gateways = {
            environment: Gateway(
                environment, services, RateLimiter(service.settings.limits[environment], self.wall), operations
            )
            for environment in Environment
        }

    async def send(self, caller: Direct, request: Request) -> Reply:
        return await self.gateways[caller.app.environment].handle(request)

    async def token(self, caller: Direct) -> str:
        keys = {"grant_type": "client_credentials", "appkey": caller.app.appkey, "appsecret": caller.app.appsecret}
        request = Request("POST", "/oauth2/tokenP", {}, CIMultiDict[str](), json.dumps(keys).encode())
        body = json.loads((await self.send(caller, request)).body)
        return str(body.get("access_token") or body["error_code"])

    async def quote(self, caller: Direct, token: str) -> dict[str, Any]:
        headers = CIMultiDict(caller.headers("HHDFS00000300", authorization=f"Bearer {token}"))
        reply = await self.send(caller, Request("GET", PRICE, QUOTE, headers, b""))
        return {"status": reply.status, **json.loads(reply.body)}


@pytest.fixture
def bench(house: Running) -> Bench:
    return Bench(house)


async def test_a_token_lives_a_day_and_a_second_one_needs_a_minute(house: Running, bench: Bench) -> None:
    made = (await (await house.direct()).control("POST", "/control/accounts", {"environment": "real"})).json
    caller = await house.direct()
    app = house.service.vault.app(made["appkey"])
    assert app is not None
    caller.app = app
    token = await bench.token(caller)
    assert (await bench.quote(caller, token))["msg_cd"] == "MCA00000"
    bench.wall.advance(timedelta(seconds=59))
    assert await bench.token(caller) == "EGW00133"
    bench.wall.advance(timedelta(seconds=1))
    assert await bench.token(caller) == token
    bench.wall.advance(timedelta(hours=24, seconds=-61))
    assert (await bench.quote(caller, token))["msg_cd"] == "MCA00000"
    bench.wall.advance(timedelta(seconds=2))
    answer = await bench.quote(caller, token)
    assert (answer["status"], answer["msg_cd"], answer["msg1"]) == (500, "EGW00123", "기간이 만료된 token 입니다.")


async def test_the_19th_real_call_and_the_2nd_mock_call_of_a_second(bench: Bench, real: Direct, mock: Direct) -> None:
    for caller, limit in ((real, 18), (mock, 1)):
        bench.wall.advance(timedelta(seconds=60))
        token = await bench.token(caller)
        for round_number in range(2):
            for _ in range(limit):
                assert (await bench.quote(caller, token))["msg_cd"] == "MCA00000", round_number
            reply = await bench.quote(caller, token)
            assert reply.pop("status") == 500
            assert list(reply.items()) == [
                ("rt_cd", "1"),
                ("msg1", "초당 거래건수를 초과하였습니다."),
                ("msg_cd", "EGW00201"),
                ("message", "EGW00201"),
            ]
            bench.wall.advance(timedelta(seconds=1))


async def test_an_order_beyond_the_limit_is_not_placed(bench: Bench, mock: Direct) -> None:
    bench.wall.advance(timedelta(minutes=2))
    token = await bench.token(mock)
    before = len(await mock.orders())
    headers = CIMultiDict(mock.headers("VTTT1002U", authorization=f"Bearer {token}"))
    request = Request("POST", f"{TRADING}/order", {}, headers, json.dumps(mock.order_body()).encode())
    codes = [json.loads((await bench.send(mock, request)).body)["msg_cd"] for _ in range(3)]
    assert codes == ["40600000", "EGW00201", "EGW00201"]
    assert len(await mock.orders()) == before + 1


async def test_limits_are_counted_per_app(house: Running, bench: Bench, mock: Direct) -> None:
    made = (await mock.control("POST", "/control/accounts", {"environment": "mock"})).json
    other = await house.direct("mock")
    app = house.service.vault.app(made["appkey"])
    assert app is not None
    other.app = app
    bench.wall.advance(timedelta(minutes=3))
    one, two = await bench.token(mock), await bench.token(other)
    assert [(await bench.quote(c, t))["msg_cd"] for c, t in ((mock, one), (other, two), (mock, one), (other, two))] == [
        "MCA00000", "MCA00000", "EGW00201", "EGW00201",
    ]  # fmt: skip


# Corporate customers


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "APBK0013"),
        ({"seq_no": ""}, "EGW00209"),
        ({"personalseckey": ""}, "EGW00304"),
        ({"phone_number": ""}, "EGW00212"),
        ({"ip_addr": ""}, "EGW00207"),
        ({"ip_addr": "1.2.3"}, "EGW00207"),
        ({"gt_uid": ""}, "EGW00101"),
        ({"gt_uid": "x" * 33}, "EGW00101"),
    ],
)
async def test_what_a_corporate_customer_must_send(house: Running, changes: dict[str, str], code: str) -> None:
    """Over HTTP, as such a customer would."""
    headers = CORPORATE | {"gt_uid": f"corporate-{code}"} | changes
    answer = await house.real.post(f"{TRADING}/order", "TTTT1002U", house.real.order_body(), **headers)
    assert (answer.status, answer.code) == (200 if code == "APBK0013" else 500, code)
    if code == "APBK0013":
        assert answer.headers["gt_uid"] == headers["gt_uid"]


async def test_a_corporate_customer_cannot_use_mock(house: Running) -> None:
    answer = await house.mock.post(f"{TRADING}/order", "VTTT1002U", house.mock.order_body(), **CORPORATE)
    assert (answer.status, answer.code) == (500, "EGW00210")


async def test_a_gt_uid_is_good_for_one_order_and_a_restart_changes_nothing(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as first:
        answer = await first.real.post(f"{TRADING}/order", "TTTT1002U", first.real.order_body(), **CORPORATE)
        assert (answer.code, answer.headers["gt_uid"]) == ("APBK0013", CORPORATE["gt_uid"])
        number = answer.json["output"]["ODNO"]
        again = await first.real.post(f"{TRADING}/order", "TTTT1002U", first.real.order_body(), **CORPORATE)
        assert (again.status, again.code) == (500, "EGW00101")
        # The same number for another kind of order is no more unique.
        body = first.real.order_body(
            ORD_DVSN="-", ORGN_ODNO=number, RVSE_CNCL_DVSN_CD="02", OVRS_ORD_UNPR="0", MGCO_APTM_ODNO=""
        )
        cancel = await first.real.post(f"{TRADING}/order-rvsecncl", "TTTT1004U", body, **CORPORATE)
        assert cancel.code == "EGW00101"
        fresh = await first.real.post(f"{TRADING}/order-rvsecncl", "TTTT1004U", body, **CORPORATE | {"gt_uid": "2"})
        assert (fresh.code, fresh.headers["gt_uid"]) == ("APBK0013", "2")
        refused = await first.real.post(
            f"{TRADING}/order", "TTTT1002U", first.real.order_body(PDNO="NONE"), **CORPORATE | {"gt_uid": "3"}
        )
        assert refused.code == "APBK0656"
    async with running(tmp_path / "data") as second:
        for gt_uid, code in ((CORPORATE["gt_uid"], "EGW00101"), ("2", "EGW00101"), ("3", "APBK0013")):
            headers = CORPORATE | {"gt_uid": gt_uid}
            answer = await second.real.post(f"{TRADING}/order", "TTTT1002U", second.real.order_body(), **headers)
            assert answer.code == code
        assert len(await second.real.orders()) == 3


# Time


async def test_time_is_moved_up_before_every_operation(tmp_path: Path) -> None:
    """The session ends while nobody looks: whoever asks first, by a read or a write, sees that the day's order is over."""
    for first in ("read", "write"):
        async with running(tmp_path / first) as house:
            assert house.service.hub is not None
            broker = house.service.hub.broker
            number = (await house.real.buy()).json["output"]["ODNO"]
            broker.market.clock.move_to(broker.market.clock.now() + timedelta(hours=6))
            before = broker.journal.seq
            if first == "read":
                assert (await house.real.orders())[0]["nccs_qty"] == "0"
            else:
                assert (await house.real.change(number, "02", OVRS_ORD_UNPR="0")).json["rt_cd"] != "0"
            assert broker.journal.seq == broker.journal.durable == before + 1


# Failures inside


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BrokerStopped("x"), "EGW00301"),
        (JournalFailed("x"), "EGW00301"),
        (CalendarError("x"), "EGW00202"),
        (RuntimeError("81000001"), "EGW00202"),
        (RecursionError(), "EGW00202"),
    ],
)
async def test_whatever_breaks_becomes_a_reply(
    house: Running, real: Direct, caplog: pytest.LogCaptureFixture, error: Exception, code: str
) -> None:
    """Never an exception to the adapter. An unknown outcome is "check your last transaction", EGW00301."""

    def broken(call: Call) -> Answered:
        raise error

    def broken_later(call: Call) -> Scan:
        yield
        raise error

    for operation in (broken, broken_later):
        bench = Bench(house, {"v1_해외주식-009": operation})
        request = Request("GET", PRICE, QUOTE, CIMultiDict(real.headers("HHDFS00000300")), b"")
        reply = await bench.send(real, request)
        found = json.loads(reply.body)
        assert (reply.status, found["msg_cd"]) == (500, code)
        assert "81000001" not in found["msg1"]
    assert bool(caplog.records) == (code == "EGW00202")


async def test_a_chunked_request_is_refused_before_anything_else(real: Direct) -> None:
    for path in (PRICE, f"{TRADING}/order", "/oauth2/tokenP", "/nowhere"):
        reply = await real.send(Request("POST", path, {}, CIMultiDict[str](), b"", chunked=True))
        assert (reply.status, reply.body) == (500, refusals.ROUTING_FAILED.body)


@pytest.mark.parametrize(
    ("known", "codes"),
    [("all", ("KIOK0560", "APBK0344", "EGW02004", "EGW02006")), ("none", ("OPSQ0002",) * 4)],
)
async def test_older_names_of_trs_by_setting(tmp_path: Path, known: str, codes: tuple[str, ...]) -> None:
    """Where they are known, one of the other environment is known to be that."""
    async with running(tmp_path / "data", old_tr_ids=known) as started:
        caller = await started.direct()
        query = caller.account | {
            "OVRS_EXCG_CD": "NASD",
            "TR_CRCY_CD": "USD",
            "CTX_AREA_FK200": "",
            "CTX_AREA_NK200": "",
        }
        held = await caller.get(f"{TRADING}/inquire-balance", "JTTT3012R", query)
        gone = await caller.post(f"{TRADING}/order-rvsecncl", "JTTT1004U", cancellation(caller))
        mocks = await caller.get(f"{TRADING}/inquire-balance", "VTTT3012R", query)
        mock = await started.direct("mock")
        reals = await mock.get(f"{TRADING}/inquire-balance", "JTTT3012R", query | mock.account)
        assert (held.code, gone.code, mocks.code, reals.code) == codes


def cancellation(caller: Direct) -> dict[str, str]:
    """Of an order that does not exist."""
    return caller.account | {
        "OVRS_EXCG_CD": "NASD", "PDNO": "AAPL", "ORGN_ODNO": "9", "RVSE_CNCL_DVSN_CD": "02", "ORD_QTY": "1",
        "OVRS_ORD_UNPR": "0", "ORD_SVR_DVSN_CD": "0",
    }  # fmt: skip


async def test_a_reply_that_is_held_back_holds_nothing_else() -> None:
    """What was asked has happened, others are served meanwhile, and each reply waits for itself."""
    happened: list[str] = []

    async def handle(request: Request) -> Reply:
        happened.append(request.path)
        return Reply(200, (), b"")

    assert held_back(handle, 0) is handle
    slow = held_back(handle, 0.05)
    asked = [asyncio.ensure_future(slow(Request("GET", path, {}, {}, b""))) for path in ("/1", "/2", "/3")]
    for _ in range(3):
        await asyncio.sleep(0)
    assert happened == ["/1", "/2", "/3"]
    assert not any(one.done() for one in asked)
    assert [reply.status for reply in await asyncio.gather(*asked)] == [200] * 3
