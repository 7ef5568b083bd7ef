"""해외주식 종목/지수/환율 기간별시세 (v1_해외주식-012, FHKST03030100): GET …/inquire-daily-chartprice. Both environments.

Newest first, 100 rows at most, tr_cont always empty: older pages by FID_INPUT_DATE_2 = oldest stck_bsop_date less one day. Which
codes have rows says `_charts`.
"""

from collections.abc import Generator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from haero.kis import catalogue, texts
from haero.kis.request_types import InquireDailyChartpriceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.server.call import Call, Scan
from haero.server.quotations._asked import Asked, local_date, read_date, wrong
from haero.server.quotations._breaths import each
from haero.server.quotations._charts import DECIMALS, RATES, SHARES, ChartHead, WonRate, us_stock, won_rate
from haero.server.quotations._periods import LONGEST, PeriodBar, first_day, period_bars
from haero.terms import KST

API = catalogue.api("v1_해외주식-012")
SIZE = 100
_DAY = timedelta(days=1)
_head = ChartHead(API)
_rows = RowWriter(API.id, "output2")


def handle(call: Call) -> Scan:
    """Daily, weekly, monthly or yearly prices between two dates. A code that is not known has no rows, and no error."""
    form = decode_query(API, InquireDailyChartpriceRequest, call.request.query)
    if form.FID_COND_MRKT_DIV_CODE not in API.field("FID_COND_MRKT_DIV_CODE").values:
        raise wrong("FID_COND_MRKT_DIV_CODE")
    if form.FID_PERIOD_DIV_CODE not in LONGEST:
        raise wrong("FID_PERIOD_DIV_CODE")
    since, by = read_date(form.FID_INPUT_DATE_1), read_date(form.FID_INPUT_DATE_2)
    if since is None:
        raise wrong("FID_INPUT_DATE_1")
    if by is None:
        raise wrong("FID_INPUT_DATE_2")
    head, rows = _head.nothing(), list[dict[str, str]]()
    if form.FID_COND_MRKT_DIV_CODE == SHARES and (found := us_stock(call, form.FID_INPUT_ISCD)) is not None:
        head = _head.stock(call, found)
        rows = yield from _stock_rows(call, found, since, by, form.FID_PERIOD_DIV_CODE)
    elif form.FID_COND_MRKT_DIV_CODE == RATES and (rate := won_rate(call, form.FID_INPUT_ISCD)) is not None:
        head = _head.rate(rate)
        rows = _rate_rows(rate, since, min(by, call.seen.astimezone(KST).date()), form.FID_PERIOD_DIV_CODE)
    if not rows:
        head.pop("stck_shrn_iscd", None)
    return call.quoted({"output1": head, "output2": rows})


def _stock_rows(
    call: Call, found: Asked, since: date, by: date, period: str
) -> Generator[None, None, list[dict[str, str]]]:
    if since > by:
        return []
    bars = yield from period_bars(call, found, by, period, SIZE, since)

    def row(one: PeriodBar) -> dict[str, str]:
        bar = one.bar
        return _row(local_date(call, found, bar.start), bar.close, bar.open, bar.high, bar.low, bar.volume)

    return (yield from each(call, bars[::-1][:SIZE], row))


def _rate_rows(rate: WonRate, since: date, by: date, period: str) -> list[dict[str, str]]:
    """A row a period in which there was a weekday: rates do not move here, and Korean holidays are not known."""
    days = (by - _DAY * ago for ago in range(min((by - since).days + 1, 366 * SIZE)))
    weekdays = (day for day in days if day.weekday() < 5)
    rows = []
    for _, group in groupby(weekdays, lambda day: first_day(day, period)):
        oldest = min(group)
        rows.append(_row(oldest, rate.won, rate.won, rate.won, rate.won, 0))
        if len(rows) == SIZE:
            break
    return rows


def _row(day: date, close: Decimal, open_: Decimal, high: Decimal, low: Decimal, volume: int) -> dict[str, str]:
    values: dict[str, Value] = {
        "stck_bsop_date": texts.yyyymmdd(day),
        "ovrs_nmix_prpr": texts.fixed(close, DECIMALS),
        "ovrs_nmix_oprc": texts.fixed(open_, DECIMALS),
        "ovrs_nmix_hgpr": texts.fixed(high, DECIMALS),
        "ovrs_nmix_lwpr": texts.fixed(low, DECIMALS),
        "acml_vol": volume,
        "mod_yn": "N",
    }
    return _rows.row(values)
