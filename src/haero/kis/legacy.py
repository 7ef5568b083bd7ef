"""What clients of today send and the catalogue does not hold: retired TRs, and two domestic look-ups. Known by their use alone.

- Older names: JTTT… of US orders, changes, reservations and account inquiries (real), VTTT3012R and its like (mock). mojito2 and
  many programs taught in courses send them. Whether KIS still takes them is unknown, so all of them work, or none.
- JTTT3010R at …/dayornight: the older question whether the night ledger is in use. mojito2 asks it before a balance.
- VTTS3018R: open orders on mock. Not published any more; a log of 2026-05 shows it answering with no rows.
- CTPF1604R (상품기본조회) and FHKST01010100 (주식현재가 시세): domestic paths by which python-kis finds out what a symbol is.
"""

from haero.kis import catalogue, transactions
from haero.kis.renamed import RENAMED
from haero.kis.transactions import Transaction

DAY_OR_NIGHT = "legacy-dayornight"
PRODUCT_INFO = "domestic-search-info"
DOMESTIC_PRICE = "domestic-inquire-price"
_DOMESTIC = "/uapi/domestic-stock/v1/quotations"
_DAY_OR_NIGHT_PATH = "/uapi/overseas-stock/v1/trading/dayornight"
_OPEN_ORDERS = catalogue.api("v1_해외주식-005")

_TRANSACTIONS = (
    Transaction("VTTS3018R", _OPEN_ORDERS.id, _OPEN_ORDERS.path, "GET", "mock", "all", None, None),
    Transaction("JTTT3010R", DAY_OR_NIGHT, _DAY_OR_NIGHT_PATH, "GET", "real", "all", None, None),
    Transaction("JTTT3010R", DAY_OR_NIGHT, _DAY_OR_NIGHT_PATH, "GET", "mock", "all", None, None),
    Transaction("CTPF1604R", PRODUCT_INFO, f"{_DOMESTIC}/search-info", "GET", "real", "all", None, None),
    Transaction("FHKST01010100", DOMESTIC_PRICE, f"{_DOMESTIC}/inquire-price", "GET", "real", "all", None, None),
    Transaction("FHKST01010100", DOMESTIC_PRICE, f"{_DOMESTIC}/inquire-price", "GET", "mock", "all", None, None),
)
_TABLE = {(item.environment, item.method, item.path, item.tr_id): item for item in _TRANSACTIONS}
_OLD_NAMES = {
    (item.environment, item.method, item.path, old): item
    for item in (*transactions.TRANSACTIONS, *_TRANSACTIONS)
    for old, new in RENAMED[item.environment].items()
    if item.tr_id == new
}
TR_IDS = frozenset(tr_id for _, _, _, tr_id in (*_TABLE, *_OLD_NAMES))
"""Every TR that is known by its use alone."""
_ROUTES = frozenset((item.method, item.path) for item in _TRANSACTIONS)


def lookup(environment: str, method: str, path: str, tr_id: str, *, old_names: bool = True) -> Transaction | None:
    """The transaction of such a TR, or None. An older name means the TR of today; where not `old_names` it means nothing."""
    key = environment, method, path, tr_id
    return _TABLE.get(key) or (_OLD_NAMES.get(key) if old_names else None)


def of_the_other(environment: str, method: str, path: str, tr_id: str, *, old_names: bool = True) -> bool:
    """Is it such a TR, but of the other environment? Then that is what is wrong with it, as with the TRs of the catalogue."""
    other = "mock" if environment == "real" else "real"
    return lookup(other, method, path, tr_id, old_names=old_names) is not None


def knows(method: str, path: str) -> bool:
    """Is this the route of such an API?"""
    return (method, path) in _ROUTES
