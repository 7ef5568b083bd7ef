"""해외주식 실시간체결통보 (실시간-009), both ways: the 25-field notice record, and the cipher that it travels in.

Field order comes from the catalogue. A value that haero has no notion of is empty, as in the official example.
"""

import secrets
import string
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from haero.kis import catalogue, records
from haero.kis.errors import Unreadable
from haero.kis.records import WireRecord

REAL_TR, MOCK_TR = "H0GSCNI0", "H0GSCNI9"
API = catalogue.api("실시간-009")
FIELDS: tuple[str, ...] = tuple(field.name for field in API.output("frame").fields)
"""Names of a record, in order: CUST_ID … CNTG_UNPR12."""

FEWEST_FIELDS = 21
"""How many older clients know (CUST_ID … DEBT_DATE); KIS added the four at the end later."""

IMPLIED_DECIMALS = {"us": 4, "jp": 1, "cn_sh": 3, "cn_sz": 3, "hk": 3, "vn": 0}
"""Decimals of CNTG_UNPR per country: "001480100" is 148.0100 USD, "000032200" is 3220.0 JPY."""

ORDER, FILL = "1", "2"
"""CNTG_YN: 주문,정정,취소,거부 or 체결."""
RECEIVED, CONFIRMED, ENDED = "1", "2", "3"
"""ACPT_YN: 주문접수, 확인, or 취소 (documented for FOK/IOC; here what its auction or its time left over: a guess)."""
NORMAL, REVISION, CANCELLATION = "0", "1", "2"
"""RCTF_CLS: 정상, 정정, 취소."""
TAKEN, REFUSED = "0", "1"
"""RFUS_YN: 정상 or 거부."""
MARKET, LIMIT, ODD_LOT_LIMIT = "1", "2", "7"
"""ODER_KIND2: 시장가, 지정가, 단주지정가."""
MARKET_ON_OPEN, LIMIT_ON_OPEN, MARKET_ON_CLOSE, LIMIT_ON_CLOSE = "A", "B", "C", "D"
CASH = "10"
"""DEBT_GB: 현금; haero lends nothing."""

_PRICE_DIGITS, _LONG_PRICE_DIGITS, _FILL_DIGITS, _ORDER_DIGITS = 9, 12, 10, 9
_NAME_WIDTHS = {"ACNT_NAME": 12, "CNTG_ISNM": 14}
_SEPARATORS = str.maketrans("^|", "  ")


class NoticeKey(NamedTuple):
    """What decrypts the notices of a session: `key` is 32 lower-case letters, `iv` 16 hex characters, both used as UTF-8."""

    key: str
    iv: str

    def __repr__(self) -> str:
        return "NoticeKey(…)"


def make_key() -> NoticeKey:
    """A new key of the recorded shape (tesnaipyhhcpfrnupdybjhvuabognuch, 4060f9fcb7b4e2ef)."""
    return NoticeKey("".join(secrets.choice(string.ascii_lowercase) for _ in range(32)), secrets.token_hex(8))


def price_text(price: Decimal, country: str, digits: int = _PRICE_DIGITS) -> str:
    """CNTG_UNPR: the price without its point, nine digits. `country` as in `codes` (us, jp, cn_sh, cn_sz, hk, vn).

    A price that nine digits can't hold (100,000 dollars a share) takes more of them: better a long field than another price.
    """
    return f"{int(price.scaleb(IMPLIED_DECIMALS[country]).to_integral_value(ROUND_HALF_UP)):0{digits}d}"


def long_price_text(price: Decimal, country: str) -> str:
    """CNTG_UNPR12: the same price in twelve digits. That it has the same implied decimals is a guess."""
    return price_text(price, country, _LONG_PRICE_DIGITS)


def read_price(text: str, country: str) -> Decimal:
    """The price of a CNTG_UNPR or CNTG_UNPR12: "001480100" in the US is 148.0100. Raises ValueError for what is no digits."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError("a price of a notice has digits alone")
    return Decimal(int(text)).scaleb(-IMPLIED_DECIMALS[country])


def quantity_text(quantity: int) -> str:
    """CNTG_QTY: ten digits ("0000000100")."""
    return f"{quantity:0{_FILL_DIGITS}d}"


def order_quantity_text(quantity: int) -> str:
    """ODER_QTY: nine digits, the length of the field; only fills have it."""
    return f"{quantity:0{_ORDER_DIGITS}d}"


def record(values: Mapping[str, str], count: int = len(FIELDS)) -> str:
    """The first `count` fields of a notice joined by ^; what `values` doesn't name is empty.

    Names are cut to their width and cleared of separators: one ^ too many would shift every field behind it.

    Raises:
        ValueError: a field that a notice doesn't have, or a count outside 21 to 25.
    """
    if unknown := values.keys() - set(FIELDS):
        raise ValueError(f"not a field of a notice: {sorted(unknown)[0]}")
    if not FEWEST_FIELDS <= count <= len(FIELDS):
        raise ValueError(f"a notice has {FEWEST_FIELDS} to {len(FIELDS)} fields, not {count}")
    return "^".join(_clean(name, values.get(name, "")) for name in FIELDS[:count])


def _clean(name: str, text: str) -> str:
    width = _NAME_WIDTHS.get(name)
    return text if width is None else text.translate(_SEPARATORS)[:width]


def read(text: str) -> dict[str, str]:
    """A decrypted record by field names, as far as there are names: `Sealed.open` keeps what stands behind.

    Raises ValueError for fewer fields than KIS ever sent (21); more than 25 are no error, KIS added four before.
    """
    return records.split(text, FIELDS, 1, FEWEST_FIELDS)[0].values


def encrypt(text: str, key: NoticeKey) -> str:
    """AES-256-CBC with PKCS7, as Base64."""
    from haero.kis import cipher  # here, for its import takes 7 ms that only who makes or opens notices needs

    return cipher.encrypt(text, key.key, key.iv)


def decrypt(text: str, key: NoticeKey) -> str:
    """The reverse of `encrypt`, as every client does it. Raises ValueError where the text wasn't made with this key."""
    from haero.kis import cipher

    return cipher.decrypt(text, key.key, key.iv)


def frame(tr_id: str, text: str, key: NoticeKey) -> bytes:
    """The frame of one record: `1|H0GSCNI0|001|<Base64>`."""
    return f"1|{tr_id}|001|{encrypt(text, key)}".encode()


class Sealed(NamedTuple):
    """An encrypted frame that has not been opened: its TR, how many records it says it has, the Base64 text (not in the repr)."""

    tr_id: str
    size: int
    payload: str

    def __repr__(self) -> str:
        return f"Sealed({self.tr_id}, {self.size})"

    def open(self, key: NoticeKey) -> tuple[WireRecord, ...]:
        """The records; further fields of each are kept. `key` is that of the answer to the subscription of this TR.

        Raises:
            Unreadable: it was not made with this key, or a record is short of fields.
        """
        try:
            text = decrypt(self.payload, key)
        except ValueError:
            raise Unreadable(f"a frame of {self.tr_id} that the key doesn't open") from None
        known = self.tr_id in (REAL_TR, MOCK_TR)
        return records.split(text, FIELDS if known else (), self.size, FEWEST_FIELDS if known else 1)


def read_frame(text: str) -> Sealed:
    """The encrypted frame of a text. Raises Unreadable where it is cut off, or clear."""
    encrypted, tr_id, count, payload = records.open_frame(text)
    if not encrypted:
        raise Unreadable("a clear frame")
    return Sealed(tr_id, count, payload)
