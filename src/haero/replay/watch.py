"""Watches the door of a replay: what the program asks, whether it asks the same again, and what it is refused.

Refusals are not journalled, so they are taken here, where the replies leave. Keys, tokens and account numbers are not kept.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec

from haero.kis import transactions
from haero.server.wire import Handler, Reply, Request
from haero.terms import Environment

MAX_ASKED = 1_000
"""Questions at one moment of the market. The next one is answered a step later, so that no program holds the market up for ever."""
MAX_REFUSALS = 100_000
"""Refusals that are kept one by one; all are counted."""
_MAX_FIELD = 16
_MAX_TEXT = 200
_MAX_CODES = 1_000
_ENVIRONMENTS = {"rest_real": Environment.REAL, "rest_mock": Environment.MOCK}
_TAKEN = b'"rt_cd":"0"'


class RefusedCall(NamedTuple):
    """A REST call that was answered with a code. Of an order also what it asked for, as the program wrote it."""

    at: datetime
    environment: Environment
    path: str
    tr_id: str
    status: int
    code: str
    text: str
    side: str
    exchange: str
    symbol: str
    division: str
    quantity: str
    price: str


class _Envelope(msgspec.Struct):
    msg_cd: str = ""
    msg1: str = ""
    error_code: str = ""
    error_description: str = ""


class _OrderFields(msgspec.Struct):
    OVRS_EXCG_CD: str = ""
    PDNO: str = ""
    ORD_DVSN: str = ""
    ORD_QTY: str = ""
    OVRS_ORD_UNPR: str = ""


_envelope = msgspec.json.Decoder(_Envelope)
_order_fields = msgspec.json.Decoder(_OrderFields)


class RequestWatch:
    """Stands around the handlers of all ports.

    `requests` counts what was asked, `in_progress` what is not answered yet, `active_at` is the timer's time of the last question
    or answer, `met` is set with the first question. `refusals` are the first MAX_REFUSALS; `codes` counts all by code and text.
    """

    def __init__(self, timer: Callable[[], float]) -> None:
        self.requests = 0
        self.in_progress = 0
        self.active_at = timer()
        self.met = asyncio.Event()
        self.refusals: list[RefusedCall] = []
        self.codes: dict[tuple[str, str], int] = {}
        self._timer = timer
        self._now: Callable[[], datetime] | None = None
        self._step: Callable[[], None] | None = None
        self._asked: set[tuple[object, ...]] = set()
        self._asked_at: datetime | None = None

    def follow(self, now: Callable[[], datetime], step: Callable[[], None] | None) -> None:
        """`now` is the market's time. `step` moves the market: called before a question is answered that was answered already."""
        self._now, self._step = now, step

    def around(self, port: str, handler: Handler) -> Handler:
        """The handler of a port, watched."""

        async def watched(request: Request) -> Reply:
            self.requests += 1
            self.in_progress += 1
            self.active_at = self._timer()
            self.met.set()
            question = self._question(port, request)
            if question is not None:
                self._move_on(question)
            try:
                reply = await handler(request)
            finally:
                self.in_progress -= 1
                self.active_at = self._timer()
            refused = port in _ENVIRONMENTS and _TAKEN not in reply.body and self._refused(port, request, reply)
            if question is not None and (request.method == "GET" or refused):
                self._asked.add(question)
            return reply

        return watched

    def _question(self, port: str, request: Request) -> tuple[object, ...] | None:
        """What tells one question from another; None for what is none, such as a token or a move of the clock."""
        if self._step is None or request.path.startswith(("/oauth2/", "/control/clock")):
            return None
        headers = request.headers
        ids = headers.get("tr_id", ""), headers.get("tr_cont", "")
        return port, request.method, request.path, *ids, tuple(sorted(request.query.items())), request.body

    def _move_on(self, question: tuple[object, ...]) -> None:
        """The answer to a question asked again lies ahead: a program that polls without a pause sees every step."""
        assert self._now is not None
        assert self._step is not None
        now = self._now()
        if now != self._asked_at:
            self._asked.clear()
            self._asked_at = now
        if question in self._asked or len(self._asked) >= MAX_ASKED:
            self._asked.clear()
            self._step()
            self._asked_at = self._now()

    def _refused(self, port: str, request: Request, reply: Reply) -> bool:
        try:
            said = _envelope.decode(reply.body)
        except msgspec.MsgspecError:
            return False
        code, text = said.msg_cd or said.error_code, (said.msg1 or said.error_description).strip()
        if not code or self._now is None:
            return False
        key = code, text[:_MAX_TEXT]
        if key in self.codes or len(self.codes) < _MAX_CODES:
            self.codes[key] = self.codes.get(key, 0) + 1
        if len(self.refusals) < MAX_REFUSALS:
            self.refusals.append(_call(self._now(), _ENVIRONMENTS[port], request, reply.status, *key))
        return True


def _call(at: datetime, environment: Environment, request: Request, status: int, code: str, text: str) -> RefusedCall:
    tr_id = _plain(request.headers.get("tr_id", ""))
    found = transactions.find(environment, request.method, request.path, tr_id)
    asked = _OrderFields()
    if request.method == "POST" and not request.path.startswith("/oauth2/"):
        try:
            asked = _order_fields.decode(request.body)
        except msgspec.MsgspecError:  # not even a form: the code says so
            asked = _OrderFields()
    fields = asked.OVRS_EXCG_CD, asked.PDNO, asked.ORD_DVSN, asked.ORD_QTY, asked.OVRS_ORD_UNPR
    path = request.path[:_MAX_TEXT].encode("ascii", "replace").decode()
    side = str(found.side or "") if found is not None else ""
    return RefusedCall(at, environment, path, tr_id, status, code, text, side, *map(_plain, fields))


def _plain(text: str) -> str:
    """The start of what a program sent, as plain text."""
    return text[:_MAX_FIELD].encode("ascii", "replace").decode()
