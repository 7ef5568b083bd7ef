"""A list that KIS gives in pages: fetched as far as somebody looks, kept, and read like any other list."""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar, overload

from haero.client.core.effects import Asking
from haero.client.results.found import rows_in
from haero.client.results.row import Row
from haero.kis.replies import KisReply

T = TypeVar("T", bound=Row[Any])
K = TypeVar("K", bound=Row[Any])
Read = TypeVar("Read")


class Listing(Protocol[Read]):
    """A list being read: a Cursor, or what looks like one."""

    @property
    def ended(self) -> bool:
        """Is there no further page?"""

    @property
    def reply(self) -> KisReply | None:
        """The last reply."""

    def next_page(self) -> Asking[list[Read]]:
        """The next rows."""


class Pages(Sequence[T]):
    """Rows of a list, the next page asked for when it is needed. An index, a slice or `len` fetch what they need, and it is kept.

    What is fetched later is as KIS has it later: a list taken while orders come and go is no picture of one moment.
    """

    def __init__(self, run: Callable[[Asking[Any]], Any], cursor: Listing[T]) -> None:
        self._run, self._cursor = run, cursor
        self._pages: list[list[T]] = []
        self._rows: list[T] = []
        self._lock = threading.Lock()

    def pages(self) -> Iterator[list[T]]:
        """The rows page by page, as KIS cut them."""
        at = 0
        while at < len(self._pages) or self._more(len(self._pages)):
            yield self._pages[at]
            at += 1

    def all(self) -> list[T]:
        """Every row."""
        return list(self)

    def first(self, limit: int) -> list[T]:
        """At most so many rows, and no page more than they need."""
        return self[:limit]

    def also(self, kind: type[K]) -> list[K]:
        """The rows of another block of the reply (of the last page that was read): sums, heads, lines of cash."""
        if self._cursor.reply is None:
            self._more(0)
        return [] if self._cursor.reply is None else rows_in(self._cursor.reply, kind)

    def to_pandas(self) -> Any:
        """All rows as a pandas.DataFrame, columns by their English names. Raises ImportError with the command that installs it."""
        from haero.client.results.frames import to_pandas

        return to_pandas(self.all())

    def to_polars(self) -> Any:
        """All rows as a polars.DataFrame."""
        from haero.client.results.frames import to_polars

        return to_polars(self.all())

    def _more(self, known: int) -> bool:
        """One more page, unless somebody fetched one meanwhile. Says whether there are more rows than before."""
        with self._lock:
            while len(self._pages) == known and not self._cursor.ended:
                page: list[T] = self._run(self._cursor.next_page())
                if page or not self._cursor.ended:
                    self._pages.append(page)
                    self._rows += page
            return len(self._pages) > known

    def __iter__(self) -> Iterator[T]:
        at = 0
        while True:
            while at < len(self._rows):
                yield self._rows[at]
                at += 1
            if not self._more(len(self._pages)):
                return

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        stop = index.stop if isinstance(index, slice) else index + 1 if index >= 0 else None
        start = index.start if isinstance(index, slice) else 0
        backwards = stop is None or stop < 0 or (start or 0) < 0
        while (backwards or stop is None or len(self._rows) < stop) and self._more(len(self._pages)):
            pass
        return self._rows[index]

    def __len__(self) -> int:
        while self._more(len(self._pages)):
            pass
        return len(self._rows)

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Pages({len(self._rows)} rows{'' if self._cursor.ended else ', and more'})"


class AsyncPages(Generic[T]):
    """Rows of a list: `async for row in rows`, or `await rows` for all of them. The next page is asked for when it is needed."""

    def __init__(self, run: Callable[[Asking[Any]], Awaitable[Any]], cursor: Listing[T]) -> None:
        self._run, self._cursor = run, cursor
        self._pages: list[list[T]] = []

    async def pages(self) -> AsyncIterator[list[T]]:
        """The rows page by page, as KIS cut them."""
        at = 0
        while True:
            while at < len(self._pages):
                yield self._pages[at]
                at += 1
            if self._cursor.ended:
                return
            page: list[T] = await self._run(self._cursor.next_page())
            if page or not self._cursor.ended:
                self._pages.append(page)

    async def all(self) -> list[T]:
        """Every row."""
        return [row async for row in self]

    async def first(self, limit: int) -> list[T]:
        """At most so many rows, and no page more than they need."""
        found: list[T] = []
        if limit > 0:
            async for row in self:
                found.append(row)
                if len(found) == limit:
                    break
        return found

    async def also(self, kind: type[K]) -> list[K]:
        """The rows of another block of the reply (of the last page that was read): sums, heads, lines of cash."""
        if self._cursor.reply is None:
            await self.first(1)
        return [] if self._cursor.reply is None else rows_in(self._cursor.reply, kind)

    async def to_pandas(self) -> Any:
        """All rows as a pandas.DataFrame, columns by their English names. Raises ImportError with the command that installs it."""
        from haero.client.results.frames import to_pandas

        return to_pandas(await self.all())

    async def to_polars(self) -> Any:
        """All rows as a polars.DataFrame."""
        from haero.client.results.frames import to_polars

        return to_polars(await self.all())

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for row in page:
                yield row

    def __await__(self) -> Generator[Any, None, list[T]]:
        return self.all().__await__()

    def __repr__(self) -> str:
        return f"AsyncPages({sum(map(len, self._pages))} rows{'' if self._cursor.ended else ', and more'})"
