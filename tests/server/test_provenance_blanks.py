"""provenance.json against what the handlers really send, over every field of every served API.

Two sides, each exhaustive: what a RowWriter fills in by itself, and what came over the wire in a walk over everything. A field is
"not known to haero" where it is always the blank, zero or constant that its source promises; any other is filled at least once.
"""

import pkgutil
import re
from importlib import import_module

import pytest
import pytest_asyncio

from haero.kis import catalogue, provenance
from haero.kis.errors import Evidence
from haero.kis.provenance import UNKNOWN, Provenance, ProvenanceTable
from haero.kis.rows import RowWriter
from haero.server import quotations, trading
from tests.server.walk import Place, Walk, walk

SAYS = {
    UNKNOWN + "blank": "",
    UNKNOWN + "zero": r"0(\.0+)?",
    UNKNOWN + "0.00": r"0\.00",
    UNKNOWN + "N for the US, else blank": "N?",
}
"""Every source of an unknown field, and what that looks like on the wire."""


BLANK_BY_RULE = "constant of haero: blank"
"""What a source begins with where haero knows the value, and it is none."""


NO_ROWS = UNKNOWN + "no rows"
"""The source of a field whose block never has a row."""


def writers() -> list[RowWriter]:
    """Every RowWriter of every handler."""
    names = [
        f"{package.__name__}.{found.name}"
        for package in (trading, quotations)
        for found in pkgutil.iter_modules(package.__path__)
    ]
    return [value for name in names for value in vars(import_module(name)).values() if isinstance(value, RowWriter)]


def blank_in(writer: RowWriter) -> set[str]:
    """What a writer fills by itself: all fields but those that it says an empty row lacks."""
    fields = {field.name for field in catalogue.api(writer.api_id).output(writer.output_name).fields}
    try:
        writer.row({})
    except ValueError as error:
        return fields - set(re.split(r", | lacks ", str(error)))
    return fields


def blanks() -> dict[Place, str]:
    """The fields that no writer of a block is given, with the text that is sent for them."""
    found: dict[tuple[str, str], list[RowWriter]] = {}
    for writer in writers():
        found.setdefault((writer.api_id, writer.output_name), []).append(writer)
    made = {}
    for (api_id, block), several in found.items():
        fields = catalogue.api(api_id).output(block).fields
        for name in set.intersection(*(blank_in(writer) for writer in several)):
            # foreign-margin also writes empty rows: the writer that is given least shows what the blanks are.
            least = max(several, key=lambda writer: len(blank_in(writer)))
            given = {field.name: "x" for field in fields if field.name not in blank_in(least)}
            made[api_id, block, name] = least.row(given)[name]
    return made


def disagreements(table: ProvenanceTable, filled: dict[Place, str], seen: dict[Place, set[str]]) -> list[str]:
    """Where the table says something else than is sent. `filled` is what the writers fill in, `seen` what came over the wire."""
    found = []
    for place, (source, _) in entries(table).items():
        where = " ".join(place)
        values = seen.get(place, set()) | ({filled[place]} if place in filled else set())
        if source.startswith(BLANK_BY_RULE):
            if values != {""}:
                found.append(f"{where}: {source}, but sent was {sorted(values)[:3]}")
        elif not source.startswith(UNKNOWN):
            if place in filled:
                found.append(f"{where}: a writer leaves it blank, the source is {source}")
            elif not values - {""}:
                found.append(f"{where}: never sent, or always blank; the source is {source}")
        elif source == NO_ROWS:
            if values:
                found.append(f"{where}: {source}, but sent was {sorted(values)[:3]}")
        elif source not in SAYS:
            found.append(f"{where}: nobody can say what {source} looks like")
        elif not values or not all(re.fullmatch(SAYS[source], value) for value in values):
            found.append(f"{where}: {source}, but sent was {sorted(values)[:3]}")
    return found


def entries(table: ProvenanceTable) -> dict[Place, Provenance]:
    return {
        (api_id, block, name): entry
        for api_id, blocks in table.items()
        for block, fields in blocks.items()
        for name, entry in fields.items()
    }


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def walked(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return await walk(tmp_path_factory.mktemp("walk"))


async def test_every_field_is_sent_as_its_source_says(walked: Walk) -> None:
    """provenance.json has every field of every served API (tests/kis/test_provenance.py), so nothing is left out."""
    filled = blanks()
    assert len(filled) > 40
    assert len(entries(provenance.table())) > 700
    assert disagreements(provenance.table(), filled, walked.seen) == []


async def test_what_is_sent_has_its_source(walked: Walk) -> None:
    assert walked.seen.keys() <= entries(provenance.table()).keys()


def changed(place: Place, source: str) -> ProvenanceTable:
    """The table with another source for one field."""
    api_id, block, name = place
    table = {key: {part: dict(fields) for part, fields in blocks.items()} for key, blocks in provenance.table().items()}
    table[api_id][block][name] = Provenance(source, Evidence.GUESSED)
    return table


async def test_the_check_sees_every_single_wrong_entry(walked: Walk) -> None:
    """Each entry is turned round, one at a time: a known field called unknown, an unknown one called known, or something else."""
    filled = blanks()
    both_ways = 0
    for place, (source, _) in entries(provenance.table()).items():
        if source.startswith(UNKNOWN):
            other = UNKNOWN + ("zero" if source.endswith("blank") else "blank")
            wrong = ["ledger: something"] if place in filled or source.endswith(": blank") else []
            wrong += [other, UNKNOWN + "who knows"]
        elif source.startswith(BLANK_BY_RULE):
            wrong = [UNKNOWN + "zero", "ledger: something"]
        else:
            wrong = [UNKNOWN + "blank", BLANK_BY_RULE]
        for text in wrong:
            assert len(disagreements(changed(place, text), filled, walked.seen)) == 1, (place, text)
            both_ways += 1
    assert both_ways > len(entries(provenance.table()))
