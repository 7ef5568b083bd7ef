"""Requests, both ways: body bytes or a query to a request struct, or the refusal that KIS would give; and a struct to either.

The hot path of reading is one decode and one conversion. Only when something is wrong are the fields looked at one by one, in
catalogue order, so that the first wrong field is named.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import asdict
from msgspec.structs import fields as struct_fields

from haero.kis import oauth_refusals, refusals
from haero.kis.errors import Denial, KisRefusal

if TYPE_CHECKING:
    from haero.kis.catalogue import Api

T = TypeVar("T", bound=Struct)

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_convert = msgspec.convert

# OAuth field to (missing, wrong). Which denial answers a field that is too long is a guess.
_OAUTH_REFUSALS: dict[str, tuple[Denial, Denial]] = {
    "grant_type": (oauth_refusals.OAUTH_GRANT_TYPE_REQUIRED, oauth_refusals.OAUTH_UNSUPPORTED_GRANT_TYPE),
    "appkey": (oauth_refusals.OAUTH_APPKEY_REQUIRED, oauth_refusals.OAUTH_INVALID_APPKEY),
    "appsecret": (oauth_refusals.OAUTH_APPSECRET_REQUIRED, oauth_refusals.OAUTH_INVALID_APPSECRET),
    "secretkey": (oauth_refusals.OAUTH_APPSECRET_REQUIRED, oauth_refusals.OAUTH_INVALID_APPSECRET),
    "token": (oauth_refusals.OAUTH_TOKEN_NOT_FOUND, oauth_refusals.OAUTH_INVALID_TOKEN),
}

# python-kis writes the paging keys in small letters, and KIS answers it: Soju06/python-kis#73 shows open orders on real. That
# the values are read too, not only tolerated, is a guess: without it no second page could ever be asked for.
_SMALL_AREAS = {
    f"ctx_area_{kind}{width}": f"CTX_AREA_{kind.upper()}{width}" for kind in ("fk", "nk") for width in ("", 100, 200)
}


@dataclass(frozen=True, slots=True)
class _Limit:
    name: str
    required: bool
    least: int
    most: int


@cache
def _limits(kind: type[Struct]) -> tuple[_Limit, ...]:
    found = []
    for item in struct_fields(kind):
        meta = next(part for part in get_args(item.type) if isinstance(part, Meta))
        found.append(_Limit(item.encode_name, item.required, meta.min_length or 0, meta.max_length or 0))
    return tuple(found)


def decode_body(api: "Api", kind: type[T], body: bytes) -> T:
    """The request struct of a POST body. Unknown keys are ignored, so a key in the wrong case is a missing one.

    Raises KisRefusal: no body OPSQ9995; broken JSON, no object, invalid UTF-8 or a repeated key OPSQ9997 (for a repeated
    key a guess); a field missing, empty though required, no string or too long: "확인해주세요" (IGW, 500). The OAuth APIs
    answer with OAuth refusals: EGW00101 for the body, the field's own for a field.
    """
    try:
        values = read_object(body)
    except KisRefusal:
        if api.group == "auth":
            raise oauth_refusals.OAUTH_INVALID_REQUEST.refuse() from None
        raise
    try:
        return _convert(values, kind)
    except msgspec.ValidationError:
        raise _refusal(api, kind, values) from None


def decode_query(api: "Api", kind: type[T], query: Mapping[str, str]) -> T:
    """The request struct of a GET query. A required key must be there but may be empty; unknown keys are ignored.

    The paging keys (CTX_AREA_…) are also taken in small letters.

    Raises KisRefusal: a key missing APMP0001 (account inquiries) or OPSQ2001 (quotes), a value too long OPSQ2002.
    """
    values = query if type(query) is dict else dict(query)
    if not _SMALL_AREAS.keys().isdisjoint(values):
        values = {_SMALL_AREAS[name]: values[name] for name in _SMALL_AREAS.keys() & values} | values
    try:
        if not "".join(values.values()).isascii():
            _refuse_surrogates(values)
        return _convert(values, kind)
    except msgspec.ValidationError:
        raise _refusal(api, kind, values) from None


def encode_body(form: Struct) -> bytes:
    """The POST body of a request struct: decode_body(api, type(form), encode_body(form)) == form.

    Keys in catalogue order. An optional field that is empty is left out, as in the bodies that KIS prints (ORD_DVSN must be
    left out by TRs that don't have it); a required one that may be empty is written.

    Raises:
        ValueError: a field that KIS would refuse for its length, or because it is empty or no text. Named, never quoted.
    """
    _check(form)
    return _encode(form)


def encode_query(form: Struct) -> dict[str, str]:
    """The GET query of a request struct, all its fields in catalogue order, empty ones too: KIS's own samples send every key.

    decode_query(api, type(form), encode_query(form)) == form; how the values are escaped is up to who writes the URL.

    Raises:
        ValueError: as encode_body.
    """
    _check(form)
    return asdict(form)


def _check(form: Struct) -> None:
    for limit in _limits(type(form)):
        value = getattr(form, limit.name)
        if type(value) is not str:
            raise ValueError(f"{limit.name} is no text")
        if not limit.least <= len(value) <= limit.most:
            raise ValueError(f"{limit.name} has {len(value)} characters, not {limit.least} to {limit.most}")
        if not value.isascii() and not _is_unicode(value):
            raise ValueError(f"{limit.name} is no Unicode text")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises KisRefusal OPSQ9995 (no body) or OPSQ9997 (anything that is no clean object)."""
    try:
        values = _decode(body)
    except (ValueError, RecursionError):
        raise (refusals.INVALID_JSON if body.strip() else refusals.BODY_NOT_FOUND).refuse() from None
    if type(values) is not dict:
        raise refusals.INVALID_JSON.refuse()
    # Each key brings a colon, so as many colons as distinct keys proves that no key came twice. More colons may stand in
    # texts or inner objects: only then is the exact check worth its time.
    if len(values) != body.count(b":"):
        _refuse_repeated_keys(body)
    return values


def _refuse_repeated_keys(body: bytes) -> None:
    try:
        json.loads(body, object_pairs_hook=_object_without_repeats)
    except (ValueError, RecursionError):
        raise refusals.INVALID_JSON.refuse() from None


def _object_without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key came twice")
    return found


def _refuse_surrogates(values: Mapping[str, str]) -> None:
    # A lone surrogate can't be written into a reply or the journal. No KIS answer is known: the length check is a guess.
    if not _is_unicode("".join(values.values())):
        raise refusals.FIELD_TOO_LONG.refuse()


def _refusal(api: "Api", kind: type[Struct], values: Mapping[str, Any]) -> KisRefusal:
    for limit in _limits(kind):
        if limit.name not in values:
            if limit.required:
                return _field_refusal(api, limit.name, missing=True)
            continue
        value = values[limit.name]
        if not isinstance(value, str) or len(value) > limit.most:
            return _field_refusal(api, limit.name, missing=False)
        if len(value) < limit.least:
            return _field_refusal(api, limit.name, missing=True)
    raise AssertionError(f"{kind.__name__} refused values that keep all its limits")


def _field_refusal(api: "Api", name: str, *, missing: bool) -> KisRefusal:
    if api.group == "auth":
        return _OAUTH_REFUSALS[name][0 if missing else 1].refuse()
    if api.method == "POST":
        return refusals.FIELD_CHECKS.get(name, refusals.CHECK_FIELD).refuse(api.field(name).label_ko)
    if not missing:
        return refusals.FIELD_TOO_LONG.refuse()
    if api.group == "quotations":
        return refusals.QUOTE_FIELD_MISSING.refuse(name)
    return refusals.REQUIRED_FIELD.refuse(api.field(name).label_ko)
