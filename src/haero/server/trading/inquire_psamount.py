"""해외주식 매수가능금액조회 (v1_해외주식-014): GET /uapi/overseas-stock/v1/trading/inquire-psamount.

The quantity is the largest that the desk would take at that price, fee included. haero has no integrated margin (통합증거금): the
two bases show the same.
"""

from decimal import Decimal

from haero.broker import Broker
from haero.desk.orders import Side
from haero.kis import catalogue, faults, successes
from haero.kis.messages import InquirePsamountRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server import door
from haero.server.call import Call, own_books
from haero.server.wire import Reply, tr_reply
from haero.terms import CURRENCY_OF, Exchange
from haero.valuation import Valuation

API = catalogue.api("v1_해외주식-014")
_rows = RowWriter(API.id, "output")
ZERO = Decimal(0)
MOST = 9_999_999_999  # ORD_QTY has ten digits


async def handle(call: Call) -> Reply:
    """Cash and shares that a new buy may use."""
    form = decode_query(API, InquirePsamountRequest, call.request.query)
    account = await own_books(call, form.CANO, form.ACNT_PRDT_CD)
    exchange = door.EXCHANGES.get(form.OVRS_EXCG_CD)
    if exchange is None:
        raise faults.INVALID_MARKET.refuse()
    broker = call.hub.broker
    instrument = broker.instrument(exchange, form.ITEM_CD)
    price = door.price(form.OVRS_ORD_UNPR) if form.OVRS_ORD_UNPR else ZERO
    currency = CURRENCY_OF[exchange]
    cash = broker.desk.buying_power(account, currency)
    rates = call.hub.house.settings.exchange_rates
    reusable = min(cash, Valuation(broker, account, rates).unsettled_sales(currency))
    quantity = largest_buy(broker, exchange, cash, price or broker.last_price(exchange, form.ITEM_CD))
    quantity -= quantity % instrument.lot
    output = _rows.row(
        {
            "tr_crcy_cd": currency,
            "ord_psbl_frcr_amt": cash - reusable,
            "sll_ruse_psbl_amt": reusable,
            "ovrs_ord_psbl_amt": cash,
            "max_ord_psbl_qty": quantity,
            "echm_af_ord_psbl_amt": ZERO,
            "echm_af_ord_psbl_qty": 0,
            "ord_psbl_qty": quantity,
            "exrt": rates[currency],
            "frcr_ord_psbl_amt1": cash,
            "ovrs_max_ord_psbl_qty": quantity,
        }
    )
    body = successes.QUERY_DONE.of(call.environment).reply({"output": output}, envelope_last=True)
    return tr_reply(200, body, call.transaction.tr_id)


def largest_buy(broker: Broker, exchange: Exchange, cash: Decimal, price: Decimal) -> int:
    """The most shares whose price and highest fee fit into `cash`."""
    if not ZERO < price <= cash:
        return 0
    currency = CURRENCY_OF[exchange]

    def cost(shares: int) -> Decimal:
        return price * shares + broker.desk.fees.ceiling(exchange, currency, Side.BUY, price * shares)

    low, high = 0, MOST  # no division: a client may name a price so small that its quotient has no end
    while low < high:
        middle = (low + high + 1) // 2
        if cost(middle) <= cash:
            low = middle
        else:
            high = middle - 1
    return low
