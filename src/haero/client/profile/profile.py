"""A profile: one account at one broker, and the keys for it."""

import re
from collections.abc import Mapping
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

MOST_PACE = 256
"""Calls a second: what the programs of a machine can count together. A broker that allows more is asked less often."""
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

    `pace` is how many calls a second may leave for one app key, MOST_PACE at most; 0 sets no limit. The repr shows no key and not
    the whole account.
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
    """The host of an address as the machine will look it up: ASCII, lower case, without a dot at its end; "" for none.

    Letters of other widths and alphabets, and other dots, become what they are looked up as: they are another spelling of a host.
    """
    try:
        host = urlsplit(url).hostname or ""
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except ValueError:  # a UnicodeError is one
        return ""
    return host.rstrip(".").lower()


def make_profile(
    name: str,
    environment: Environment,
    values: Mapping[str, str],
    *,
    pace: int | None = None,
) -> Profile:
    """A profile of texts by name: base_url, ws_url, appkey, appsecret, account, hts_id, ca, pace.

    Raises:
        BadProfile: something is missing or has no right form, or an address of the real KIS stands in another profile than "real".
    """
    texts = {key: value.strip() for key, value in values.items()}
    base_url, ws_url = texts.get("base_url", "").rstrip("/"), texts.get("ws_url", "").rstrip("/")
    _check_address(name, environment, "base_url", base_url, ("http", "https"))
    if ws_url:
        _check_address(name, environment, "ws_url", ws_url, ("ws", "wss"))
    for what in ("appkey", "appsecret"):
        key = texts.get(what)
        if not key:
            raise BadProfile(f"profile {name!r}: no {what}")
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise BadProfile(f"profile {name!r}: {what} has characters that no key has")
    found = _ACCOUNT.fullmatch(texts.get("account", ""))
    if found is None:
        raise BadProfile(f"profile {name!r}: the account is eight digits, a hyphen and two digits, as in 12345678-01")
    return Profile(
        name,
        environment,
        base_url,
        ws_url,
        Keys(texts["appkey"], texts["appsecret"]),
        (found[1], found[2]),
        texts.get("hts_id", ""),
        texts.get("ca", ""),
        _pace(name, environment, pace, texts.get("pace", "")),
    )


def _pace(name: str, environment: Environment, asked: int | None, told: str) -> int:
    """The calls a second: as asked for, else as the broker told, else KIS's figure."""
    if asked is None and told.isascii() and told.isdecimal():
        asked = int(told)
    if asked is None:
        return 18 if environment is Environment.REAL else 1
    if asked < 0:
        raise BadProfile(f"profile {name!r}: pace is how many calls a second, or 0 for no limit")
    return min(asked, MOST_PACE)


def _check_address(name: str, environment: Environment, what: str, url: str, schemes: tuple[str, str]) -> None:
    """Has it the form of an address, without a user or a path, and may this profile go there?"""
    try:
        parts = urlsplit(url)
        well = parts.scheme in schemes and host_of(url) and parts.port != 0
        well = well and parts.username is None and parts.password is None
        well = well and parts.path in ("", "/") and not parts.query and not parts.fragment
    except ValueError:
        well = False
    _refuse_money(name, environment, what, url)
    if not well:
        raise BadProfile(f"profile {name!r}: {what} is no address like {schemes[0]}://127.0.0.1:9443")
    if what == "base_url" and is_kis(url) and not url.lower().startswith("https:"):
        raise BadProfile(f"profile {name!r}: KIS is reached by https alone, for keys and orders stand in every request")


def _refuse_money(name: str, environment: Environment, what: str, url: str) -> None:
    """No accident reaches money: KIS is reached by the name of the profile alone, and each name reaches its own host."""
    if not is_kis(url):
        return
    host = host_of(url)
    stream = host == STREAM_HOST and what == "ws_url"
    if name == "mock" and (host == MOCK_HOST or (stream and environment is Environment.MOCK)):
        return
    if name == "real" and (host != MOCK_HOST):
        return
    wanted = "mock" if host == MOCK_HOST else "real"
    raise BadProfile(
        f'profile {name!r}: {what} is an address of KIS; ask for it by name: Client("{wanted}")'
        + (" orders with real money" if wanted == "real" else "")
    )
