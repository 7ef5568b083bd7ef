"""A small client of the control port, for the commands that talk to a running haero."""

import json
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlencode, urlsplit

from haero.cli.telling import fail
from haero.cli.texts import text as told
from haero.server.auth.vault import Vault, VaultError
from haero.service.addresses import read_addresses, read_control

SECONDS = 600.0
"""How long a call may take: a jump of a year works through all that falls due in it."""
NOT_RUNNING, REFUSED = 2, 1
REASONS = {"unknown_instrument": "no such symbol", "unknown_account": "no such account"}


class ControlClient:
    """Calls the haero that uses a data folder. A call that cannot be done ends the process with a text for a person."""

    def __init__(self, folder: Path) -> None:
        """Reads where it listens, and the control token."""
        self._folder = folder
        if not (folder / "auth.db").is_file():
            self._not_running()
        try:
            vault = Vault(folder)
        except VaultError as error:
            fail(str(error), NOT_RUNNING)
        try:
            self._token = vault.control_token
        finally:
            vault.close()
        urls, control = read_addresses(folder), read_control(folder)
        if urls is None or control is None:
            self._not_running()
        self.urls, self._url = urls, control

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """A look."""
        return self._call("GET", f"{path}?{urlencode(query)}" if query else path, None)

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """A change. Values that are None are left out."""
        given = {name: value for name, value in body.items() if value is not None}
        return self._call("POST", path, json.dumps(given).encode())

    def delete(self, path: str) -> dict[str, Any]:
        """Takes something away."""
        return self._call("DELETE", path, None)

    def _call(self, method: str, path: str, body: bytes | None) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        connection = self._connection()
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            status, text = reply.status, reply.read()
        except (OSError, HTTPException):
            self._not_running()
        finally:
            connection.close()
        try:
            found: dict[str, Any] = json.loads(text)
            if status == 200:
                return found
            fail(_plain(str(found["error"])), REFUSED)
        except (ValueError, KeyError, TypeError):
            fail(told("no_haero_there", status=status), REFUSED)

    def _connection(self) -> HTTPConnection:
        """Straight there: a proxy of the environment must not see the control token."""
        where = urlsplit(self._url)
        if where.scheme != "https":
            return HTTPConnection(where.netloc, timeout=SECONDS)
        from haero.server.tls import CERTIFICATE_NAME  # a heavy library behind it, needed by few

        certificate = self._folder / CERTIFICATE_NAME
        try:
            trusting = ssl.create_default_context(cafile=certificate)
        except OSError as error:  # an ssl.SSLError is one
            fail(told("no_certificate", path=certificate, error=error.strerror or error), REFUSED)
        return HTTPSConnection(where.netloc, timeout=SECONDS, context=trusting)

    def _not_running(self) -> NoReturn:
        fail(told("not_running", data=self._folder), NOT_RUNNING)


def _plain(text: str) -> str:
    """What the port says, without the desk's own word for it."""
    for word, said in REASONS.items():
        if text.startswith(f"{word}: "):
            return said + text.removeprefix(word)
    return text
