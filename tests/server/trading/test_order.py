"""POST order: what an accepted order is answered with, and what it leads to. The refusals are in the two tables."""

import asyncio
import re
from pathlib import Path

import apsw
import pytest

from haero.desk.orders import OrderStatus
from haero.house.settings import MockServer
from haero.journal.sqlite.store import Store
from haero.kis.texts import pad_message
from tests.support import OPEN_TIME, TRADING, Running, running


async def test_an_accepted_order_on_real(haero: Running) -> None:
    answer = await haero.real.buy()
    assert answer.status == 200
    assert list(answer.json) == ["rt_cd", "msg_cd", "msg1", "output"]
    assert answer.json == {
        "rt_cd": "0",
        "msg_cd": "APBK0013",
        "msg1": "주문 전송 완료 되었습니다.",
        "output": {"KRX_FWDG_ORD_ORGNO": "01790", "ODNO": "0000000001", "ORD_TMD": "000000"},
    }
    assert (answer.headers["tr_id"], answer.headers["tr_cont"], answer.headers["gt_uid"]) == ("TTTT1002U", "", "")


async def test_order_numbers_go_up_by_one_and_belong_to_the_account(haero: Running) -> None:
    for number in range(1, 4):
        for caller in (haero.real, haero.mock):
            found = (await caller.buy()).json["output"]["ODNO"]
            assert re.fullmatch("[0-9]{10}", found)
            assert int(found) == number
    assert (await haero.real.buy(PDNO="NONE")).code == "APBK0656"
    assert (await haero.real.buy()).json["output"]["ODNO"] == "0000000004"


async def test_identical_orders_are_two_orders(haero: Running) -> None:
    """KIS has no client order id and knows no duplicates."""
    first, second = await haero.real.buy(), await haero.real.buy()
    assert first.json["output"]["ODNO"] != second.json["output"]["ODNO"]


async def test_the_time_of_an_order_is_the_markets_in_korea(haero: Running) -> None:
    await haero.real.control("POST", "/control/clock", {"advance": "PT1H2M3S"})
    assert (await haero.real.buy()).json["output"]["ORD_TMD"] == "010203"


async def test_a_buy_at_the_ask_fills_at_once_and_one_below_rests(haero: Running) -> None:
    await haero.real.quote("99.00", 100, "100.00", 100)
    await haero.real.buy(OVRS_ORD_UNPR="100.00")
    await haero.real.buy(OVRS_ORD_UNPR="99.99")
    first, second = sorted(await haero.real.orders(), key=lambda row: row["odno"])
    assert (first["ft_ccld_qty"], first["nccs_qty"], first["ft_ccld_unpr3"]) == ("10", "0", "100.00000000")
    assert (second["ft_ccld_qty"], second["nccs_qty"], second["ft_ccld_unpr3"]) == ("0", "10", "0.00000000")


async def test_a_better_price_than_the_limit(haero: Running) -> None:
    """A marketable order takes the quote at the quote's price."""
    await haero.real.quote("99.00", 100, "100.00", 100)
    await haero.real.buy(OVRS_ORD_UNPR="105.00")
    (row,) = await haero.real.orders()
    assert (row["ft_ord_unpr3"], row["ft_ccld_unpr3"]) == ("105.00000000", "100.00000000")


async def test_selling_what_is_not_held(haero: Running) -> None:
    for caller, code in ((haero.real, "APBK0400"), (haero.mock, "40240000")):
        assert (await caller.sell()).code == code
        await caller.quote("0", 0, "100.00", 100)
        await caller.buy(ORD_QTY="10")
        assert (await caller.sell(ORD_QTY="11")).code == code
        assert (await caller.sell(ORD_QTY="4", OVRS_ORD_UNPR="200.00")).json["rt_cd"] == "0"
        assert (await caller.sell(ORD_QTY="7", OVRS_ORD_UNPR="200.00")).code == code
        assert (await caller.sell(ORD_QTY="6", OVRS_ORD_UNPR="200.00")).json["rt_cd"] == "0"


async def test_buying_more_than_the_cash_allows(haero: Running) -> None:
    """USD 100,000 and 0.25 % commission: 997 shares at 100.00 need 99,949.25, and 998 need 100,049.50."""
    for caller, code, kind in ((haero.real, "APBK0952", "7"), (haero.mock, "40250000", "1")):
        answer = await caller.buy(ORD_QTY="998")
        assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, code, kind)
        assert (await caller.buy(ORD_QTY="997")).json["rt_cd"] == "0"
        assert (await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="51.00")).code == code
        assert (await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="50.00")).json["rt_cd"] == "0"


@pytest.mark.parametrize(
    ("moment", "real", "mock"),
    [
        ("2026-11-20T03:59:59-05:00", "APBK0918", "40570000"),  # before the pre-market
        ("2026-11-20T04:00:00-05:00", "APBK0013", "40570000"),  # pre-market: mock says before the open
        ("2026-11-20T09:29:59-05:00", "APBK0013", "40570000"),
        ("2026-11-20T09:30:00-05:00", "APBK0013", "40600000"),
        ("2026-11-20T15:59:59-05:00", "APBK0013", "40600000"),
        ("2026-11-20T16:00:00-05:00", "APBK0013", "40580000"),  # after-market: mock says after the close
        ("2026-11-20T16:59:59-05:00", "APBK0013", "40580000"),
        ("2026-11-20T17:00:00-05:00", "APBK0918", "40580000"),
        ("2026-11-21T11:00:00-05:00", "APBK0919", "40100000"),  # Saturday
        ("2026-11-26T11:00:00-05:00", "APBK0919", "40100000"),  # Thanksgiving
        ("2026-11-27T13:00:00-05:00", "APBK0013", "40580000"),  # the day after: closes at one
    ],
)
async def test_the_hours_of_an_order(
    tmp_path_factory: pytest.TempPathFactory, moment: str, real: str, mock: str
) -> None:
    """미국 23:30-06:00 in Korea, 프리마켓 and 애프터마켓 on real."""
    async with running(tmp_path_factory.mktemp("hours") / "data", at=moment) as house:
        assert (await house.real.buy()).code == real
        assert (await house.mock.buy()).code == mock


async def test_a_day_order_ends_with_the_regular_session(haero: Running) -> None:
    await haero.real.buy()
    await haero.real.control("POST", "/control/clock", {"to": "2026-11-20T15:59:59-05:00"})
    assert (await haero.real.orders())[0]["nccs_qty"] == "10"
    await haero.real.control("POST", "/control/clock", {"to": "2026-11-20T16:00:00-05:00"})
    (row,) = await haero.real.orders()
    assert row["nccs_qty"] == "0"
    assert haero.service.hub is not None
    account = haero.service.hub.broker.state.accounts["81000001-01"]
    assert account.orders[1].status is OrderStatus.EXPIRED
    assert (await haero.real.change("1", "02", OVRS_ORD_UNPR="0")).json["rt_cd"] != "0"


async def test_the_reply_comes_after_the_disk(haero: Running) -> None:
    """For each of many orders at once, the event is durable when its reply is there."""
    hub = haero.service.hub
    assert hub is not None

    async def one() -> None:
        assert (await haero.real.buy(ORD_QTY="1")).code == "APBK0013"
        placed = hub.broker.state.accounts["81000001-01"].last_number
        assert placed >= 1
        assert hub.broker.journal.durable > 0

    await asyncio.gather(*(one() for _ in range(50)))
    assert hub.broker.journal.durable == hub.broker.journal.seq
    assert sorted(int(row["odno"]) for row in await haero.real.orders()) == list(range(1, 51))


async def test_nothing_is_answered_when_the_disk_is_gone(haero: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The outcome is unknown then: EGW00301, check your last transaction. And no further order is taken."""

    def broken(*arguments: object) -> None:
        raise apsw.FullError("disk gone")

    monkeypatch.setattr(Store, "write", broken)
    answer = await asyncio.wait_for(haero.real.buy(), 10)
    assert (answer.status, answer.code) == (500, "EGW00301")
    assert "직전 거래를 반드시 확인" in answer.json["msg1"]
    assert (await asyncio.wait_for(haero.real.buy(), 10)).code == "EGW00301"
    await asyncio.wait_for(haero.service.stopped.wait(), 5)
    assert haero.service.failed is not None


async def test_the_recorded_texts_of_mock(haero: Running) -> None:
    await haero.mock.quote("0", 0, "100.00", 100)
    bought, sold = await haero.mock.buy(), await haero.mock.sell(OVRS_ORD_UNPR="200.00")
    assert (bought.code, bought.json["msg1"]) == ("40600000", "모의투자 매수주문이 완료 되었습니다.")
    assert (sold.code, sold.json["msg1"]) == ("40590000", "모의투자 매도주문이 완료 되었습니다.")
    assert bought.json["output"]["KRX_FWDG_ORD_ORGNO"] == "00950"
    assert bought.json["msg1"] != pad_message(bought.json["msg1"]), "order replies are not padded"


async def test_above_one_percent_of_the_listed_shares_is_taken(haero: Running) -> None:
    """Since 2025-08-14; other media ask first, the API does not. The order carries a warning."""
    await haero.real.control(
        "POST", "/control/cash", {"account": "81000001-01", "currency": "USD", "amount": "100000000"}
    )
    answer = await haero.real.buy(PDNO="AAPL", ORD_QTY="148000001", OVRS_ORD_UNPR="0.01")
    assert answer.code == "APBK0013"
    assert haero.service.hub is not None
    assert (
        haero.service.hub.broker.state.accounts["81000001-01"].orders[1].warning == "over_one_percent_of_listed_shares"
    )


async def test_the_path_and_the_opening_time_of_this_suite(haero: Running) -> None:
    state = await haero.real.control("GET", "/control/state")
    assert state.json["market"]["sessions"]["NASDAQ"] == "regular"
    assert state.json["market"]["now"].startswith("2026-11-20T15:00:00")
    assert OPEN_TIME.startswith("2026-11-20T10:00:00")
    assert TRADING == "/uapi/overseas-stock/v1/trading"


async def test_the_paper_server_trades_some_symbols_only(tmp_path: Path) -> None:
    """KIS says so, and not which: a setting. The real server trades them all."""
    async with running(tmp_path / "data", mock=MockServer(frozenset({"AAPL"}))) as haero:
        assert (await haero.mock.buy(PDNO="AAPL")).json["rt_cd"] == "0"
        refused = await haero.mock.buy(PDNO="MSFT")
        assert (refused.status, refused.code) == (200, "40070000")
        assert (await haero.real.buy(PDNO="MSFT")).json["rt_cd"] == "0"
