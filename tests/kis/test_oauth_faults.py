import json

from haero.kis import faults, oauth_faults
from haero.kis.oauth_faults import OAUTH_FAULTS


def test_they_are_the_first_part_of_the_whole_table() -> None:
    assert list(faults.FAULTS)[: len(OAUTH_FAULTS)] == list(OAUTH_FAULTS)
    assert all(faults.FAULTS[name] is fault for name, fault in OAUTH_FAULTS.items())


def test_each_answers_403_in_the_envelope_of_oauth() -> None:
    assert len(OAUTH_FAULTS) == 10
    for name, fault in OAUTH_FAULTS.items():
        assert fault.name == name
        assert name.startswith("OAUTH_")
        assert (fault.status, fault.envelope, fault.rt_cd) == (403, "oauth", "")
        assert set(json.loads(fault.body)) == {"error_code", "error_description"}
    assert oauth_faults.OAUTH_TOKEN_TOO_SOON.code == "EGW00133"
