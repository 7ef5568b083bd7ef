"""Services that KIS has and haero lacks."""

import json
from pathlib import Path

import pytest

from haero.kis import catalogue, legacy, other_services


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/uapi/domestic-stock/v1/trading/order-cash"),
        ("GET", "/uapi/domestic-stock/v1/trading/pension/inquire-balance"),
        ("GET", "/uapi/domestic-stock/v1/ksdinfo/dividend"),
        ("GET", "/uapi/domestic-bond/v1/quotations/avg-unit"),
        ("GET", "/uapi/elw/v1/ranking/volume-rank"),
        ("POST", "/uapi/overseas-futureoption/v1/trading/order-rvsecncl"),
    ],
)
def test_what_kis_has(method: str, path: str) -> None:
    assert other_services.knows(method, path)
    assert not other_services.knows("DELETE", path)
    assert not other_services.knows(method, path + "/")


def test_nothing_stands_in_two_tables() -> None:
    for method, path in other_services.routes():
        assert catalogue.by_route(method, path) is None, path
        assert not legacy.knows(method, path), path
        assert path.startswith("/uapi/")


def test_no_name_stands_twice() -> None:
    raw = json.loads(Path(other_services.__file__).with_name("other_services.json").read_text(encoding="utf-8"))
    count = sum(len(names) for starts in raw.values() for names in starts.values())
    assert count == len(other_services.routes()) > 200
