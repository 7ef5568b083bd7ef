"""Which exchange, side, order division and environment go together (v1_해외주식-001, POST order).

The order of the checks is a guess: fields first (the gateway), then the exchange and the division (the back end).
"""

from dataclasses import dataclass

from haero.kis import catalogue, codes, refusals
from haero.kis.errors import KisRefusal
from haero.kis.transactions import TRANSACTIONS, Transaction

ORDER_API_ID = "v1_해외주식-001"
LIMIT = "00"
SELL_TYPE = "00"
ALGO_DIVISIONS = frozenset({"35", "36"})
ALGO_TIMES_GIVEN = "00"
ALGO_TO_THE_CLOSE = "02"

REAL_DIVISIONS: dict[str, frozenset[str]] = {
    "us_buy": frozenset({"00", "32", "34", "35", "36"}),
    "us_sell": frozenset({"00", "31", "32", "33", "34", "35", "36"}),
    "hk_sell": frozenset({"00", "50"}),
}
"""TRs that need ORD_DVSN, and what they take on real. All other TRs, and mock, take only 지정가 (00)."""

_LIMIT_ONLY = frozenset({LIMIT})
_LABELS = {item.name: item.label_ko for item in catalogue.api(ORDER_API_ID).request}


@dataclass(frozen=True, slots=True)
class _Rule:
    exchanges: frozenset[str]
    divisions: frozenset[str]
    division_required: bool
    is_sell: bool


def _rule(transaction: Transaction) -> _Rule:
    real = transaction.environment == "real"
    return _Rule(
        exchanges=frozenset(item.order_code for item in codes.EXCHANGES if item.country == transaction.country),
        divisions=REAL_DIVISIONS.get(transaction.key, _LIMIT_ONLY) if real else _LIMIT_ONLY,
        division_required=transaction.key in REAL_DIVISIONS,
        is_sell=transaction.side == "sell",
    )


_RULES: dict[str, _Rule] = {item.tr_id: _rule(item) for item in TRANSACTIONS if item.api_id == ORDER_API_ID}


def check_order(
    transaction: Transaction,
    exchange_code: str,
    ord_dvsn: str,
    sll_type: str,
    start_time: str,
    end_time: str,
    algo: str,
) -> str:
    """The order division that an order has; "00" (지정가) where the TR lets it be left out. Absent fields are "".

    `transaction` must be one of POST order. START_TIME, END_TIME and ALGO_ORD_TMD_DVSN_CD matter only for 35 and 36 and are
    ignored otherwise (guess). SLL_TYPE: a sell takes "00" or nothing; a buy takes nothing, as the page says (제거 : 매수).
    That a buy with "00" is refused is a guess; it refuses no known client: the official sample and python-kis send "",
    kis-trader and mojito2 send no SLL_TYPE on a buy.

    Raises KisRefusal: the field's "확인해주세요" (IGW, 500), exchange of another country APBK0656 / 40070000 (guess),
    division not of this TR APBK1269 / 40650000.
    """
    rule = _RULES[transaction.tr_id]
    if not ord_dvsn:
        if rule.division_required:
            raise _check_field("ORD_DVSN")
        ord_dvsn = LIMIT
    if sll_type and not (rule.is_sell and sll_type == SELL_TYPE):
        raise _check_field("SLL_TYPE")
    if exchange_code not in rule.exchanges:
        raise refusals.UNKNOWN_SYMBOL.of(transaction.environment).refuse()
    if ord_dvsn not in rule.divisions:
        raise refusals.BAD_ORDER_DIVISION.of(transaction.environment).refuse()
    if ord_dvsn in ALGO_DIVISIONS:
        _check_algo(start_time, end_time, algo)
    return ord_dvsn


def _check_algo(start_time: str, end_time: str, algo: str) -> None:
    if algo == ALGO_TO_THE_CLOSE:
        return
    if algo != ALGO_TIMES_GIVEN:
        raise _check_field("ALGO_ORD_TMD_DVSN_CD")
    if not _is_clock_time(start_time):
        raise _check_field("START_TIME")
    # The US night runs over midnight in Korea, so an end before the start is the next morning; only an empty span is wrong.
    if not _is_clock_time(end_time) or start_time == end_time:
        raise _check_field("END_TIME")


def _is_clock_time(text: str) -> bool:
    return (
        len(text) == 6
        and text.isascii()
        and text.isdigit()
        and text[:2] < "24"
        and text[2:4] < "60"
        and text[4:] < "60"
    )


def _check_field(name: str) -> KisRefusal:
    return refusals.FIELD_CHECKS.get(name, refusals.CHECK_FIELD).refuse(_LABELS[name])
