"""cluefin-openapi in a Node process: node/driver.mjs takes a command a line, and answers with what came of it and what was sent."""

import json
import os
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

from tests.peers.conftest import Keys, Sent, Wire

FOLDER = Path(__file__).parent / "node"
PATIENCE = 20.0


def why_not() -> str:
    """Why this client can't run here, or nothing."""
    node = shutil.which("node")
    if node is None:
        return "there is no node here"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < 20:
        return f"the client needs node 20, here is {version}"
    lock, installed = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".ready"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        return "make node has not installed what package-lock.json says"
    return ""


class ClientFault(Exception):
    """What the client threw: the name of its class, the HTTP status, and KIS's code if it kept the body."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.name = str(error["name"])
        self.status = error.get("statusCode")
        self.code = (error.get("responseData") or {}).get("msg_cd")


class Node:
    """The process. One for many tests: each makes clients of its own in it."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("wb")
        self._process = subprocess.Popen(
            ["node", str(FOLDER / "driver.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={"PATH": os.environ["PATH"], "HOME": str(log.parent), "TZ": "Asia/Seoul"},
        )
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        self.wire = Wire()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            found = json.loads(line)
            (self._answers if "sent" in found else self.events).put(found)

    def do(self, command: str, **what: Any) -> Any:
        """Carries out a command of the driver. Raises ClientFault: the client threw."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"command": command, **what}).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._answers.get(timeout=PATIENCE)
        for sent in answer["sent"]:
            self.wire.append(Sent(**{**sent, "body": sent["body"].encode(), "reply": json.loads(sent["reply"])}))
        if "error" in answer:
            raise ClientFault(answer["error"])
        return answer["result"]

    def stop(self) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            return self._process.wait(PATIENCE)
        finally:
            self._process.kill()
            self._reader.join(PATIENCE)
            self._process.stdout.close()
            self._log.close()


class Cluefin:
    """One account's client."""

    def __init__(self, node: Node, keys: Keys, ws: str) -> None:
        self._node, self._name = node, keys.appkey
        account, product = keys.account.split("-")
        self._account = {"cano": account, "acntPrdtCd": product}
        self.token = node.do(
            "open",
            client=self._name,
            env="prod" if keys.environment == "real" else "dev",
            url=keys.url,
            ws=ws,
            appKey=keys.appkey,
            secretKey=keys.appsecret,
            retries=1,
        )

    def account(self, method: str, **fields: Any) -> Any:
        """A call of `overseasAccount`: headers and body as the client gives them."""
        return self._call("overseasAccount", method, self._account | fields)

    def quote(self, method: str, **fields: Any) -> Any:
        return self._call("overseasBasicQuote", method, fields)

    def ranking(self, method: str, **fields: Any) -> Any:
        return self._call("overseasMarketAnalysis", method, fields)

    def _call(self, area: str, method: str, fields: dict[str, Any]) -> Any:
        return self._node.do("call", client=self._name, area=area, method=method, input=fields)

    def leave(self) -> None:
        """Closes its socket."""
        self._node.do("leave", client=self._name)
        self._node.events = queue.Queue()

    def revoke(self) -> Any:
        return self._node.do("revoke", client=self._name)

    def connect(self) -> None:
        self._node.do("connect", client=self._name)

    def subscribe(self, method: str, *arguments: str) -> str:
        """Registers by a call of `OverseasRealtimeQuote`. Gives the code of the answer, at which the client does not look."""
        answer = self._node.do("subscribe", client=self._name, method=method, input=arguments)
        return str(answer["body"]["msg_cd"])

    def event(self) -> dict[str, Any]:
        """The next data frame, as the client passes it on."""
        found = self._node.events.get(timeout=PATIENCE)
        assert found.pop("client") == self._name
        return found
