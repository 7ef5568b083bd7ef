"""What an account holds, as tables: shares, cash by currency, sums in won."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from haero.cli.customer import words
from haero.cli.customer.tables import TableCell, TableColumn, show
from haero.cli.texts import text
from haero.terms import Currency

HOLDINGS = (
    TableColumn("column_symbol"),
    TableColumn("column_quantity", figures=True),
    TableColumn("column_paid", figures=True),
    TableColumn("column_last", figures=True, spare=2),
    TableColumn("column_value", figures=True),
    TableColumn("column_profit", figures=True),
    TableColumn("column_return", figures=True),
    TableColumn("column_currency", spare=1),
)
CASH = (
    TableColumn("column_currency"),
    TableColumn("column_cash", figures=True),
    TableColumn("column_usable", figures=True),
    TableColumn("column_reserved", figures=True),
    TableColumn("column_withdrawable", figures=True, spare=1),
)
SUMS = ("assets", "holdings_value", "profit", "cash")


def show_holdings(rows: Iterable[Mapping[str, Any]]) -> None:
    """Prints holdings, or that there are none."""
    found = [_holding(row) for row in rows]
    if found:
        show(HOLDINGS, found)
    else:
        print(text("no_holdings"))


def show_cash(rows: Iterable[Mapping[str, Any]]) -> None:
    """Prints cash, a currency a line, without figures that nobody knows."""
    lines = list(rows)
    names = ("amount", "usable", "reserved", "withdrawable")
    known = [any(row.get(name) is not None for row in lines) for name in names]
    columns = [CASH[0], *(column for column, there in zip(CASH[1:], known, strict=True) if there)]
    cells: list[list[str | TableCell]] = []
    for row in lines:
        figures = [
            words.price(row.get(name), row["currency"]) for name, there in zip(names, known, strict=True) if there
        ]
        cells.append([str(row["currency"]), *figures])
    show(columns, cells)


def show_sums(total: Mapping[str, Any]) -> None:
    """Prints the sums in won, on one line."""
    said = [
        text(
            f"sum_{name}",
            amount=words.signed(total[name], "KRW") if name == "profit" else words.price(total[name], "KRW"),
        )
        for name in SUMS
        if total.get(name) is not None
    ]
    print(text("in_won", sums=", ".join(said)))


def cash_rows(currencies: Mapping[str, Mapping[str, Any]], usable: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    """A row a currency: settled, what orders can use, what open orders hold, what can be withdrawn."""
    return [
        {
            "currency": line["currency"],
            "amount": line["amount"],
            "usable": usable.get(str(line["currency"])),
            "reserved": line["reserved"],
            "withdrawable": line["withdrawable"],
        }
        for line in currencies.values()
    ]


def usable_of(margins: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    """What orders can use of each currency: KIS has a row a country, and several countries have one currency."""
    found: dict[str, Decimal] = {}
    for row in margins:
        currency, usable = row["currency"], row["usable"]
        if currency is not None and usable is not None:
            found[str(currency)] = max(usable, found.get(str(currency), usable))
    return found


def _holding(row: Mapping[str, Any]) -> list[str | TableCell]:
    currency: Currency | None = row["currency"]
    style = words.colour(row["profit"])
    return [
        words.symbol(row["exchange"], row["symbol"]),
        words.number(row["quantity"]),
        words.price(row["average_price"], currency),
        words.price(row["last_price"], currency),
        words.price(row["value"], currency),
        TableCell(words.signed(row["profit"], currency), style),
        TableCell(words.percent(row["profit_percent"]), style),
        str(currency or ""),
    ]
