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

OFFERED: frozenset[str] = frozenset(
    {
        "인증-001",  # token
        "인증-002",  # revoke
        "실시간-000",  # WebSocket approval key
        "Hashkey",
        "v1_해외주식-001",  # order
        "v1_해외주식-003",  # revise and cancel
        "v1_해외주식-005",  # open orders
        "v1_해외주식-006",  # balance
        "v1_해외주식-007",  # orders and fills
        "v1_해외주식-008",  # balance on trade basis: python-kis asks it for every balance
        "v1_해외주식-014",  # buying power
        "해외주식-064",  # balance on settlement basis
        "해외주식-063",  # trades by day
        "v1_해외주식-032",  # realised profit by period
        "해외주식-035",  # margin by currency
        "v1_해외주식-026",  # daytime order
        "v1_해외주식-027",  # daytime revise and cancel
        "v1_해외주식-002",  # reservation
        "v1_해외주식-004",  # reservation cancel
        "v1_해외주식-013",  # reservations
        "해외주식-071",  # algo order numbers
        "해외주식-070",  # algo executions
        "v1_해외주식-009",  # last price
        "v1_해외주식-029",  # price detail
        "해외주식-033",  # order book
        "v1_해외주식-010",  # daily, weekly, monthly bars
        "v1_해외주식-030",  # minute bars
        "v1_해외주식-034",  # product information
        "해외주식-017",  # settlement dates
        "v1_해외주식-015",  # condition search
    }
)
"""Ids of the REST APIs that haero serves today; every other REST API answers refusals.NOT_OFFERED."""

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
