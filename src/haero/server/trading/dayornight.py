"""The retired 주야간원장구분 call (JTTT3010R), which mojito2 still makes before a balance: is it the night ledger? Always N.

Not in the catalogue. N sends the client to the TRs of today; nothing else is known of it.
"""

from haero.kis.legacy import DAY_OR_NIGHT
from haero.server.call import Answer, Call

API_ID = DAY_OR_NIGHT


def handle(call: Call) -> Answer:
    """Answers that today's TRs are to be used."""
    return call.answered({"output": {"PSBL_YN": "N"}})
