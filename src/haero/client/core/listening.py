"""What the streams ask for: an approval key, and what the broker knows of today's orders."""

from datetime import datetime, timedelta

from haero.client.core import answers
from haero.client.core.asked import korean_day
from haero.client.core.asking import Asker, silence
from haero.client.core.cursor import Cursor
from haero.client.core.effects import NOW, Asking
from haero.client.core.history import asked_for
from haero.client.results.orders import Fill
from haero.client.results.trading_questions import FILLS
from haero.client.stream.desks import utc_now
from haero.client.stream.messages import OrderRow, RowStatus
from haero.client.transport.wire import Broken, Unreached, WireRequest
from haero.kis.reply_types import ApprovalReply
from haero.kis.request_types import ApprovalRequest
from haero.kis.requests import encode_body
from haero.terms import Environment

PATH = "/oauth2/Approval"
_HEADERS = (("Content-Type", "application/json; charset=utf-8"),)


def approval(asker: Asker) -> Asking[str]:
    """A key for the WebSocket (실시간-000). Raises what a question raises."""
    keys = asker.profile.keys
    form = ApprovalRequest(grant_type="client_credentials", appkey=keys.appkey, secretkey=keys.appsecret)
    request = WireRequest("POST", PATH, _HEADERS, encode_body(form))
    tries = 0
    while True:
        tries += 1
        yield from asker.slot()
        try:
            reply = yield from asker.send(request)
        except (Unreached, Broken) as error:
            if tries >= asker.policy.tries:
                raise silence(str(error), asker.profile, reached=isinstance(error, Broken)) from None
        else:
            read = answers.read_reply(ApprovalReply, reply)
            if read is not None and read.approval_key:
                return read.approval_key
            if tries >= asker.policy.tries or (read is not None and read.kis_code not in {"", *answers.RATE_CODES}):
                raise answers.refusal(reply, read, PATH)
        yield from asker.back_off(tries)


def orders_known(asker: Asker, since: datetime) -> Asking[list[OrderRow]]:
    """The orders taken since a moment of this machine's clock (and those of that day before it) as the broker knows them now."""
    mock = asker.profile.environment is Environment.MOCK
    there = yield from asker.today()
    now: datetime = yield NOW
    first = korean_day(there - max(now - since, timedelta())) - timedelta(days=1)
    fields, _ = asked_for(first, None, None, None, None, "all", mock)
    rows = yield from Cursor(asker, FILLS, fields).every()
    return [_row(row) for row in rows]


def _row(row: Fill) -> OrderRow:
    open_now = row.open_quantity
    refused = bool(row.reason or row.reason_code)
    status = RowStatus.REJECTED if refused else RowStatus.WORKING if open_now else RowStatus.DONE
    return OrderRow(
        row.odno,
        row.original or "",
        row.symbol,
        row.exchange,
        row.side,
        row.action,
        row.order_quantity,
        row.quantity,
        open_now,
        row.order_price,
        row.price,
        status,
        row.at,
    )


def clock_of(asker: Asker) -> datetime:
    """The broker's clock as its last reply told it; the local one before that, and for KIS itself."""
    last = None if asker.profile.at_kis else asker.clock.last()
    return utc_now() if last is None else last
