"""An app: the pair of keys that KIS gives out for one account, and how haero makes such keys."""

import re
import secrets
import string
from base64 import b64encode
from dataclasses import dataclass

from haero.terms import Environment

APPKEY_LENGTH = 36
APPSECRET_LENGTH = 180

_ALPHABET = string.ascii_letters + string.digits
_ACCOUNT = re.compile(r"[0-9]{8}-[0-9]{2}")
# 134 bytes are 180 characters of Base64 with one "=" at the end, which is how KIS's own look.
_SECRET_BYTES = 134
_SHOWN = 4


@dataclass(frozen=True, slots=True, repr=False)
class App:
    """One app of one account.

    `account` is CANO-ACNT_PRDT_CD ("81000001-01"), `hts_id` the login name that notices are subscribed by. The repr shows
    the start of the appkey, nothing of the appsecret and not the whole account: it may end up in a log.
    """

    appkey: str
    appsecret: str
    environment: Environment
    account: str
    hts_id: str

    def __post_init__(self) -> None:
        """Checks the shapes.

        Raises:
            ValueError: a key is empty, too long or not ASCII, or the account isn't eight digits, a hyphen and two digits.
        """
        # The messages name the field only: a value here is a secret, even a wrong one.
        if not (0 < len(self.appkey) <= APPKEY_LENGTH and self.appkey.isascii()):
            raise ValueError(f"appkey: 1 to {APPKEY_LENGTH} ASCII characters")
        if not (0 < len(self.appsecret) <= APPSECRET_LENGTH and self.appsecret.isascii()):
            raise ValueError(f"appsecret: 1 to {APPSECRET_LENGTH} ASCII characters")
        if _ACCOUNT.fullmatch(self.account) is None:
            raise ValueError("account: eight digits, a hyphen, two digits")

    def __repr__(self) -> str:
        account = f"{self.account[:2]}******{self.account[-3:]}"
        return f"App({masked(self.appkey)}, {self.environment.value}, {account})"


def masked(appkey: str) -> str:
    """An appkey as it may be shown: its first four characters."""
    return f"{appkey[:_SHOWN]}…"


def make_keys() -> tuple[str, str]:
    """A new (appkey, appsecret) of KIS's shape: "PS" and 34 letters or digits; 180 characters of Base64."""
    appkey = "PS" + "".join(secrets.choice(_ALPHABET) for _ in range(APPKEY_LENGTH - 2))
    return appkey, b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
