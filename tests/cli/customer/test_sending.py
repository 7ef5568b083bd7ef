"""One order of a command: what is said when a hand stops it on its way."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from haero.cli.customer.options import Destination
from haero.cli.customer.sending import Manner, carry_out
from haero.cli.texts import choose
from haero.client.errors import OrderOutcomeUnknown
from haero.terms import Language

CONTENT = {
    "kind": "order",
    "side": "buy",
    "exchange": "NASD",
    "symbol": "AAPL",
    "quantity": "10",
    "price": "1",
    "type": "limit",
}


class FakeClient:
    """A client of which a hand stops the order; the store has it, and one from before."""

    def __init__(self) -> None:
        self.keys = ["before"]

    def unknowns(self) -> list[OrderOutcomeUnknown]:
        sent_at = datetime(2026, 11, 20, 15, tzinfo=UTC)
        return [
            OrderOutcomeUnknown(key, CONTENT, sent_at, "the program was stopped while it waited") for key in self.keys
        ]

    def buy(self, key: str | None) -> None:
        self.keys.append("new")
        raise KeyboardInterrupt


@pytest.mark.parametrize("as_json", [False, True])
def test_the_last_words_of_a_stopped_order_are_what_finds_out(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    kis: Any = FakeClient()
    choose(Language.KO)
    with pytest.raises(KeyboardInterrupt):
        carry_out(kis, Manner(Destination(), as_json=as_json), kis.buy)
    choose(None)
    told = capsys.readouterr()
    assert told.err.splitlines()[0].startswith("결과를 모르는 주문: 매수 AAPL 10주")
    assert told.err.splitlines()[-1] == "  haero resolve new"
    assert "before" not in told.err
    if as_json:
        assert json.loads(told.out)["error"]["key"] == "new"


def test_what_was_sent_before_is_no_matter_of_this_order(capsys: pytest.CaptureFixture[str]) -> None:
    kis: Any = FakeClient()
    assert carry_out(kis, Manner(Destination()), lambda key: "order") == "order"
    assert capsys.readouterr().err == ""
