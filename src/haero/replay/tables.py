"""The report on a terminal."""

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from haero.replay import words
from haero.replay.figures import Outcome
from haero.replay.report import Report, SymbolLine
from haero.replay.texts import OUTCOMES, TYPES, Wording
from haero.replay.words import NONE
from haero.terms import Language

MAX_CODES = 20


def show(report: Report, out: Console, language: Language = Language.EN) -> None:
    """Prints the summary: types and outcomes, symbols, slippage, money, refusals. Single orders are in the files of --report."""
    _Sheet(out, Wording(language)).show(report)


def name_of(line: SymbolLine, say: Wording) -> str:
    """A symbol with its exchange, or all of a currency."""
    return f"{line.exchange} {line.symbol}" if line.exchange is not None else say("all_of", currency=line.currency)


class _Sheet:
    """A terminal and the language in which it is written to."""

    def __init__(self, out: Console, say: Wording) -> None:
        self._out, self._say = out, say

    def show(self, report: Report) -> None:
        self._out.print("[bold]haero replay[/bold]")
        facts = self._facts(report)
        width = max(cell_len(name) for name, _ in facts)
        for name, text in facts:
            self._out.print(f"  {name}{' ' * (width - cell_len(name))}  {text}", markup=False, soft_wrap=True)
        if report.types:
            self._types(report)
            self._symbols(report)
            self._slippage(report)
            self._profit(report)
        if report.money:
            self._money(report)
        if report.codes:
            self._codes(report)

    def _facts(self, report: Report) -> list[tuple[str, str]]:
        say, count = self._say, words.count
        refused = sum(line.count for line in report.codes)
        period = say("from_to", begin=words.moment(report.starts), end=words.moment(report.ends))
        orders = say(
            "orders_fills",
            orders=count(len(report.orders)),
            cancellations=count(report.cancellations),
            fills=count(len(report.fills)),
        )
        return [
            (say("market"), report.market),
            (say("program"), report.program),
            (say("period"), say("period_and_pace", period=period, pace=report.pace)),
            (say("ended"), say.ended(report.ended)),
            (say("calls"), say("requests_refused", requests=count(report.requests), refused=count(refused))),
            (say("orders"), orders),
        ]

    def _table(self, title: str, *columns: str, left: int = 1) -> Table:
        """Prints the title; the columns by the names of their texts. The first `left` of them are text."""
        self._out.print(f"\n[bold]{self._say(title)}[/bold]", soft_wrap=True)
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for place, column in enumerate(columns):
            table.add_column(self._say(column), justify="left" if place < left else "right", no_wrap=True)
        return table

    def _types(self, report: Report) -> None:
        say = self._say
        shown = [outcome for outcome in Outcome if any(line.outcomes[outcome] for line in report.types)]
        table = self._table("title_orders", "type", "division", "orders")
        for outcome in shown:
            table.add_column(say.of(OUTCOMES[outcome]), justify="right", no_wrap=True)
        for line in report.types:
            counts = (words.count(line.outcomes[outcome]) for outcome in shown)
            table.add_row(say.of(TYPES[line.type]), line.division, words.count(line.orders), *counts)
        self._out.print(table)

    def _symbols(self, report: Report) -> None:
        columns = ("symbol", "bought", "average", "sold", "average", "held", "last")
        table = self._table("title_symbols", *columns)
        for line in report.symbols:
            table.add_row(
                name_of(line, self._say),
                words.count(line.bought),
                words.price(line.bought_average),
                words.count(line.sold),
                words.price(line.sold_average),
                words.count(line.held),
                words.price(line.last),
            )
        self._out.print(table)

    def _slippage(self, report: Report) -> None:
        table = self._table("title_slippage", "symbol", "arrival", "vwap", "close", "participation")
        for line in report.symbols:
            table.add_row(
                name_of(line, self._say),
                words.points(line.slippage_arrival),
                words.points(line.slippage_vwap),
                words.points(line.slippage_close),
                words.percent(line.participation),
            )
        self._out.print(table)

    def _profit(self, report: Report) -> None:
        table = self._table("title_by_symbol", "symbol", "realised", "unrealised", "commission", "tax", "currency")
        for line in report.symbols:
            values = line.realised, line.unrealised, line.commission, line.tax
            amounts = (words.money(value, line.currency) for value in values)
            table.add_row(name_of(line, self._say), *amounts, line.currency)
        self._out.print(table)

    def _money(self, report: Report) -> None:
        table = self._table("title_by_account", "account", "value", "profit", "drawdown", "share")
        for line in report.money:
            fall = words.money(line.drawdown, line.currency), words.percent(line.drawdown_share)
            table.add_row(
                f"{self._say(line.environment)} {line.account} {line.currency}",
                words.money(line.value, line.currency),
                words.money(line.profit, line.currency),
                *(fall if line.drawdown else (NONE, "")),
            )
        self._out.print(table)

    def _codes(self, report: Report) -> None:
        table = self._table("title_refusals", "code", "count", "message")
        for line in report.codes[:MAX_CODES]:
            table.add_row(line.code, words.count(line.count), line.text)
        if len(report.codes) > MAX_CODES:
            table.add_row("…", "", self._say("more_codes", count=len(report.codes) - MAX_CODES))
        table.columns[2].justify = "left"
        self._out.print(table)
