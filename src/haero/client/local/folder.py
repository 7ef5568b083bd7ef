"""Where the programs of one user keep what they share: the order store, the token, the pace."""

import os
import sys
from pathlib import Path

from haero.client.errors import StoreUnusable

STATE = "HAERO_STATE"
_OWNER_FOLDER = 0o700


def state_folder(given: str | os.PathLike[str] | None = None) -> Path:
    """The folder, made for its owner alone: the argument, else HAERO_STATE, else the user's state folder of this system.

    Raises:
        StoreUnusable: it can't be made.
    """
    folder = Path(given) if given is not None else _usual()
    try:
        folder.mkdir(mode=_OWNER_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnusable(
            f"the folder {folder} of the order store can't be made ({error.strerror}): name another one (state=, {STATE})"
        ) from None
    return folder


def _usual() -> Path:
    chosen = os.environ.get(STATE)
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "haero"
    shared = os.environ.get("XDG_STATE_HOME", "")
    return (Path(shared) if os.path.isabs(shared) else Path.home() / ".local" / "state") / "haero"
