"""The gateway of one environment: from a request to an operation, in the order in which KIS is presumed to look, and back.

Time is moved up here, before every operation. The operation runs to its end, and its reply waits until all that it can rest on
is on disk. Nothing else waits.
"""

import asyncio
import hmac
import logging
import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from haero.broker.recorder import BrokerStopped
from haero.desk.reasons import Refusal
from haero.journal.journal import JournalFailed
from haero.kis import catalogue, legacy, other_services, refusals, transactions
from haero.kis.errors import KisRefusal
from haero.kis.transactions import Transaction
from haero.market.time.sessions import CalendarError
from haero.server import door
from haero.server.auth.apps import App
from haero.server.auth.corporate import check_customer
from haero.server.auth.oauth import OAuthAnswer, OAuthDesk
from haero.server.auth.throttle import RateLimiter
from haero.server.auth.tokens import TokenOffice
from haero.server.auth.vault import Vault, VaultFailed
from haero.server.call import Answer, Call, Hub, Operation, Scan
from haero.server.operations import OPERATIONS
from haero.server.turns import turns
from haero.server.wire import Handler, Reply, Request, json_reply, tr_reply
from haero.terms import Environment

_ORDERS = {"POST"}
_SLASHES = re.compile("//+")
log = logging.getLogger("haero.gateway")


class Services:
    """What the gateways of both environments share."""

    def __init__(self, hub: Hub, vault: Vault, tokens: TokenOffice, oauth: OAuthDesk) -> None:
        self.hub, self.vault, self.tokens, self.oauth = hub, vault, tokens, oauth


class _Admitted(Struct, frozen=True, gc=False):
    """A request that may be carried out."""

    operation: Operation
    transaction: Transaction
    app: App
    reference: str


class Gateway:
    """Takes the requests of one environment's REST port. Never raises: whatever happens becomes a reply.

    `operations` is what it serves, by API id.
    """

    def __init__(
        self,
        environment: Environment,
        services: Services,
        limiter: RateLimiter | None,
        operations: Mapping[str, Operation] = OPERATIONS,
    ) -> None:
        self.environment = environment
        self._services = services
        self._limiter = limiter
        self._operations = operations
        oauth = services.oauth
        self._oauth: dict[str, Callable[[Request], Reply]] = {
            "/oauth2/tokenP": lambda r: _plain(oauth.handle_token(r.body, environment)),
            "/oauth2/revokeP": lambda r: _plain(oauth.handle_revoke(r.body, environment)),
            "/oauth2/Approval": lambda r: _plain(oauth.handle_approval(r.body, environment)),
            "/uapi/hashkey": lambda r: _plain(oauth.handle_hashkey(r.body, r.headers)),
        }

    async def handle(self, request: Request) -> Reply:
        """One request to one reply."""
        path = request.path if "//" not in request.path else _SLASHES.sub("/", request.path)
        tr_id = request.headers.get("tr_id", "")
        try:
            found = self._admit(request, path, tr_id)
            return found if isinstance(found, Reply) else await self._carry_out(found, request, tr_id)
        except KisRefusal as refusal:
            return refused(refusal, tr_id)
        except (BrokerStopped, JournalFailed, VaultFailed):
            # Whether it was stored is unknown: the only honest code is "check your last transaction".
            return refused(refusals.TIMED_OUT.refuse(), tr_id)
        except CalendarError as error:
            log.error("no calendar for this date", extra={"detail": str(error)})
            return refused(refusals.ROUTING_FAILED.refuse(), tr_id)
        except Exception:
            log.exception("a defect of haero, please report it", extra={"path": path})
            return refused(refusals.ROUTING_FAILED.refuse(), tr_id)

    async def _carry_out(self, admitted: _Admitted, request: Request, tr_id: str) -> Reply:
        """Moves time up, runs the operation to its end, and lets the reply out when all that it can rest on is on disk.

        A refusal of the operation waits like a success: that a number was used before, or that cash is short, tells of events too.
        """
        hub = self._services.hub
        books, broker, gate = hub.books, hub.broker, hub.gate  # a reset meanwhile puts others into the hub
        call = Call(
            self.environment,
            admitted.transaction,
            request,
            admitted.app,
            books,
            broker,
            broker.advance(),
            admitted.reference,
            hub.house.settings,
        )
        try:
            found = admitted.operation(call)
            answer = found if isinstance(found, Answer) else await _in_slices(found)
        except KisRefusal as refusal:
            answer = Answer(refused(refusal, tr_id), books.seq)
        except Refusal as refusal:
            answer = Answer(refused(door.refused(refusal, self.environment), tr_id), books.seq)
        await gate.durable(answer.seq)
        return answer.reply

    def _admit(self, request: Request, path: str, tr_id: str) -> _Admitted | Reply:
        """Looks at all that stands before an operation; the reply itself where that is an OAuth call.

        Raises KisRefusal. These refusals rest on no event, and wait for none.
        """
        if request.chunked:
            raise refusals.ROUTING_FAILED.refuse()
        oauth = self._oauth.get(path)
        if oauth is not None:
            if request.method != "POST":
                raise refusals.METHOD_NOT_ALLOWED.refuse()
            return oauth(request)
        found = transactions.find(self.environment, request.method, path, tr_id)
        if found is None:
            found = legacy.lookup(self.environment, request.method, path, tr_id, old_names=self._old_names())
        other = found is None and other_services.knows(request.method, path)
        if (
            found is None
            and not other
            and catalogue.by_route(request.method, path) is None
            and not legacy.knows(request.method, path)
        ):
            transactions.lookup(self.environment, request.method, path, tr_id)  # says what is wrong with the route
        app = self._authenticate(request)
        if other and not tr_id:
            raise refusals.TR_ID_NOT_FOUND.refuse()
        if found is None and not other:
            if legacy.of_the_other(self.environment, request.method, path, tr_id, old_names=self._old_names()):
                mock = self.environment is Environment.MOCK
                raise (refusals.REAL_TR_ON_MOCK if mock else refusals.MOCK_TR_ON_REAL).refuse()
            found = transactions.lookup(self.environment, request.method, path, tr_id)  # says what is wrong with the TR
        if self._limiter is not None and not self._limiter.allow(app.appkey):
            raise refusals.RATE_LIMIT.refuse()
        reference = check_customer(request.headers, self.environment, request.method in _ORDERS)
        operation = None if found is None else self._operations.get(found.api_id)
        if found is None or operation is None:
            raise refusals.NOT_OFFERED.refuse()
        return _Admitted(operation, found, app, reference)

    def _old_names(self) -> bool:
        return self._services.hub.house.settings.old_tr_ids == "all"

    def _authenticate(self, request: Request) -> App:
        """The app of a request: key, environment, secret, token, in this order (guess)."""
        headers = request.headers
        appkey = headers.get("appkey")
        if not appkey:
            raise refusals.APPKEY_REQUIRED.refuse()
        app = self._services.vault.app(appkey)
        if app is None:
            raise refusals.INVALID_APPKEY.refuse()
        if app.environment is not self.environment:
            mock = app.environment is Environment.MOCK
            raise (refusals.MOCK_APP_ON_REAL if mock else refusals.REAL_APP_ON_MOCK).refuse()
        secret = headers.get("appsecret")
        if not secret:
            raise refusals.APPSECRET_REQUIRED.refuse()
        if not hmac.compare_digest(secret.encode(errors="surrogateescape"), app.appsecret.encode()):
            raise refusals.INVALID_APPSECRET.refuse()
        self._services.tokens.check(headers.get("authorization"), app, self.environment)
        return app


def refused(refusal: KisRefusal, tr_id: str) -> Reply:
    """The reply of a refusal, to a request that named this TR."""
    if refusal.denial.envelope == "oauth":
        return json_reply(refusal.status, refusal.body)
    # Headers go back only if they are plain: a reply must never carry what a client smuggled in.
    plain = tr_id if len(tr_id) <= 13 and tr_id.isascii() and tr_id.isalnum() else ""
    return tr_reply(refusal.status, refusal.body, plain)


def held_back(handler: Handler, seconds: float) -> Handler:
    """The handler, whose replies leave `seconds` of wall time after they are made: what is asked for has happened by then."""
    if not seconds:
        return handler

    async def handle(request: Request) -> Reply:
        reply = await handler(request)
        await asyncio.sleep(seconds)
        return reply

    return handle


def _plain(answer: OAuthAnswer) -> Reply:
    return json_reply(answer.status, answer.body)


async def _in_slices(scan: Scan) -> Answer:
    """Runs a scan to its end; between two turns others may go on."""
    scan = turns(scan)
    while True:
        try:
            next(scan)
        except StopIteration as done:
            answer: Answer = done.value
            return answer
        await asyncio.sleep(0)
