"""The call of a TR, from KIS's own names: a dictionary, or a RequestBody or RequestQueryParam of `haero.kis.page`. No I/O.

    call = call_of("TTTT1002U", "real", {"pdno": "AAPL", …}, ("12345678", "01"))
    call.method, call.path, call.body(), call.query()
    replies.decode(call.reply, …)

What KIS added since the catalogue was written goes out unchanged, and stands in `call.extra`.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Generic, NamedTuple, TypeVar, overload

import msgspec
from msgspec import Struct
from msgspec.structs import fields as struct_fields
from msgspec.structs import replace

from haero.kis.forms import Form
from haero.kis.page.header import PageHeader
from haero.kis.page.index import BY_TR, ApiPage, page_of
from haero.kis.renamed import RENAMED
from haero.kis.replies import KisReply
from haero.kis.requests import encode_body, encode_query

AccountNumber = tuple[str, str]
"""CANO and ACNT_PRDT_CD."""

_ACCOUNT_FIELDS = ("CANO", "ACNT_PRDT_CD")
_ENVIRONMENTS = ("real", "mock")
_PAGING = frozenset({"KEYB", "NEXT"})
_PAGING_PREFIX = "CTX_AREA_"
_REAL_LETTERS = "TCJ"
"""A mock TR is V in the place of one of these, but for the US sell."""


R = TypeVar("R", bound=KisReply)


class RawCall(NamedTuple, Generic[R]):
    """One call as it goes out. `extra`: the fields that the catalogue doesn't know, sent as given; `reply`: what comes back."""

    method: str
    path: str
    tr_id: str
    request: Form[R]
    extra: dict[str, str]
    reply: type[R]

    def body(self) -> bytes:
        """The body of a POST; nothing for a GET. Raises ValueError as requests.encode_body."""
        if self.method != "POST":
            return b""
        known = encode_body(self.request)
        if not self.extra:
            return known
        return msgspec.json.encode(msgspec.json.decode(known, type=dict[str, str]) | self.extra)

    def query(self) -> dict[str, str]:
        """The query of a GET; nothing for a POST. Raises ValueError as requests.encode_query."""
        return {} if self.method == "POST" else encode_query(self.request) | self.extra

    def __repr__(self) -> str:  # nobody knows what is in a field that nobody knows
        more = f", extra={list(self.extra)}" if self.extra else ""
        return f"RawCall({self.tr_id} {self.method} {self.path}, {self.request!r}{more})"


@overload
def call_of(tr_id: str, environment: str, fields: Form[R], account: AccountNumber) -> RawCall[R]: ...
@overload
def call_of(tr_id: str, environment: str, fields: Mapping[str, Any], account: AccountNumber) -> RawCall[KisReply]: ...
def call_of(
    tr_id: str, environment: str, fields: Mapping[str, Any] | Form[Any], account: AccountNumber
) -> RawCall[Any]:
    """The call of a TR in an environment ("real" or "mock").

    `fields` is a RequestBody or RequestQueryParam of the TR's page, or KIS's names, in any case, to texts (or int and Decimal;
    None is as if it weren't there). CANO and ACNT_PRDT_CD come from `account` where they are missing or empty, and paging keys
    are empty where they are missing.

    Raises:
        ValueError: no such environment; no such TR, or none of this environment (with the right one); another page's struct; a
            name that comes twice; a required field missing; a value that is none of the above. Values are never quoted.
    """
    page = _page(tr_id, environment)
    kind = page.request
    assert kind is not None, "what has a TR has a request"
    if isinstance(fields, Struct):  # any struct: a reply by mistake, too
        if not isinstance(fields, kind):
            raise ValueError(f"{tr_id} takes {_called(page)} ({kind.__name__}), not {type(fields).__name__}")
        return RawCall(page.method, page.path, tr_id, _with_account(fields, account), {}, page.reply)
    known, extra = _sorted(kind, fields)
    for name, value in zip(_ACCOUNT_FIELDS, account, strict=True):
        if name in kind.__struct_fields__ and not known.get(name):
            known[name] = value
    missing: list[str] = []
    for item in struct_fields(kind):
        if item.required and item.name not in known:
            if not (item.name in _PAGING or item.name.startswith(_PAGING_PREFIX)):
                missing.append(item.name)
            known[item.name] = ""
    if missing:
        raise ValueError(f"{tr_id} ({page.module}) needs {', '.join(missing)}")
    return RawCall(page.method, page.path, tr_id, kind(**known), extra, page.reply)


def tr_of(form: Form[Any], environment: str, header: PageHeader | None = None) -> str:
    """The TR of a RequestBody or RequestQueryParam: the header's, or the only one that its page has in this environment.

    Raises:
        ValueError: no page's request; several TRs share it (side and country are in the TR alone), or the environment has none.
    """
    _check_environment(environment)
    page = page_of(form)
    told: str = getattr(header, "tr_id", "")
    if told:
        return told
    found = page.trs(environment)
    if len(found) == 1:
        return next(iter(found.values()))
    if not found:
        raise ValueError(f"{environment} has no TR for {_called(page)}")
    choice = ", ".join(f"{tr_id} ({name})" for name, tr_id in found.items())
    raise ValueError(f"{_called(page)} doesn't say which TR: give one of {choice}")


def _check_environment(environment: str) -> None:
    if environment not in _ENVIRONMENTS:
        raise ValueError(f"no environment {environment!r}: it is {' or '.join(_ENVIRONMENTS)}")


def _called(page: ApiPage) -> str:
    return f"{page.module}.{'RequestBody' if page.method == 'POST' else 'RequestQueryParam'}"


def _page(tr_id: str, environment: str) -> ApiPage:
    _check_environment(environment)
    page = BY_TR.get(tr_id)
    if page is None:
        raise ValueError(_unknown(tr_id, environment))
    if tr_id not in page.trs(environment).values():
        other = "real" if environment == "mock" else "mock"
        raise ValueError(f"{tr_id} is a TR of {other}; {_right(page, page.name_of(tr_id), environment)}")
    return page


def _right(page: ApiPage, name: str, environment: str) -> str:
    found = page.trs(environment).get(name)
    what = page.module if name == "all" else f"{page.module}, {name}"
    return f"in {environment} it is {found} ({what})" if found else f"{environment} has none for it ({what})"


def _unknown(tr_id: str, environment: str) -> str:
    """Why a TR isn't known, and which may be meant: KIS's rule of the first letter, or a slip of the pen."""
    if not tr_id:
        return "no TR was given"
    today = next((names[tr_id] for names in RENAMED.values() if tr_id in names), "")
    said = f"{tr_id} is an older name" if today else f"there is no TR {tr_id}"
    for found in (today or tr_id, *_reals(today or tr_id)):
        if found in BY_TR:
            return f"{said}; {_right(BY_TR[found], BY_TR[found].name_of(found), environment)}"
    trs = [found for found, page in BY_TR.items() if found in page.trs(environment).values()]
    near = get_close_matches(tr_id.strip().upper(), trs, n=3)
    return f"there is no TR {tr_id!r}" + (f"; {environment} has {', '.join(near)}" if near else "")


def _reals(tr_id: str) -> Iterable[str]:
    """The real TRs that a mock TR stands for by KIS's rule."""
    return (letter + tr_id[1:] for letter in _REAL_LETTERS) if tr_id[0] == "V" else ()


def _with_account(form: Form[Any], account: AccountNumber) -> Form[Any]:
    empty = {
        name: value
        for name, value in zip(_ACCOUNT_FIELDS, account, strict=True)
        if name in form.__struct_fields__ and not getattr(form, name)
    }
    return replace(form, **empty) if empty else form


def _sorted(kind: type[Form[Any]], fields: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The fields that the struct has, by its names, and the others as they were given."""
    names = {name.upper(): name for name in kind.__struct_fields__}
    known: dict[str, str] = {}
    extra: dict[str, str] = {}
    _refuse_repeated(fields)
    for key, value in fields.items():
        if value is None:
            continue
        name = names.get(key.upper())
        (extra if name is None else known)[name or key] = _text(key, value)
    return known, extra


def _refuse_repeated(names: Iterable[object]) -> None:
    seen: set[str] = set()
    for name in names:
        if not isinstance(name, str):
            raise ValueError(f"the name of a field is a text, not {type(name).__name__}")
        if name.upper() in seen:
            raise ValueError(f"{name.upper()} comes twice, in two spellings")
        seen.add(name.upper())


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    raise ValueError(f"{name} is {type(value).__name__}: KIS takes texts (int and Decimal are written as such)")
