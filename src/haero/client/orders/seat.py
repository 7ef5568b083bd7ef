"""Who orders: the environment and the account, without keys."""

from haero.client.errors import BadProfile
from haero.terms import Environment

_put = object.__setattr__
MASKED = "********"


class Seat:
    """An account in an environment. It never changes, and shows no account number.

    `account` is the account number's first eight digits, `product` its last two, `phone` a number that KIS may call (or "").

    Raises BadProfile for what is no account number.
    """

    __slots__ = ("account", "environment", "phone", "product")
    account: str
    product: str
    environment: Environment
    phone: str

    def __init__(self, environment: Environment | str, account: str, product: str = "01", phone: str = "") -> None:
        for name, text, length in (("account", account, 8), ("product", product, 2)):
            if not (isinstance(text, str) and len(text) == length and text.isascii() and text.isdigit()):
                raise BadProfile(f"{name} is {length} digits of the account number 12345678-01")
        if len(phone) > 20:
            raise BadProfile("a phone number has 20 characters at most")
        _put(self, "environment", Environment(environment))
        _put(self, "account", account)
        _put(self, "product", product)
        _put(self, "phone", phone)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a seat does not change: make another one")

    def __repr__(self) -> str:
        return f"Seat({self.environment.value}, {MASKED}-{self.product})"
