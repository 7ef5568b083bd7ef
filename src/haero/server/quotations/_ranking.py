"""What the ten rankings and 업종별시세 share: every listed symbol of one exchange, a key each, the largest first.

A ranking says what a symbol's key is and what it shows besides; volume and price filters, the order, the page and the fields that
all of them have are here. One page of 100 rows. tr_cont stays empty: KIS's own sample asks again with an unchanged KEYB while it is
M or F, and would collect the same page eleven times. A client that knows better sends KEYB = rows that it has, as one reports.
"""

from bisect import insort
from collections.abc import Callable, Generator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, Protocol

from haero.kis import codes, refusals, texts, words
from haero.kis.catalogue import Api
from haero.kis.codes import ExchangeCode
from haero.kis.rows import RowWriter, Value
from haero.market.prices.bars import Bar
from haero.market.prices.messages import Summary
from haero.server.call import Call, Scan
from haero.server.quotations._asked import Asked, rsym, whole_number, wrong
from haero.server.quotations._breaths import each, gives_way
from haero.server.quotations._history import last_minutes, today_and_before
from haero.server.quotations.figures import DECIMALS, change, day_change, last_price
from haero.terms import ZERO

SIZE = 100
STATUS = "무료실시간"
TRADABLE = "○"
DAYS = (1, 2, 3, 5, 10, 20, 30, 60, 120, 250)
"""NDAY 0 to 9: 당일 to 120일; 1년 as 250 trading days."""
MINUTES = (1, 2, 3, 5, 10, 15, 20, 30, 60, 120)
"""MINX 0 to 9."""
MOST_WITH_PAST = 150
"""Symbols of an exchange into whose past a ranking looks: a year of thousands would be minutes of work for one question."""
_LEAST_VOLUMES = (0, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)


class Contender(NamedTuple):
    """A symbol with a price at the moment of asking. `days` are the bars before today and `minutes` the newest, if asked for."""

    call: Call
    found: Asked
    summary: Summary
    last: Decimal
    days: list[Bar]
    minutes: list[Bar]


class Rank(NamedTuple):
    """By what a contender is ranked, the largest first, and the fields that this ranking alone has."""

    key: Decimal
    own: dict[str, Value]


class Ranked(NamedTuple):
    """A symbol in its place: the largest key first, symbols of the same key by their names."""

    place: tuple[Decimal, str]
    contender: Contender
    rank: Rank


class RankingForm(Protocol):
    """What every ranking is asked for."""

    @property
    def EXCD(self) -> str: ...
    @property
    def KEYB(self) -> str: ...
    @property
    def VOL_RANG(self) -> str: ...


Judge = Callable[[Contender], Rank | None]
"""What a contender is worth, or None where it has no place in the ranking."""


class RankingTable:
    """The ranking of one API. `days` and `minutes` say how far back its judge looks."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._heads, self._rows = RowWriter(api.id, "output1"), RowWriter(api.id, "output2")
        self._head_fields = frozenset(field.name for field in api.output("output1").fields)
        self._row_fields = frozenset(field.name for field in api.output("output2").fields)

    def rank(
        self,
        call: Call,
        form: RankingForm,
        judge: Judge,
        days: int = 0,
        minutes: int = 0,
        head: dict[str, Value] | None = None,
    ) -> Scan:
        """The reply. Raises KisRefusal for an exchange, a volume, a price or a KEYB that means nothing."""
        code = codes.by_quote_code(form.EXCD)
        if code is None or form.EXCD not in self._api.field("EXCD").values:
            raise refusals.INVALID_MARKET.refuse()
        least = _LEAST_VOLUMES[chosen("VOL_RANG", form.VOL_RANG or "0", len(_LEAST_VOLUMES))]
        prices = _price("PRC1", form), _price("PRC2", form)
        after = whole_number("KEYB", form.KEYB.strip() or "0", 0, 10**8)
        ranked: list[Ranked] = []
        total, breathes = ZERO, gives_way(call)
        for listed in (yield from _contenders(call, code, least, prices, MOST_WITH_PAST if days or minutes else None)):
            contender = yield from _with_past(listed, days, minutes)
            rank = judge(contender)
            if rank is not None:
                # Into its place at once: to sort thousands takes longer than others should wait.
                insort(ranked, Ranked((-rank.key, contender.found.instrument.symbol), contender, rank))
                total += rank.key
            if breathes:
                yield
        page = enumerate(ranked[after : after + SIZE], after + 1)
        rows = yield from each(call, page, lambda numbered: self._row(*numbered, total))
        values: dict[str, Value] = {
            "zdiv": str(DECIMALS[code.country]),
            "stat": STATUS,
            "crec": len(rows),
            "trec": len(ranked),
            "nrec": len(rows),
        }
        values = {name: value for name, value in (values | (head or {})).items() if name in self._head_fields}
        return call.quoted({"output1": self._heads.row(values), "output2": rows})

    def _row(self, place: int, ranked: Ranked, total: Decimal) -> dict[str, str]:
        _, contender, rank = ranked
        values = _shared(contender) | {"rank": place, "seqn": place}
        values |= {"grav": texts.fixed(rank.key * 100 / total if total else ZERO, 2)}
        return self._rows.row({name: value for name, value in values.items() if name in self._row_fields} | rank.own)


def chosen(name: str, text: str, count: int) -> int:
    """A code of one digit, below `count`. Raises KisRefusal for anything else."""
    if len(text) != 1:
        raise wrong(name)
    return whole_number(name, text, 0, count - 1)


def rising(name: str, text: str) -> bool:
    """GUBN: 1 the upper side, 0 the lower. Raises KisRefusal for anything else."""
    return chosen(name, text, 2) == 1


def against(contender: Contender, base: Decimal) -> dict[str, Value]:
    """n_base, n_diff and n_rate: the last price against another."""
    _, difference, percent = change(contender.last, base)
    price = contender.found.price
    return {"n_base": price(base), "n_diff": price(difference), "n_rate": texts.signed_rate(percent)}


def average(amounts: list[Decimal]) -> Decimal:
    """The mean; 0 of nothing."""
    return sum(amounts, ZERO) / len(amounts) if amounts else ZERO


def _contenders(
    call: Call, code: ExchangeCode, least: int, prices: tuple[Decimal | None, Decimal | None], most: int | None
) -> Generator[None, None, list[Contender]]:
    """The symbols of an exchange that have a price and pass the filters; of these the `most` that were traded most today."""
    chosen: list[tuple[int, str, Contender]] = []
    (lowest, highest), breathes = prices, gives_way(call)
    for instrument in call.books.market.instruments.on(words.EXCHANGES[code.order_code]):
        summary = call.books.market.source.summary(instrument, call.seen)
        last = last_price(summary)
        cheap, dear = lowest is not None and last < lowest, highest is not None and last > highest
        if last and summary.volume >= least and not cheap and not dear:
            found = Asked(call.seen, rsym(code.quote_code, instrument.symbol), code, instrument)
            one = -summary.volume, instrument.symbol, Contender(call, found, summary, last, [], [])
            if most is None:
                chosen.append(one)
            elif len(chosen) < most or one < chosen[-1]:
                insort(chosen, one)
                del chosen[most:]
        if breathes:
            yield
    return [contender for _, _, contender in chosen]


def _with_past(contender: Contender, days: int, minutes: int) -> Generator[None, None, Contender]:
    """The same with the bars that its judge looks at."""
    call, found = contender.call, contender.found
    before, newest = list[Bar](), list[Bar]()
    if days:
        _, before = yield from today_and_before(call, found, days)
    if minutes:
        newest = yield from last_minutes(call, found.instrument, found.now, minutes)
    return contender._replace(days=before, minutes=newest)


def _shared(contender: Contender) -> dict[str, Value]:
    """The fields that more than one ranking shows."""
    call, found, summary, last = contender[:4]
    instrument = found.instrument
    sign, difference, percent = day_change(summary)
    quote = call.books.market.source.quote(instrument, found.now)
    return {
        "rsym": found.rsym,
        "excd": found.code.quote_code,
        "symb": instrument.symbol,
        "name": instrument.name_ko,
        "knam": instrument.name_ko,
        "last": found.price(last),
        "sign": sign,
        "diff": found.price(difference),
        "rate": texts.signed_rate(percent),
        "tvol": summary.volume,
        "tamt": int(summary.amount),
        "pask": found.price(quote.ask if quote else ZERO),
        "pbid": found.price(quote.bid if quote else ZERO),
        "vask": quote.ask_size if quote else 0,
        "vbid": quote.bid_size if quote else 0,
        "shar": instrument.listed_shares,
        "ename": instrument.name_en,
        "enam": instrument.name_en,
        "e_ordyn": TRADABLE,
    }


def _price(name: str, form: RankingForm) -> Decimal | None:
    """A price filter; None where it is empty or the ranking has none."""
    text = getattr(form, name, "").strip()
    if not text:
        return None
    try:
        price = Decimal(text)
    except InvalidOperation:
        raise wrong(name) from None
    if not price.is_finite():
        raise wrong(name)
    return price
