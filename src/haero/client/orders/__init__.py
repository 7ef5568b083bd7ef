"""An order by intent becomes a plan: TR, path, body, checks. Nothing here asks or sends; `now` and figures come with the call.

    symbol     "NYSE:IBM" to a Ticker
    price      exact prices, and the words for those that are none
    types      Limit, LimitOnOpen, MarketOnOpen, LimitOnClose, MarketOnClose, Twap, Vwap, OddLot
    seat       environment and account
    ways       which TR, and which order types it takes
    checks     quantity, lot, tick, times
    plan       what will be sent
    draft      what all new orders share
    placing    plan_order, plan_daytime
    changing   plan_revise, plan_cancel
    reserving  plan_reservation, plan_reservation_cancel
    limits     your own limits

Import the modules, not this package: it loads nothing.
"""
