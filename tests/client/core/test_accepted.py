"""The good end of a lost order."""

from haero.client.core.accepted import Accepted
from haero.client.results.orders import Fill
from haero.kis.reply_types import InquireCcnlOutput
from tests.client.core.test_facts import facts


def test_the_row_of_kis_is_at_hand_and_is_no_part_of_what_it_is() -> None:
    seen = Fill(InquireCcnlOutput(odno="42"))
    found = Accepted(facts(), seen)
    assert found.seen is seen
    assert found == Accepted(facts())
    assert found != Accepted(facts(key="other"), seen)
