from pathlib import Path

import pytest
from msgspec.structs import fields

from haero.kis import catalogue, request_types
from tools import make_messages


def test_the_file_is_what_the_generator_writes() -> None:
    assert Path(request_types.__file__).read_text(encoding="utf-8") == make_messages.render()


def test_every_rest_api_with_named_fields_has_a_struct() -> None:
    rest = {api.id for api in catalogue.apis() if api.group != "websocket"}
    assert set(request_types.REQUESTS) == rest - {"Hashkey"}
    assert len({kind.__name__ for kind in request_types.REQUESTS.values()}) == len(request_types.REQUESTS)


@pytest.mark.parametrize("api_id", request_types.REQUESTS)
def test_structs_have_the_fields_of_the_catalogue(api_id: str) -> None:
    api = catalogue.api(api_id)
    found = fields(request_types.REQUESTS[api_id])
    assert [item.name for item in found] == [field.name for field in api.request]
    optional = {name for key, name in make_messages.OPTIONAL if key == api_id}
    assert [item.required for item in found] == [field.required and field.name not in optional for field in api.request]


def test_the_exceptions_name_real_fields() -> None:
    for api_id, name in [*make_messages.OPTIONAL, *make_messages.LENGTHS]:
        catalogue.api(api_id).field(name)


def test_well_known_names() -> None:
    assert request_types.REQUESTS["v1_해외주식-001"] is request_types.OrderRequest
    assert request_types.REQUESTS["v1_해외주식-003"] is request_types.OrderRvsecnclRequest
    assert request_types.REQUESTS["인증-001"] is request_types.TokenPRequest


def test_a_repr_shows_no_account_number() -> None:
    shown = 0
    for api_id, kind in request_types.REQUESTS.items():
        names = [item.name for item in fields(kind)]
        text = repr(kind(**dict.fromkeys(names, "81234567")))
        if "CANO" in names:
            shown += 1
            assert "CANO='81234567'" not in text, api_id
    assert shown >= 15
