import re
from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from haero.replay.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, price_chart, value_chart
from haero.replay.series import PriceSeries, ValueSeries, price_series, value_series
from tests.replay_story import Told

D = Decimal
HOUR = timedelta(hours=1)


@pytest.fixture
def prices(story: Told) -> PriceSeries:
    return price_series(story.report, story.broker)[0]


@pytest.fixture
def values(story: Told) -> ValueSeries:
    return value_series(story.report, story.tape)[0]


def places(drawn: str) -> list[tuple[float, float]]:
    """Every point of every shape."""
    shapes = " ".join(re.findall(r'(?: d| points)="([^"]*)"', drawn))
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+)[ ,](-?[\d.]+)", shapes)]


def test_it_is_well_formed_and_stays_inside(story: Told, prices: PriceSeries, values: ValueSeries) -> None:
    begin, end = story.report.starts, story.report.ends
    for drawn in (price_chart(prices, begin, end), value_chart(values, begin, end, -5 * HOUR)):
        ElementTree.fromstring(drawn)
        found = places(drawn)
        assert len(found) > 5
        assert all(LEFT - 12 <= x <= WIDTH - RIGHT + 12 and TOP - 2 <= y <= HEIGHT - BOTTOM + 14 for x, y in found)


def test_fills_say_their_figures(story: Told, prices: PriceSeries) -> None:
    drawn = price_chart(prices, story.report.starts, story.report.ends)
    root = ElementTree.fromstring(drawn)
    marks = root.findall("polygon")
    assert [mark.get("class") for mark in marks] == ["buy", "buy", "sell"]
    assert marks[0].findtext("title") == "2026-11-21 00:00:00 KST\nbuy 100 at 100.10 (1 fill)"
    # a buy points up from below its price, a sell down from above it
    (_, tip), (_, left), _ = (tuple(map(float, p.split(","))) for p in str(marks[0].get("points")).split())
    assert left > tip
    (_, tip), (_, left), _ = (tuple(map(float, p.split(","))) for p in str(marks[2].get("points")).split())
    assert left < tip


def test_both_clocks_are_labelled(story: Told, prices: PriceSeries) -> None:
    root = ElementTree.fromstring(price_chart(prices, story.report.starts, story.report.ends))
    labels = [text.text for text in root.findall("text")]
    assert {"11:00", "12:00", "16:00", "01:00", "06:00", "KST"} <= set(labels)
    assert {"100.00", "102.00"} <= set(labels)


def test_a_night_breaks_the_line(story: Told, prices: PriceSeries) -> None:
    begin = story.report.starts
    two_days = [point._replace(at=point.at + timedelta(days=day)) for day in (0, 1) for point in prices.points[:2]]
    drawn = price_chart(prices._replace(points=two_days), begin, begin + timedelta(days=2))
    assert drawn.count('class="line"') == 2


def test_a_single_bar_of_a_day_is_seen(story: Told, prices: PriceSeries) -> None:
    """A line from a point to itself draws nothing."""
    begin, first = story.report.starts, prices.points[0]
    bars = [first._replace(at=first.at + timedelta(days=day), low=D(90), high=D(110)) for day in range(3)]
    root = ElementTree.fromstring(price_chart(prices._replace(points=bars), begin, begin + timedelta(days=3)))
    for name, corners in (("line", 2), ("band", 4)):
        drawn = [path.get("d") or "" for path in root.findall("path") if path.get("class") == name]
        assert len(drawn) == 3
        for one in drawn:
            found = places(f' d="{one}"')
            assert (len(found), len({x for x, _ in found})) == (corners, 2)


def test_nothing_to_draw_and_a_price_that_never_moved(story: Told, prices: PriceSeries, values: ValueSeries) -> None:
    begin, end = story.report.starts, story.report.ends
    assert price_chart(prices._replace(points=[], marks=[]), begin, end) == ""
    assert value_chart(values._replace(points=[]), begin, end, HOUR) == ""
    still = [point._replace(low=D(5), high=D(5), close=D(5)) for point in prices.points]
    ElementTree.fromstring(price_chart(prices._replace(points=still, marks=[]), begin, begin))


@pytest.mark.parametrize("days", [2, 40, 400])
def test_long_periods_have_few_labels(story: Told, values: ValueSeries, days: int) -> None:
    begin = story.report.starts
    points = [(begin, D(100)), (begin + timedelta(days=days), D(200))]
    root = ElementTree.fromstring(value_chart(values._replace(points=points), begin, points[-1][0], -5 * HOUR))
    assert 4 <= len(root.findall("text")) <= 40
