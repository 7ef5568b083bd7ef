"""Where the programs of one user keep what they share: the order store, the token, the pace."""

import os
import sys
from pathlib import Path

from haero.client.errors import StoreUnusable
from haero.client.local.private import make_folder

STATE = "HAERO_STATE"


def state_folder(given: str | os.PathLike[str] | None = None) -> Path:
    """The folder, made for its owner alone: the argument, else HAERO_STATE, else the user's state folder of this system.

    Raises:
        StoreUnusable: it can't be made.
    """
    folder = Path(given) if given is not None else _usual()
    try:
        make_folder(str(folder.absolute()))
    except OSError as no:
        raise StoreUnusable(
            f"the folder {folder} can't be made ({no.strerror}), and no order is sent without it: name another (state=, {STATE})"
        ) from None
    return folder


def _usual() -> Path:
    if chosen := os.environ.get(STATE):
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "haero"
    state = os.environ.get("XDG_STATE_HOME", "")
    return (
        Path(state) if os.path.isabs(state) else Path.home() / ".local" / "state"
    ) / "haero"  # a relative one does not count
