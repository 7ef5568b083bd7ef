"""A profile: one account at one broker, and the keys for it."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from haero.client.errors import BadProfile
from haero.terms import Environment

REAL_HOST, MOCK_HOST = "openapi.koreainvestment.com", "openapivts.koreainvestment.com"
STREAM_HOST = "ops.koreainvestment.com"
KIS_URLS = {
    Environment.REAL: (f"https://{REAL_HOST}:9443", f"ws://{STREAM_HOST}:21000"),
    Environment.MOCK: (f"https://{MOCK_HOST}:29443", f"ws://{STREAM_HOST}:31000"),
}
"""REST and WebSocket of KIS itself, per environment."""

_ACCOUNT = re.compile(r"([0-9]{8})-?([0-9]{2})")
_KIS_DOMAIN = "koreainvestment.com"


class Keys(NamedTuple):
    """An app key and its secret; the repr shows neither."""

    appkey: str
    appsecret: str

    def __repr__(self) -> str:
        return "Keys(…)"


class Profile(NamedTuple):
    """One account at one broker. `account` is ("81000001", "01"); `ca` a file of certificates to trust besides, "" for none.

    `pace` is how many calls a second may leave for one app key; 0 sets no limit. The repr shows no key and not the whole account.
    """

    name: str
    environment: Environment
    base_url: str
    ws_url: str
    keys: Keys
    account: tuple[str, str]
    hts_id: str = ""
    ca: str = ""
    pace: int = 18

    def __repr__(self) -> str:
        return f"Profile({self.name!r}, {self.environment.value}, {self.base_url}, account {self.masked_account})"

    @property
    def masked_account(self) -> str:
        """The account as it may be shown: "81******-01"."""
        return f"{self.account[0][:2]}******-{self.account[1]}"

    @property
    def at_kis(self) -> bool:
        """Is this KIS itself, and not a haero?"""
        return is_kis(self.base_url)


def is_kis(url: str) -> bool:
    """Does an address belong to KIS?"""
    host = host_of(url)
    return host == _KIS_DOMAIN or host.endswith("." + _KIS_DOMAIN)


def host_of(url: str) -> str:
    """The host of an address as the network knows it: small letters, no trailing dot, in ASCII (a full-width dot is a dot)."""
    host = (urlsplit(url).hostname or "").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise BadProfile("an address has a host that is no name of a host") from None
    return host.rstrip(".")


def make_profile(
    name: str,
    environment: Environment,
    values: dict[str, str],
    *,
    pace: int | None = None,
) -> Profile:
    """A profile of texts by name: base_url, ws_url, appkey, appsecret, account, hts_id, ca.

    Raises:
        BadProfile: something is missing or has no right form, or an address of the real KIS stands in another profile than "real".
    """
    base_url, ws_url = values.get("base_url", "").rstrip("/"), values.get("ws_url", "").rstrip("/")
    for what, url, schemes in (("base_url", base_url, ("http", "https")), ("ws_url", ws_url, ("ws", "wss"))):
        if (url or what == "base_url") and (urlsplit(url).scheme not in schemes or not urlsplit(url).hostname):
            raise BadProfile(f"profile {name!r}: {what} is no address like {schemes[0]}://127.0.0.1:9443")
        _refuse_money(name, environment, what, url)
    for what in ("appkey", "appsecret"):
        if not values.get(what):
            raise BadProfile(f"profile {name!r}: no {what}")
        if not (values[what].isascii() and values[what].isprintable()):
            raise BadProfile(f"profile {name!r}: {what} has characters that no key has")
    found = _ACCOUNT.fullmatch(values.get("account", ""))
    if found is None:
        raise BadProfile(f"profile {name!r}: the account is eight digits, a hyphen and two digits, as in 12345678-01")
    told = values.get("pace", "")
    if pace is None and told.isdigit():
        pace = int(told)
    if pace is not None and pace < 0:
        raise BadProfile(f"profile {name!r}: pace is how many calls a second, or 0 for no limit")
    usual = 18 if environment is Environment.REAL else 1
    return Profile(
        name,
        environment,
        base_url,
        ws_url,
        Keys(values["appkey"], values["appsecret"]),
        (found[1], found[2]),
        values.get("hts_id", ""),
        values.get("ca", ""),
        usual if pace is None else pace,
    )


def _refuse_money(name: str, environment: Environment, what: str, url: str) -> None:
    """No accident reaches money: the real KIS is reached by the name of the profile alone."""
    if not is_kis(url):
        return
    host = host_of(url)
    mock = host == MOCK_HOST or (host == STREAM_HOST and environment is Environment.MOCK)
    if name == "real" or (mock and name == "mock"):
        return
    wanted = "mock" if host == MOCK_HOST else "real"
    raise BadProfile(
        f'profile {name!r}: {what} is an address of KIS; ask for it by name: Client("{wanted}")'
        + (" orders with real money" if wanted == "real" else "")
    )
