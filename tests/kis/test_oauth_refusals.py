import json

from haero.kis import oauth_refusals, refusals
from haero.kis.oauth_refusals import OAUTH_REFUSALS


def test_they_are_the_first_part_of_the_whole_table() -> None:
    assert list(refusals.REFUSALS)[: len(OAUTH_REFUSALS)] == list(OAUTH_REFUSALS)
    assert all(refusals.REFUSALS[name] is denial for name, denial in OAUTH_REFUSALS.items())


def test_each_answers_403_in_the_envelope_of_oauth() -> None:
    assert len(OAUTH_REFUSALS) == 10
    for name, denial in OAUTH_REFUSALS.items():
        assert denial.name == name
        assert name.startswith("OAUTH_")
        assert (denial.status, denial.envelope, denial.rt_cd) == (403, "oauth", "")
        assert set(json.loads(denial.body)) == {"error_code", "error_description"}
    assert oauth_refusals.OAUTH_TOKEN_TOO_SOON.code == "EGW00133"
