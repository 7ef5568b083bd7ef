"""Fields that a handler leaves blank are "not known to haero" in the coverage page."""

import pkgutil
import re
from importlib import import_module

from haero.kis import catalogue, provenance
from haero.kis.rows import RowWriter
from haero.server import quotations, trading


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


def test_blanks_are_not_known_to_haero() -> None:
    found: dict[tuple[str, str], set[str]] = {}
    for writer in writers():
        key = writer.api_id, writer.output_name
        found[key] = found.get(key, blank_in(writer)) & blank_in(writer)  # foreign-margin also writes empty rows
    assert sum(map(len, found.values())) > 40
    for (api_id, block), fields in found.items():
        for field in fields:
            source = provenance.source_of(api_id, block, field).source
            assert source.startswith(provenance.UNKNOWN), (api_id, block, field)
