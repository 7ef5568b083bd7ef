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


@pytest.mark.parametrize(
    ("environment", "method", "name", "old", "new"),
    [
        ("real", "POST", "order-rvsecncl", "JTTT1004U", "TTTT1004U"),
        ("real", "POST", "order-resv", "JTTT3014U", "TTTT3014U"),
        ("real", "POST", "order-resv", "JTTT3016U", "TTTT3016U"),
        ("real", "POST", "order-resv-ccnl", "JTTT3017U", "TTTT3017U"),
        ("real", "GET", "order-resv-list", "JTTT3039R", "TTTT3039R"),
        ("real", "GET", "inquire-balance", "JTTT3012R", "TTTS3012R"),
        ("real", "GET", "inquire-nccs", "JTTT3018R", "TTTS3018R"),
        ("real", "GET", "inquire-ccnl", "JTTT3001R", "TTTS3035R"),
        ("real", "GET", "inquire-psamount", "JTTT3007R", "TTTS3007R"),
        ("mock", "GET", "inquire-balance", "VTTT3012R", "VTTS3012R"),
        ("mock", "GET", "inquire-nccs", "VTTT3018R", "VTTS3018R"),
        ("mock", "GET", "inquire-ccnl", "VTTT3001R", "VTTS3035R"),
        ("mock", "GET", "inquire-psamount", "VTTT3007R", "VTTS3007R"),
    ],
)
def test_all_older_names_or_none(environment: str, method: str, name: str, old: str, new: str) -> None:
    path = f"/uapi/overseas-stock/v1/trading/{name}"
    found = legacy.lookup(environment, method, path, old)
    assert found is not None
    assert (found.tr_id, found.path, found.environment) == (new, path, environment)
    assert legacy.lookup(environment, method, path, old, old_names=False) is None
    other = "mock" if environment == "real" else "real"
    assert legacy.lookup(other, method, path, old) is None
    assert legacy.of_the_other(other, method, path, old)
    assert not legacy.of_the_other(environment, method, path, old)
    assert not legacy.of_the_other(other, method, path, old, old_names=False)


def test_open_orders_on_mock() -> None:
    found = legacy.lookup("mock", "GET", NCCS, "VTTS3018R")
    assert found is not None
    assert (found.api_id, found.environment) == ("v1_해외주식-005", "mock")
    assert legacy.lookup("real", "GET", NCCS, "VTTS3018R") is None
    assert legacy.of_the_other("real", "GET", NCCS, "VTTS3018R")


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
