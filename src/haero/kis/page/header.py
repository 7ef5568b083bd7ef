"""The headers of a page: what each RequestHeader can do, and the ResponseHeader that all pages share."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from msgspec import Struct, convert, field
from msgspec.structs import fields as struct_fields

from haero.kis.headers import MORE, Headers, checked, read_headers
from haero.kis.shown import HIDDEN

_OPEN = frozenset({"content_type", "tr_id", "tr_cont", "custtype"})
"""What a repr shows: the rest are keys, and what tells who somebody is."""


class PageHeader(Struct, frozen=True, gc=False, kw_only=True):
    """The base of every RequestHeader. Names are KIS's, but for content-type, which Python has to write content_type.

    authorization, appkey and appsecret may stay empty: a client puts its own in. The repr shows no key and nothing personal.
    """

    REQUIRED: ClassVar[tuple[str, ...]] = ()
    """What the page calls required, as it stands on the wire."""

    def pairs(self, under: Iterable[tuple[str, str]] = ()) -> Headers:
        """The headers as they go out, in the page's order, without the empty ones.

        `under` are those that a client would send by itself: where this header says something, it counts instead; what the
        page doesn't have stands at the end, spelt as it was.

        Raises:
            ValueError: one that the page requires is empty, or a value that no header can hold. Named, never quoted.
        """
        rest = {name.lower(): (name, value) for name, value in under}
        found: Headers = []
        for item in struct_fields(type(self)):
            _, own = rest.pop(item.encode_name, ("", ""))
            found.append((item.encode_name, getattr(self, item.name) or own))
        missing = [name for name, value in found if not value and name in self.REQUIRED]
        if missing:
            raise ValueError(f"the page requires {', '.join(missing)}")
        return checked([*found, *rest.values()])

    @classmethod
    def read(cls, headers: Iterable[tuple[str, str]]) -> Self:
        """The header of the pairs of a request, found without regard to case; others are left out.

        Raises:
            msgspec.ValidationError: a TR's header without tr_id.
        """
        return convert({name.lower(): value for name, value in headers}, cls)

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        found = [(name, getattr(self, name)) for name in self.__struct_fields__]
        return [(name, value if name in _OPEN else HIDDEN) for name, value in found if value]

    def __repr__(self) -> str:
        return f"RequestHeader({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"


class ResponseHeader(Struct, frozen=True, gc=False, kw_only=True):
    """응답 Header: 모든 API가 같다. 오지 않은 것은 빈 문자열."""

    content_type: str = field(default="", name="content-type")  # 컨텐츠타입
    tr_id: str = ""  # 거래ID
    tr_cont: str = ""  # 연속 거래 여부: F, M 다음 데이터 있음, D, E 마지막
    gt_uid: str = ""  # Global UID

    @property
    def more(self) -> bool:
        """Is there a further page (tr_cont F or M)?"""
        return self.tr_cont in MORE

    @classmethod
    def read(cls, headers: Iterable[tuple[str, str]]) -> "ResponseHeader":
        """The header of the pairs of a reply, found without regard to case, without outer spaces. The last of a name counts."""
        pairs = list(headers)
        told = read_headers(pairs)
        kind = [value.strip() for name, value in pairs if name.lower() == "content-type"]
        return cls(content_type=kind[-1] if kind else "", tr_id=told.tr_id, tr_cont=told.tr_cont, gt_uid=told.gt_uid)

    def pairs(self) -> Headers:
        """The headers as KIS writes them: its own in small letters, Content-Type in capital form. Empty ones are left out."""
        own = [("tr_id", self.tr_id), ("tr_cont", self.tr_cont), ("gt_uid", self.gt_uid)]
        return checked([("Content-Type", self.content_type), *own])
