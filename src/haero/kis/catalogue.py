"""The API catalogue: every API of the overseas-stock family with its TRs, request fields and reply blocks.

The data is catalogue.json, which names its sources per API. It is read once, on first use.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class Field:
    """One request or reply field.

    `location` is "body" or "query" for a request field and "output" for a reply field. `max_length` counts characters
    (for a reply field it is the documented length). `values` maps a code to its meaning. `decimals` is the fixed number
    of decimals of a numeric reply field, None for text. `json_type` is what the value is in the JSON: "string" but for three
    fields of the OAuth and hashkey replies ("number", "object").
    """

    name: str
    location: str
    label_ko: str
    label_en: str
    max_length: int | None
    required: bool
    values: dict[str, str]
    decimals: int | None
    note: str
    json_type: str = "string"


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One header of a request, by its name on the wire."""

    name: str
    required: bool
    note: str


@dataclass(frozen=True, slots=True)
class Output:
    """One block of a reply: `kind` is "object", "array" or "delimited" (WebSocket frames)."""

    name: str
    kind: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Pagination:
    """How an API pages: CTX_AREA fields, the tr_cont header alone, or a date or key of its own."""

    style: str
    request_fields: tuple[str, ...]
    response_fields: tuple[str, ...]
    page_size: dict[str, int | None]
    condition_example: str
    note: str


@dataclass(frozen=True, slots=True)
class Api:
    """One API. `tr_ids` maps an environment ("real", "mock") to {key: TR ID}; the key says country and side.

    `envelope` names the top-level texts of a reply beside its blocks, in order: rt_cd, msg_cd, msg1 and the CTX_AREA fields.
    """

    id: str
    name_ko: str
    name_en: str
    group: str
    method: str
    path: str
    mock_supported: bool
    tr_ids: dict[str, dict[str, str]]
    request: tuple[Field, ...]
    outputs: tuple[Output, ...]
    key_case: str | None
    pagination: Pagination | None
    notes: tuple[str, ...]
    envelope: tuple[str, ...]
    headers: tuple[HeaderField, ...]

    def field(self, name: str) -> Field:
        """The request field of this name. Raises KeyError when the API has none."""
        for item in self.request:
            if item.name == name:
                return item
        raise KeyError(name)

    def output(self, name: str) -> Output:
        """The reply block of this name. Raises KeyError when the API has none."""
        for item in self.outputs:
            if item.name == name:
                return item
        raise KeyError(name)


def _request_field(raw: dict[str, Any]) -> Field:
    return Field(
        raw["name"],
        raw["in"],
        raw["label_ko"],
        raw.get("label_en", ""),
        raw["max_length"],
        raw["required"],
        raw["values"],
        None,
        raw["note"],
    )


def _output_field(raw: dict[str, Any]) -> Field:
    return Field(
        raw["name"],
        "output",
        raw["label_ko"],
        raw["label_en"],
        raw.get("length"),
        True,
        {},
        raw.get("decimals"),
        raw.get("note", ""),
        raw.get("json_type", "string"),
    )


def _pagination(raw: dict[str, Any] | None) -> Pagination | None:
    if raw is None:
        return None
    return Pagination(
        raw["style"],
        tuple(raw["request_fields"]),
        tuple(raw["response_fields"]),
        raw["page_size"],
        raw.get("fk_example", ""),
        raw["note"],
    )


def _api(raw: dict[str, Any]) -> Api:
    response = raw["response"]
    return Api(
        id=raw["id"],
        name_ko=raw["name_ko"],
        name_en=raw["name_en"],
        group=raw["group"],
        method=raw["method"],
        path=raw["path"],
        mock_supported=raw["mock_supported"],
        tr_ids={environment: trs or {} for environment, trs in raw["tr_id"].items()},
        request=tuple(_request_field(item) for item in raw["request"]["fields"]),
        outputs=tuple(
            Output(name, block["kind"], tuple(_output_field(item) for item in block["fields"]))
            for name, block in response["outputs"].items()
        ),
        key_case=response.get("key_case"),
        pagination=_pagination(raw["pagination"]),
        notes=tuple(raw["notes"]),
        envelope=tuple(response.get("envelope", ())),
        headers=tuple(
            HeaderField(item["name"], item["required"], item.get("note", "")) for item in raw["request"]["headers"]
        ),
    )


@cache
def apis() -> tuple[Api, ...]:
    """All APIs in catalogue order."""
    raw = msgspec.json.decode(Path(__file__).with_name("catalogue.json").read_bytes())
    return tuple(_api(item) for item in raw)


@cache
def _by_id() -> dict[str, Api]:
    return {item.id: item for item in apis()}


@cache
def _by_route() -> dict[tuple[str, str], Api]:
    return {(item.method, item.path): item for item in apis()}


def api(api_id: str) -> Api:
    """The API with this KIS id, such as "v1_해외주식-001". Raises KeyError when there is none."""
    return _by_id()[api_id]


def by_route(method: str, path: str) -> Api | None:
    """The API at this method and path, or None. WebSocket APIs have the method "WS"."""
    return _by_route().get((method, path))


@cache
def _first_of_name() -> dict[str, str]:
    """The last part of a path to the id of the first API that has it."""
    found: dict[str, str] = {}
    for item in apis():
        found.setdefault(item.path.rsplit("/", 1)[-1], item.id)
    return found


def name_words(named: Api) -> list[str]:
    """An API's name of its own, in words: those of the last part of its path.

    Where an earlier API of the catalogue has that already, its group stands before it: quotations, inquire, ccnl.
    """
    last = named.path.rsplit("/", 1)[-1]
    words = last.split("-")
    return words if _first_of_name()[last] == named.id else [named.group, *words]
