"""The table of what is served. A new API is one line here, beside its module."""

from collections.abc import Mapping

from haero.kis import catalogue
from haero.server.call import Operation
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

OPERATIONS: Mapping[str, Operation] = {
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

OFFERED: frozenset[str] = frozenset(api.id for api in catalogue.apis() if api.id in OPERATIONS or api.group == "auth")
"""Ids of the REST APIs of the catalogue that haero serves: those of the table, and the gateway's own (tokens, keys, hashkey)."""
