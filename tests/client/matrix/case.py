"""One square of the matrix: an order is asked for while a fault bites, and all that follows is held against the broker."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import haero
from haero.client.core.policy import Policy
from haero.client.core.resolving import StillUnknown
from tests.client.matrix.bites import DONE, NO, UNKNOWN, Bite
from tests.client.matrix.ground import Ground, Keys
from tests.client.matrix.hands import QUICK, TIMEOUT, Hand
from tests.client.matrix.intents import LATER_QUANTITY, Intent

KEY = "mine"
PATIENCE = 15.0
PROVEN = (haero.NotSent, haero.OrderRejected, haero.AuthError, haero.RateLimited)


class Case:
    """A kind of client, an intent and a fault. `play` returns what was wrong, nothing where nothing was."""

    def __init__(self, place: Ground, threads: ThreadPoolExecutor, kind: str, intent: Intent, bite: Bite) -> None:
        self._place, self._threads, self._kind, self._intent, self._bite = place, threads, kind, intent, bite
        self._wrong: list[str] = []
        self._subject: Any = None
        self._keys: Keys
        self._hands: list[Hand] = []

    async def play(self, environment: str = "real", *, lost: str = "") -> list[str]:
        """`lost`: the fault that bites the order, so that the case's own bites the questions by which that is resolved."""
        self._keys = await self._place.account(environment)
        bite = self._bite
        policy = QUICK._replace(settling=bite.settling)
        first = self._hand(Hand(self._kind, self._place, self._keys, self._threads, policy=policy))
        try:
            self._subject = await self._intent.prepare(first)
            await self._bitten(first, policy, lost)
        finally:
            for hand in self._hands:
                await hand.close()
        name = " ".join(filter(None, (self._kind, self._intent.name, lost)))
        return [f"{name}: {text}" for text in self._wrong]

    async def _bitten(self, hand: Hand, policy: Policy, lost: str) -> None:
        bite = self._bite
        if lost:
            armed = await self._place.arm(self._keys, lost, of="orders")
        else:
            armed = await self._place.arm(self._keys, bite.fault, of="orders", **bite.params)
            if bite.timeout:
                hand = self._hand(
                    Hand(self._kind, self._place, self._keys, self._threads, timeout=bite.timeout, policy=policy)
                )
                await hand.do(lambda kis: kis.buying_power("AAPL", "100"))  # hears the broker's clock
        expected = UNKNOWN if lost else bite.told
        told, number = await self._asked(hand)
        self._check(self._place.fired(armed) == 1, f"the fault bit {self._place.fired(armed)} times")
        self._check(told == expected, f"told {told} instead of {expected}")
        if bite.timeout and not lost:
            hand = self._hand(hand.another())
        if lost:
            armed = await self._place.arm(self._keys, bite.fault, of="inquiries", **bite.params)
        received = lost == "reply-lost" if lost else bite.received
        if told == UNKNOWN:
            number = await self._resolved(hand, received)
            self._check(not lost or self._place.fired(armed) == 1, "the fault did not bite a question")
        elif told == NO:
            self._check(not self._held(), f"a proven no, and the broker holds {self._held()}")
            number = await self._again(hand)
        self._check(self._held() == [number], f"the client says {number}, the broker {self._held()}")
        await self._afterwards(hand, number)

    async def _asked(self, hand: Hand) -> tuple[str, str]:
        """What the program is told, and the number of its order."""
        try:
            order = await hand.do(lambda kis: self._intent.ask(kis, self._subject, KEY))
        except haero.OrderOutcomeUnknown as error:
            self._check(error.key == KEY, f"the unknown has the key {error.key}")
            return UNKNOWN, ""
        except PROVEN:
            return NO, ""
        finally:
            self._check(len(self._held()) <= 1, f"the broker holds {self._held()}")
        return DONE, str(order.odno)

    async def _again(self, hand: Hand) -> str:
        """The same key once more, which must be free now."""
        told, number = await self._asked(hand)
        self._check(told == DONE, f"the same key again: {told}")
        return number

    async def _resolved(self, hand: Hand, received: bool) -> str:
        """From the unknown to a number, over a program that was started again."""
        restarted = self._hand(hand.another())
        for one in (hand, restarted):
            unknown = [error.key for error in await one.do(lambda kis: kis.unknowns())]
            self._check(unknown == [KEY], f"unknown are {unknown}")
            asked = self._orders_asked()
            told, _ = await self._asked(one)
            self._check(told == UNKNOWN, f"the same key again, while nobody knows: {told}")
            self._check(self._orders_asked() == asked, "the same key again was sent, while nobody knows")
        found = await restarted.do(lambda kis: kis.resolve(KEY, patience=PATIENCE))
        self._check(not await restarted.do(lambda kis: kis.unknowns()), "resolved, and still among the unknown")
        if isinstance(found, haero.Accepted):
            self._check(received, f"{found}, and nothing was received")
            return str(found.order.odno)
        if isinstance(found, StillUnknown):
            self._wrong.append(str(found))
            return ""
        self._check(not received, f"{found}, and it was received")
        self._check(not self._held(), f"NotReceived, and the broker holds {self._held()}")
        return await self._again(hand)

    async def _afterwards(self, hand: Hand, number: str) -> None:
        """The key keeps its outcome, and the connection is fit for another order, whose reply is its own."""
        told, again = await self._asked(hand)
        self._check((told, again) == (DONE, number), f"the same key at the end: {told} {again}")
        self._check(self._held() == [number], f"at the end the broker holds {self._held()}")
        reserving = "reserv" in self._intent.name
        later = await hand.do(lambda kis: self._intent.desk(kis).buy("MSFT", LATER_QUANTITY, "50", key="later"))
        account = self._place.broker(self._keys)
        held: Any = (account.reservations if reserving else account.orders).get(int(later.odno))
        self._check(held is not None and held.symbol == "MSFT", f"the next order is told the number {later.odno}")

    def _hand(self, hand: Hand) -> Hand:
        self._hands.append(hand)
        return hand

    def _held(self) -> list[str]:
        return self._intent.held(self._place.broker(self._keys))

    def _orders_asked(self) -> int:
        return sum(one.method == "POST" for one in self._place.asked(self._keys))

    def _check(self, right: bool, text: str) -> None:
        if not right:
            self._wrong.append(text)


assert TIMEOUT > PATIENCE
