from pathlib import Path

import pytest

from haero.kis import catalogue, reply_types
from haero.kis.objects import plan
from haero.kis.replies import KisReply, OAuthReply
from haero.kis.reply_types import REPLIES
from tests.kis.wire import row_kinds
from tools import make_messages

ENVELOPE = plan(KisReply).names


def test_the_file_is_what_the_generator_writes() -> None:
    assert Path(reply_types.__file__).read_text(encoding="utf-8") == make_messages.render_replies()


def test_every_rest_api_has_a_reply() -> None:
    assert list(REPLIES) == [api.id for api in catalogue.apis() if api.group != "websocket"]
    assert len({kind.__name__ for kind in REPLIES.values()}) == len(REPLIES)


@pytest.mark.parametrize("api_id", REPLIES)
def test_replies_have_the_fields_of_the_catalogue(api_id: str) -> None:
    api, kind = catalogue.api(api_id), REPLIES[api_id]
    assert issubclass(kind, OAuthReply) is (not api.envelope)
    blocks = row_kinds(kind)
    own = [name for name in plan(kind).names if name not in ENVELOPE]
    if not api.envelope:
        assert own == [field.name for field in api.outputs[0].fields]
        return
    assert own == [*api.envelope[3:], *(block.name for block in api.outputs)]
    assert {name: many for name, (_, many) in blocks.items()} == {b.name: b.kind == "array" for b in api.outputs}
    for block in api.outputs:
        row = blocks[block.name][0]
        assert plan(row).names == tuple(field.name for field in block.fields)
        assert plan(row).texts_only
        assert row.any_case is (api_id in {"해외주식-070", "해외주식-071"})


def test_classes_of_rows_have_names_of_their_own() -> None:
    rows = [row for kind in REPLIES.values() for row, _ in row_kinds(kind).values()]
    assert len({row.__name__ for row in rows}) == len(rows)
    assert all(getattr(reply_types, row.__name__) is row for row in rows)


def test_well_known_names() -> None:
    assert REPLIES["v1_해외주식-001"] is reply_types.OrderReply
    assert row_kinds(reply_types.InquireBalanceReply)["output1"] == (reply_types.InquireBalanceOutput1, True)
    assert REPLIES["인증-001"] is reply_types.TokenPReply
