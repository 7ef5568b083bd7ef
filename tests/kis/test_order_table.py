"""The small table of the orders' TRs against the catalogue, the matrix and the server that takes them."""

from pathlib import Path

from haero.kis import codes, matrix, order_table, words
from haero.kis.transactions import TRANSACTIONS
from haero.server.trading import order_resv
from tools import make_messages


def test_the_file_is_what_the_generator_writes() -> None:
    assert Path(order_table.__file__).read_text(encoding="utf-8") == make_messages.render_orders()


def test_it_has_the_trs_of_all_orders_and_no_others() -> None:
    orders = [item for item in TRANSACTIONS if item.method == "POST" and "/trading/" in item.path]
    known = {(item.environment, item.path.rsplit("/", 1)[-1], item.key): (item.tr_id, item.path) for item in orders}
    assert {key: (tr.tr_id, tr.path) for key, tr in order_table.ORDER_TRS.items()} == known
    assert order_table.ORDER_TRS["mock", "order", "us_sell"].tr_id == "VTTT1001U"


def test_order_types_are_those_of_the_matrix_and_of_the_server() -> None:
    for (environment, api, key), tr in order_table.ORDER_TRS.items():
        known: tuple[str, ...] = ()
        if api == "order" and key in matrix.REAL_DIVISIONS:
            known = tuple(sorted(matrix.REAL_DIVISIONS[key])) if environment == "real" else ("00",)
        elif api == "order-resv" and key in order_resv.DIVISIONS:
            known = order_resv.DIVISIONS[key] if environment == "real" else ("00",)
        elif api == "daytime-order":
            known = ("00",)
        assert tr.divisions == known, (environment, api, key)


def test_markets_and_divisions_are_the_words_of_the_catalogue() -> None:
    assert words.DIVISIONS == order_table.ORDER_DIVISIONS
    for exchange, market in order_table.ORDER_MARKETS.items():
        code = codes.by_order_code(market.code)
        assert code is not None
        assert (words.EXCHANGES[market.code], code.country, code.product_type) == (
            exchange,
            market.country,
            market.product_type,
        )
    assert set(order_table.ORDER_MARKETS) == set(words.EXCHANGES.values())
