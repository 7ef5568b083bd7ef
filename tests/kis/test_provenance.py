"""provenance.json holds every reply field of every served API, and nothing else."""

import json
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from haero.kis import catalogue, provenance
from haero.kis.catalogue import Api
from haero.kis.errors import Evidence
from haero.kis.provenance import Provenance, source_of
from haero.kis.transactions import STREAMED
from haero.server.operations import OFFERED

LONGEST = 60
SERVED = [api for api in catalogue.apis() if api.id in OFFERED | STREAMED]
ALL = list(chain.from_iterable(block.values() for api in provenance.table().values() for block in api.values()))


def no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len(dict(pairs)) == len(pairs), [key for key, _ in pairs]
    return dict(pairs)


@pytest.mark.parametrize("api", SERVED, ids=lambda api: api.id)
def test_every_field_of_a_served_api_has_its_entry(api: Api) -> None:
    blocks = {block.name: [field.name for field in block.fields] for block in api.outputs}
    assert {name: list(fields) for name, fields in provenance.table()[api.id].items()} == blocks


def test_no_entry_is_unknown_or_stands_twice() -> None:
    assert provenance.table().keys() == {api.id for api in SERVED}
    text = Path(provenance.__file__).with_name("provenance.json").read_text(encoding="utf-8")
    json.loads(text, object_pairs_hook=no_key_twice)


def test_sources_are_short_and_evidence_is_one_of_three() -> None:
    for source, evidence in ALL:
        assert 0 < len(source) <= LONGEST, source
        assert source == source.strip()
        assert isinstance(evidence, Evidence)
    assert {entry.evidence for entry in ALL} == set(Evidence)


def test_what_haero_does_not_know_is_never_recorded() -> None:
    unknown = [entry for entry in ALL if entry.source.startswith(provenance.UNKNOWN)]
    assert unknown
    assert not [entry for entry in unknown if entry.evidence is Evidence.RECORDED]


def test_a_field_is_found_by_its_names() -> None:
    assert source_of("v1_해외주식-001", "output", "ODNO") == Provenance("order: number", Evidence.RECORDED)
    assert source_of("해외주식-063", "output1", "sttl_dt").source == "calendar: settlement date"


@pytest.mark.parametrize(
    "names", [("x", "output", "ODNO"), ("v1_해외주식-001", "x", "ODNO"), ("v1_해외주식-001", "output", "x")]
)
def test_what_there_is_not_raises(names: tuple[str, str, str]) -> None:
    with pytest.raises(KeyError):
        source_of(*names)
