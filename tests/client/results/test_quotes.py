from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from haero.client.results.questions import BY_NAME
from haero.client.results.quotes import Asked, Detail, Interruption, LastPrice, Level, Levels, MultiQuote
from haero.kis.reply_types import InquireAskingPriceOutput2, InquireAskingPriceOutput3, MultpriceOutput2, PriceOutput
from haero.terms import KST, Currency, Exchange
from tests.client.results.asking import ask, ask_row
from tests.support import OPEN_TIME, running


async def test_every_price_of_a_symbol(tmp_path: Path) -> None:
    now = datetime.fromisoformat(OPEN_TIME)
    async with running(tmp_path / "data") as house:
        await house.real.quote("228.90", 500, "229.10", 300)
        await house.real.print("229.00", 7)
        symbol = {"exchange": "NASD", "symbol": "AAPL"}
        price = await ask_row(house.real, BY_NAME["PRICE"], **symbol)
        assert isinstance(price, LastPrice)
        assert (price.symbol, price.exchange, price.found) == ("AAPL", Exchange.NASDAQ, True)
        assert (price.last, price.previous_close, price.volume) == (Decimal(229), Decimal(230), 7)
        assert (price.change, price.change_percent) == (Decimal(-1), Decimal("-0.43"))
        detail = await ask_row(house.real, BY_NAME["DETAIL"], **symbol)
        assert isinstance(detail, Detail)
        assert (detail.open, detail.high, detail.low, detail.currency) == (Decimal(229),) * 3 + (Currency.USD,)
        assert detail.upper_limit is detail.lower_limit is None
        assert (detail.won_price, detail.won_change) == (Decimal(229 * 1380), Decimal(-1380))
        reply, _ = await ask(house.real, BY_NAME["BOOK"], **symbol)
        head, (levels,) = BY_NAME["BOOK"].row(reply), BY_NAME["BOOK"].also(reply, Levels)
        assert isinstance(head, Asked)
        assert (head.at, head.bid_total, head.ask_total) == (now, 500, 300)
        assert (levels.bids, levels.asks) == ([Level(Decimal("228.9"), 500)], [Level(Decimal("229.1"), 300)])
        assert (levels.bid, levels.ask, levels.bid_size, levels.ask_size) == (
            Decimal("228.9"),
            Decimal("229.1"),
            500,
            300,
        )
        several = BY_NAME["MULTI_QUOTES"]
        reply, _ = await ask(house.real, several, symbols=[(Exchange.NASDAQ, "AAPL"), ("NYS", "NOPE")])
        apple, nothing = several.rows(reply, now)
        assert isinstance(apple, MultiQuote)
        assert (apple.bid, apple.ask, apple.at, apple.last_size) == (Decimal("228.9"), Decimal("229.1"), now, 7)
        assert (apple.found, nothing.found, nothing.symbol, nothing.at) == (True, False, "NOPE", None)


async def test_a_symbol_that_is_not_listed(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        price = await ask_row(house.mock, BY_NAME["PRICE"], exchange="NYSE", symbol="NOPE")
        assert (price.found, price.symbol, price.exchange) == (False, "NOPE", Exchange.NYSE)
        with pytest.raises(ValueError, match=r"Price\.last"):
            _ = price.last


def test_ten_levels_best_first_without_the_empty_ones() -> None:
    texts = {f"pbid{n}": f"{100 - n}.00" for n in range(1, 11)} | {f"vbid{n}": str(n * 10) for n in range(1, 11)}
    levels = Levels(InquireAskingPriceOutput2(**texts, pask1="101.5", vask1="7", pask2="0.0000", vask2="0"))  # type: ignore[arg-type]
    assert levels.bids == [Level(Decimal(100 - n), n * 10) for n in range(1, 11)]
    assert levels.asks == [(Decimal("101.5"), 7)]
    assert Levels(InquireAskingPriceOutput2()).bids == []


def test_an_unreadable_level_says_which() -> None:
    levels = Levels(InquireAskingPriceOutput2(pbid1="1", vbid1="1", pbid2="?", pask1="2", vask1="3"))
    with pytest.raises(ValueError, match="level 2"):
        _ = levels.bids
    assert levels.asks == [(Decimal(2), 3)]


def test_an_unchanged_price_and_one_before_the_first_trade() -> None:
    assert LastPrice(PriceOutput(diff="0.0000", sign="3")).change == 0
    assert LastPrice(PriceOutput(diff="0.0000", sign="0")).change == 0


def test_a_time_of_day_after_midnight_is_of_today() -> None:
    quote = MultiQuote(MultpriceOutput2(khms="235958"), None, datetime(2026, 11, 21, 0, 0, 5, tzinfo=KST))
    assert quote.at == datetime(2026, 11, 20, 23, 59, 58, tzinfo=KST)


def test_interruptions_are_none_where_there_are_none() -> None:
    row = Interruption(InquireAskingPriceOutput3(iep="410.2", iev="12000"))
    assert (row.starts, row.reference, row.equilibrium_price, row.equilibrium_volume) == (
        "",
        None,
        Decimal("410.2"),
        12000,
    )
