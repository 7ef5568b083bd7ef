"""The control calls that arm faults: what they take, what they list, what they refuse with what there is."""

from typing import Any

import pytest

from haero.faults.catalogue import FAULTS
from haero.faults.registry import MAX_ARMED
from tests.support import Answer, Running


async def arm(haero: Running, **body: Any) -> Answer:
    return await haero.real.control("POST", "/control/faults", body)


async def listed(haero: Running) -> list[dict[str, Any]]:
    answer = await haero.real.control("GET", "/control/faults")
    assert answer.status == 200
    found: list[dict[str, Any]] = answer.json["faults"]
    return found


async def test_arm_list_clear(haero: Running) -> None:
    assert (await haero.real.control("GET", "/control/faults")).json == {"faults": [], "known": list(FAULTS)}
    answer = await arm(
        haero, name="reply-late", times=3, tr_id="TTTT1002U", symbol="AAPL", account="81000001-01",
        params={"seconds": "0.5"},
    )  # fmt: skip
    assert (answer.status, answer.json) == (200, {"id": 1})
    assert (await arm(haero, name="notice-lost", environment="mock")).json == {"id": 2}
    assert await listed(haero) == [
        {
            "id": 1, "name": "reply-late", "times": 3, "fired": 0, "environment": None, "tr_id": "TTTT1002U",
            "symbol": "AAPL", "account": "81000001-01", "params": {"seconds": 0.5, "of": "any", "path": ""},
        },
        {
            "id": 2, "name": "notice-lost", "times": None, "fired": 0, "environment": "mock", "tr_id": None,
            "symbol": None, "account": None, "params": {},
        },
    ]  # fmt: skip
    assert (await haero.real.control("DELETE", "/control/faults/1")).json == {"cleared": [1]}
    assert [one["id"] for one in await listed(haero)] == [2]
    await arm(haero, name="reply-lost", times=1)
    assert (await haero.real.control("DELETE", "/control/faults")).json == {"cleared": [2, 3]}
    assert (await haero.real.control("DELETE", "/control/faults")).json == {"cleared": []}
    assert await listed(haero) == []


async def test_firings_are_counted_and_the_spent_stay_listed(haero: Running) -> None:
    await arm(haero, name="rate-limited", times=2)
    assert [(await haero.real.buy()).code for _ in range(3)] == ["EGW00201", "EGW00201", "APBK0013"]
    (one,) = await listed(haero)
    assert (one["times"], one["fired"]) == (0, 2)


async def test_empty_filters_are_none(haero: Running) -> None:
    await arm(haero, name="rate-limited", tr_id="", symbol="", account="", params=None, times=None)
    assert (await haero.mock.buy()).code == "EGW00201"
    (one,) = await listed(haero)
    assert (one["tr_id"], one["symbol"], one["account"], one["fired"]) == (None, None, None, 1)


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"name": "reply-lots"}, 400, list(FAULTS)),
        ({}, 400, ["name is missing"]),
        ({"name": "reply-lost", "time": 1}, 400, ["time is unknown"]),
        ({"name": "reply-lost", "times": 0}, 400, ["1 to 1000000"]),
        ({"name": "reply-lost", "times": "1"}, 400, ["times", "whole number"]),
        ({"name": "reply-lost", "params": {"seconds": 1}}, 400, ["'seconds'", "of, path"]),
        ({"name": "reply-late", "params": {"seconds": "soon"}}, 400, ["seconds must be 0 to 600", "'soon'"]),
        ({"name": "reply-late", "params": {"seconds": [1]}}, 400, ["params"]),
        ({"name": "error-500-after", "params": {"status": 501}}, 400, ["500, 502, 503, 504"]),
        ({"name": "reply-lost", "params": {"of": "everything"}}, 400, ["any, orders, inquiries, tokens"]),
        ({"name": "reply-lost", "tr_id": "TTTT9999U"}, 400, ["'TTTT9999U'", "docs/coverage.md"]),
        ({"name": "reply-lost", "tr_id": "H0GSCNI0"}, 400, ["'H0GSCNI0'"]),
        ({"name": "notice-lost", "tr_id": "TTTT1002U"}, 400, ["H0GSCNI0, H0GSCNI9"]),
        ({"name": "reply-lost", "symbol": "x" * 21}, 400, ["at most 20"]),
        ({"name": "reply-lost", "environment": "paper"}, 400, ["environment", "real, mock"]),
        ({"name": "reply-lost", "account": "81000009-01"}, 404, ["81000009-01"]),
    ],
)
async def test_what_there_is_not_is_refused_with_what_there_is(
    haero: Running, body: dict[str, Any], status: int, says: list[str]
) -> None:
    answer = await arm(haero, **body)
    assert answer.status == status, answer
    assert all(text in answer.json["error"] for text in says), answer.json
    assert await listed(haero) == []


@pytest.mark.parametrize("id", ["9", "x", "-1", "1/2", "", "1" * 5000, "١"])
async def test_one_that_is_not_armed(haero: Running, id: str) -> None:
    await arm(haero, name="reply-lost")
    answer = await haero.real.control("DELETE", f"/control/faults/{id}")
    assert answer.status == 404
    assert len(await listed(haero)) == 1


async def test_other_methods_are_not_allowed(haero: Running) -> None:
    for method, path in (("PUT", "/control/faults"), ("GET", "/control/faults/1"), ("POST", "/control/faults/1")):
        assert (await haero.real.control(method, path)).status == 405


async def test_too_many(haero: Running) -> None:
    for _ in range(MAX_ARMED):
        await arm(haero, name="notice-lost")
    answer = await arm(haero, name="reply-lost")
    assert (answer.status, f"{MAX_ARMED} faults" in answer.json["error"]) == (400, True)


async def test_a_reset_clears_them(haero: Running) -> None:
    await arm(haero, name="rate-limited")
    assert (await haero.real.control("POST", "/control/reset")).status == 200
    assert await listed(haero) == []
    assert (await haero.real.buy()).code == "APBK0013"


async def test_nothing_of_it_is_journalled(haero: Running) -> None:
    hub = haero.service.hub
    assert hub is not None
    before = hub.broker.journal.seq
    await arm(haero, name="request-lost", times=1)
    await haero.real.control("DELETE", "/control/faults")
    assert hub.broker.journal.seq == before


async def test_where_nothing_can_be_written_any_more_they_still_answer(haero: Running) -> None:
    hub = haero.service.hub
    assert hub is not None
    await arm(haero, name="reply-lost")
    hub.broker.stop(RuntimeError("the disk"))
    assert len(await listed(haero)) == 1
    assert (await haero.real.control("DELETE", "/control/faults")).status == 200
