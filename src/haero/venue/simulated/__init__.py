"""The simulated exchange: resting orders meet the market's prints and quotes. It finds fills; it never touches the ledger.

floor    how an order of each type meets the market, where it is, and what falls due for it
venue    all books, and which instruments anybody waits for
book     the resting orders of one account in one instrument, and what the market shows there; ranks: its price levels
models   the fill models: how kindly a resting order is filled
auction  the orders that wait for an auction
"""
