"""What the streams ask for: an approval key, today's orders, the clock."""

import json
from datetime import timedelta

import pytest

from haero.client.core.listening import approval, clock_of, orders_known
from haero.client.errors import Answered, NoAnswer, NotConnected
from haero.client.stream.messages import RowStatus
from haero.client.transport.wire import WireReply
from tests.client.core.conftest import Makes
from tests.client.core.stage import (
    BEGAN,
    CCNL,
    CUT,
    HAERO,
    KEYS,
    KIS,
    NO_LINE,
    Answer,
    Stage,
    listed,
    query_of,
    refused,
    reply,
    rows,
    said,
)

APPROVAL = "Approval"
KEY = said({"approval_key": "the key"})


def test_an_approval_key(stage: Stage) -> None:
    stage.answers(APPROVAL, KEY)
    assert stage.run(approval(stage.asker)) == "the key"
    (request,) = stage.sent  # no token is needed for it
    assert json.loads(request.body) == {
        "grant_type": "client_credentials", "appkey": KEYS.appkey, "secretkey": KEYS.appsecret
    }  # fmt: skip


@pytest.mark.parametrize("trouble", [CUT, NO_LINE, reply(502, "<html>"), said({}), refused("EGW00201")])
def test_it_is_asked_for_again(stage: Stage, trouble: Answer) -> None:
    stage.answers(APPROVAL, trouble, KEY)
    assert stage.run(approval(stage.asker)) == "the key"
    assert (len(stage.sent), len(stage.slept)) == (2, 1)


def test_a_refusal_is_told_at_once(stage: Stage) -> None:
    stage.answers(APPROVAL, said({"error_code": "EGW00103", "error_description": "?"}, 403))
    with pytest.raises(Answered) as caught:
        stage.run(approval(stage.asker))
    assert caught.value.code == "EGW00103"
    assert len(stage.sent) == 1


@pytest.mark.parametrize(
    ("trouble", "kind"), [(CUT, NoAnswer), (NO_LINE, NotConnected), (reply(502, "<html>"), Answered)]
)
def test_it_is_given_up(stage: Stage, trouble: Exception | WireReply, kind: type[Exception]) -> None:
    stage.answers(APPROVAL, trouble)
    with pytest.raises(kind):
        stage.run(approval(stage.asker))
    assert len(stage.sent) == stage.asker.policy.tries


def test_an_approval_takes_a_slot(make_stage: Makes) -> None:
    stage = make_stage(HAERO._replace(pace=1))
    stage.answers(APPROVAL, KEY)
    stage.run(approval(stage.asker))
    stage.run(approval(stage.asker))
    assert stage.times == pytest.approx([0.0, 1.02])


def test_the_orders_of_a_day(stage: Stage) -> None:
    refusal = {"rjct_rson": "1", "rjct_rson_name": "no", "nccs_qty": "0"}
    stage.answers(CCNL, rows(listed(1), listed(2, ft_ccld_qty="10", nccs_qty="0"), listed(3, **refusal)))
    found = stage.run(orders_known(stage.asker, BEGAN))
    assert [row.status for row in found] == [RowStatus.WORKING, RowStatus.DONE, RowStatus.REJECTED]
    assert query_of(stage.sent_to(CCNL)[0])["ORD_STRT_DT"] == "20261120"


def test_days_go_back_by_the_brokers_clock_as_far_as_by_this_one(stage: Stage) -> None:
    stage.broker_ahead = 30 * 86_400.0
    stage.answers(CCNL, rows())
    assert stage.run(orders_known(stage.asker, BEGAN - timedelta(days=3))) == []
    assert query_of(stage.sent_to(CCNL)[0])["ORD_STRT_DT"] == "20261217"
    stage.run(orders_known(stage.asker, BEGAN + timedelta(days=3)))  # of a clock that was set back
    assert query_of(stage.sent_to(CCNL)[-1])["ORD_STRT_DT"] == "20261220"


def test_the_clock_of_a_haero_is_its_own_and_that_of_kis_this_machines(make_stage: Makes) -> None:
    for profile, its_own in ((HAERO, True), (KIS, False)):
        stage = make_stage(profile)
        assert clock_of(stage.asker) != BEGAN
        stage.answers(APPROVAL, KEY)
        stage.run(approval(stage.asker))
        assert (clock_of(stage.asker) == BEGAN) is its_own
