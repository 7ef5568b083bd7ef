"""The header custtype and what comes with it: a corporate customer (법인) must say more about itself than a person (개인)."""

import ipaddress
from collections.abc import Mapping

from haero.kis import refusals
from haero.terms import Environment

PERSON = "P"
CORPORATION = "B"
MAX_GT_UID_LENGTH = 32


def check_customer(headers: Mapping[str, str], environment: Environment, is_order: bool) -> str:
    """The gt_uid of a corporate customer's request, the unique reference of an order; "" for a person.

    `headers` is looked up by lower-case names and must ignore case. A missing custtype is a person: clients of the older APIs
    don't send it. ip_addr is checked as an address, not against the declared 12 characters, which are too few for IPv4.

    Raises:
        KisRefusal: EGW00208 unknown custtype, EGW00210 corporate customer on mock, EGW00209 no seq_no, EGW00304 no personalseckey,
            EGW00212 no phone_number, EGW00207 no or bad ip_addr, EGW00101 no gt_uid on an order, or one of more than 32 characters.
    """
    custtype = headers.get("custtype", "")
    if custtype in ("", PERSON):
        return ""
    if custtype != CORPORATION:
        raise refusals.INVALID_CUSTTYPE.refuse()
    if environment is Environment.MOCK:
        raise refusals.CORPORATE_ON_MOCK.refuse()
    for name, denial in (
        ("seq_no", refusals.INVALID_SEQ_NO),
        ("personalseckey", refusals.INVALID_PERSONAL_KEY),
        ("phone_number", refusals.PHONE_REQUIRED),
    ):
        if not headers.get(name, "").strip():
            raise denial.refuse()
    try:
        ipaddress.ip_address(headers.get("ip_addr", "").strip())
    except ValueError:
        raise refusals.INVALID_IP.refuse() from None
    gt_uid = headers.get("gt_uid", "").strip()
    plain = gt_uid.isascii() and gt_uid.isprintable()  # it is journalled and echoed: nothing else may pass
    if (is_order and not gt_uid) or len(gt_uid) > MAX_GT_UID_LENGTH or not plain:
        # No code is known for it. The denial of a repeated one says the same to the client: this request isn't valid.
        raise refusals.REPEATED_GT_UID.refuse()
    return gt_uid
