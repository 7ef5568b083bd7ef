from decimal import Decimal
from pathlib import Path

from haero.client.results import ranking_questions
from haero.client.results.question import Question
from haero.client.results.rankings import MarketCapHead, Quoted, Ranked
from haero.terms import Currency, Exchange
from tests.client.results.asking import ask
from tests.support import running

QUESTIONS = {name: one for name, one in vars(ranking_questions).items() if isinstance(one, Question)}


async def test_all_rankings_are_one_family(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        await house.real.quote("228.90", 500, "229.10", 300)
        await house.real.print("229.00", 700)
        for name in ("TURNOVERS", "TURNOVER_RATES", "VOLUMES", "STRENGTHS"):
            (row,) = QUESTIONS[name].rows((await ask(house.real, QUESTIONS[name], exchange="NASD"))[0])
            assert isinstance(row, Quoted)
            assert (row.exchange, row.symbol, row.name, row.english_name) == (
                Exchange.NASDAQ,
                "AAPL",
                "애플",
                "Apple Inc.",
            )
            assert (row.last, row.change, row.change_percent, row.volume) == (
                Decimal(229),
                Decimal(-1),
                Decimal("-0.43"),
                700,
            )
            assert (row.bid, row.ask) == (Decimal("228.9"), Decimal("229.1"))
        question = ranking_questions.INDUSTRY_MEMBERS
        reply, _ = await ask(house.real, question, exchange="NASD", industry="000")
        apple = next(row for row in question.rows(reply) if row.symbol == "AAPL")
        assert (apple.bid_size, apple.ask_size) == (500, 300)
    assert len(QUESTIONS) == 11
    assert all(issubclass(question.row_type, Ranked) for question in QUESTIONS.values())


async def test_a_ranking_in_won(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        question = ranking_questions.MARKET_CAPS
        reply, _ = await ask(house.real, question, exchange="NASD", in_won=True, least_volume=0)
        (head,) = question.also(reply, MarketCapHead)
        assert (head.currency, head.exchange_rate) == (Currency.KRW, Decimal(1380))
        first = question.rows(reply)[0]
        assert (first.rank, first.last) == (1, first.local_last * 1380)
        assert first.market_cap > first.local_market_cap
