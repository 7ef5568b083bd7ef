"""Where the value of each reply field comes from, and how it is known: provenance.json, kept by hand, read once.

Evidence is that of the field's shape and meaning: recorded, the field is in a reply that KIS's own server was seen to
send; documented, the catalogue says what it means and haero fills it with that; guessed, its meaning or its value is a
guess.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from haero.kis.errors import Evidence

UNKNOWN = "not known to haero: "
"""What a source begins with where haero has no notion of the value; behind it stands what is sent instead."""


class Provenance(NamedTuple):
    """`source` names the part of haero that has the value (order, ledger, market, …) and what of it is shown."""

    source: str
    evidence: Evidence


ProvenanceTable = dict[str, dict[str, dict[str, Provenance]]]


@cache
def table() -> ProvenanceTable:
    """Everything: {API id: {block: {field: Provenance}}}, in catalogue order."""
    return msgspec.json.decode(Path(__file__).with_name("provenance.json").read_bytes(), type=ProvenanceTable)


def source_of(api_id: str, block: str, field: str) -> Provenance:
    """Where this field comes from. Raises KeyError for an API, block or field that there is not."""
    return table()[api_id][block][field]
