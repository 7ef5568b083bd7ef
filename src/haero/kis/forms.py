"""The base of all requests. The types themselves are in `request_types`."""

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct

from haero.kis.shown import HIDDEN, shown

if TYPE_CHECKING:
    from haero.kis.replies import KisReply

Told = TypeVar("Told", bound="KisReply")


class Form(Struct, Generic[Told], frozen=True, gc=False, kw_only=True):
    """A request whose reply is a `Told`: type checkers know from it what comes back. The repr, and what rich prints, has no whole
    account number.
    """

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [(name, shown(name, getattr(self, name))) for name in self.__struct_fields__]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"


class Secret(Form[Told], frozen=True, gc=False, kw_only=True):
    """A request with keys in its body: the repr shows none of it."""

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return []

    def __repr__(self) -> str:
        return f"{type(self).__name__}({HIDDEN})"
