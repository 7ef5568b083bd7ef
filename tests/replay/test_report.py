import msgspec

from haero.replay.report import FillLine, OrderLine, Report
from tests.replay_story import Told


def test_a_report_survives_being_written_and_read(story: Told) -> None:
    text = msgspec.json.encode(story.report)
    assert msgspec.json.decode(text, type=Report) == story.report


def test_orders_and_fills_share_the_names_of_what_they_share() -> None:
    shared = {"account", "environment", "number", "exchange", "symbol", "side", "type", "quantity", "price"}
    assert shared <= set(OrderLine.__struct_fields__) & set(FillLine.__struct_fields__)
