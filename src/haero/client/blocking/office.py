"""What the parts of a client share: its driver, and the account that it works for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from haero.client.core.asking import Asker
    from haero.client.core.cursor import Fields
    from haero.client.core.effects import Asking
    from haero.client.core.trading import Trading
    from haero.client.pages import Pages
    from haero.client.results.question import Question
    from haero.client.results.row import Row

T = TypeVar("T")
R = TypeVar("R", bound="Row[Any]")


class Office:
    """Runs operations, and reads lists."""

    def __init__(self, run: Callable[[Asking[Any]], Any], trading: Trading) -> None:
        self._run, self.trading = run, trading

    @property
    def asker(self) -> Asker:
        """The account's way to the broker."""
        return self.trading.asker

    def run(self, operation: Asking[T]) -> T:
        """Performs an operation."""
        found: T = self._run(operation)
        return found

    def one(self, question: Question[R], **fields: Any) -> R:
        """The only row of an answer. Raises NotFound where there is none."""
        from haero.client.core.quoting import one

        return self.run(one(self.asker, question, **fields))

    def pages(
        self, question: Question[R], fields: Fields, *, key: str = "all", keep: Callable[[R], bool] | None = None
    ) -> Pages[R]:
        """A list, read as far as somebody looks. Raises NotOnMock."""
        from haero.client.core.cursor import Cursor
        from haero.client.pages import Pages

        return Pages(self._run, Cursor(self.asker, question, fields, key=key, keep=keep))
