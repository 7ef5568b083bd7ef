"""Files of their owner only."""

import os
import stat
from pathlib import Path

from haero.journal.private import open_private


def test_it_is_closed_to_others_from_the_start_also_one_that_was_open(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        (tmp_path / "old").write_bytes(b"what was there")
        for name in ("new", "old"):
            with open_private(tmp_path / name) as file:
                assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
                file.write(name.encode())
            assert (tmp_path / name).read_bytes() == name.encode()
    finally:
        os.umask(before)
