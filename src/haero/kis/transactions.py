"""The TR table: one dictionary turns (environment, method, path, tr_id) into the operation.

The side of an order is decided by its TR alone, there is no side field in the body. Mock TRs are the real ones with V as
the first letter, except US sell: TTTT1006U real, VTTT1001U mock.
"""

from dataclasses import dataclass

from haero.kis import catalogue, refusals
from haero.kis.errors import KisRefusal

ENVIRONMENTS = ("real", "mock")

# The official sample replaces the first letter of TTTT1006U and sends this; the mock server knows it and refuses it.
WRONG_MOCK_US_SELL = "VTTT1006U"
_ORDER_PATH = catalogue.api("v1_해외주식-001").path

STREAMED: frozenset[str] = frozenset({"실시간-007", "실시간-008", "실시간-009", "실시간-021"})
"""Ids of the WebSocket APIs that haero serves."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One TR at one path in one environment.

    `key` is the catalogue's name of the TR within its API ("us_buy", "all", "cn_sh_cancel"); `country` and `side` are read
    from it and are None where the TR doesn't say.
    """

    tr_id: str
    api_id: str
    path: str
    method: str
    environment: str
    key: str
    country: str | None
    side: str | None


_COUNTRIES = ("us", "hk", "jp", "cn_sh", "cn_sz", "vn", "asia")
_SIDES = ("buy", "sell")


def _transaction(api: catalogue.Api, environment: str, key: str, tr_id: str) -> Transaction:
    country = next((name for name in _COUNTRIES if key == name or key.startswith(name + "_")), None)
    side = next((name for name in _SIDES if key.endswith("_" + name)), None)
    return Transaction(tr_id, api.id, api.path, api.method, environment, key, country, side)


TRANSACTIONS: tuple[Transaction, ...] = tuple(
    _transaction(api, environment, key, tr_id)
    for api in catalogue.apis()
    if api.group != "websocket"
    for environment in ENVIRONMENTS
    for key, tr_id in api.tr_ids.get(environment, {}).items()
)
"""Every TR of every REST API, in catalogue order."""

_TABLE: dict[tuple[str, str, str, str], Transaction] = {
    (item.environment, item.method, item.path, item.tr_id): item for item in TRANSACTIONS
}
_KNOWN: dict[str, frozenset[str]] = {
    environment: frozenset(item.tr_id for item in TRANSACTIONS if item.environment == environment)
    for environment in ENVIRONMENTS
}
_PATHS: frozenset[str] = frozenset(api.path for api in catalogue.apis() if api.group != "websocket")


def find(environment: str, method: str, path: str, tr_id: str) -> Transaction | None:
    """The transaction of a request, or None; `lookup` says why there is none."""
    return _TABLE.get((environment, method, path, tr_id))


def lookup(environment: str, method: str, path: str, tr_id: str) -> Transaction:
    """The transaction of a request. `environment` is "real" or "mock"; it may be a StrEnum.

    Raises KisRefusal: unknown path MCA00124, known path with another method EGW00101, no tr_id OPSQ9999, a real TR on the
    mock port EGW02006, a mock TR on the real port EGW02004, VTTT1006U on the mock order path 90000000, an unknown TR or a
    TR of another path OPSQ0002. The OAuth and hashkey paths have no TR: don't look them up here.
    """
    found = _TABLE.get((environment, method, path, tr_id))
    if found is None:
        raise _refusal(environment, method, path, tr_id)
    return found


def _refusal(environment: str, method: str, path: str, tr_id: str) -> KisRefusal:
    if catalogue.by_route(method, path) is None:
        return (refusals.METHOD_NOT_ALLOWED if path in _PATHS else refusals.UNKNOWN_SERVICE).refuse()
    if not tr_id:
        return refusals.TR_ID_NOT_FOUND.refuse()
    if environment == "mock":
        if tr_id == WRONG_MOCK_US_SELL and path == _ORDER_PATH:
            return refusals.NOT_IN_MOCK.refuse()
        if tr_id in _KNOWN["real"] and tr_id not in _KNOWN["mock"]:
            return refusals.REAL_TR_ON_MOCK.refuse()
    elif tr_id == WRONG_MOCK_US_SELL or (tr_id in _KNOWN["mock"] and tr_id not in _KNOWN["real"]):
        return refusals.MOCK_TR_ON_REAL.refuse()
    # Known here but at another path is a guess: the service code doesn't exist at this path.
    return refusals.UNKNOWN_TR.refuse()
