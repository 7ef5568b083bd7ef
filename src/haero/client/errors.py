"""What can go wrong, from the side of a program: was it sent, was it answered, or does nobody know?

    HaeroError
    ├─ NotSent                 nothing left this machine: safe to repeat
    │  ├─ BadOrder             a rule of KIS or of the exchange: says the nearest right value
    │  ├─ BadProfile           no keys, no account, no address, or the real account without having been asked for
    │  ├─ LimitExceeded        your own limits
    │  ├─ NotOnMock            모의투자 has no such call: says what to ask instead
    │  ├─ StoreUnusable        the file of orders that may be out can't be used: no order is sent without it
    │  ├─ TooManyRegistrations more than 41 of notices, trades and books
    │  ├─ KeyConflict          the key was used before, for another order
    │  └─ NotConnected         no connection, or no byte of the request went out
    ├─ Answered                KIS answered, and it was no: code, text, http_status, tr_id, request_id, advice, raw
    │  ├─ OrderRejected        an order was refused: nothing of it is on the market
    │  ├─ RateLimited          too many calls a second; nothing was done. Queries wait and ask again by themselves
    │  ├─ AuthError            app key, secret, token or account
    │  └─ NotFound             no such symbol, order or service
    │     └─ NoSuchPrice     a symbol of which KIS has no price
    ├─ NoticeTimeout           `wait` of a stream: it did not happen in time
    ├─ StreamClosed            the stream was closed while somebody waited on it
    ├─ NoAnswer                a question (never an order) that was not answered; ask again when you like
    └─ OrderOutcomeUnknown     an order may have been received. Never sent again by haero: `resolve` finds out

None of them holds an app key, a secret, a token or an account number.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any


class HaeroError(Exception):
    """The base of all errors that a call of the client raises on purpose. They can be pickled, for pools of processes."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type["HaeroError"], args: tuple[Any, ...], known: dict[str, Any]) -> "HaeroError":
    """An error of another process, with all that it knew there."""
    made = kind.__new__(kind, *args)
    made.args = args
    made.__dict__.update(known)
    return made


class NotSent(HaeroError):
    """Nothing left this machine: the same call may be made again."""


class BadOrder(NotSent, ValueError):
    """A rule of KIS or of the exchange forbids the order, so it was not sent.

    `rule` names the rule; `nearest` is the nearest right values (one or two, lower first), where there are such.
    """

    def __init__(self, text: str, *, rule: str = "", nearest: tuple[Decimal | int, ...] = ()) -> None:
        super().__init__(text)
        self.rule, self.nearest = rule, nearest


class BadProfile(NotSent, ValueError):
    """Where to and with which keys is not said, not whole, or the real account was not asked for by name."""


class LimitExceeded(NotSent):
    """One of your own limits (`kis.limits`). `limit` is its name, `asked` and `allowed` the two figures."""

    def __init__(self, text: str, *, limit: str, asked: Decimal | int, allowed: Decimal | int) -> None:
        super().__init__(text)
        self.limit, self.asked, self.allowed = limit, asked, allowed


class NotOnMock(NotSent, LookupError):
    """The call has no TR on mock (모의투자). The text says what can be used instead; `api` is the id of the API."""

    def __init__(self, text: str, *, api: str) -> None:
        super().__init__(text)
        self.api = api


class KeyConflict(NotSent):
    """The key belongs to an order of other content. `key` is the key, `differs` the names of what is not the same."""

    def __init__(self, key: str, differs: tuple[str, ...]) -> None:
        super().__init__(f"the key {key!r} was used for another order: {', '.join(differs)} differ; take a new key")
        self.key, self.differs = key, differs


class StoreUnusable(NotSent):
    """The order store cannot be used: damaged, not haero's, of a newer haero, a full disk, no right to write, held too long.

    What cannot be written down is not sent. The text says what to do.
    """


class NotConnected(NotSent, ConnectionError):
    """No connection could be made, or it failed before the first byte of the request was sent."""


class Answered(HaeroError):
    """KIS answered, and not with a success.

    `code` is msg_cd ("APBK0952") or error_code, `text` KIS's own words (Korean), `http_status` the status, `tr_id` the TR that was
    asked, `request_id` gt_uid, `advice` what to do next (English, "" where haero knows none), `raw` the reply as read.
    """

    def __init__(
        self,
        code: str,
        text: str,
        *,
        http_status: int = 0,
        tr_id: str = "",
        request_id: str = "",
        advice: str = "",
        raw: Any = None,
    ) -> None:
        super().__init__(f"{code} {text}".strip() + (f" ({advice})" if advice else ""))
        self.code, self.text = code, text
        self.http_status, self.tr_id, self.request_id = http_status, tr_id, request_id
        self.advice, self.raw = advice, raw


class OrderRejected(Answered):
    """KIS refused the order. `key` is its key in the store."""

    key: str = ""


class RateLimited(Answered):
    """More calls a second than KIS allows (EGW00201, EGW00215, EGW00133): the call was turned away and did nothing."""


class AuthError(Answered):
    """The app key, the secret, the token or the account is not accepted."""


class NotFound(Answered):
    """No such symbol, order or service."""


class NoSuchPrice(NotFound):
    """KIS knows no price of a symbol: it answers such a question with blanks. Is the exchange right?"""


class NoAnswer(HaeroError):
    """A question that KIS did not answer in time, or not in a way that can be read. It changed nothing."""


class OrderOutcomeUnknown(HaeroError):
    """An order may have been received, and its reply is not known. haero never sends it again.

    `key` names it in the store (`kis.unknowns()`, also after a crash), `sent_at` is when its first byte may have left (aware, local
    clock), `request` what it asked for, without account. `kis.resolve(error)` finds out what became of it.
    """

    def __init__(self, key: str, request: Mapping[str, str], sent_at: datetime, why: str) -> None:
        what = " ".join(
            f"{value}" for name, value in request.items() if name in ("side", "quantity", "symbol", "price")
        )
        super().__init__(
            f"{what}: {why}. It may have been received and is not sent again; resolve it by its key {key!r}"
        )
        self.key, self.request, self.sent_at, self.why = key, dict(request), sent_at, why
