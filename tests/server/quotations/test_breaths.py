"""Breaths between rows: in the order of the things, and none where prices are posted."""

from pathlib import Path

import pytest

from haero.server.quotations._breaths import each, gives_way
from tests.makers import house
from tests.server.quotations.test_charts import call_of
from tests.server.quotations.test_history import end


@pytest.mark.parametrize(("market", "breaths"), [("synthetic", 3), ("manual", 0)])
def test_a_breath_after_each(tmp_path: Path, market: str, breaths: int) -> None:
    with house(tmp_path / "data", market=market) as opened:
        call = call_of(opened)
        assert gives_way(call) is (market == "synthetic")
        assert end(each(call, "cab", str.upper)) == (breaths, ["C", "A", "B"])
        assert end(each(call, "", str.upper)) == (0, [])
