"""Types README.md and README.ko.md into a terminal, in order, in a fresh clone, and stops at the first thing that fails.

    python tools/walk_readme.py              all of it, from nothing: some ten minutes; installs, runs the tests
    python tools/walk_readme.py --no-test    the same without `make test`
    python tools/walk_readme.py --quick      with the environment that runs this; without `make test` and the recorded day

`sh` blocks run as they stand, in one terminal (directory and exported variables last), except that

- a command that serves gets free ports, a terminal of its own, and ends when the next one begins;
- with `--quick` what installs or takes long is left out, and `make serve` is the `haero serve` that it ends in.

A `python` block must be a file in examples/; a `toml` block is saved as haero.toml. What is committed is what is walked.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.ko.md")
PORTS = " ".join(f"--{name} 0" for name in ("rest-real", "rest-mock", "ws-real", "ws-mock", "control"))
SERVES = re.compile(r"^(?:make serve|haero serve)\b")
TEST = re.compile(r"^make test\b")
LONG = re.compile(r"^(?:make setup|make test|haero replay)\b")
NOTHING = re.compile(r"$^")
START_SECONDS, STOP_SECONDS = 900, 30


class Broken(Exception):
    """A block of a README does not do what it says."""


def blocks(text: str) -> list[tuple[str, str]]:
    """Language and text of each code block, in order."""
    return re.findall(r"^```(\w+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


class Walk:
    """One README's way through one clone, with the server that it started last."""

    def __init__(self, clone: Path, *, quick: bool, left_out: re.Pattern[str] = NOTHING) -> None:
        self.clone, self.quick, self._left_out = clone, quick, LONG if quick else left_out
        self._server: subprocess.Popen[bytes] | None = None
        self._state, self._log, self._ready = clone.parent / "state.sh", clone.parent / "log", clone.parent / "ready"
        outside = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("HAERO_", "VIRTUAL_ENV", "PYTHON"))
        }
        self._environment = outside | {"HOME": str(clone.parent / "home")}
        Path(self._environment["HOME"]).mkdir(exist_ok=True)
        if quick:
            (clone / ".venv").symlink_to(sys.prefix)
            self._environment |= {"PYTHONPATH": str(clone / "src"), "PATH": f"{clone / '.venv/bin'}:{outside['PATH']}"}

    def step(self, language: str, text: str) -> None:
        """Does what one block says.

        Raises:
            Broken: it can't be done.
        """
        if language == "toml":
            (self.clone / "haero.toml").write_text(text, "utf-8")
        elif language == "python":
            if not any(example.read_text("utf-8").endswith(text) for example in (self.clone / "examples").glob("*.py")):
                raise Broken("no file in examples/ ends with this")
        elif language != "sh":
            raise Broken(f"a block of {language}: what should be done with it?")
        elif SERVES.match(text):
            self._serve(text.strip())
        else:
            self._type(text)

    def stop(self) -> None:
        """Stops the server that still runs, and waits for its end.

        Raises:
            Broken: it had ended by itself, badly, or ends so now.
        """
        if self._server is None:
            return
        if self._server.poll() is None:
            os.killpg(self._server.pid, signal.SIGTERM)
        status = self._server.wait(STOP_SECONDS)
        self._server = None
        if status not in (0, -signal.SIGTERM, 128 + signal.SIGTERM):  # make dies of the signal, haero ends with 0
            raise Broken(f"the server ends with status {status}:\n" + self._log.read_text("utf-8"))

    def _serve(self, command: str) -> None:
        self.stop()
        self._ready.unlink(missing_ok=True)
        flags = f"{PORTS} --ready-file {self._ready}"
        if command.startswith("make") and self.quick:
            command = command.replace("make serve", "haero serve")
        command = f"{command} ARGS='{flags}'" if command.startswith("make") else f"{command} {flags}"
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(
                ["bash", "-c", f"{self._restored()}\nunset HAERO_DATA\nexec {command}"],
                cwd=self.clone, env=self._environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while not self._ready.exists():
            if self._server.poll() is not None or time.monotonic() > deadline:
                if self._server.poll() is None:
                    os.killpg(self._server.pid, signal.SIGKILL)
                self._server = None
                raise Broken("the server does not start:\n" + self._log.read_text("utf-8"))
            time.sleep(0.05)

    def _type(self, text: str) -> None:
        text = "".join(line for line in text.splitlines(keepends=True) if not self._left_out.match(line))
        script = f"{self._restored()}\nset -euo pipefail\n{text}\nset +euo pipefail\nexport -p > {self._state}\n"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.clone,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            raise Broken(f"status {done.returncode}:\n" + done.stdout.decode("utf-8", "replace"))

    def _restored(self) -> str:
        return f"source {self._state}" if self._state.exists() else ""


def walk(readme: str, *, quick: bool, left_out: re.Pattern[str] = NOTHING) -> int:
    """Walks one README of what is committed here, and asks git what it left. Returns the number of blocks.

    Raises:
        Broken: with the block that does not work, and what it said.
    """
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder, "haero")
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        steps = blocks((clone / readme).read_text("utf-8"))
        going = Walk(clone, quick=quick, left_out=left_out)
        try:
            for language, text in steps:
                try:
                    going.step(language, text)
                except Broken as broken:
                    raise Broken(f"{readme}:\n\n{text}\n{broken}") from None
        finally:
            going.stop()
        left = subprocess.run(
            ["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True
        ).stdout
        if quick:
            left = left.replace("?? .venv\n", "")  # a link here, a folder in life
        if left:
            raise Broken(f"{readme}: git sees what its commands leave:\n{left}")
    return len(steps)


def main(arguments: list[str]) -> None:
    quick, left_out = "--quick" in arguments, TEST if "--no-test" in arguments else NOTHING
    for readme in READMES:
        try:
            print(f"{readme}: {walk(readme, quick=quick, left_out=left_out)} blocks work", flush=True)
        except Broken as broken:
            raise SystemExit(str(broken)) from None


if __name__ == "__main__":
    main(sys.argv[1:])
