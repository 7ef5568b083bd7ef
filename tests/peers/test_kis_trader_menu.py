"""kis-trader 0.12.2 calls every one of the 18 paths of the menu "[해외주식] 주문/계좌", unmodified, and understands the answers."""

import pytest

from haero.kis import catalogue
from tests.peers.conftest import House, Wire
from tests.peers.test_kis_trader import Connect, apple, connect, market_time

pytestmark = pytest.mark.peer
__all__ = ["connect", "market_time"]  # fixtures

MENU = {api.path for api in catalogue.apis() if api.path.startswith("/uapi/overseas-stock/v1/trading/")}


def test_all_18_paths(house: House, korean_noon: House, connect: Connect, wire: Wire, market_time: None) -> None:
    kis = connect(house, house.open_account("real"))
    stock, account = apple(kis), kis.account.overseas
    resting = stock.buy(quantity=5, limit_price="149.50")
    kis.orders.modify(resting.client_order_id, limit_price="149.40")
    assert [order.unfilled_quantity for order in account.open_orders(market="US")] == [5]
    bought = stock.buy(quantity=10, limit_price="151.00")
    kis.orders.reconcile(bought.client_order_id, refresh=True)
    assert [position.symbol for position in account.positions(market="US")] == ["AAPL"]
    assert account.balance(market="US") is not None
    assert account.present_balance(won_basis=False, nation="US") is not None
    assert account.buyable("AAPL", exchange="NAS", limit_price="150") is not None
    assert account.settlement_balance(basis_date="20261120", won_basis=False) is not None
    assert account.trade_profits(start="20261101", end="20261130") is not None
    assert len(account.transactions(start="20261101", end="20261130")) == 1
    assert "USD" in {row.currency for row in account.foreign_margin()}
    assert account.algo_orders(trade_date="20261120") == []
    fills = account.algo_executions(bought.order_id, order_date="20261120")
    assert len(fills) == 1
    night = connect(korean_noon, korean_noon.open_account("real"))
    apple_by_day = apple(night)
    over = apple_by_day.overnight_buy(quantity=3, limit_price="140.00")
    assert over.order_id == "0000000001"
    night.orders.cancel(over.client_order_id)
    reserved = apple_by_day.reserve_buy(quantity=2, limit_price="140.00")
    (waiting,) = night.account.overseas.reserved_orders(start="20261118", end="20261121")
    assert (waiting.symbol, waiting.order_quantity) == ("AAPL", 2)
    night.account.overseas.cancel_reserved_order(reserved.order_id, receipt_date="20261120")
    assert {sent.path for sent in wire if "/trading/" in sent.path} == MENU
    assert all(sent.status == 200 and sent.reply["rt_cd"] == "0" for sent in wire if "/trading/" in sent.path)
