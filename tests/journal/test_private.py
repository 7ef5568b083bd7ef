"""Files of their owner only."""

import errno
import io
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from haero.journal import private
from haero.journal.private import open_private, write_private


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


class FullFile(io.BytesIO):
    def write(self, content: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_is_full_is_told_with_the_name_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_private(path, b"whole")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"whole", 0o600)
    monkeypatch.setattr(private, "open_private", lambda path: FullFile())
    with pytest.raises(OSError, match="file") as caught:
        write_private(path, b"x")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(path))
