"""The report on a terminal."""

from rich.console import Console
from rich.table import Table

from haero.replay import words
from haero.replay.figures import Outcome
from haero.replay.report import MoneyLine, Report, SymbolLine
from haero.replay.words import NONE

MAX_CODES = 20


def show(report: Report, out: Console) -> None:
    """Prints the summary: types and outcomes, symbols, slippage, money, refusals. Single orders are in the files of --report."""
    refused = sum(line.count for line in report.codes)
    facts = (
        ("market", report.market),
        ("program", report.program),
        ("period", f"{words.moment(report.starts)} to {words.moment(report.ends)} KST, pace {report.pace}"),
        ("ended", report.ended),
        ("calls", f"{words.count(report.requests)} requests, {words.count(refused)} refused (거부)"),
        (
            "orders",
            f"{words.count(len(report.orders))} orders (주문), {words.count(report.cancellations)} cancellations (취소), "
            f"{words.count(len(report.fills))} fills (체결)",
        ),
    )
    out.print("[bold]haero replay[/bold]")
    for name, text in facts:
        out.print(f"  {name:<8} {text}", markup=False, soft_wrap=True)
    if report.types:
        _types(report, out)
        _symbols(report, out)
        _slippage(report, out)
        _profit(report, out)
    if report.money:
        _money(report.money, out)
    if report.codes:
        _codes(report, out)


def name_of(line: SymbolLine) -> str:
    """A symbol with its exchange, or all of a currency."""
    return f"{line.exchange} {line.symbol}" if line.exchange is not None else f"all {line.currency}"


def _table(out: Console, title: str, *columns: str, left: int = 1) -> Table:
    """Prints the title; English above, Korean below, so that the columns stay narrow."""
    out.print(f"\n[bold]{title}[/bold]", soft_wrap=True)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, column in enumerate(columns):
        english, _, korean = column.partition("|")
        head = f"{english}\n{korean}" if korean else english
        table.add_column(head, justify="left" if place < left else "right", no_wrap=True, vertical="bottom")
    return table


def _types(report: Report, out: Console) -> None:
    shown = [outcome for outcome in Outcome if any(line.outcomes[outcome] for line in report.types)]
    names = ("|".join(words.OUTCOMES[outcome].split(" ")) for outcome in shown)
    table = _table(out, "Orders (주문)", "type|주문구분", "ORD_DVSN", "orders|주문", *names)
    for line in report.types:
        counts = (words.count(line.outcomes[outcome]) for outcome in shown)
        table.add_row(words.TYPES[line.type], line.division, words.count(line.orders), *counts)
    out.print(table)


def _symbols(report: Report, out: Console) -> None:
    names = ("symbol|종목", "bought|매수", "average|평균", "sold|매도", "average|평균", "held|보유", "last|현재가")
    table = _table(out, "Symbols (종목)", *names)
    for line in report.symbols:
        table.add_row(
            name_of(line),
            words.count(line.bought),
            words.price(line.bought_average),
            words.count(line.sold),
            words.price(line.sold_average),
            words.count(line.held),
            words.price(line.last),
        )
    out.print(table)


def _slippage(report: Report, out: Console) -> None:
    title = "Slippage in basis points, + is worse (슬리피지, +는 불리)"
    table = _table(out, title, "symbol|종목", "arrival|도착가", "VWAP", "close|종가", "participation|참여율")
    for line in report.symbols:
        table.add_row(
            name_of(line),
            words.points(line.slippage_arrival),
            words.points(line.slippage_vwap),
            words.points(line.slippage_close),
            words.percent(line.participation),
        )
    out.print(table)


def _profit(report: Report, out: Console) -> None:
    names = (
        "symbol|종목",
        "realised|실현손익",
        "unrealised|평가손익",
        "commission|수수료",
        "tax|세금",
        "currency|통화",
    )
    table = _table(out, "Profit after fees, by symbol (종목별 손익)", *names)
    for line in report.symbols:
        values = line.realised, line.unrealised, line.commission, line.tax
        table.add_row(name_of(line), *(words.money(value, line.currency) for value in values), line.currency)
    out.print(table)


def _money(lines: list[MoneyLine], out: Console) -> None:
    names = ("account|계좌", "value|평가금액", "profit|손익", "max drawdown|최대낙폭", "|")
    table = _table(out, "Profit after fees, by account (계좌별 손익)", *names)
    for line in lines:
        fall = words.money(line.drawdown, line.currency), words.percent(line.drawdown_share)
        table.add_row(
            f"{line.environment} {line.account} {line.currency}",
            words.money(line.value, line.currency),
            words.money(line.profit, line.currency),
            *(fall if line.drawdown else (NONE, "")),
        )
    out.print(table)


def _codes(report: Report, out: Console) -> None:
    table = _table(out, "Refusals (거부)", "msg_cd", "count|건수", "msg1")
    for line in report.codes[:MAX_CODES]:
        table.add_row(line.code, words.count(line.count), line.text)
    if len(report.codes) > MAX_CODES:
        table.add_row("…", "", f"{len(report.codes) - MAX_CODES} more codes")
    table.columns[2].justify = "left"
    out.print(table)
