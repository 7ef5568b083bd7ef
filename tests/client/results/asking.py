"""Asks a running haero a question of the client, over HTTP."""

import json
from typing import Any

import msgspec

from haero.client.results.question import Question
from haero.kis.replies import KisReply
from tests.support import Caller


async def ask(caller: Caller, question: Question[Any], **fields: Any) -> tuple[KisReply, Any]:
    """The reply, and the request of the next page (None after the last)."""
    environment = caller.app.environment
    if "account" in question.parameters:
        fields.setdefault("account", caller.app.account)
    request = question.request(environment=environment, **fields)
    answer = await caller.get(
        question.path,
        question.tr_id(environment, "us" if "us" in question.real else "all"),
        msgspec.to_builtins(request),
    )
    assert answer.json["rt_cd"] == "0", answer
    reply = question.read(json.dumps(answer.json).encode())
    return reply, question.next(request, reply, answer.headers.get("tr_cont", ""))


async def ask_row(caller: Caller, question: Question[Any], **fields: Any) -> Any:
    """The only row of the reply, or its first."""
    reply, _ = await ask(caller, question, **fields)
    row = question.row(reply)
    assert row is not None
    return row
