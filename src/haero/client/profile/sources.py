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
        raise BadProfile(f"no profile {name!r}: there are {', '.join(PROFILES)}; or give base_url and the keys")
    chosen = _environment(name, environment)
    if yaml is not None:
        found = _from_yaml(Path(yaml), name, chosen)
    elif name == "haero":
        found = _haero(chosen, data, arguments)
    elif name == "custom":
        found = {}
    else:
        found = _kis(name, chosen)
    profile = make_profile(name, chosen, {**found, **arguments}, pace=pace)
    if profile.at_kis and profile.environment is Environment.REAL:
        import logging  # here, for those who never ask for it

        logging.getLogger("haero.client").warning(
            "orders of this client go to the real KIS, account %s", profile.masked_account
        )
    return profile


def _environment(name: str, given: str | None) -> Environment:
    if given is not None and given not in tuple(Environment):
        raise BadProfile(f"environment is real or mock, not {given!r}")
    if name in ("mock", "real"):
        if given not in (None, name):
            raise BadProfile(f"profile {name!r} has no {given} environment")
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
    if all(key in {**found, **arguments} for key in ("base_url", "appkey", "appsecret", "account")):
        return found
    folder = Path(data or os.environ.get("HAERO_DATA") or DATA_FOLDER)
    try:
        known: dict[str, Any] = json.loads((folder / CLIENT_FILE).read_bytes())
        account = known[environment.value]
        return {
            "base_url": known[f"rest_{environment}"],
            "ws_url": known[f"ws_{environment}"],
            "ca": known.get("ca", ""),
            "pace": str(known.get(f"pace_{environment}", "")),
            **{key: account[key] for key in _FROM_FILE},
            **found,
        }
    except FileNotFoundError:
        raise BadProfile(
            f"no haero runs with the data folder {folder}: start it there with `haero serve`, name its folder (data=, HAERO_DATA), "
            "or give base_url and the keys"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadProfile(f"{folder / CLIENT_FILE} can't be read: {type(error).__name__}") from None


def _kis(name: str, environment: Environment) -> dict[str, str]:
    """KIS itself: variables KIS_APPKEY … (mock: KIS_MOCK_APPKEY …), else KIS's own kis_devlp.yaml."""
    base_url, ws_url = KIS_URLS[environment]
    addresses = {"base_url": base_url, "ws_url": ws_url}
    found = _variables(_PREFIX[name], _FROM_FILE)
    if found.keys() >= {"appkey", "appsecret", "account"}:
        return addresses | found
    for place in (Path.home() / YAML_PLACES[0], Path(YAML_PLACES[1])):
        if place.is_file():
            return addresses | _from_yaml(place, name, environment) | found
    return addresses | found


def _variables(prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: os.environ[prefix + name.upper()] for name in names if os.environ.get(prefix + name.upper())}


def _from_yaml(place: Path, name: str, environment: Environment) -> dict[str, str]:
    """The keys of KIS's own kis_devlp.yaml; an address in it counts too (that of a haero, say)."""
    import yaml as reader  # takes 20 ms that only who has such a file needs

    try:
        known = reader.safe_load(place.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadProfile(f"{place} can't be read: {error.strerror or type(error).__name__}") from None
    except (UnicodeDecodeError, reader.YAMLError):
        raise BadProfile(f"{place} is no YAML") from None
    if not isinstance(known, dict):
        raise BadProfile(f"{place} has no keys as kis_devlp.yaml has them")
    texts = {str(key): _text(value) for key, value in known.items()}
    found = {key: texts[field] for key, field in _YAML[environment].items() if texts.get(field)}
    if texts.get("my_htsid"):
        found["hts_id"] = texts["my_htsid"]
    number = texts.get("my_acct_stock" if environment is Environment.REAL else "my_paper_stock", "")
    if number:
        found["account"] = f"{number.zfill(8)}-{texts.get('my_prod', '').zfill(2) if texts.get('my_prod') else '01'}"
    return found


def _text(value: object) -> str:
    """A value of YAML as text: account numbers may stand there without quotes, and are numbers then."""
    return "" if value is None else str(value).strip()
