# Written by tools/make_async.py from blocking/office.py: don't edit.
"""What the parts of a client share: its driver, and the account that it works for."""

from collections.abc import Callable
from typing import Any, TypeVar

from haero.client.core.asking import Asker
from haero.client.core.cursor import Cursor, Fields
from haero.client.core.effects import Asking
from haero.client.core.quoting import one
from haero.client.core.trading import Trading
from haero.client.pages import AsyncPages
from haero.client.results.question import Question
from haero.client.results.row import Row

T = TypeVar("T")
R = TypeVar("R", bound=Row[Any])


class AsyncOffice:
    """Runs operations, and reads lists."""

    def __init__(self, run: Callable[[Asking[Any]], Any], trading: Trading) -> None:
        self._run, self.trading = run, trading

    @property
    def asker(self) -> Asker:
        """The account's way to the broker."""
        return self.trading.asker

    async def run(self, operation: Asking[T]) -> T:
        """Performs an operation."""
        found: T = await self._run(operation)
        return found

    async def one(self, question: Question[R], **fields: Any) -> R:
        """The only row of an answer. Raises NotFound where there is none."""
        return await self.run(one(self.asker, question, **fields))

    def pages(
        self, question: Question[R], fields: Fields, *, key: str = "all", keep: Callable[[R], bool] | None = None
    ) -> AsyncPages[R]:
        """A list, read as far as somebody looks. Raises NotOnMock."""
        return AsyncPages(self._run, Cursor(self.asker, question, fields, key=key, keep=keep))
