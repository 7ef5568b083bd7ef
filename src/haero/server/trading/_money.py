"""What the account inquiries share: currency names, the yen's unit."""

from haero.terms import Currency

CURRENCY_NAMES = {
    Currency.USD: "미국 달러",
    Currency.HKD: "홍콩 달러",
    Currency.CNY: "중국 위안",
    Currency.JPY: "일본 엔",
    Currency.VND: "베트남 동",
    Currency.KRW: "대한민국 원",
}
"""crcy_cd_name."""


def yen_unit(currency: Currency) -> int:
    """How many units a rate of the two balance APIs is for: yen are told per hundred (documented examples)."""
    return 100 if currency is Currency.JPY else 1
