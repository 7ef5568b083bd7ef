"""The OpenAPI document: whole, and nothing but the catalogue."""

import json

from haero.kis import catalogue
from haero.kis.openapi import document
from haero.server.operations import OFFERED


def test_every_served_api_is_in_it_with_its_fields() -> None:
    made = document("1.2.3", {"http://127.0.0.1:9443": "real"}, OFFERED)
    assert (made["openapi"], made["info"]["version"]) == ("3.1.0", "1.2.3")
    served = [api for api in catalogue.apis() if api.id in OFFERED]
    assert set(made["paths"]) == {api.path for api in served}
    for api in served:
        operation = made["paths"][api.path][api.method.lower()]
        names = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"}
        assert names == {field.name for field in api.request if field.location == "query"}
        if api.method == "POST" and api.id != "Hashkey":
            body = operation["requestBody"]["content"]["application/json"]["schema"]
            assert list(body["properties"]) == [field.name for field in api.request]


def test_what_is_not_offered_is_not_in_it() -> None:
    order = catalogue.api("v1_해외주식-001")
    assert set(document("1", {}, {order.id})["paths"]) == {order.path}


def test_the_tr_ids_of_both_environments_are_listed() -> None:
    made = document("1", {}, OFFERED)
    operation = made["paths"]["/uapi/overseas-stock/v1/trading/order"]["post"]
    tr_id = next(parameter for parameter in operation["parameters"] if parameter["name"] == "tr_id")
    assert len(tr_id["schema"]["enum"]) == 24


def test_operation_ids_are_unique_and_it_is_plain_json() -> None:
    made = document("1", {}, OFFERED)
    ids = [operation["operationId"] for path in made["paths"].values() for operation in path.values()]
    assert len(set(ids)) == len(ids)
    assert json.loads(json.dumps(made)) == made
