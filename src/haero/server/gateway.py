"""The gateway of one environment: from a request to an operation, in the order in which KIS is presumed to look."""

import hmac
import logging
import re
from collections.abc import Callable

from haero.broker.recorder import BrokerStopped
from haero.desk.reasons import Refusal
from haero.journal.journal import JournalFailed
from haero.kis import catalogue, legacy, refusals, transactions
from haero.kis.errors import KisRefusal
from haero.market.time.sessions import CalendarError
from haero.server import door
from haero.server.auth.apps import App
from haero.server.auth.corporate import check_customer
from haero.server.auth.oauth import OAuthAnswer, OAuthDesk
from haero.server.auth.throttle import RateLimiter
from haero.server.auth.tokens import TokenOffice
from haero.server.auth.vault import Vault
from haero.server.call import Call, Hub, Operation
from haero.server.quotations import (
    countries_holiday,
    dailyprice,
    domestic_price,
    inquire_asking_price,
    inquire_search,
    inquire_time_itemchartprice,
    price,
    price_detail,
    product_info,
    search_info,
)
from haero.server.trading import (
    algo_ordno,
    dayornight,
    daytime_order,
    daytime_order_rvsecncl,
    foreign_margin,
    inquire_algo_ccnl,
    inquire_balance,
    inquire_ccnl,
    inquire_nccs,
    inquire_paymt_stdr_balance,
    inquire_period_profit,
    inquire_period_trans,
    inquire_present_balance,
    inquire_psamount,
    order,
    order_resv,
    order_resv_ccnl,
    order_resv_list,
    order_rvsecncl,
)
from haero.server.wire import Reply, Request, json_reply, tr_reply
from haero.terms import Environment

OPERATIONS: dict[str, Operation] = {
    order.API.id: order.handle,
    order_rvsecncl.API.id: order_rvsecncl.handle,
    inquire_nccs.API.id: inquire_nccs.handle,
    inquire_ccnl.API.id: inquire_ccnl.handle,
    inquire_balance.API.id: inquire_balance.handle,
    inquire_psamount.API.id: inquire_psamount.handle,
    inquire_present_balance.API.id: inquire_present_balance.handle,
    inquire_paymt_stdr_balance.API.id: inquire_paymt_stdr_balance.handle,
    inquire_period_trans.API.id: inquire_period_trans.handle,
    inquire_period_profit.API.id: inquire_period_profit.handle,
    foreign_margin.API.id: foreign_margin.handle,
    daytime_order.API.id: daytime_order.handle,
    daytime_order_rvsecncl.API.id: daytime_order_rvsecncl.handle,
    order_resv.API.id: order_resv.handle,
    order_resv_ccnl.API.id: order_resv_ccnl.handle,
    order_resv_list.API.id: order_resv_list.handle,
    algo_ordno.API.id: algo_ordno.handle,
    inquire_algo_ccnl.API.id: inquire_algo_ccnl.handle,
    price.API.id: price.handle,
    price_detail.API.id: price_detail.handle,
    inquire_asking_price.API.id: inquire_asking_price.handle,
    dailyprice.API.id: dailyprice.handle,
    inquire_time_itemchartprice.API.id: inquire_time_itemchartprice.handle,
    search_info.API.id: search_info.handle,
    countries_holiday.API.id: countries_holiday.handle,
    inquire_search.API.id: inquire_search.handle,
    dayornight.API_ID: dayornight.handle,
    product_info.API_ID: product_info.handle,
    domestic_price.API_ID: domestic_price.handle,
}
"""What is served, by API id. An API of the catalogue that is missing here is answered with HAERO001."""

_ORDERS = {"POST"}
_SLASHES = re.compile("//+")
log = logging.getLogger("haero.gateway")


class Services:
    """What the gateways of both environments share."""

    def __init__(self, hub: Hub, vault: Vault, tokens: TokenOffice, oauth: OAuthDesk) -> None:
        self.hub, self.vault, self.tokens, self.oauth = hub, vault, tokens, oauth


class Gateway:
    """Takes the requests of one environment's REST port. Never raises: whatever happens becomes a reply."""

    def __init__(self, environment: Environment, services: Services, limiter: RateLimiter | None) -> None:
        self.environment = environment
        self._services = services
        self._limiter = limiter
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
            return await self._route(request, path, tr_id)
        except KisRefusal as refusal:
            return self._refuse(refusal, tr_id)
        except Refusal as refusal:
            return self._refuse(door.refused(refusal, self.environment), tr_id)
        except (BrokerStopped, JournalFailed):
            # Whether it was stored is unknown: the only honest code is "check your last transaction".
            return self._refuse(refusals.TIMED_OUT.refuse(), tr_id)
        except CalendarError as error:
            log.error("no calendar for this date", extra={"detail": str(error)})
            return self._refuse(refusals.ROUTING_FAILED.refuse(), tr_id)
        except Exception:
            log.exception("a defect of haero, please report it", extra={"path": path})
            return self._refuse(refusals.ROUTING_FAILED.refuse(), tr_id)

    async def _route(self, request: Request, path: str, tr_id: str) -> Reply:
        if request.chunked:
            raise refusals.ROUTING_FAILED.refuse()
        oauth = self._oauth.get(path)
        if oauth is not None:
            if request.method != "POST":
                raise refusals.METHOD_NOT_ALLOWED.refuse()
            return oauth(request)
        found = transactions.find(self.environment, request.method, path, tr_id)
        if found is None:
            found = legacy.lookup(self.environment, request.method, path, tr_id)
        if (
            found is None
            and catalogue.by_route(request.method, path) is None
            and not legacy.knows(request.method, path)
        ):
            transactions.lookup(self.environment, request.method, path, tr_id)  # says what is wrong with the route
        app = self._authenticate(request)
        if found is None:
            found = transactions.lookup(self.environment, request.method, path, tr_id)  # says what is wrong with the TR
        if self._limiter is not None and not self._limiter.allow(app.appkey):
            raise refusals.RATE_LIMIT.refuse()
        reference = check_customer(request.headers, self.environment, request.method in _ORDERS)
        operation = OPERATIONS.get(found.api_id)
        if operation is None:
            raise refusals.NOT_OFFERED.refuse()
        return await operation(Call(self.environment, found, request, app, self._services.hub, reference))

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

    @staticmethod
    def _refuse(refusal: KisRefusal, tr_id: str) -> Reply:
        if refusal.denial.envelope == "oauth":
            return json_reply(refusal.status, refusal.body)
        # Headers go back only if they are plain: a reply must never carry what a client smuggled in.
        plain = tr_id if len(tr_id) <= 13 and tr_id.isascii() and tr_id.isalnum() else ""
        return tr_reply(refusal.status, refusal.body, plain)


def _plain(answer: OAuthAnswer) -> Reply:
    return json_reply(answer.status, answer.body)
