"""All accounts with their keys, for who has the control token; and the call that stops haero in order."""

from tests.support import Running


async def test_every_account_is_listed_as_it_was_told(haero: Running) -> None:
    opened = (await haero.real.control("POST", "/control/accounts", {"environment": "real"})).json
    found = (await haero.real.control("GET", "/control/accounts")).json["accounts"]
    assert [one["account"] for one in found] == ["50000001-01", "81000001-01", "81000002-01"]
    assert found[2] == opened
    assert found[1]["appsecret"] == haero.real.app.appsecret


async def test_after_a_reset_only_those_that_there_are(haero: Running) -> None:
    await haero.real.control("POST", "/control/accounts", {"environment": "real"})
    await haero.real.control("POST", "/control/reset", {})
    found = (await haero.real.control("GET", "/control/accounts")).json["accounts"]
    assert [one["account"] for one in found] == ["50000001-01", "81000001-01"]


async def test_a_stop_is_asked_for(haero: Running) -> None:
    assert not haero.service.stopped.is_set()
    answer = await haero.real.control("POST", "/control/stop")
    assert (answer.status, answer.json) == (200, {"stopping": True})
    assert haero.service.stopped.is_set()
    assert haero.service.failed is None
