"""One list of KIS being read: which page comes next."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from haero.client.core.asking import Asker
from haero.client.core.effects import Asking
from haero.client.results.question import Question
from haero.client.results.row import Row
from haero.kis.headers import read_headers
from haero.kis.replies import KisReply

R = TypeVar("R", bound=Row[Any])
Fields = Mapping[str, Any] | Callable[[datetime], Mapping[str, Any]]
"""What a question is asked with; or a function that makes it of the broker's clock."""


class Cursor(Generic[R]):
    """The place in a list. `key` says which of the question's TRs; `keep` looks among the rows for what KIS can't be asked for."""

    def __init__(
        self,
        asker: Asker,
        question: Question[R],
        fields: Fields,
        *,
        key: str = "all",
        keep: Callable[[R], bool] | None = None,
    ) -> None:
        self._asker, self._question, self._fields, self._keep = asker, question, fields, keep
        self._tr_id = question.tr_id(asker.profile.environment, key)
        if not callable(fields):
            self._form: Any = self._made(fields)
        self._tr_cont = ""
        self.ended = False
        self.reply: KisReply | None = None
        """The last reply, with all its blocks."""

    def _made(self, fields: Mapping[str, Any]) -> Any:
        cano, product = self._asker.profile.account
        given = {"account": f"{cano}-{product}"} if "account" in self._question.parameters else {}
        return self._question.request(environment=self._asker.profile.environment, **given, **fields)

    def next_page(self) -> Asking[list[R]]:
        """The next rows; [] after the last page. Raises what a question raises."""
        if self.ended:
            return []
        if self.reply is None and callable(self._fields):
            self._form = self._made(self._fields((yield from self._asker.today())))
        question = self._question
        reply, wire = yield from self._asker.question(
            question.reply_type, question.path, self._tr_id, self._form, tr_cont=self._tr_cont
        )
        rows = question.rows(reply, self._asker.clock.last())
        form = question.next(self._form, reply, read_headers(wire.headers).tr_cont)
        self.reply = reply
        if form is None:
            self.ended = True
        else:
            self._form, self._tr_cont = form, question.pager.tr_cont
        return rows if self._keep is None else [row for row in rows if self._keep(row)]

    def every(self) -> Asking[list[R]]:
        """All rows."""
        found: list[R] = []
        while not self.ended:
            found += yield from self.next_page()
        return found
