"""Where the files are that the programs of this machine share, and how they are called."""

import os
from collections.abc import Mapping

from haero.client.local.private import make_folder

STORE = "orders.db"


class StateFolder:
    """The folder of what is shared: the argument; else HAERO_STATE; else haero in the system's place for a program's state.

    That is XDG_STATE_HOME or ~/.local/state, and LOCALAPPDATA on Windows. Making this object touches no disk. One order store is
    there for all brokers and accounts; token and pace are called by a hash of broker and app key, so no name tells a secret.
    """

    def __init__(
        self, path: str | os.PathLike[str] | None = None, *, environment: Mapping[str, str] = os.environ
    ) -> None:
        self.path = os.path.abspath(os.fspath(path) if path is not None else _usual(environment))

    def make(self) -> None:
        """Makes the folder (mode 700), if it is not there. Raises OSError."""
        make_folder(self.path)

    @property
    def store(self) -> str:
        """The path of the order store."""
        return os.path.join(self.path, STORE)

    def name(self, broker: str, app_key: str) -> str:
        """What the files of an app key begin with: 24 hexadecimal digits. `broker` is host and port."""
        from hashlib import sha256

        return sha256(f"{broker.lower()}\0{app_key}".encode()).hexdigest()[:24]

    def pace(self, broker: str, app_key: str) -> str:
        """The path of the pace of an app key."""
        return os.path.join(self.path, f"{self.name(broker, app_key)}.pace")


def _usual(environment: Mapping[str, str]) -> str:
    if named := environment.get("HAERO_STATE"):
        return os.path.expanduser(named)
    if os.name == "nt":
        local = environment.get("LOCALAPPDATA") or os.path.join(os.path.expanduser("~"), "AppData", "Local")
        return os.path.join(local, "haero")
    state = environment.get("XDG_STATE_HOME", "")
    if not os.path.isabs(state):  # the standard: a relative one is not to be used
        state = os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(state, "haero")
