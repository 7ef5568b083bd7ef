"""Where the programs of one user keep what they share: the order store, the token, the pace."""

import os
import sys
from pathlib import Path

STATE = "HAERO_STATE"
_OWNER_FOLDER = 0o700


def state_folder(given: str | os.PathLike[str] | None = None) -> Path:
    """The folder, made for its owner alone: the argument, else HAERO_STATE, else the user's state folder of this system.

    Raises:
        OSError: it can't be made.
    """
    folder = Path(given) if given is not None else _usual()
    folder.mkdir(mode=_OWNER_FOLDER, parents=True, exist_ok=True)
    return folder


def _usual() -> Path:
    chosen = os.environ.get(STATE)
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "haero"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "haero"
