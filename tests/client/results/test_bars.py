from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from haero.client.results.bars import ChartHead, IndexHead, MinuteHead
from haero.client.results.questions import BY_NAME
from tests.client.results.asking import ask
from tests.support import running

HONG_KONG_TIME = "2026-11-20T11:00:00+08:00"


async def test_bars_of_a_synthetic_market_page_back_without_a_gap(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic") as house:
        real, symbol = house.real, {"exchange": "NASD", "symbol": "AAPL"}
        minutes = BY_NAME["MINUTE_BARS"]
        reply, following = await ask(real, minutes, **symbol, minutes=5, count=20)
        rows = minutes.rows(reply)
        assert [type(row.close) for row in rows] == [Decimal] * 20
        assert all(row.at == row.korean_at for row in rows)
        assert rows[0].at.tzinfo is not None
        assert rows[0].at.utcoffset() == datetime.fromisoformat("2026-11-20T10:00:00-05:00").utcoffset()
        (head,) = minutes.also(reply, MinuteHead)
        assert head.more is True
        assert (
            f"{rows[-1].at:%Y%m%d}{(rows[-1].at.hour * 60 + rows[-1].at.minute - 5) // 60:02d}"
            + (f"{(rows[-1].at.minute - 5) % 60:02d}00")
            == following.KEYB
        )
        assert (following.NEXT, following.PINC) == ("1", "1")

        days = BY_NAME["DAILY_BARS"]
        reply, following = await ask(real, days, **symbol, until="2026-11-19")
        rows = days.rows(reply)
        assert len(rows) == 100
        assert rows[0].day == date(2026, 11, 19)
        assert all(row.low <= row.close <= row.high for row in rows)
        assert rows[0].change == rows[0].close - rows[1].close
        assert f"{rows[-1].day:%Y%m%d}" > following.BYMD

        chart = BY_NAME["CHART"]
        reply, following = await ask(real, chart, code="AAPL", since="2026-01-01", until="2026-11-19")
        found = chart.rows(reply)
        assert (found[0].day, found[0].close) == (date(2026, 11, 19), rows[0].close)
        assert following is not None
        (head_of_chart,) = chart.also(reply, ChartHead)
        assert head_of_chart.symbol == "AAPL"

        index = BY_NAME["INDEX_MINUTES"]
        reply, _ = await ask(real, index, code="AAPL")
        newest = index.rows(reply)[0]
        assert newest.at <= datetime.fromisoformat("2026-11-20T10:00:00-05:00")
        assert str(newest.at.tzinfo) == "America/New_York"
        assert index.also(reply, IndexHead)[0].last is not None


async def test_bars_of_hong_kong_are_in_its_time(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic", at=HONG_KONG_TIME) as house:
        question = BY_NAME["MINUTE_BARS"]
        reply, _ = await ask(house.real, question, exchange="SEHK", symbol="00700", count=5)
        row = question.rows(reply)[0]
        assert str(row.at.tzinfo) == "Asia/Hong_Kong"
        assert row.at == row.korean_at
        assert row.at <= datetime.fromisoformat(HONG_KONG_TIME)
