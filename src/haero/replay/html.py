"""The report as one page: no network, no script; light or dark as the reader's system is."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from html import escape

from haero.replay import chart, words
from haero.replay.figures import Outcome
from haero.replay.report import OrderLine, Report
from haero.replay.series import PriceSeries, ValueSeries
from haero.replay.style import STYLE
from haero.replay.tables import name_of
from haero.replay.watch import RefusedCall

MAX_ROWS = 2_000
"""Rows of a table of the page; the CSV files have all."""


def page(report: Report, prices: Sequence[PriceSeries], values: Sequence[ValueSeries]) -> str:
    """The whole page."""
    symbols = ", ".join(line.symbol for line in report.symbols if line.exchange is not None)
    parts = [_head(report), _tiles(report), _plots(report, prices, values)]
    if report.types:
        parts += [_types(report), _symbols(report), _costs(report)]
    if report.money:
        parts.append(_money(report))
    if report.codes:
        parts.append(_codes(report))
    if report.orders:
        parts.append(_orders(report.orders))
    if report.refusals:
        parts.append(_refusals(report.refusals))
    title = f"haero replay {symbols}".strip()
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body><main>\n"
        + "\n".join(parts)
        + "\n<footer>Figures are defined in docs/replay.md of haero. Times are Korean (KST) unless they say otherwise. "
        "orders.csv, fills.csv, refusals.csv and summary.json beside this page have every row and every digit.</footer>\n"
        "</main></body></html>\n"
    )


def _head(report: Report) -> str:
    facts = (
        ("program", report.program),
        ("market", report.market),
        ("period 기간", f"{words.moment(report.starts)} to {words.moment(report.ends)} KST"),
        ("pace", report.pace),
        ("ended", report.ended),
    )
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    return f"<header><h1>haero replay</h1><dl>{rows}</dl></header>"


def _tiles(report: Report) -> str:
    filled = sum(line.outcome is Outcome.FILLED for line in report.orders)
    tiles = [
        ("orders 주문", words.count(len(report.orders)), f"{words.count(filled)} filled 체결", ""),
        (
            "fills 체결",
            words.count(len(report.fills)),
            f"{words.count(sum(f.quantity for f in report.fills))} shares",
            "",
        ),
        (
            "refusals 거부",
            words.count(sum(line.count for line in report.codes)),
            f"of {words.count(report.requests)} requests",
            "",
        ),
    ]
    for money in report.money:
        sign = "good" if money.profit > 0 else "bad" if money.profit < 0 else ""
        fall = f"max drawdown 최대낙폭 {words.money(money.drawdown, money.currency)}"
        tiles.append((f"profit 손익 {money.currency}", words.money(money.profit, money.currency), fall, sign))
    return (
        '<section class="tiles">'
        + "".join(
            f'<div><span>{escape(name)}</span><b class="{sign}">{escape(value)}</b><small>{escape(more)}</small></div>'
            for name, value, more, sign in tiles
        )
        + "</section>"
    )


def _plots(report: Report, prices: Sequence[PriceSeries], values: Sequence[ValueSeries]) -> str:
    parts: list[str] = []
    for series in prices:
        drawn = chart.price_chart(series, report.starts, report.ends)
        if drawn:
            note = f"{series.minutes}-minute range and close, {series.currency}; exchange time above, Korean time below"
            legend = '<span class="key buy">▲ buy 매수</span> <span class="key sell">▼ sell 매도</span>'
            parts.append(_figure(f"{series.key[0]} {series.key[1]}", f"{escape(note)} {legend}", drawn))
    offset = prices[0].offset if prices else timedelta(hours=9)
    for value in values:
        drawn = chart.value_chart(value, report.starts, report.ends, offset)
        if drawn:
            title = f"Account value (평가금액) {value.environment} {value.account}"
            parts.append(_figure(title, f"cash and holdings at the last prices, {value.currency}", drawn))
    return "\n".join(parts)


def _figure(title: str, note: str, drawn: str) -> str:
    return f"<figure><h2>{escape(title)}</h2><figcaption>{note}</figcaption>{drawn}</figure>"


def _types(report: Report) -> str:
    shown = [outcome for outcome in Outcome if any(line.outcomes[outcome] for line in report.types)]
    heads = ["type 주문구분", "ORD_DVSN", "orders 주문", *(words.OUTCOMES[outcome] for outcome in shown)]
    rows = [
        [
            words.TYPES[line.type],
            line.division,
            words.count(line.orders),
            *(words.count(line.outcomes[o]) for o in shown),
        ]
        for line in report.types
    ]
    return _table("Order types and outcomes (주문구분별 결과)", heads, rows)


def _symbols(report: Report) -> str:
    heads = ["symbol 종목", "orders 주문", "fills 체결", "bought 매수", "average 평균", "sold 매도", "average 평균", "held 보유",
             "last 현재가", "realised 실현손익", "unrealised 평가손익"]  # fmt: skip
    rows = [
        [
            name_of(line), words.count(line.orders), words.count(line.fills), words.count(line.bought),
            words.price(line.bought_average), words.count(line.sold), words.price(line.sold_average), words.count(line.held),
            words.price(line.last), words.money(line.realised, line.currency), words.money(line.unrealised, line.currency),
        ]
        for line in report.symbols
    ]  # fmt: skip
    return _table("Symbols (종목)", heads, rows)


def _costs(report: Report) -> str:
    heads = ["symbol 종목", "against arrival 도착가", "against VWAP", "against close 종가", "participation 참여율",
             "market volume 시장거래량", "commission 수수료", "tax 세금"]  # fmt: skip
    rows = [
        [
            name_of(line), words.points(line.slippage_arrival), words.points(line.slippage_vwap),
            words.points(line.slippage_close), words.percent(line.participation), words.count(line.market_volume),
            words.money(line.commission, line.currency), words.money(line.tax, line.currency),
        ]
        for line in report.symbols
    ]  # fmt: skip
    return _table(
        "Slippage and costs (슬리피지·비용)", heads, rows, "Basis points; + is worse than the benchmark (+는 불리)."
    )


def _money(report: Report) -> str:
    heads = ["account 계좌", "currency 통화", "paid in 입금", "value 평가금액", "profit 손익", "realised 실현손익",
             "unrealised 평가손익", "commission 수수료", "tax 세금", "max drawdown 최대낙폭", "at 시각"]  # fmt: skip
    rows = []
    for line in report.money:
        values = line.deposited, line.value, line.profit, line.realised, line.unrealised, line.commission, line.tax
        fall = f"{words.money(line.drawdown, line.currency)} ({words.percent(line.drawdown_share)})"
        name = f"{line.environment} {line.account}"
        at = words.moment(line.drawdown_at)
        rows.append([name, line.currency, *(words.money(value, line.currency) for value in values), fall, at])
    return _table("Profit after fees (수수료 차감 손익)", heads, rows, left=2)


def _codes(report: Report) -> str:
    rows = [[line.code, line.text, words.count(line.count)] for line in report.codes]
    return _table("Refusals by code (거부 코드)", ["msg_cd", "msg1", "count 건수"], rows, left=2)


def _orders(orders: Sequence[OrderLine]) -> str:
    heads = ["ODNO", "time 주문시각", "symbol 종목", "side 구분", "type 유형", "quantity 수량", "price 단가", "filled 체결",
             "average 평균", "outcome 결과", "arrival 도착가", "VWAP", "close 종가", "part 참여율"]  # fmt: skip
    rows = [
        [
            f"{o.number}" + (f" ← {o.original}" if o.original else ""), words.moment(o.accepted_at), o.symbol,
            words.SIDES[o.side], words.TYPES[o.type], words.count(o.quantity), words.price(o.price) if o.price else words.NONE,
            words.count(o.filled), words.price(o.average), words.OUTCOMES[o.outcome], words.points(o.slippage_arrival),
            words.points(o.slippage_vwap), words.points(o.slippage_close), words.percent(o.participation),
        ]
        for o in orders[:MAX_ROWS]
    ]  # fmt: skip
    note = "Arrival, VWAP and close: slippage in basis points, + is worse."
    return _table("Orders (주문)", heads, rows, note + _more(len(orders), "orders.csv"), left=5)


def _refusals(calls: Sequence[RefusedCall]) -> str:
    heads = [
        "time 시각",
        "msg_cd",
        "msg1",
        "tr_id",
        "side 구분",
        "symbol 종목",
        "quantity 수량",
        "price 단가",
        "ORD_DVSN",
    ]
    rows = [
        [words.moment(c.at), c.code, c.text, c.tr_id, c.side, c.symbol, c.quantity, c.price, c.division]
        for c in calls[:MAX_ROWS]
    ]
    return _table("Refused calls (거부된 호출)", heads, rows, _more(len(calls), "refusals.csv"), left=6)


def _more(count: int, file: str) -> str:
    return f" The first {words.count(MAX_ROWS)} of {words.count(count)}: {file} has all." if count > MAX_ROWS else ""


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], note: str = "", left: int = 1) -> str:
    """A table that scrolls in itself where it is too wide. The first `left` columns are text."""

    def cells(name: str, row: Sequence[str]) -> str:
        return "".join(
            f"<{name}{'' if place < left else _NUMBER}>{escape(text)}</{name}>" for place, text in enumerate(row)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    said = f"<p>{escape(note.strip())}</p>" if note else ""
    return (
        f'<section><h2>{escape(title)}</h2>{said}<div class="wide"><table><thead><tr>{cells("th", heads)}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></section>"
    )


_NUMBER = ' class="n"'
