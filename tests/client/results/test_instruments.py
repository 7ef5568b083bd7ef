from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from haero.client.results.instruments import MatchHead, TapeSession
from haero.client.results.questions import BY_NAME
from haero.terms import Currency, Exchange
from tests.client.results.asking import ask, ask_row
from tests.support import OPEN_TIME, running


async def test_a_share_on_file(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        question = BY_NAME["INSTRUMENT"]
        row = await ask_row(house.real, question, exchange="NASD", symbol="AAPL")
        assert (row.name, row.english_name, row.exchange, row.currency) == (
            "애플",
            "Apple Inc.",
            Exchange.NASDAQ,
            Currency.USD,
        )
        assert (row.listed, row.delisted, row.daytime, row.listed_on) == (True, False, True, None)
        assert (row.sell_lot, row.updated_at) == (1, datetime.fromisoformat(OPEN_TIME))
        dates = BY_NAME["SETTLEMENT_DATES"]
        rows = dates.rows((await ask(house.real, dates, on=date(2026, 11, 20)))[0])
        assert {row.local for row in rows if row.product_type == "512"} == {date(2026, 11, 23)}
        codes = BY_NAME["INDUSTRIES"]
        assert [row.code for row in codes.rows((await ask(house.real, codes, exchange="NASD"))[0])] == ["000"]


@pytest.mark.parametrize("block", ["output2", "output1"])
async def test_the_tape_wherever_its_rows_come(tmp_path: Path, block: str) -> None:
    """The real server sends them in output2; KIS's sample and an older example in output1."""
    async with running(tmp_path / "data", trade_rows=block) as house:
        await house.real.quote("228.90", 500, "229.10", 300)
        await house.real.print("229.00", 7)
        question = BY_NAME["TAPE"]
        reply, _ = await ask(house.real, question, exchange="NASD", symbol="AAPL")
        now = datetime.fromisoformat(OPEN_TIME)
        (newest,) = question.rows(reply, now + timedelta(seconds=2))
        assert (newest.price, newest.size, newest.volume, newest.at) == (Decimal(229), 7, 7, now)
        assert (newest.bid, newest.ask, newest.change) == (Decimal("228.9"), Decimal("229.1"), Decimal(-1))
        assert newest.session is TapeSession.REGULAR


async def test_an_empty_tape_has_no_rows(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        question = BY_NAME["TAPE"]
        reply, following = await ask(house.real, question, exchange="NASD", symbol="AAPL", today=False)
        assert (question.rows(reply), following) == ([], None)


async def test_a_search_by_ranges(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        question = BY_NAME["SEARCH"]
        reply, _ = await ask(house.mock, question, exchange=Exchange.NASDAQ, price=(Decimal("229.5"), 240))
        rows = question.rows(reply)
        assert "AAPL" in {row.symbol for row in rows}
        assert all(Decimal("229.5") <= row.last <= 240 for row in rows)
        (head,) = question.also(reply, MatchHead)
        assert head.found == head.rows == len(rows)
