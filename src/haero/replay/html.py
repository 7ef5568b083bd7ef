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
from haero.replay.texts import OUTCOMES, SIDES, TYPES, Wording
from haero.replay.watch import RefusedCall
from haero.terms import Language, Side

MAX_ROWS = 2_000
"""Rows of a table of the page; the CSV files have all."""


def page(
    report: Report, prices: Sequence[PriceSeries], values: Sequence[ValueSeries], language: Language = Language.EN
) -> str:
    """The whole page."""
    say = Wording(language)
    symbols = ", ".join(line.symbol for line in report.symbols if line.exchange is not None)
    parts = [_head(report, say), _tiles(report, say), _plots(report, prices, values, say)]
    if report.types:
        parts += [_types(report, say), _symbols(report, say), _costs(report, say)]
    if report.money:
        parts.append(_money(report, say))
    if report.codes:
        parts.append(_codes(report, say))
    if report.orders:
        parts.append(_orders(report.orders, say))
    if report.refusals:
        parts.append(_refusals(report.refusals, say))
    title = f"haero replay {symbols}".strip()
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body><main>\n"
        + "\n".join(parts)
        + f"\n<footer>{escape(say('footer'))}</footer>\n</main></body></html>\n"
    )


def _head(report: Report, say: Wording) -> str:
    facts = (
        ("program", report.program),
        ("market", report.market),
        ("period", say("from_to", begin=words.moment(report.starts), end=words.moment(report.ends))),
        ("pace", report.pace),
        ("ended", say.ended(report.ended)),
    )
    rows = "".join(f"<dt>{escape(say(name))}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    return f"<header><h1>haero replay</h1><dl>{rows}</dl></header>"


def _tiles(report: Report, say: Wording) -> str:
    filled = words.count(sum(line.outcome is Outcome.FILLED for line in report.orders))
    shares = words.count(sum(fill.quantity for fill in report.fills))
    refused = words.count(sum(line.count for line in report.codes))
    tiles = [
        (say("orders"), words.count(len(report.orders)), say("tile_filled", count=filled), ""),
        (say("fills"), words.count(len(report.fills)), say("tile_shares", count=shares), ""),
        (say("title_refusals"), refused, say("tile_requests", count=words.count(report.requests)), ""),
    ]
    for money in report.money:
        sign = "good" if money.profit > 0 else "bad" if money.profit < 0 else ""
        fall = say("tile_drawdown", amount=words.money(money.drawdown, money.currency))
        name = say("tile_profit", currency=money.currency)
        tiles.append((name, words.money(money.profit, money.currency), fall, sign))
    return (
        '<section class="tiles">'
        + "".join(
            f'<div><span>{escape(name)}</span><b class="{sign}">{escape(value)}</b><small>{escape(more)}</small></div>'
            for name, value, more, sign in tiles
        )
        + "</section>"
    )


def _plots(report: Report, prices: Sequence[PriceSeries], values: Sequence[ValueSeries], say: Wording) -> str:
    parts: list[str] = []
    buy, sell = say.of(SIDES[Side.BUY]), say.of(SIDES[Side.SELL])
    for series in prices:
        drawn = chart.price_chart(series, report.starts, report.ends, say)
        if drawn:
            note = say("note_prices", minutes=series.minutes, currency=series.currency)
            legend = f'<span class="key buy">▲ {buy}</span> <span class="key sell">▼ {sell}</span>'
            parts.append(_figure(f"{series.key[0]} {series.key[1]}", f"{escape(note)} {legend}", drawn))
    offset = prices[0].offset if prices else timedelta(hours=9)
    for value in values:
        drawn = chart.value_chart(value, report.starts, report.ends, offset, say)
        if drawn:
            title = say("title_value", account=f"{say(value.environment)} {value.account}")
            parts.append(_figure(title, escape(say("note_value", currency=value.currency)), drawn))
    return "\n".join(parts)


def _figure(title: str, note: str, drawn: str) -> str:
    return f"<figure><h2>{escape(title)}</h2><figcaption>{note}</figcaption>{drawn}</figure>"


def _types(report: Report, say: Wording) -> str:
    shown = [outcome for outcome in Outcome if any(line.outcomes[outcome] for line in report.types)]
    heads = [*_heads(say, "type", "division", "orders"), *(say.of(OUTCOMES[outcome]) for outcome in shown)]
    rows = [
        [
            say.of(TYPES[line.type]),
            line.division,
            words.count(line.orders),
            *(words.count(line.outcomes[o]) for o in shown),
        ]
        for line in report.types
    ]
    return _table(say("title_types"), heads, rows)


def _symbols(report: Report, say: Wording) -> str:
    heads = _heads(say, "symbol", "orders", "fills", "bought", "average", "sold", "average", "held", "last", "realised",
                   "unrealised")  # fmt: skip
    rows = [
        [
            name_of(line, say), words.count(line.orders), words.count(line.fills), words.count(line.bought),
            words.price(line.bought_average), words.count(line.sold), words.price(line.sold_average), words.count(line.held),
            words.price(line.last), words.money(line.realised, line.currency), words.money(line.unrealised, line.currency),
        ]
        for line in report.symbols
    ]  # fmt: skip
    return _table(say("title_symbols"), heads, rows)


def _costs(report: Report, say: Wording) -> str:
    heads = _heads(say, "symbol", "arrival", "vwap", "close", "participation", "market_volume", "commission", "tax")
    rows = [
        [
            name_of(line, say), words.points(line.slippage_arrival), words.points(line.slippage_vwap),
            words.points(line.slippage_close), words.percent(line.participation), words.count(line.market_volume),
            words.money(line.commission, line.currency), words.money(line.tax, line.currency),
        ]
        for line in report.symbols
    ]  # fmt: skip
    return _table(say("title_costs"), heads, rows, say("note_costs"))


def _money(report: Report, say: Wording) -> str:
    heads = _heads(say, "account", "currency", "paid_in", "value", "profit", "realised", "unrealised", "commission", "tax",
                   "drawdown", "at")  # fmt: skip
    rows = []
    for line in report.money:
        values = line.deposited, line.value, line.profit, line.realised, line.unrealised, line.commission, line.tax
        fall = f"{words.money(line.drawdown, line.currency)} ({words.percent(line.drawdown_share)})"
        name = f"{say(line.environment)} {line.account}"
        at = words.moment(line.drawdown_at)
        rows.append([name, line.currency, *(words.money(value, line.currency) for value in values), fall, at])
    return _table(say("title_by_account"), heads, rows, left=2)


def _codes(report: Report, say: Wording) -> str:
    rows = [[line.code, line.text, words.count(line.count)] for line in report.codes]
    return _table(say("title_codes"), _heads(say, "code", "message", "count"), rows, left=2)


def _orders(orders: Sequence[OrderLine], say: Wording) -> str:
    heads = _heads(say, "number", "time", "symbol", "side", "type", "quantity", "limit_price", "filled", "average", "outcome",
                   "arrival", "vwap", "close", "participation")  # fmt: skip
    rows = [
        [
            f"{o.number}" + (f" ← {o.original}" if o.original else ""), words.moment(o.accepted_at), o.symbol,
            say.of(SIDES[o.side]), say.of(TYPES[o.type]), words.count(o.quantity),
            words.price(o.price) if o.price else words.NONE, words.count(o.filled), words.price(o.average),
            say.of(OUTCOMES[o.outcome]), words.points(o.slippage_arrival), words.points(o.slippage_vwap),
            words.points(o.slippage_close), words.percent(o.participation),
        ]
        for o in orders[:MAX_ROWS]
    ]  # fmt: skip
    note = say("note_orders") + _more(len(orders), "orders.csv", say)
    return _table(say("title_orders"), heads, rows, note, left=5)


def _refusals(calls: Sequence[RefusedCall], say: Wording) -> str:
    heads = _heads(say, "at", "code", "message", "tr_id", "side", "symbol", "quantity", "limit_price", "division")
    rows = [
        [words.moment(c.at), c.code, c.text, c.tr_id, _side(c.side, say), c.symbol, c.quantity, c.price, c.division]
        for c in calls[:MAX_ROWS]
    ]
    return _table(say("title_refused"), heads, rows, _more(len(calls), "refusals.csv", say), left=6)


def _side(text: str, say: Wording) -> str:
    """The side of a call, which may have had none."""
    return say.of(SIDES[Side(text)]) if text in set(Side) else text


def _heads(say: Wording, *names: str) -> list[str]:
    return [say(name) for name in names]


def _more(count: int, file: str, say: Wording) -> str:
    if count <= MAX_ROWS:
        return ""
    return say("note_more", shown=words.count(MAX_ROWS), count=words.count(count), file=file)


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
