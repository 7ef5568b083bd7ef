"""A client reads what the server really sends: every reply and every text of a walk over all APIs, both ways."""

from collections import Counter

import pytest
import pytest_asyncio

from haero.kis import catalogue, frames, incoming, notice, realtime
from haero.kis.frames import Quotes
from haero.kis.incoming import Ping, StreamAnswer
from haero.kis.notice import Sealed
from haero.kis.replies import KisReply, decode, encode
from haero.kis.reply_types import REPLIES
from tests.server.walk import Walk, records_of, rows_of, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def walked(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return await walk(tmp_path_factory.mktemp("walk"))


async def test_every_reply_of_the_server_comes_back_byte_for_byte(walked: Walk) -> None:
    done = set()
    for heard in walked.replies:
        kind = REPLIES[heard.api_id]
        found = decode(kind, heard.body)
        assert encode(found) == heard.body, heard.api_id
        assert decode(kind, encode(found)) == found
        done |= {heard.api_id} if found.succeeded else set()
    assert done == set(REPLIES)
    assert sum(not decode(REPLIES[heard.api_id], heard.body).succeeded for heard in walked.replies) > 30


def irregular(reply: KisReply) -> list[str]:
    """What of a reply the catalogue does not have, or has otherwise."""
    rows = [row for _, row in rows_of(reply)]
    odd = [key for item in (reply, *rows) if item.shape for key in item.shape.odd]
    return [*reply.extra, *odd, *(key for row in rows for key in row.extra)]


async def test_the_server_sends_nothing_that_the_catalogue_does_not_have(walked: Walk) -> None:
    found = {
        (heard.api_id, name)
        for heard in walked.replies
        for name in irregular(decode(REPLIES[heard.api_id], heard.body))
    }
    found.discard(("v1_해외주식-001", "message"))
    # The same rows in the other case, beside the documented ones: the sources differ.
    twins = {("해외주식-071", field.name.upper()) for field in catalogue.api("해외주식-071").output("output").fields}
    # Without trades the head of the quotes' inquire-ccnl is an empty list, as a client met it.
    odd = {("해외주식-070", "output1"), ("해외주식-070", "output2"), ("해외주식-037", "output1")}
    assert found == twins | odd


async def test_every_text_of_the_websockets_comes_back(walked: Walk) -> None:
    kinds = Counter[str]()
    for heard in walked.streams:
        found = incoming.read(heard.body)
        kinds[type(found).__name__ + heard.api_id[-3:]] += 1
        records = records_of(found, heard.key)
        assert not any(record.extra for record in records)
        match found:
            case Quotes():
                assert frames.frame(found.tr_id, [record.text() for record in records]) == heard.body
            case Sealed():
                assert heard.key is not None
                assert len(records) == 1
                assert notice.frame(found.tr_id, records[0].text(), heard.key) == heard.body
            case StreamAnswer():
                again = realtime.answer(
                    realtime.SUBSCRIBED, found.tr_id, found.tr_key, encrypted=found.encrypted, key=found.key
                )
                assert again == heard.body
            case Ping():
                assert found.text.encode() == heard.body
    for kind in (
        "Quotes007",
        "Quotes021",
        "Quotes008",
        "Sealed009",
        "StreamAnswer007",
        "StreamAnswer021",
        "StreamAnswer008",
        "StreamAnswer009",
    ):
        assert kinds[kind], kind
