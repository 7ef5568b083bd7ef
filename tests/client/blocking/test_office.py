"""Lists that are read as far as somebody looks, over pages, of one account."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple

import pytest

import haero
from haero.client.results.orders import Fill
from tests.client.results.classes import wrong_types
from tests.client.stage import House, Keys

ORDERS, HALVES = 45, ("real", "mock")


class Busy(NamedTuple):
    """An account with 45 orders: 23 of them filled, 22 open."""

    house: House
    keys: Keys
    odnos: list[str]

    def asked(self, ending: str) -> int:
        return len(self.house.asked(self.keys, ending))


@pytest.fixture(scope="module", params=HALVES)
def busy(request: pytest.FixtureRequest, new_york: House) -> Busy:
    keys = new_york.keys(request.param, {"USD": "1000000"})
    with new_york.client(keys) as kis:
        odnos = [kis.buy("AAPL", 1, "150" if number % 2 else "185").odno for number in range(ORDERS)]
    return Busy(new_york, keys, odnos)


def test_no_page_is_asked_for_before_it_is_needed(busy: Busy) -> None:
    with busy.house.client(busy.keys) as kis:
        before = busy.asked("inquire-ccnl")
        rows = kis.orders()
        assert busy.asked("inquire-ccnl") == before
        assert [row.odno for row in rows.first(5)] == busy.odnos[:5]
        assert busy.asked("inquire-ccnl") == before + 1
        size = len(next(rows.pages()))
        assert 5 < size < ORDERS
        assert rows[size].odno == busy.odnos[size]
        assert busy.asked("inquire-ccnl") == before + 2
        assert "and more" in repr(rows)
        assert len(rows) == ORDERS
        pages = -(-ORDERS // size)
        assert busy.asked("inquire-ccnl") == before + pages
        assert [row.odno for row in rows] == busy.odnos
        assert [len(page) for page in rows.pages()][:-1] == [size] * (pages - 1)
        assert busy.asked("inquire-ccnl") == before + pages  # all of it is kept
        assert rows[-1].odno == busy.odnos[-1]
        conts = [one.tr_cont for one in busy.house.asked(busy.keys, "inquire-ccnl")[before:]]
        assert conts == ["", *["N"] * (pages - 1)]


def test_fills_and_open_orders_over_pages(busy: Busy) -> None:
    with busy.house.client(busy.keys) as kis:
        assert [row.odno for row in kis.fills()] == busy.odnos[::2]
        assert sorted(row.odno for row in kis.open_orders()) == busy.odnos[1::2]
        assert all(row.quantity == 1 and row.status is haero.OrderStatus.FILLED for row in kis.fills())
        assert [wrong for row in kis.fills() for wrong in wrong_types(row)] == []
        assert [wrong for row in kis.open_orders() for wrong in wrong_types(row)] == []
        assert kis.orders(side="sell").all() == kis.orders(symbol="NYSE:IBM").all() == []
        assert len(kis.orders(symbol="AAPL", side=haero.Side.BUY)) == ORDERS
        assert kis.find_order(busy.odnos[-2]).number == busy.odnos[-2]


def test_rows_are_what_the_broker_holds(busy: Busy) -> None:
    held = busy.house.held(busy.keys).orders
    with busy.house.client(busy.keys) as kis:
        for row in kis.orders():
            known = held[int(row.odno)]
            assert (row.order_quantity, row.open_quantity, row.quantity) == (known.quantity, known.open, known.filled)
            assert (row.order_price, row.amount, row.side) == (known.price, known.amount, known.side)
            assert row.raw["odno"].zfill(10) == row.raw.odno.zfill(10) == row.odno


def test_threads_read_one_list(busy: Busy) -> None:
    with busy.house.client(busy.keys) as kis, ThreadPoolExecutor(4) as pool:
        before, rows = busy.asked("inquire-ccnl"), kis.orders()
        read = list(pool.map(lambda _: [row.odno for row in rows], range(4)))
        assert read == [busy.odnos] * 4
        assert busy.asked("inquire-ccnl") - before == len(list(rows.pages()))


def test_tables_of_every_row(busy: Busy) -> None:
    polars = pytest.importorskip("polars")
    with busy.house.client(busy.keys) as kis:
        table = kis.orders().to_polars()
        assert (table.height, table.columns) == (ORDERS, list(Fill.fields))
        assert table["odno"].to_list() == busy.odnos
        assert table.filter(polars.col("quantity") > 0).height == len(busy.odnos[::2])
        assert dict(zip(table.columns, table.row(0), strict=True))["trade_date"] == kis.orders()[0].trade_date
        assert list(islice(kis.orders(), 3)) == kis.orders()[:3]


def test_without_pandas_the_command_that_installs_it(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with busy.house.client(busy.keys) as kis, pytest.raises(ImportError, match="pip install"):
        kis.orders().to_pandas()
