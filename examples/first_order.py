"""A first order with haero's own client, at the mock half of a haero on this machine. With `haero serve` running:

python examples/first_order.py
"""

import haero

with haero.Client(environment="mock") as kis:
    order = kis.buy("AAPL", 1, haero.Limit("150.00"))
    print(order, kis.buying_power("AAPL", "150").cash)
    order.cancel()
