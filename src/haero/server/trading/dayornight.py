"""The retired 주야간원장구분 call (JTTT3010R), which mojito2 still makes before a balance: is it the night ledger? Always N.

Not in the catalogue. N sends the client to the TRs of today; nothing else is known of it.
"""

from haero.kis import successes
from haero.kis.legacy import DAY_OR_NIGHT
from haero.server.call import Call
from haero.server.wire import Reply, tr_reply

API_ID = DAY_OR_NIGHT


async def handle(call: Call) -> Reply:
    """Answers that today's TRs are to be used."""
    body = successes.QUERY_DONE.of(call.environment).reply({"output": {"PSBL_YN": "N"}}, envelope_last=True)
    return tr_reply(200, body, call.transaction.tr_id)
