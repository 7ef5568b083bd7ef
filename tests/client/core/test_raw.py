"""Any TR as the page shows it: an order that goes out this way is kept and limited like any other."""

import json
from typing import Any

import pytest

from haero.client.core.raw import raw
from haero.client.core.resolving import Found, resolve
from haero.client.errors import KeyConflict, LimitExceeded, OrderOutcomeUnknown
from haero.client.orders.limits import Limits
from tests.client.core.stage import CCNL, CUT, ORDER, SCOPE, Stage, listed, query_of, rows, taken

FIELDS = {
    "OVRS_EXCG_CD": "NASD", "PDNO": "AAPL", "ORD_QTY": "10", "OVRS_ORD_UNPR": "100", "ORD_SVR_DVSN_CD": "0", "ORD_DVSN": "00",
}  # fmt: skip


def send(stage: Stage, key: str | None = "k", **more: str) -> Any:
    return stage.run(raw(stage.trading, "TTTT1002U", FIELDS | more, None, "", key))


def test_an_order_with_a_field_that_nobody_knows(stage: Stage) -> None:
    stage.answers(ORDER, taken("42"))
    found = send(stage, NEW_FIELD="x")
    assert found.output.ODNO == "42"
    body = json.loads(stage.sent_to(ORDER)[0].body)
    assert (body["NEW_FIELD"], body["CANO"], body["OVRS_ORD_UNPR"]) == ("x", "81000001", "100")
    assert "81000001" not in repr(stage.fate_of("k"))
    again = send(stage, NEW_FIELD="x")
    assert again.succeeded
    assert again.output.ODNO == "0000000042"
    with pytest.raises(KeyConflict):
        send(stage, NEW_FIELD="y")
    assert len(stage.sent_to(ORDER)) == 1


def test_a_lost_one_can_be_resolved(stage: Stage) -> None:
    stage.answers(ORDER, CUT)
    with pytest.raises(OrderOutcomeUnknown):
        send(stage)
    stage.answers(CCNL, rows(listed(42)))
    assert isinstance(stage.run(resolve(stage.asker, SCOPE, "k", 0.0)), Found)


def test_limits_hold_here_too(stage: Stage) -> None:
    stage.trading.limits = Limits(max_notional={"USD": 999})
    with pytest.raises(LimitExceeded):
        send(stage)
    assert stage.sent == []


def test_a_question(stage: Stage) -> None:
    stage.answers(CCNL, rows(listed(42)))
    fields = {
        "PDNO": "%", "ORD_STRT_DT": "20261120", "ORD_END_DT": "20261121", "SLL_BUY_DVSN": "00", "CCLD_NCCS_DVSN": "00",
        "OVRS_EXCG_CD": "%", "SORT_SQN": "DS", "ORD_DT": "", "ORD_GNO_BRNO": "", "ODNO": "",
    }  # fmt: skip
    found = stage.run(raw(stage.trading, "TTTS3035R", fields, None, "", None))
    assert found.output[0].odno == "42"
    assert query_of(stage.sent[-1])["CANO"] == "81000001"
