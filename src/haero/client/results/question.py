"""One way to ask KIS something: which TR, which request, what comes back, how it goes on. No I/O here: the core asks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import fields as struct_fields

from haero.client.errors import NotOnMock
from haero.client.results.found import rows_in
from haero.client.results.paging import OnePage, Pager
from haero.client.results.parameters import REQUIRED, Parameter
from haero.client.results.row import Row
from haero.kis.replies import KisReply, decode
from haero.kis.routes import ROUTES
from haero.terms import Environment

R = TypeVar("R", bound=Row[Any])
K = TypeVar("K", bound=Row[Any])
_LEFT_EMPTY = ("CTX_AREA_", "AUTH", "KEYB")


class Question(Generic[R]):
    """A question, declared once: `api` is its id in KIS's catalogue.

        request = FILLS.request(account="12345678-01", since="2026-11-01", until="2026-11-30")
        reply = FILLS.read(body)                    # of an answer to FILLS.tr_id("real"), FILLS.method, FILLS.path
        rows = FILLS.rows(reply, received)          # list[Fill]
        request = FILLS.next(request, reply, tr_cont)   # None after the last page

    `parameters` are the names that `request` takes. `on_mock` has the fields that mock wants otherwise than real; what they silence
    (`unheard`) has to be looked for among the rows.
    """

    __slots__ = ("api", "fixed", "instead", "method", "mock", "on_mock", "pager", "parameters", "path", "real", "reply_type",
                 "request_type", "row_type", "unheard")  # fmt: skip

    def __init__(
        self,
        api: str,
        request_type: type[Struct],
        reply_type: type[KisReply],
        row_type: type[R],
        parameters: Mapping[str, Parameter],
        *,
        fixed: Mapping[str, str] | None = None,
        pager: Pager | None = None,
        instead: str = "",
        on_mock: Mapping[str, str] | None = None,
        unheard: tuple[str, ...] = (),
    ) -> None:
        self.api = api
        self.method, self.path, self.real, self.mock = ROUTES[api]
        self.request_type, self.reply_type, self.row_type = request_type, reply_type, row_type
        self.parameters, self.fixed, self.pager = dict(parameters), dict(fixed or {}), pager or OnePage()
        self.instead, self.on_mock, self.unheard = instead, dict(on_mock or {}), unheard

    def tr_id(self, environment: Environment | str, key: str = "all") -> str:
        """The TR ID. `key` says which of several ("us", "asia"). Raises NotOnMock, and KeyError for a key that it lacks."""
        if environment == Environment.REAL:
            return self._of(self.real, key)
        if not self.mock:
            words = f"모의투자 has no {self.path.rsplit('/', 1)[-1]} ({self.api})"
            raise NotOnMock(f"{words}: {self.instead}" if self.instead else words, api=self.api)
        return self._of(self.mock, key)

    def _of(self, trs: Mapping[str, str], key: str) -> str:
        return next(iter(trs.values())) if len(trs) == 1 else trs[key]

    def request(self, *, environment: Environment | str = Environment.REAL, **fields: Any) -> Any:
        """The request, as its struct of `haero.kis.request_types`.

        Raises TypeError for a name that the question lacks or that is missing, ValueError for a value that KIS can't be asked with.
        """
        unknown = sorted(fields.keys() - self.parameters.keys())
        missing = [name for name, one in self.parameters.items() if one.default is REQUIRED and name not in fields]
        if unknown or missing:
            said = [f"no such parameter: {', '.join(unknown)}"] if unknown else []
            said += [f"missing: {', '.join(missing)}"] if missing else []
            raise TypeError(f"{self.path.rsplit('/', 1)[-1]}: {'; '.join(said)}; it takes {', '.join(self.parameters)}")
        values = {
            item.encode_name: ""
            for item in struct_fields(self.request_type)
            if item.required and item.encode_name.startswith(_LEFT_EMPTY)
        } | self.fixed
        for name, one in self.parameters.items():
            values |= one.write(fields.get(name, one.default))
        if environment != Environment.REAL:
            values |= self.on_mock
        return self.request_type(**values)

    def read(self, body: bytes) -> KisReply:
        """The reply of a body, a success or a failure. Raises haero.kis.errors.Unreadable."""
        return decode(self.reply_type, body)

    def rows(self, reply: KisReply, received: datetime | None = None) -> list[R]:
        """The rows of a reply. `received` is when it came, by the broker's clock (aware)."""
        return rows_in(reply, self.row_type, received)

    def row(self, reply: KisReply, received: datetime | None = None) -> R | None:
        """The only row of a reply, or its first; None where there is none."""
        return next(iter(self.rows(reply, received)), None)

    def also(self, reply: KisReply, kind: type[K], received: datetime | None = None) -> list[K]:
        """The rows of another block of the reply, by their class: sums, cash lines, heads."""
        return rows_in(reply, kind, received)

    def next(self, request: Any, reply: KisReply, tr_cont: str) -> Any:
        """The request of the next page, to be sent with the tr_cont header `pager.tr_cont`; None after the last."""
        return self.pager.next(request, reply, tr_cont.strip())

    def __repr__(self) -> str:
        return f"Question({self.api}, {self.path.rsplit('/', 1)[-1]})"
