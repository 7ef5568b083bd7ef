"""주야간원장구분: always the day's."""

from tests.support import TRADING, Running


async def test_it_is_never_the_night_ledger(haero: Running) -> None:
    """mojito2 asks with the real TR on both ports, and adds no parameter."""
    for caller in (haero.real, haero.mock):
        answer = await caller.get(f"{TRADING}/dayornight", "JTTT3010R", {})
        assert (answer.status, answer.json["rt_cd"], answer.json["output"]) == (200, "0", {"PSBL_YN": "N"})


async def test_it_needs_keys_like_any_other(haero: Running) -> None:
    answer = await haero.real.raw("GET", f"{TRADING}/dayornight", {"tr_id": "JTTT3010R"})
    assert answer.code == "EGW00102"
    assert (await haero.real.get(f"{TRADING}/dayornight", "TTTS3012R", {})).code in {"OPSQ0002", "MCA00124"}
    assert (await haero.real.post(f"{TRADING}/dayornight", "JTTT3010R", {})).code == "MCA00124"
