"""The catalogue as an OpenAPI 3.1 document: every REST API that is served, for generators, viewers and fuzzers.

One path has several TRs; the header tr_id chooses. Numbers are texts on this wire, so every schema is a string.
"""

from collections.abc import Collection
from typing import Any

from haero.kis import catalogue
from haero.kis.catalogue import Api, Field, Output

_CREDENTIALS = {
    "authorization": "Bearer and the access token",
    "appkey": "앱키",
    "appsecret": "앱시크릿키",
}
_REFUSED = {
    "404": "MCA00124: no such path",
    "405": "EGW00101: no such method here",
    "413": "EGW00101: the body is too large",
    "500": "a refusal of the gateway (EGW…, IGW…) or of the query server (OPSQ…)",
}
ENVELOPE = ("rt_cd", "msg_cd", "msg1")


def document(version: str, servers: dict[str, str], offered: Collection[str]) -> dict[str, Any]:
    """The whole document. `servers` is a description for each base URL, `version` haero's, `offered` the ids of what is served."""
    served = [api for api in catalogue.apis() if api.id in offered]
    paths: dict[str, Any] = {}
    for api in served:
        paths.setdefault(api.path, {})[api.method.lower()] = _operation(api)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "KIS Open API, overseas stocks, as served by haero",
            "version": version,
            "description": "Generated from the catalogue. Not affiliated with Korea Investment & Securities.",
        },
        "servers": [{"url": url, "description": text} for url, text in servers.items()],
        "paths": paths,
    }


def _operation(api: Api) -> dict[str, Any]:
    parameters = [] if api.group == "auth" else _headers(api)
    operation: dict[str, Any] = {
        "operationId": "_".join([api.method.lower(), *catalogue.name_words(api)]),
        "summary": f"{api.name_ko} ({api.name_en}) [{api.id}]",
        "tags": [api.group],
        "parameters": parameters + [_query(field) for field in api.request if field.location == "query"],
        "responses": _responses(api),
    }
    if api.method == "POST":
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _body(api)}}}
    return operation


def _headers(api: Api) -> list[dict[str, Any]]:
    names = _CREDENTIALS if api.id != "Hashkey" else {"appkey": "앱키", "appsecret": "앱시크릿키"}
    headers = [_parameter(name, "header", text, {"type": "string"}, required=True) for name, text in names.items()]
    known = sorted({tr_id for environment in api.tr_ids.values() for tr_id in environment.values()})
    if known:
        headers.append(_parameter("tr_id", "header", "거래ID", {"type": "string", "enum": known}, required=True))
        headers.append(
            _parameter("custtype", "header", "고객타입", {"type": "string", "enum": ["P", "B"]}, required=False)
        )
        headers.append(
            _parameter("tr_cont", "header", "연속 거래 여부", {"type": "string", "enum": ["", "N"]}, required=False)
        )
    return headers


def _parameter(name: str, where: str, text: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": where, "description": text, "required": required, "schema": schema}


def _query(field: Field) -> dict[str, Any]:
    return _parameter(field.name, "query", field.label_ko, _text(field), required=field.required)


def _text(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if field.max_length:
        schema["maxLength"] = field.max_length
    return schema


def _body(api: Api) -> dict[str, Any]:
    if api.id == "Hashkey":
        return {"type": "object", "description": "the body of the call that will follow"}
    required = [field.name for field in api.request if field.required]
    properties = {field.name: _text(field) | {"description": field.label_ko} for field in api.request}
    return {"type": "object", "properties": properties, "required": required}


def _responses(api: Api) -> dict[str, Any]:
    responses = {"200": _reply("success, or a refusal of the back end (rt_cd other than 0)", _success(api))}
    refused = _oauth_failure() if api.group == "auth" and api.id != "Hashkey" else _failure()
    for status, text in _REFUSED.items():
        responses[status] = _reply(text, refused)
    responses["403"] = _reply("keys or token refused", {"anyOf": [_oauth_failure(), _failure()]})
    return responses


def _reply(text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _failure() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"type": "string"} for name in (*ENVELOPE, "message")},
        "required": list(ENVELOPE),
        "additionalProperties": False,
    }


def _oauth_failure() -> dict[str, Any]:
    names = ["error_description", "error_code"]
    return {
        "type": "object",
        "properties": {name: {"type": "string"} for name in names},
        "required": names,
        "additionalProperties": False,
    }


def _success(api: Api) -> dict[str, Any]:
    if api.group == "auth":
        return {"type": "object"}
    properties: dict[str, Any] = {name: {"type": "string"} for name in ENVELOPE}
    for output in api.outputs:
        properties[output.name] = _block(output)
    success = {"type": "object", "properties": properties, "required": list(ENVELOPE)}
    return {"anyOf": [_failure(), success]}


def _block(output: Output) -> dict[str, Any]:
    row = {
        "type": "object",
        "properties": {f.name: {"type": "string", "description": f.label_ko} for f in output.fields},
    }
    return {"type": "array", "items": row} if output.kind == "array" else row
