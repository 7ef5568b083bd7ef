"""Writes constraints/*.txt: exact versions with the hashes of all their files, which `make` installs.

    python tools/lock.py              what pyproject.toml asks for; versions that stand in the files stay where they fit
    python tools/lock.py --upgrade    the newest of everything

Needs uv (`pip install uv`, of no use to haero otherwise): it solves for every platform and Python at once. No line says where
packages come from: that is the business of the machine that installs.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "constraints"
OLDEST_PYTHON = "3.11"
BUILD = "setuptools"
HEAD = "# Written by tools/lock.py from pyproject.toml: {what}. For `pip install --require-hashes -r`.\n"
FILES = {
    "test": ("everything that `make test` needs", ("replay", "dev", "peers")),
    "serve": ("what a server needs, the same versions as in test.txt", ("replay",)),
    "bench": ("what `make bench` needs besides, the same versions as in test.txt", ("replay", "bench")),
}
"""Name, what it is for, extras; the widest first, since the narrower follow it."""


def compiled(source: str, out: Path, *flags: str, stdin: str | None = None) -> str:
    """The lock of `source`, a file that uv reads or `-` for `stdin`.

    Raises:
        SystemExit: uv is not there, or finds no solution.
    """
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if uv is None:
        raise SystemExit("tools/lock.py needs uv: pip install uv")
    command = [uv, "pip", "compile", source, "--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"]
    command += ["--no-header", "--no-annotate", "--quiet", "--output-file", str(out), *flags]
    done = subprocess.run(command, cwd=ROOT, input=stdin, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    return out.read_text("utf-8")


def main(arguments: list[str]) -> None:
    upgrade = ["--upgrade"] if "--upgrade" in arguments else []
    FOLDER.mkdir(exist_ok=True)
    for name, (what, extras) in FILES.items():
        out = FOLDER / f"{name}.txt"
        follow = [] if name == "test" else ["--constraint", str(FOLDER / "test.txt")]
        text = compiled("pyproject.toml", out, *upgrade, *(f"--extra={extra}" for extra in extras), *follow)
        out.write_text(HEAD.format(what=what) + text, "utf-8")
    out = FOLDER / "build.txt"
    text = compiled("-", out, *upgrade, stdin=f"{BUILD}>=77,<84\n")
    out.write_text(HEAD.format(what="what builds haero") + text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
