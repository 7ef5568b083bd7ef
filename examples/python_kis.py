"""python-kis 2.1.6, unmodified but for the host: buys a share of AAPL below the market, and prints the orders that wait."""

import os

import pykis
import pykis.kis

pykis.kis.REAL_DOMAIN = os.environ["HAERO_REST_REAL"]
names = {"id": "HTS_ID", "appkey": "APPKEY", "secretkey": "APPSECRET", "account": "ACCOUNT"}
keys = {name: os.environ[f"HAERO_REAL_{key}"] for name, key in names.items()}
account = pykis.PyKis(pykis.KisAuth(**keys, virtual=False), use_websocket=False).account()
print(account.buy("NASDAQ", "AAPL", price=150, qty=1), account.pending_orders(country="US"))
