import pytest

from haero.kis import catalogue, codes, refusals
from haero.kis.errors import Denial, DenialPair, Evidence


def each() -> list[tuple[str, Denial]]:
    found = []
    for name, item in refusals.REFUSALS.items():
        if isinstance(item, DenialPair):
            found += [(name, item.real), (name, item.mock)]
        else:
            found.append((name, item))
    return found


def longest_text(denial: Denial) -> str:
    labels = [field.label_ko for api in catalogue.apis() for field in api.request] + list(
        codes.ORDER_DIVISION_NAMES.values()
    )
    if denial is refusals.QUOTE_FIELD_MISSING:
        labels = [f.name for api in catalogue.apis() if api.group == "quotations" for f in api.request]
    return max((denial.refuse(label).text for label in labels), key=lambda text: len(text.encode("cp949")))


@pytest.mark.parametrize(("name", "denial"), each())
def test_each_fits_the_documented_lengths(name: str, denial: Denial) -> None:
    assert denial.name == name
    assert 0 < len(denial.code) <= 8
    assert len(longest_text(denial).encode("cp949")) <= 80


@pytest.mark.parametrize(("name", "denial"), each())
def test_each_has_the_transport_of_its_code(name: str, denial: Denial) -> None:
    gateway = denial.code.startswith(("EGW", "IGW"))
    if denial.envelope == "oauth":
        assert (denial.status, denial.rt_cd) == (403, "")
    elif gateway:
        assert denial.envelope == "gateway"
        assert denial.rt_cd == "1"
        assert denial.status == 500 or "status" in denial.note
    else:
        assert denial.envelope == "backend"
        assert denial.rt_cd in ("1", "2", "7")
        assert denial.status == 200 or denial.code.startswith(("OPSQ", "MCA"))


@pytest.mark.parametrize(("name", "denial"), each())
def test_guesses_say_what_they_are(name: str, denial: Denial) -> None:
    if denial.evidence_code is Evidence.GUESSED:
        assert denial.note or denial.name == "NOT_REVISABLE"


def test_mock_and_real_business_codes_look_different() -> None:
    for item in refusals.REFUSALS.values():
        if isinstance(item, DenialPair):
            assert item.mock.code.isdigit()
            assert item.real.code.startswith("APBK")


def test_field_checks_name_order_fields() -> None:
    for name in refusals.FIELD_CHECKS:
        catalogue.api("v1_해외주식-001").field(name)


def test_the_codes_that_haero_must_know() -> None:
    known = {denial.code for _, denial in each()}
    wanted = """EGW00103 EGW00105 EGW00133 EGW00102 EGW00104 EGW00115 EGW00116 EGW00101 EGW00121 EGW00122 EGW00123
    EGW00205 EGW00208 EGW00209 EGW00212 EGW00207 EGW00304 EGW00210 EGW00131 EGW00132 EGW00201 EGW00202 EGW00301 EGW02004
    EGW02006 EGW02007 MCA00124 IGW00002 OPSQ2000 IGW00019 IGW00036 APMP0001 OPSQ2001 OPSQ2002 OPSQ0002 OPSQ9997 OPSQ9995
    OPSQ9999 APBK0918 40570000 40580000 APBK0919 40100000 APBK0656 40070000 APBK0952 40250000 APBK0400 40240000 40030000
    APBK1507 APBK1269 40650000 40320000 40330000 40910000 90000000 HAERO001"""
    assert set(wanted.split()) <= known


def test_names_can_be_used() -> None:
    assert refusals.REFUSALS["RATE_LIMIT"] is refusals.RATE_LIMIT
    assert len(refusals.REFUSALS) == len({id(item) for item in refusals.REFUSALS.values()})
