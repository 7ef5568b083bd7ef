"""The rankings, asked of a running haero, every one."""

from collections.abc import Callable
from typing import Any

import pytest

import haero
from haero.client.blocking.rankings import Rankings
from tests.client.results.classes import wrong_types
from tests.client.stage import House

ASKED: dict[str, Callable[[Rankings], haero.Pages[Any]]] = {
    "market_caps": lambda ask: ask.market_caps("NASD"),
    "new_extremes": lambda ask: ask.new_extremes("NASD", "low", days=5),
    "sharp_moves": lambda ask: ask.sharp_moves("NASD", "down", minutes=10),
    "volume_growths": lambda ask: ask.volume_growths("NASD", days=5),
    "turnovers": lambda ask: ask.turnovers("NASD", least_price="10"),
    "turnover_rates": lambda ask: ask.turnover_rates("NASD"),
    "volumes": lambda ask: ask.volumes(haero.Exchange.NASDAQ, most_price="1000"),
    "movers": lambda ask: ask.movers("NASD", "down"),
    "strengths": lambda ask: ask.strengths("NASD"),
    "volume_surges": lambda ask: ask.volume_surges("NASD"),
    "industry": lambda ask: ask.industry("NASD", "000"),
}


def test_every_ranking_is_among_them() -> None:
    assert ASKED.keys() == {name for name in vars(Rankings) if not name.startswith("_")}


@pytest.mark.parametrize("name", ASKED)
def test_real_types_and_what_the_reply_says(tape: House, name: str) -> None:
    keys = tape.keys()
    with tape.client(keys) as kis:
        rows = ASKED[name](kis.market.rankings).first(20)
        assert tape.asked(keys)[-1].query["EXCD"] == "NAS"
    for row in rows:
        assert wrong_types(row) == []
        assert row.exchange is haero.Exchange.NASDAQ
        assert row.symbol == row.raw.symb.strip()
        if "rank" in row.fields:
            assert row.rank == int(row.raw.get("rank") or row.raw["seqn"])
    if name not in ("new_extremes", "sharp_moves", "volume_surges"):
        assert rows


def test_prices_that_were_asked_for(tape: House) -> None:
    with tape.client(tape.keys()) as kis:
        rows = kis.market.rankings.turnovers("NASD", least_price=100, most_price=400)
        assert {100 <= row.last <= 400 for row in rows} == {True}
        amounts = [row.turnover for row in rows]
        assert amounts == sorted(amounts, reverse=True)


@pytest.mark.parametrize("name", ASKED)
def test_none_of_them_is_on_mock(tape: House, name: str) -> None:
    with tape.client(tape.keys("mock")) as kis, pytest.raises(haero.NotOnMock, match=r"kis\.market\.search"):
        ASKED[name](kis.market.rankings).all()
