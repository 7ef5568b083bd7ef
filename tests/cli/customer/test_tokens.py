"""`haero token` against a running haero."""

from datetime import datetime

from tests.cli.customer.conftest import Desk


def test_until_when_and_its_end(desk: Desk) -> None:
    until = desk.json("token")["expires_at"]
    assert datetime.fromisoformat(until).tzinfo is not None
    assert desk.json("token")["expires_at"] == until
    assert desk.says("token", "--lang", "ko")[0].startswith("접근토큰 유효기한: ")
    assert desk.json("token", "--revoke") == {"revoked": True}
    assert desk.says("token", "--revoke", "--lang", "ko") == ["접근토큰을 폐기했습니다"]
