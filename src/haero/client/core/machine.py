"""The machine that a client runs on, as operations see it: its clocks, and the files that its programs share."""

from datetime import datetime
from typing import Protocol

from haero.client.local.record import Entered, OrderRecord, Settled
from haero.client.local.token import AccessToken


class Tokens(Protocol):
    """The token that all programs of one app key share."""

    def read(self) -> AccessToken | None:
        """The token that is there, whatever its age."""

    def write(self, token: AccessToken) -> None:
        """Puts a token there for all."""

    def forget(self, value: str) -> None:
        """Takes the token away if it is still this one: KIS said that it is not valid."""

    def try_lock(self) -> bool:
        """Takes the right to issue a token; False while another program or thread has it."""

    def unlock(self) -> None:
        """Gives that right back."""

    def last_try(self) -> datetime | None:
        """When a program last asked for a new token, whatever came of it."""

    def note_try(self, at: datetime) -> None:
        """Remembers, for all programs, that a new token was asked for."""


class Pace(Protocol):
    """The calls a second that all programs of one app key share."""

    def take(self, now: float, *, urgent: bool) -> float:
        """0.0 and a slot is taken; or how many seconds to wait before the next try. Urgent calls (cancellations) go first.

        `now` is seconds of a clock that all processes of this machine share, read anew for every try. Never waits itself.
        """

    def hold_back(self, now: float, seconds: float) -> None:
        """No slot for anybody for so long: the broker said that there were too many calls."""


class OrderStore(Protocol):
    """What orders this machine may have sent. Every method but `settle` raises StoreUnusable."""

    def enter(self, record: OrderRecord) -> Entered:
        """Writes an order down, as SENDING and on disk, before it is sent; or says what stands there already under its key.

        The key of an order that is proven not to be with KIS (UNSENT, ABSENT) is free for the same content.
        """

    def settle(self, scope: str, key: str, settled: Settled) -> bool:
        """Writes down what became of an order; False, and nothing is changed, where KIS's word stands there already.

        What nobody knew can become anything; what was taken for absent, KIS's word. Does not fail because of the disk: the order is
        sent, and its outcome must reach its program. A power cut may take a settlement away: then the order is unknown again.
        """

    def find(self, scope: str, key: str) -> OrderRecord | None:
        """The order of a key."""

    def unsettled(self, scope: str) -> list[OrderRecord]:
        """The orders whose outcome is unknown, oldest first."""

    def owners(self, scope: str, numbers: list[str], since: datetime) -> dict[str, str]:
        """Which of these order numbers belong to orders of the store sent since then: number to key."""


class Machine(Protocol):
    """Clocks and shared files. Tests have another one."""

    @property
    def store(self) -> OrderStore:
        """The orders that may be out."""

    @property
    def tokens(self) -> Tokens:
        """The access token."""

    @property
    def pace(self) -> Pace:
        """The calls a second."""

    def now(self) -> datetime:
        """The local wall clock, UTC."""

    def tick(self) -> float:
        """Seconds of a clock that only goes forward and that all processes of this machine share."""

    def chance(self) -> float:
        """A number from 0 to 1, for jitter."""

    def new_key(self) -> str:
        """A key that nobody used."""
