"""Texts of a realtime server, made by hand: answers, notices, quotes."""

from decimal import Decimal

from haero.kis import frames, notice, realtime
from haero.kis.notice import NoticeKey
from haero.kis.realtime import Ask, Word

KEY = NoticeKey("tesnaipyhhcpfrnupdybjhvuabognuch", "4060f9fcb7b4e2ef")
HTS = "somebody"
USUAL = {
    "CUST_ID": HTS, "ACNT_NO": "8100000101", "ODER_NO": "1", "OODER_NO": "", "SELN_BYOV_CLS": "02", "RCTF_CLS": "0",
    "ODER_KIND2": "2", "STCK_SHRN_ISCD": "AAPL", "CNTG_QTY": "0000000010", "CNTG_UNPR": "001000000", "STCK_CNTG_HOUR": "000000",
    "RFUS_YN": "0", "CNTG_YN": "1", "ACPT_YN": "1", "BRNC_NO": "", "ODER_QTY": "", "ACNT_NAME": "홍길동", "CNTG_ISNM": "애플",
    "ODER_COND": "6", "DEBT_GB": "10", "DEBT_DATE": "",
}  # fmt: skip
"""An accepted order of 10 AAPL at 100.00."""


def record(**changes: str) -> str:
    return notice.record(USUAL | changes, 21)


def fill(odno: int, quantity: int, price: str = "100", clock: str = "000000", ordered: int = 0) -> str:
    """A fill as KIS tells it."""
    return record(
        ODER_NO=str(odno),
        CNTG_YN="2",
        ACPT_YN="2",
        CNTG_QTY=notice.quantity_text(quantity),
        CNTG_UNPR=notice.price_text(Decimal(price), "us"),
        STCK_CNTG_HOUR=clock,
        ODER_QTY=f"{ordered:09d}",
    )


def sealed(*records: str, tr_id: str = notice.REAL_TR, key: NoticeKey = KEY) -> str:
    """An encrypted frame of some records."""
    return f"1|{tr_id}|{len(records):03d}|{notice.encrypt('^'.join(records), key)}"


def answer(word: Word, tr_id: str = notice.REAL_TR, tr_key: str = HTS, key: NoticeKey | None = None) -> str:
    return realtime.answer(word, tr_id, tr_key, key=key).decode()


def yes(tr_id: str = notice.REAL_TR, tr_key: str = HTS) -> str:
    return answer(realtime.SUBSCRIBED, tr_id, tr_key, KEY)


def asked(texts: list[bytes]) -> list[Ask]:
    """The questions among some texts."""
    found = [realtime.read(text) for text in texts]
    return [one for one in found if one is not None]


def trade(tr_key: str = "DNASAAPL", **changes: str) -> str:
    """A record of HDFSCNT0."""
    names = frames.FIELDS[frames.TRADES_TR]
    numbers = dict.fromkeys(names, "1") | {
        "RSYM": tr_key, "SYMB": "AAPL", "ZDIV": "4", "TYMD": "20261120", "XYMD": "20261120", "XHMS": "100000", "KYMD": "20261121",
        "KHMS": "000001", "LAST": "99.0500", "EVOL": "7", "SIGN": "5", "DIFF": "0.9500", "RATE": "-0.95", "MTYP": "1",
    }  # fmt: skip
    return frames.record(frames.TRADES_TR, numbers | changes, 4)
