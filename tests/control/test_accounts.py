"""All accounts with their keys, for who has the control token; and the call that stops haero in order."""

from tests.support import Caller, Running


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


async def test_an_account_without_the_overseas_service_may_look_and_not_order(haero: Running) -> None:
    for environment, code in (("real", "APBK1672"), ("mock", "40910000")):
        body = {"environment": environment, "overseas": False, "cash": {"USD": "1000"}}
        keys = (await haero.real.control("POST", "/control/accounts", body)).json
        app = next(app for app in haero.service.vault.apps() if app.account == keys["account"])
        caller = await Caller(haero.real.http, haero.urls, app, haero.service.vault.control_token).log_in()
        state = (await haero.real.control("GET", "/control/state")).json["accounts"]
        assert [one["overseas"] for one in state if one["account"] == app.account] == [False]
        assert (await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="100.00")).code == code
        assert await caller.orders() == []
        signed = await haero.real.control("POST", "/control/service", {"account": app.account, "overseas": True})
        assert signed.json == {"account": app.account, "overseas": True}
        assert (await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="100.00")).json["rt_cd"] == "0"
    unknown = await haero.real.control("POST", "/control/service", {"account": "1-01", "overseas": True})
    assert unknown.status == 404


async def test_a_stop_is_asked_for(haero: Running) -> None:
    assert not haero.service.stopped.is_set()
    answer = await haero.real.control("POST", "/control/stop")
    assert (answer.status, answer.json) == (200, {"stopping": True})
    assert haero.service.stopped.is_set()
    assert haero.service.failed is None
