from decimal import Decimal

from haero.replay.compose import masked
from haero.replay.figures import Outcome
from tests.replay_story import Told

D = Decimal


def test_the_orders_line_by_line(story: Told) -> None:
    orders = story.report.orders
    assert [(o.number, o.quantity, o.filled, o.average, o.outcome) for o in orders] == [
        (1, 100, 100, D("100.10"), Outcome.FILLED),
        (2, 50, 50, D("99.50"), Outcome.FILLED),
        (3, 10, 0, None, Outcome.CANCELLED),
        (5, 120, 120, D("101.00"), Outcome.FILLED),
    ]
    assert [(o.commission, o.tax) for o in orders] == [
        (D("25.03"), 0),
        (D("12.44"), 0),
        (0, 0),
        (D("30.30"), D("0.25")),
    ]
    assert [o.close for o in orders] == [D("102.00")] * 4
    assert {(o.account, o.division) for o in orders} == {("81****01-01", "00")}


def test_slippage_of_each_order(story: Told) -> None:
    first, second, third, sale = story.report.orders
    assert first.slippage_arrival == 10  # 100.10 for 100.00
    assert (first.slippage_vwap, first.participation) == (None, None)  # nothing traded in its life
    assert second.slippage_arrival == -50
    assert second.slippage_vwap == (D("99.5") - D("99.4")) / D("99.4") * 10_000
    assert second.participation == D("0.25")
    assert (third.slippage_arrival, third.slippage_vwap, third.slippage_close) == (None, None, None)
    assert sale.slippage_arrival == D("0.1") / D("101.1") * 10_000
    assert sale.slippage_close == (D(102) - D(101)) / D(102) * 10_000


def test_the_symbol_adds_up(story: Told) -> None:
    (line,) = story.report.symbols
    assert (line.orders, line.fills, line.bought, line.sold, line.held) == (4, 3, 150, 120, 30)
    assert (line.bought_average, line.sold_average, line.last) == (D("99.90"), D("101"), D("102"))
    assert (line.realised, line.unrealised) == (D("63.98"), D("63.00"))
    assert (line.commission, line.tax) == (D("67.77"), D("0.25"))
    assert (line.market_volume, line.participation) == (200, D(270) / 200)
    # 10.00 worse on 10,000.00, 25.00 better on 5,000.00, 12.00 worse on 12,132.00
    assert line.slippage_arrival == D(-3) / 27_132 * 10_000


def test_the_account_adds_up(story: Told) -> None:
    (line,) = story.report.money
    assert (line.deposited, line.value, line.profit) == (D(100_000), D("100126.98"), D("126.98"))
    assert line.realised + line.unrealised == line.profit
    assert (line.drawdown, line.drawdown_at) == (D("112.47"), story.report.fills[1].at)


def test_types_fills_and_counts(story: Told) -> None:
    report = story.report
    (limit,) = report.types
    assert (limit.division, limit.orders) == ("00", 4)
    assert {outcome: count for outcome, count in limit.outcomes.items() if count} == {
        Outcome.FILLED: 3,
        Outcome.CANCELLED: 1,
    }
    assert report.cancellations == 1
    assert [(f.number, f.quantity, f.price) for f in report.fills] == [
        (1, 100, D("100.10")),
        (2, 50, D("99.50")),
        (5, 120, D(101)),
    ]
    assert (report.refusals, report.codes) == ([], [])


def test_an_account_number_is_masked() -> None:
    assert masked("81000001-01") == "81****01-01"
