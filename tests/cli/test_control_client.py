"""The control client: finds the running haero of a folder, and says what to do where there is none."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from haero.cli.control_client import ControlClient
from haero.house.folder import lock
from haero.server.auth.vault import Vault
from haero.service.addresses import NAMES, URLS_FILE

ASKED: list[tuple[str, str, str, bytes]] = []


class Answers(http.server.BaseHTTPRequestHandler):
    """A control port that says what the path wants it to."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        ASKED.append((self.command, self.path, self.headers["authorization"], body))
        kind = self.path.split("?")[0]
        status = {"/refused": 409, "/page": 502, "/odd": 500}.get(kind, 200)
        text = {"/refused": b'{"error": "not now"}', "/page": b"<html>", "/odd": b"[]"}.get(kind, b'{"ok": 1}')
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose control port answers."""
    Vault(tmp_path).close()
    server = http.server.HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.01,)).start()
    urls = dict.fromkeys(NAMES, f"http://127.0.0.1:{server.server_port}")
    (tmp_path / URLS_FILE).write_text(json.dumps(urls))
    ASKED.clear()
    with lock(tmp_path):
        yield tmp_path
    server.shutdown()
    server.server_close()


def test_a_look_and_a_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # a proxy would be asked in vain
    client = ControlClient(folder)
    assert client.get("/look", symbol="BRK/B", exchange="NYSE") == {"ok": 1}
    assert client.post("/change", speed=0, auction=None) == {"ok": 1}
    assert client.delete("/gone/1") == {"ok": 1}
    vault = Vault(folder)
    token = f"Bearer {vault.control_token}"
    vault.close()
    asked = list(ASKED)
    assert asked == [
        ("GET", "/look?symbol=BRK%2FB&exchange=NYSE", token, b""),
        ("POST", "/change", token, b'{"speed": 0}'),
        ("DELETE", "/gone/1", token, b""),
    ]


@pytest.mark.parametrize(("path", "text"), [("/refused", "not now"), ("/page", "is no haero"), ("/odd", "is no haero")])
def test_what_the_port_refuses(folder: Path, capsys: pytest.CaptureFixture[str], path: str, text: str) -> None:
    with pytest.raises(typer.Exit) as ended:
        ControlClient(folder).post(path)
    assert ended.value.exit_code == 1
    assert text in capsys.readouterr().err


@pytest.mark.parametrize("urls", [None, "", "[]", "{}", '{"control": "http://127.0.0.1:1"}'])
def test_where_nothing_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str], urls: str | None) -> None:
    Vault(tmp_path).close()
    if urls is not None:
        (tmp_path / URLS_FILE).write_text(urls)
    with pytest.raises(typer.Exit) as ended:
        ControlClient(tmp_path).get("/control/state")
    assert ended.value.exit_code == 2
    assert f"haero serve --data {tmp_path}" in capsys.readouterr().err


def test_the_token_goes_to_no_other_haero(folder: Path) -> None:
    """Killed, it leaves its addresses: by now another program may listen there."""
    (folder / "haero.lock").unlink()
    with pytest.raises(typer.Exit):
        ControlClient(folder).get("/look")
    assert ASKED == []


def test_a_folder_that_was_never_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        ControlClient(tmp_path / "data")
    assert "no haero runs" in capsys.readouterr().err
    assert not (tmp_path / "data").exists(), "a look makes no folder"
