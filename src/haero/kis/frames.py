"""Clear quote frames, both ways: 실시간지연체결가 (실시간-007), 실시간호가 (실시간-021), 지연호가 아시아 (실시간-008).

`0|TR|NNN|f1^f2^…`: field order comes from the catalogue, several records of a frame follow each other with ^ between them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from haero.kis import catalogue, codes, records
from haero.kis.errors import Unreadable
from haero.kis.records import WireRecord

TRADES_TR, BOOK_TR, ASIAN_BOOK_TR = "HDFSCNT0", "HDFSASP0", "HDFSASP1"
_APIS = {TRADES_TR: "실시간-007", BOOK_TR: "실시간-021", ASIAN_BOOK_TR: "실시간-008"}
FIELDS: dict[str, tuple[str, ...]] = {
    tr_id: tuple(field.name for field in catalogue.api(api).output("frame").fields) for tr_id, api in _APIS.items()
}
"""Field names per TR: 26, 71 and 17."""

ONE_LEVEL = 17
"""Fields of an HDFSASP0 record of one level: older texts have it so, and KIS's own sample reads it so."""

FEWEST_FIELDS = {tr_id: len(names) for tr_id, names in FIELDS.items()} | {BOOK_TR: ONE_LEVEL}
"""How few fields a record that is read may have."""

MAX_RECORDS = 999
"""NNN has three digits."""
DELAY_MINUTES = 15
"""How late the free Asian keys (D…) are."""

FREE = "D"
_KEY = re.compile(r"([DR])([A-Z]{3})([A-Z0-9./-]{1,12})")
_LEVEL = re.compile(r"([PVD])(BID|ASK)(\d+)")


class QuoteKey(NamedTuple):
    """A realtime key: `text` as the client wrote it, the exchange, the symbol.

    `daytime`: an R key of BAQ, BAY or BAA (주간거래). `late`: a free Asian key, 15 minutes behind.
    """

    text: str
    code: codes.ExchangeCode
    symbol: str
    daytime: bool
    late: bool


def read_key(tr_id: str, text: str) -> QuoteKey | None:
    """What a tr_key of a quote TR means, or None where that TR has no such key.

    D + quote code + symbol is free, R + daytime code the US daytime session, R + quote code paid realtime. HDFSASP0 has no free
    Asian key, HDFSASP1 has only those.
    """
    found = _KEY.fullmatch(text)
    code = codes.by_quote_code(found[2]) if found else None
    if found is None or code is None:
        return None
    free, daytime, american = found[1] == FREE, found[2] == code.daytime_code, code.country == "us"
    if free and daytime:
        return None
    if tr_id == BOOK_TR and free and not american:
        return None
    if tr_id == ASIAN_BOOK_TR and (american or not free):
        return None
    return QuoteKey(text, code, found[3], daytime, free and not american)


def record(tr_id: str, values: Mapping[str, str], decimals: int, fields: int | None = None) -> str:
    """One record, of the first `fields` only if that is given.

    Levels that `values` doesn't name are zeros: the price with `decimals`, the others plain (a guess).

    Raises:
        KeyError: a field before the levels is missing.
        ValueError: a field that the TR doesn't have.
    """
    names = FIELDS[tr_id][:fields]
    if unknown := values.keys() - set(names):
        raise ValueError(f"{tr_id} has no field {sorted(unknown)[0]}")
    nothing = f"{0:.{decimals}f}"
    texts = []
    for name in names:
        text = values.get(name)
        if text is None:
            level = _LEVEL.fullmatch(name)
            if level is None:
                raise KeyError(name)
            text = nothing if level[1] == "P" else "0"
        texts.append(text)
    return "^".join(texts)


class Quotes(NamedTuple):
    """A clear frame: one record or more of the same TR."""

    tr_id: str
    records: tuple[WireRecord, ...]


def read(text: str) -> Quotes:
    """A clear frame by field names. Fields behind the last known one are kept; of an unknown TR, all fields are such.

    Raises:
        Unreadable: the text is cut off or encrypted, or a record is short of fields.
    """
    encrypted, tr_id, count, payload = records.open_frame(text)
    if encrypted:
        raise Unreadable("an encrypted frame")
    found = records.split(payload, FIELDS.get(tr_id, ()), count, FEWEST_FIELDS.get(tr_id, 1))
    return Quotes(tr_id, found)


def frame(tr_id: str, records: Sequence[str]) -> bytes:
    """The frame of one or more records. Raises ValueError for none, or more than NNN can count."""
    if not 1 <= len(records) <= MAX_RECORDS:
        raise ValueError(f"a frame holds 1 to {MAX_RECORDS} records, not {len(records)}")
    return f"0|{tr_id}|{len(records):03d}|{'^'.join(records)}".encode()
