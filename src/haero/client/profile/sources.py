"""From where a profile's keys and addresses come: arguments, environment variables, a data folder of haero, kis_devlp.yaml."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from haero.client.errors import BadProfile
from haero.client.profile.profile import KIS_URLS, Profile, make_profile
from haero.terms import Environment

PROFILES = ("haero", "mock", "real")
DATA_FOLDER = "haero-data"
CLIENT_FILE = "client.json"
"""What a running haero writes for programs of its user into its data folder: addresses and the keys of its first accounts."""
YAML_PLACES = ("KIS/config/kis_devlp.yaml", "kis_devlp.yaml")
"""Where KIS's own samples have it, from the home folder; then in the folder of the program."""

_CANO_DIGITS = 8
_LONGEST_WORD = 12
_FROM_FILE = ("appkey", "appsecret", "account", "hts_id")
# profile -> prefix of its variables; haero's are what `haero env` prints.
_PREFIX = {"mock": "KIS_MOCK_", "real": "KIS_"}
_YAML = {
    Environment.REAL: {"appkey": "my_app", "appsecret": "my_sec", "base_url": "prod", "ws_url": "ops"},
    Environment.MOCK: {"appkey": "paper_app", "appsecret": "paper_sec", "base_url": "vps", "ws_url": "vops"},
}


def find_profile(
    name: str | None,
    given: Mapping[str, str | None],
    *,
    environment: str | None = None,
    data: str | os.PathLike[str] | None = None,
    yaml: str | os.PathLike[str] | None = None,
    pace: int | None = None,
) -> Profile:
    """The profile of that name ("haero" where none is said), completed from where its parts can be.

    Arguments go before environment variables, those before a file. `given` are base_url, ws_url, appkey, appsecret, account,
    hts_id, ca.

    Raises:
        BadProfile: it is not whole, and what to do about it.
    """
    arguments = {key: value for key, value in given.items() if value is not None}
    if name is None:
        name = "custom" if "base_url" in arguments else "haero"
    if name not in (*PROFILES, "custom"):
        raise BadProfile(f"no profile {_shown(name)}: there are {', '.join(PROFILES)}; or give base_url and the keys")
    chosen = _environment(name, environment)
    if yaml is not None:
        _refuse_half(arguments, Path(yaml))
        found = (_addresses(chosen) if name in _PREFIX else {}) | _from_yaml(Path(yaml), chosen)
    elif name == "haero":
        found = _haero(chosen, data, arguments)
    elif name == "custom":
        found = {}
    else:
        found = _kis(name, chosen, arguments)
    profile = make_profile(name, chosen, {**found, **arguments}, pace=pace)
    if profile.at_kis and profile.environment is Environment.REAL:
        import logging  # here, for those who never ask for it

        logging.getLogger("haero.client").warning(
            "orders of this client go to the real KIS, account %s", profile.masked_account
        )
    return profile


def _environment(name: str, given: str | None) -> Environment:
    if given is not None and given not in tuple(Environment):
        raise BadProfile(f"environment is real or mock, not {_shown(given)}")
    if name in ("mock", "real"):
        if given not in (None, name):
            raise BadProfile(f"profile {name!r} has no other environment than {name}")
        return Environment(name)
    return Environment(given or "real")


def _haero(
    environment: Environment, data: str | os.PathLike[str] | None, arguments: Mapping[str, str]
) -> dict[str, str]:
    """A haero on this machine: what `haero env` put into the environment, else what the data folder says."""
    found = {} if data is not None else _variables(f"HAERO_{environment.upper()}_", _FROM_FILE)
    for key, variable in (
        ("base_url", f"HAERO_REST_{environment.upper()}"),
        ("ws_url", f"HAERO_WS_{environment.upper()}"),
    ):
        if data is None and os.environ.get(variable):
            found[key] = os.environ[variable]
    if {"base_url", "appkey", "appsecret", "account"} <= found.keys() | arguments.keys():
        return found
    folder = Path(data or os.environ.get("HAERO_DATA") or DATA_FOLDER)
    _refuse_half({**found, **arguments}, folder / CLIENT_FILE)
    try:
        known: dict[str, Any] = json.loads((folder / CLIENT_FILE).read_bytes())
        account = known[environment.value]
        texts = {
            "base_url": known[f"rest_{environment}"],
            "ws_url": known[f"ws_{environment}"],
            "ca": known.get("ca", ""),
            **{key: account[key] for key in _FROM_FILE},
        }
        if not all(isinstance(value, str) for value in texts.values()):
            raise TypeError
        return {**texts, "pace": str(known.get(f"pace_{environment}", "")), **found}
    except FileNotFoundError:
        raise BadProfile(
            f"no haero runs with the data folder {folder}: start it there with `haero serve`, name its folder (data=, HAERO_DATA), "
            "or give base_url and the keys"
        ) from None
    except OSError as error:
        raise BadProfile(f"{folder / CLIENT_FILE} can't be read: {error.strerror}") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise BadProfile(f"{folder / CLIENT_FILE} is not what a running haero writes") from None


def _kis(name: str, environment: Environment, arguments: Mapping[str, str]) -> dict[str, str]:
    """KIS itself: variables KIS_APPKEY … (mock: KIS_MOCK_APPKEY …), else KIS's own kis_devlp.yaml."""
    addresses = _addresses(environment)
    found = _variables(_PREFIX[name], _FROM_FILE)
    if found.keys() | arguments.keys() >= {"appkey", "appsecret", "account"}:
        return addresses | found
    for place in (Path.home() / YAML_PLACES[0], Path(YAML_PLACES[1])):
        if place.is_file():
            _refuse_half({**found, **arguments}, place)
            return addresses | _from_yaml(place, environment) | found
    return addresses | found


def _addresses(environment: Environment) -> dict[str, str]:
    base_url, ws_url = KIS_URLS[environment]
    return {"base_url": base_url, "ws_url": ws_url}


def _refuse_half(known: Mapping[str, str], place: Path) -> None:
    """An app key of one place and a secret of another belong to two apps: KIS's answer to that would say little."""
    given = [what for what in ("appkey", "appsecret") if known.get(what)]
    if len(given) == 1:
        raise BadProfile(
            f"{given[0]} is given without the other half: give appkey and appsecret, or leave both to {place}"
        )


def _variables(prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: os.environ[prefix + name.upper()] for name in names if os.environ.get(prefix + name.upper())}


def _from_yaml(place: Path, environment: Environment) -> dict[str, str]:
    """The keys of KIS's own kis_devlp.yaml; an address in it counts too (that of a haero, say)."""
    import yaml as reader  # takes 20 ms that only who has such a file needs

    try:
        # The base loader leaves every value as it is written: to YAML, an account 01234567 without quotes is 342391.
        known = reader.BaseLoader(_decoded(place.read_bytes())).get_single_data()
    except OSError as error:
        raise BadProfile(f"{place} can't be read: {error.strerror or type(error).__name__}") from None
    except (UnicodeDecodeError, reader.YAMLError, RecursionError):
        raise BadProfile(f"{place} is no YAML") from None
    if not isinstance(known, dict):
        raise BadProfile(f"{place} has no keys as kis_devlp.yaml has them")
    texts = {str(key): value.strip() for key, value in known.items() if isinstance(value, str)}
    texts = {key: value for key, value in texts.items() if value not in ("", "~", "null")}
    found = {key: texts[field] for key, field in _YAML[environment].items() if field in texts}
    if "my_htsid" in texts:
        found["hts_id"] = texts["my_htsid"]
    number = texts.get("my_acct_stock" if environment is Environment.REAL else "my_paper_stock", "")
    if number:
        found["account"] = number if len(number) > _CANO_DIGITS else f"{number}-{texts.get('my_prod', '01').zfill(2)}"
    return found


def _decoded(text: bytes) -> str:
    """UTF-8, or what Korean Windows writes."""
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError:
        return text.decode("cp949")


def _shown(word: str) -> str:
    """A word of the caller's in an error: not if it may be a key that stands in the wrong place."""
    return repr(word) if len(word) <= _LONGEST_WORD else "of that name (it is not shown, since it may be a key)"
