"""The extra headers of a corporate customer."""

import pytest

from haero.kis.errors import KisRefusal
from haero.server.auth.corporate import check_customer
from haero.terms import Environment

REAL, MOCK = Environment.REAL, Environment.MOCK
CORPORATE = {
    "custtype": "B",
    "seq_no": "001",
    "personalseckey": "s" * 180,
    "phone_number": "01012345678",
    "ip_addr": "203.0.113.255",
    "gt_uid": "0123456789abcdef0123456789abcdef",
}


@pytest.mark.parametrize("environment", [REAL, MOCK])
@pytest.mark.parametrize("headers", [{}, {"custtype": ""}, {"custtype": "P"}, {"custtype": "P", "gt_uid": "x" * 99}])
def test_a_person_needs_nothing_and_has_no_reference(headers: dict[str, str], environment: Environment) -> None:
    assert check_customer(headers, environment, is_order=True) == ""


@pytest.mark.parametrize("is_order", [True, False])
def test_a_corporate_customer_gives_its_reference(is_order: bool) -> None:
    assert check_customer(CORPORATE, REAL, is_order) == CORPORATE["gt_uid"]


@pytest.mark.parametrize("address", ["1.2.3.4", "203.100.113.255", "2001:db8::1", " 10.0.0.1 "])
def test_any_address_will_do_also_a_long_one(address: str) -> None:
    check_customer({**CORPORATE, "ip_addr": address}, REAL, is_order=True)


def test_a_query_needs_no_reference() -> None:
    assert check_customer({**CORPORATE, "gt_uid": ""}, REAL, is_order=False) == ""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"custtype": "X"}, "EGW00208"),
        ({"custtype": "b"}, "EGW00208"),
        ({"custtype": "PB"}, "EGW00208"),
        ({"seq_no": ""}, "EGW00209"),
        ({"personalseckey": " "}, "EGW00304"),
        ({"phone_number": ""}, "EGW00212"),
        ({"ip_addr": ""}, "EGW00207"),
        ({"ip_addr": "203.0.113.256"}, "EGW00207"),
        ({"ip_addr": "203000113255"}, "EGW00207"),
        ({"gt_uid": ""}, "EGW00101"),
        ({"gt_uid": "x" * 33}, "EGW00101"),
    ],
)
def test_what_is_missing_or_wrong_has_its_code(change: dict[str, str], code: str) -> None:
    with pytest.raises(KisRefusal) as refusal:
        check_customer({**CORPORATE, **change}, REAL, is_order=True)
    assert (refusal.value.denial.code, refusal.value.status) == (code, 500)


@pytest.mark.parametrize("missing", ["seq_no", "personalseckey", "phone_number", "ip_addr", "gt_uid"])
def test_an_absent_header_is_like_an_empty_one(missing: str) -> None:
    codes = []
    for headers in (
        {**CORPORATE, missing: ""},
        {name: value for name, value in CORPORATE.items() if name != missing},
    ):
        with pytest.raises(KisRefusal) as refusal:
            check_customer(headers, REAL, is_order=True)
        codes.append(refusal.value.denial.code)
    assert codes[0] == codes[1]


def test_mock_is_for_persons_only() -> None:
    with pytest.raises(KisRefusal) as refusal:
        check_customer(CORPORATE, MOCK, is_order=False)
    assert refusal.value.denial.code == "EGW00210"


def test_the_key_of_the_customer_is_not_in_the_refusal() -> None:
    with pytest.raises(KisRefusal) as refusal:
        check_customer({**CORPORATE, "ip_addr": "secret-host"}, REAL, is_order=True)
    assert "secret-host" not in repr(refusal.value)
    assert refusal.value.__suppress_context__
