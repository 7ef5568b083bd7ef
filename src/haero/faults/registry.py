"""Which faults are armed, for whom and how often, and what came of them. For the thread of the loop only.

Faults are of the wire: they are no events, are not journalled, and a restart has forgotten them.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from haero.faults.catalogue import NEEDS_TOKEN, Calls, Fault, Spot, fault_named
from haero.faults.effects import NoticeEffect, RequestEffect
from haero.faults.parameters import FaultError, values_of
from haero.terms import Environment

MAX_ARMED = 100
MAX_TIMES = 1_000_000
SPENT_KEPT = 100
"""How many that have done what they were armed for are still listed."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A request or a notice at which a fault may bite. What is not known of it is empty, and meets no filter."""

    environment: Environment | None = None
    tr_id: str = ""
    symbol: str = ""
    account: str = ""
    path: str = ""
    calls: Calls = Calls.ANY
    token: bool = False


@dataclass(frozen=True, slots=True)
class Aim:
    """Whom a fault is for: all that is not empty must be so."""

    environment: Environment | None = None
    tr_id: str = ""
    symbol: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Firing:
    """A fault that bites now: the id of its arming, its name, and what it does."""

    id: int
    name: str
    effect: RequestEffect | NoticeEffect


class ArmedFault:
    """A fault as somebody armed it. `times` is how often it still bites, None for ever; `fired` how often it did."""

    __slots__ = ("aim", "effect", "fault", "fired", "id", "times", "values")

    def __init__(self, id: int, fault: Fault, aim: Aim, times: int | None, values: dict[str, Any]) -> None:
        self.id, self.fault, self.aim, self.times, self.values = id, fault, aim, times, values
        self.fired = 0
        self.effect = fault.effect(values)

    def meets(self, occasion: Occasion) -> bool:
        """Whether it is meant."""
        aim = self.aim
        if aim.environment is not None and aim.environment is not occasion.environment:
            return False
        if aim.tr_id and aim.tr_id != occasion.tr_id:
            return False
        if aim.symbol and aim.symbol != occasion.symbol:
            return False
        if aim.account and aim.account != occasion.account:
            return False
        if self.fault.spot is not Spot.REQUEST:
            return True
        wanted = Calls(self.values["of"])
        if wanted is not occasion.calls and (wanted is not Calls.ANY or occasion.calls is Calls.TOKENS):
            return False
        if self.fault.name in NEEDS_TOKEN and not occasion.token:
            return False
        return occasion.path.endswith(self.values["path"])


class Faults:
    """The armed faults, oldest first. Of several that are meant, the one that was armed first bites, alone."""

    def __init__(self) -> None:
        self.armed: dict[Spot, list[ArmedFault]] = {spot: [] for spot in Spot}
        """By where they bite. Who asks at every request looks first whether there is any."""
        self._spent: deque[ArmedFault] = deque(maxlen=SPENT_KEPT)
        self._last = 0

    def arm(
        self, name: str, aim: Aim | None = None, times: int | None = None, params: Mapping[str, Any] | None = None
    ) -> ArmedFault:
        """Arms a fault for so many `times`, by default until it is cleared. Its id is never given out again.

        Raises:
            FaultError: there is no such fault, parameter or value; or too many are armed.
        """
        fault = fault_named(name)
        values = values_of(name, fault.parameters, params or {})
        if times is not None and not 1 <= times <= MAX_TIMES:
            raise FaultError(f"times must be 1 to {MAX_TIMES}, or left out: until it is cleared")
        if sum(map(len, self.armed.values())) >= MAX_ARMED:
            raise FaultError(f"{MAX_ARMED} faults are armed, and no more can be: clear some")
        self._last += 1
        found = ArmedFault(self._last, fault, aim or Aim(), times, values)
        self.armed[fault.spot].append(found)
        return found

    def bite(self, spot: Spot, occasion: Occasion) -> Firing | None:
        """The fault that bites here, counted; None for most."""
        found = next((one for one in self.armed[spot] if one.meets(occasion)), None)
        if found is None:
            return None
        found.fired += 1
        if found.times is not None:
            found.times -= 1
            if not found.times:
                self.armed[spot].remove(found)
                self._spent.append(found)
        return Firing(found.id, found.fault.name, found.effect)

    def listed(self) -> list[ArmedFault]:
        """All that are armed, and the last that have done what they were armed for (times 0), in the order of their ids."""
        return sorted((*self._spent, *(one for many in self.armed.values() for one in many)), key=lambda one: one.id)

    def clear(self, id: int | None = None) -> list[int]:
        """Takes one away, or all; also those that are spent. Returns their ids, none where there is no such one."""
        gone = [one.id for one in self.listed() if id is None or one.id == id]
        for many in self.armed.values():
            many[:] = [one for one in many if one.id not in gone]
        self._spent = deque((one for one in self._spent if one.id not in gone), maxlen=SPENT_KEPT)
        return gone
