from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from multidict import CIMultiDict

from haero.replay import watch as module
from haero.replay.watch import RequestWatch
from haero.server.wire import Reply, Request, json_reply
from haero.terms import Environment

START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ORDER = "/uapi/overseas-stock/v1/trading/order"
PRICE = "/uapi/overseas-price/v1/quotations/price"


def fine(**values: str) -> bytes:
    return msgspec.json.encode({"rt_cd": "0", "msg_cd": "MCA00000", "msg1": "정상"} | values)


REFUSED = '{"rt_cd":"7","msg_cd":"APBK0656","msg1":"해당종목정보가 없습니다.   "}'.encode()


class Market:
    """A clock that a watch moves, and a door that answers what it is told to."""

    def __init__(self, *, stepping: bool = True) -> None:
        self.now, self.steps, self.answer = START, 0, fine()
        self.watch = RequestWatch(lambda: 1.0)
        self.watch.follow(lambda: self.now, self.step if stepping else None)

    def step(self) -> None:
        self.steps += 1
        self.now += timedelta(seconds=1)

    async def ask(self, method: str, path: str, body: bytes = b"", port: str = "rest_real", **query: str) -> Reply:
        async def handler(request: Request) -> Reply:
            assert self.watch.in_progress == 1
            return json_reply(200, self.answer)

        headers = CIMultiDict({"tr_id": query.pop("tr_id", "HHDFS00000300"), "appkey": "secret key"})
        return await self.watch.around(port, handler)(Request(method, path, query, headers, body))


@pytest.fixture
async def market() -> Market:
    return Market()


async def test_a_question_asked_again_is_answered_a_step_later(market: Market) -> None:
    await market.ask("GET", PRICE, SYMB="IBM")
    await market.ask("GET", PRICE, SYMB="AAPL")
    assert market.steps == 0
    await market.ask("GET", PRICE, SYMB="IBM")
    assert market.steps == 1
    await market.ask("GET", PRICE, SYMB="AAPL")  # the moment is a new one: not asked yet
    assert market.steps == 1
    await market.ask("GET", PRICE, SYMB="AAPL")
    assert market.steps == 2


async def test_an_order_sent_again_is_a_new_order_unless_it_was_refused(market: Market) -> None:
    for _ in range(3):
        await market.ask("POST", ORDER, b"{}", tr_id="TTTT1002U")
    assert market.steps == 0
    market.answer = REFUSED
    await market.ask("POST", ORDER, b"{}", tr_id="TTTT1002U")
    await market.ask("POST", ORDER, b"{}", tr_id="TTTT1002U")
    assert market.steps == 1


async def test_tokens_and_the_clock_are_no_questions(market: Market) -> None:
    for path, port in (("/oauth2/tokenP", "rest_real"), ("/control/clock", "control")):
        for _ in range(3):
            await market.ask("GET", path, port=port)
    assert market.steps == 0


async def test_nobody_holds_the_market_up(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ASKED", 3)
    for number in range(4):
        await market.ask("GET", PRICE, SYMB=f"S{number}")
    assert market.steps == 1


async def test_without_steps_nothing_moves() -> None:
    market = Market(stepping=False)
    for _ in range(3):
        await market.ask("GET", PRICE)
    assert market.steps == 0
    assert (market.watch.requests, market.watch.in_progress, market.watch.met.is_set()) == (3, 0, True)


async def test_a_refusal_is_kept_with_what_was_asked_and_without_secrets(market: Market) -> None:
    market.answer = REFUSED
    asked = {
        "CANO": "81000001", "OVRS_EXCG_CD": "NYSE", "PDNO": "NONE", "ORD_DVSN": "00", "ORD_QTY": "1" * 40,
        "OVRS_ORD_UNPR": "1.5",
    }  # fmt: skip
    await market.ask("POST", ORDER, msgspec.json.encode(asked), tr_id="TTTT1002U")
    (call,) = market.watch.refusals
    assert call == (
        START, Environment.REAL, ORDER, "TTTT1002U", 200, "APBK0656", "해당종목정보가 없습니다.", "buy", "NYSE", "NONE", "00",
        "1" * 16, "1.5",
    )  # fmt: skip
    assert "secret" not in str(call)
    assert "81000001" not in str(call)
    assert market.watch.codes == {("APBK0656", "해당종목정보가 없습니다."): 1}


async def test_refusals_of_the_gateway_and_of_oauth_count_too(market: Market) -> None:
    market.answer = b'{"error_description":"no","error_code":"EGW00103"}'
    await market.ask("POST", "/oauth2/tokenP", b'{"PDNO":"no order"}', port="rest_mock")
    (call,) = market.watch.refusals
    assert (call.environment, call.code, call.text, call.symbol) == (Environment.MOCK, "EGW00103", "no", "")


@pytest.mark.parametrize("body", [b"not json", b'{"access_token":"x"}', b"[1]", b'{"msg_cd":5}'])
async def test_what_has_no_code_is_no_refusal(market: Market, body: bytes) -> None:
    market.answer = body
    await market.ask("POST", "/oauth2/tokenP")
    assert market.watch.refusals == []


async def test_control_calls_are_never_refusals_of_kis(market: Market) -> None:
    market.answer = b'{"error_code":"x"}'
    await market.ask("POST", "/control/halt", port="control")
    assert market.watch.codes == {}


async def test_what_is_kept_is_bounded_what_is_counted_is_not(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_REFUSALS", 2)
    market.answer = REFUSED
    for number in range(5):
        await market.ask("POST", ORDER, b"%d" % number)
    assert (len(market.watch.refusals), sum(market.watch.codes.values())) == (2, 5)


async def test_a_handler_that_fails_is_not_in_progress_for_ever(market: Market) -> None:
    async def broken(request: Request) -> Reply:
        raise RuntimeError("broken")

    around: Callable[..., Any] = market.watch.around("rest_real", broken)
    with pytest.raises(RuntimeError):
        await around(Request("GET", PRICE, {}, CIMultiDict(), b""))
    assert market.watch.in_progress == 0
