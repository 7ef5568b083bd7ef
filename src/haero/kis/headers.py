"""The headers of a request and of a reply, in KIS's spelling, as a client needs them.

Names of requests are written as KIS documents them, all in small letters; the server looks them up without regard to case. In
replies tr_id, tr_cont and gt_uid are in small letters, which the official client depends on (`server.wire` writes them).
"""

from collections.abc import Iterable
from typing import NamedTuple

from haero.kis.paging import NEXT

Headers = list[tuple[str, str]]

PERSON, CORPORATION = "P", "B"
"""custtype: 개인, 법인."""
JSON = ("content-type", "application/json; charset=utf-8")
MORE = frozenset({"F", "M"})
"""tr_cont of a reply that a further page follows."""


class Corporate(NamedTuple):
    """What a corporate customer (법인) says of itself with each request; the repr shows none of it.

    `gt_uid` is the unique reference of an order: a new one for each, "" for an inquiry.
    """

    personalseckey: str
    seq_no: str
    phone_number: str
    ip_addr: str
    mac_address: str = ""
    gt_uid: str = ""

    def __repr__(self) -> str:
        return "Corporate(…)"


def request_headers(
    tr_id: str,
    appkey: str,
    appsecret: str,
    token: str,
    *,
    tr_cont: str = "",
    hashkey: str = "",
    corporate: Corporate | None = None,
) -> Headers:
    """The headers of one request of a TR. `token` is the bare access token; tr_cont is paging.NEXT for a further page, else "".

    custtype says P, or B with `corporate`. What is empty is left out.

    Raises:
        ValueError: a value that no header can hold (a line break, anything outside printable ASCII), or another tr_cont. Named,
            never quoted.
    """
    if tr_cont not in ("", NEXT):
        raise ValueError(f"tr_cont of a request is empty or {NEXT}")
    found = [
        JSON,
        ("authorization", f"Bearer {token}"),
        ("appkey", appkey),
        ("appsecret", appsecret),
        ("tr_id", tr_id),
        ("tr_cont", tr_cont),
        ("custtype", PERSON if corporate is None else CORPORATION),
        ("hashkey", hashkey),
        *(() if corporate is None else corporate._asdict().items()),
    ]
    return checked(found)


def hashkey_headers(appkey: str, appsecret: str) -> Headers:
    """The headers of the hashkey API: the keys, and no token. The three /oauth2 APIs have `JSON` alone."""
    return checked([JSON, ("appkey", appkey), ("appsecret", appsecret)])


def checked(headers: Headers) -> Headers:
    """Headers as they may go out, without the empty ones. Raises ValueError as request_headers."""
    for name, value in headers:
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"{name} holds what no header can")
    return [(name, value) for name, value in headers if value]


class ReplyHeaders(NamedTuple):
    """What KIS says beside the body; "" where it didn't."""

    tr_id: str = ""
    tr_cont: str = ""
    gt_uid: str = ""

    @property
    def more(self) -> bool:
        """Is there a further page (tr_cont F or M)?"""
        return self.tr_cont in MORE


_READ = frozenset(ReplyHeaders._fields)


def read_headers(headers: Iterable[tuple[str, str]]) -> ReplyHeaders:
    """KIS's three of the headers of a reply, found without regard to case, without outer spaces. The last of a name counts."""
    known = {}
    for name, value in headers:
        folded = name.lower()
        if folded in _READ:
            known[folded] = value.strip()
    return ReplyHeaders(**known)
