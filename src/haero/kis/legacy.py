"""What clients of today send and the catalogue does not hold: retired TRs, and two domestic look-ups. Known by their use alone.

- JTTT1002U and JTTT1006U: the older names of TTTT1002U and TTTT1006U (US buy and sell, real). mojito2 sends them.
- JTTT3010R at …/dayornight: the older question whether the night ledger is in use. mojito2 asks it before a balance.
- VTTS3018R: open orders on mock. Not published any more; a log of 2026-05 shows it answering with no rows.
- CTPF1604R (상품기본조회) and FHKST01010100 (주식현재가 시세): domestic paths by which python-kis finds out what a symbol is.
"""

from haero.kis import catalogue, transactions
from haero.kis.transactions import Transaction

DAY_OR_NIGHT = "legacy-dayornight"
PRODUCT_INFO = "domestic-search-info"
DOMESTIC_PRICE = "domestic-inquire-price"
_DOMESTIC = "/uapi/domestic-stock/v1/quotations"
_DAY_OR_NIGHT_PATH = "/uapi/overseas-stock/v1/trading/dayornight"
_ORDER = catalogue.api("v1_해외주식-001")
_OPEN_ORDERS = catalogue.api("v1_해외주식-005")

_TRANSACTIONS = (
    Transaction("VTTS3018R", _OPEN_ORDERS.id, _OPEN_ORDERS.path, "GET", "mock", "all", None, None),
    Transaction("JTTT3010R", DAY_OR_NIGHT, _DAY_OR_NIGHT_PATH, "GET", "real", "all", None, None),
    Transaction("JTTT3010R", DAY_OR_NIGHT, _DAY_OR_NIGHT_PATH, "GET", "mock", "all", None, None),
    Transaction("CTPF1604R", PRODUCT_INFO, f"{_DOMESTIC}/search-info", "GET", "real", "all", None, None),
    Transaction("FHKST01010100", DOMESTIC_PRICE, f"{_DOMESTIC}/inquire-price", "GET", "real", "all", None, None),
    Transaction("FHKST01010100", DOMESTIC_PRICE, f"{_DOMESTIC}/inquire-price", "GET", "mock", "all", None, None),
)
_RENAMED = {"JTTT1002U": "TTTT1002U", "JTTT1006U": "TTTT1006U"}
_TABLE = {
    ("real", "POST", _ORDER.path, old): transactions.lookup("real", "POST", _ORDER.path, new)
    for old, new in _RENAMED.items()
} | {(item.environment, item.method, item.path, item.tr_id): item for item in _TRANSACTIONS}
_ROUTES = frozenset((item.method, item.path) for item in _TRANSACTIONS)


def lookup(environment: str, method: str, path: str, tr_id: str) -> Transaction | None:
    """The transaction of such a TR, or None."""
    return _TABLE.get((environment, method, path, tr_id))


def knows(method: str, path: str) -> bool:
    """Is this the route of such an API?"""
    return (method, path) in _ROUTES
