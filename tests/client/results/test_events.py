from datetime import date, datetime
from decimal import Decimal

from haero.client.results.events import BreakingNews, Collateral, IceRight, News, Right
from haero.kis.reply_types import (
    BrknewsTitleOutput,
    ColableByCompanyOutput1,
    NewsTitleOutblock1,
    PeriodRightsOutput,
    RightsByIceOutput1,
)
from haero.terms import KST, Exchange


def test_rights() -> None:
    row = Right(
        PeriodRightsOutput(
            pdno="AAPL", rght_type_cd="03", bass_dt="20261110", acpl_bass_dt="20261109", cash_alct_rt="0.2500000000", dfnt_yn="Y",
            crcy_cd="USD", sbsc_strt_dt="",
        )
    )  # fmt: skip
    assert (row.symbol, row.record_date, row.local_record_date) == ("AAPL", date(2026, 11, 10), date(2026, 11, 9))
    assert (row.cash_ratio, row.confirmed, row.subscription_from, row.share_ratio) == (
        Decimal("0.25"),
        True,
        None,
        None,
    )
    ice = IceRight(RightsByIceOutput1(ca_title="배당", div_lock_dt="20261109", pay_dt="20261203", record_dt=""))
    assert (ice.title, ice.ex_dividend_date, ice.paid_on, ice.record_date) == (
        "배당",
        date(2026, 11, 9),
        date(2026, 12, 3),
        None,
    )


def test_collateral_shows_no_employee() -> None:
    row = Collateral(
        ColableByCompanyOutput1(
            pdno="AMD", loan_rt="60.00", loan_exec_psbl_yn="Y", stff_name="홍길동", ovrs_excg_cd="NASD"
        )
    )
    assert (row.loan_percent, row.available, row.exchange) == (Decimal(60), True, Exchange.NASDAQ)
    assert "홍길동" not in repr(row)
    assert row.raw.stff_name == "홍길동"


def test_news() -> None:
    row = News(
        NewsTitleOutblock1(title="엔비디아 …", data_dt="20261121", data_tm="003012", exchange_cd="NAS", symb="NVDA")
    )
    assert (row.at, row.exchange, row.symbol) == (
        datetime(2026, 11, 21, 0, 30, 12, tzinfo=KST),
        Exchange.NASDAQ,
        "NVDA",
    )
    assert News(NewsTitleOutblock1(title="시황")).exchange is None
    breaking = BreakingNews(
        BrknewsTitleOutput(
            hts_pbnt_titl_cntt="속보", iscd1="AAPL", iscd3="NVDA ", kor_isnm1="애플", kor_isnm3="엔비디아"
        )
    )
    assert (breaking.symbols, breaking.names, breaking.symbol) == (["AAPL", "NVDA"], ["애플", "엔비디아"], "AAPL")
