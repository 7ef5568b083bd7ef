"""Schemathesis throws requests made from the OpenAPI document at a running haero: every reply is one that was specified."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from haero.kis import refusals
from haero.kis.errors import Denial, DenialPair
from haero.kis.openapi import document
from haero.server.operations import OFFERED
from tests.support import OPEN_TIME, process

load_all_checks()
schema = schemathesis.openapi.from_dict(document("test", {}, OFFERED))
WANTED: Any = CHECKS.get_by_names(
    ["status_code_conformance", "content_type_conformance", "response_schema_conformance"]
)


def known_500() -> set[str]:
    """The codes that may come with HTTP 500: KIS's, but not the one that a defect of haero would give."""
    found: list[Denial] = []
    for denial in refusals.REFUSALS.values():
        found += [denial.real, denial.mock] if isinstance(denial, DenialPair) else [denial]
    return {denial.code for denial in found if denial.status == 500} - {
        refusals.ROUTING_FAILED.code,
        refusals.TIMED_OUT.code,
    }


@pytest.fixture(scope="module")
def haero(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("schemathesis") / "data"
    flags = ("--market", "manual", "--speed", "0", "--at", OPEN_TIME, "--unlimited")
    with process(folder, *flags) as started:
        yield started.ready


@pytest.fixture(scope="module")
def keys(haero: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Header values that let a request through to its handler, for each environment."""
    import requests

    found = {}
    for environment in ("real", "mock"):
        own = haero[environment]
        body = {"grant_type": "client_credentials", "appkey": own["appkey"], "appsecret": own["appsecret"]}
        token = requests.post(haero[f"rest_{environment}"] + "/oauth2/tokenP", json=body, timeout=10).json()[
            "access_token"
        ]
        found[environment] = {
            "authorization": f"Bearer {token}",
            "appkey": own["appkey"],
            "appsecret": own["appsecret"],
        }
    return found


@pytest.mark.parametrize("environment", ["real", "mock"])
@schema.parametrize()
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_reply_is_unspecified(
    case: Any, environment: str, haero: dict[str, Any], keys: dict[str, dict[str, str]]
) -> None:
    headers = {} if "/oauth2/" in case.path else dict(keys[environment])
    if isinstance(case.body, dict) and "CANO" in case.body:
        case.body |= dict(zip(("CANO", "ACNT_PRDT_CD"), haero[environment]["account"].split("-"), strict=True))
    response = case.call_and_validate(base_url=haero[f"rest_{environment}"], headers=headers, checks=WANTED, timeout=10)
    if response.status_code >= 500:
        assert response.json()["msg_cd"] in known_500(), response.text
