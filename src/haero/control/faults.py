"""The control calls that arm injected failures, show them and take them away. They rest on no event, and wait for none."""

from typing import Any

from haero.control.forms import ControlError, FaultForm, form
from haero.control.market import Routes
from haero.desk.reasons import Reason, Refusal
from haero.faults.catalogue import FAULTS, Spot, fault_named
from haero.faults.registry import Aim, ArmedFault, Faults
from haero.kis import legacy, notice, transactions
from haero.server.call import Hub
from haero.server.wire import Request

ALL = "/control/faults"
ONE = "/control/faults/ID"
FAULT_PATHS = (ALL, ONE)
_TR_IDS = {
    Spot.REQUEST: legacy.TR_IDS | {one.tr_id for one in transactions.TRANSACTIONS},
    Spot.NOTICE: {notice.REAL_TR, notice.MOCK_TR},
}
MAX_SYMBOL = 20


def route_of(path: str) -> str:
    """The path by which a call is known: that of one fault stands for those of all."""
    return ONE if path.startswith(f"{ALL}/") else path


class FaultControl:
    """Its calls raise FaultError, Refusal and ControlError."""

    def __init__(self, hub: Hub, faults: Faults) -> None:
        self._hub, self._faults = hub, faults
        self.routes: Routes = {
            ("POST", ALL): self._arm,
            ("GET", ALL): self._list,
            ("DELETE", ALL): self._clear,
            ("DELETE", ONE): self._clear_one,
        }

    def _arm(self, request: Request) -> dict[str, Any]:
        asked = form(request, FaultForm)
        spot = fault_named(asked.name).spot
        if asked.tr_id and asked.tr_id not in _TR_IDS[spot]:
            there = ", ".join(sorted(_TR_IDS[spot])) if spot is Spot.NOTICE else "docs/coverage.md lists them"
            raise ControlError(400, f"tr_id: {asked.tr_id[:20]!r} is no TR of such a {spot}: {there}")
        if asked.account and asked.account not in self._hub.broker.state.accounts:
            raise Refusal(Reason.UNKNOWN_ACCOUNT, asked.account[:40])
        if asked.symbol and len(asked.symbol) > MAX_SYMBOL:
            raise ControlError(400, f"symbol: at most {MAX_SYMBOL} characters")
        aim = Aim(asked.environment, asked.tr_id or "", asked.symbol or "", asked.account or "")
        return {"id": self._faults.arm(asked.name, aim, asked.times, asked.params).id}

    def _list(self, request: Request) -> dict[str, Any]:
        return {"faults": [shown(one) for one in self._faults.listed()], "known": list(FAULTS)}

    def _clear(self, request: Request) -> dict[str, Any]:
        return {"cleared": self._faults.clear()}

    def _clear_one(self, request: Request) -> dict[str, Any]:
        text = request.path.removeprefix(f"{ALL}/")
        cleared = self._faults.clear(int(text)) if text.isdecimal() and text.isascii() and len(text) < 10 else []
        if not cleared:
            raise ControlError(404, f"no fault {text[:40]} is armed: GET /control/faults lists them")
        return {"cleared": cleared}


def shown(one: ArmedFault) -> dict[str, Any]:
    """An armed fault as it is listed: filters that are not set are null, `times` what is left of them."""
    return {
        "id": one.id,
        "name": one.fault.name,
        "times": one.times,
        "fired": one.fired,
        "environment": one.aim.environment,
        "tr_id": one.aim.tr_id or None,
        "symbol": one.aim.symbol or None,
        "account": one.aim.account or None,
        "params": one.values,
    }
