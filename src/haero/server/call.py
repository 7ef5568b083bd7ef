"""What an operation is given, how it ends, and what the services behind it are."""

from collections.abc import Callable, Generator, Mapping
from datetime import datetime

from msgspec import Struct

from haero.books import Books
from haero.broker.broker import Broker
from haero.desk.accounts import Account
from haero.desk.reasons import Refusal
from haero.house.house import House
from haero.house.settings import Settings
from haero.journal.gate import Gate
from haero.kis import refusals, successes
from haero.kis.successes import Success, SuccessPair
from haero.kis.transactions import Transaction
from haero.server.auth.apps import App
from haero.server.wire import Reply, Request, tr_reply
from haero.terms import Environment


class Hub:
    """The running house, its read door, and the gate at which replies wait for the disk.

    A reset puts a new house behind the same hub.
    """

    def __init__(self, house: House, gate: Gate) -> None:
        self.replace(house, gate)

    def replace(self, house: House, gate: Gate) -> None:
        broker = house.broker
        self.house = house
        self.broker: Broker = broker
        self.books = Books(
            broker.state,
            broker.market,
            broker.desk.fees,
            house.settings.exchange_rates,
            lambda: broker.journal.seq,
            lambda: broker.market_seq,
        )
        self.gate = gate


class Answer(Struct, frozen=True, gc=False):
    """What was rendered, and the newest journal number that it can rest on: it leaves when that is on disk."""

    reply: Reply
    seq: int


class Call(Struct, frozen=True, gc=False):
    """One authenticated request of a known TR.

    `now` is the moment up to which time has been worked through; it stays the same as long as the call lasts. `broker` is there
    to submit commands to, all that is read is read from `books`. `reference` is the gt_uid of a corporate customer, or empty.
    `settings` are those of the house.

    An operation ends with `accepted`, `answered` or `quoted`. They take the journal number at which the rendering is done: a
    number cannot be forgotten, and nothing that was read is newer.
    """

    environment: Environment
    transaction: Transaction
    request: Request
    app: App
    books: Books
    broker: Broker
    now: datetime
    reference: str = ""
    settings: Settings = Settings()

    @property
    def seen(self) -> datetime:
        """The moment of the market that clients see: market data may reach them late."""
        return self.books.market.seen(self.now)

    def own_id(self, cano: str, product: str) -> str:
        """The account id of an order request. Raises IGW00002 where it is not the app's own."""
        account = f"{cano}-{product}"
        if account != self.app.account:
            raise refusals.ACCOUNT_MISMATCH.refuse()
        return account

    def own_account(self, cano: str, product: str) -> Account:
        """The account of an inquiry. Raises OPSQ2000 where it is not the app's own, or there is none any more."""
        if f"{cano}-{product}" != self.app.account:
            raise refusals.UNBOUND_ACCOUNT.refuse()
        try:
            return self.books.account(self.app.account)
        except Refusal:  # a reset forgets accounts, not keys
            raise refusals.UNBOUND_ACCOUNT.refuse() from None

    def accepted(self, success: Success | SuccessPair, output: Mapping[str, str], gt_uid: str = "") -> Answer:
        """The reply of an order that was taken: the envelope comes first."""
        body = success.of(self.environment).reply({"output": output})
        return Answer(tr_reply(200, body, self.transaction.tr_id, gt_uid=gt_uid), self.books.seq)

    def answered(
        self, blocks: Mapping[str, object], tr_cont: str = "", success: Success | SuccessPair = successes.QUERY_DONE
    ) -> Answer:
        """The reply of an inquiry into an account: the envelope comes last."""
        return Answer(self._inquired(blocks, tr_cont, success), self.books.seq)

    def quoted(
        self, blocks: Mapping[str, object], tr_cont: str = "", success: Success | SuccessPair = successes.QUOTE_DONE
    ) -> Answer:
        """The reply of an inquiry that shows the market and nothing of an account: it waits for no event of one."""
        return Answer(self._inquired(blocks, tr_cont, success), self.books.market_seq)

    def _inquired(self, blocks: Mapping[str, object], tr_cont: str, success: Success | SuccessPair) -> Reply:
        body = success.of(self.environment).reply(blocks, envelope_last=True)
        return tr_reply(200, body, self.transaction.tr_id, tr_cont)


Scan = Generator[None, None, Answer]
"""A long look that gives way to others at each yield.

It is a look at a snapshot all the same: it keeps to the `now` of its call, and yields only where the source is costly. What one
that runs by itself says of a moment is settled when the moment has come, whenever it is asked. Posted prices may come at the very
moment that a scan is about: a scan of the manual market runs to its end without a yield, unless it stands on a past. Then it shows
the symbols that it has still to come to with a price that is posted meanwhile.
"""

Operation = Callable[[Call], Answer | Scan]
"""One API: a call in, an answer out. Plain functions: they never wait.

Raises:
    KisRefusal, Refusal: it is not carried out.
"""
