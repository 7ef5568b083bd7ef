"""Retired TRs: what haero still answers to, and where."""

import pytest

from haero.kis import legacy, transactions

ORDER = "/uapi/overseas-stock/v1/trading/order"
NCCS = "/uapi/overseas-stock/v1/trading/inquire-nccs"
DAY_OR_NIGHT = "/uapi/overseas-stock/v1/trading/dayornight"


@pytest.mark.parametrize(("old", "new"), [("JTTT1002U", "TTTT1002U"), ("JTTT1006U", "TTTT1006U")])
def test_the_older_names_of_us_orders_mean_the_newer_on_real(old: str, new: str) -> None:
    found = legacy.lookup("real", "POST", ORDER, old)
    assert found is transactions.lookup("real", "POST", ORDER, new)
    assert legacy.lookup("mock", "POST", ORDER, old) is None
    assert legacy.lookup("real", "GET", ORDER, old) is None
    assert legacy.lookup("real", "POST", NCCS, old) is None


def test_open_orders_on_mock() -> None:
    found = legacy.lookup("mock", "GET", NCCS, "VTTS3018R")
    assert found is not None
    assert (found.api_id, found.environment) == ("v1_해외주식-005", "mock")
    assert legacy.lookup("real", "GET", NCCS, "VTTS3018R") is None


@pytest.mark.parametrize("environment", ["real", "mock"])
def test_day_or_night_on_both(environment: str) -> None:
    found = legacy.lookup(environment, "GET", DAY_OR_NIGHT, "JTTT3010R")
    assert found is not None
    assert (found.api_id, found.environment) == (legacy.DAY_OR_NIGHT, environment)


def test_what_the_catalogue_has_is_not_legacy() -> None:
    for item in transactions.TRANSACTIONS:
        assert legacy.lookup(item.environment, item.method, item.path, item.tr_id) is None


def test_the_routes_it_knows() -> None:
    assert legacy.knows("GET", DAY_OR_NIGHT)
    assert not legacy.knows("POST", DAY_OR_NIGHT)
    assert not legacy.knows("GET", DAY_OR_NIGHT + "/")
