"""The attacks of tools/attack: a short one at every door, and that they can fail."""

import random
from pathlib import Path

import pytest

from haero.kis import catalogue
from tools.attack import bad_inputs, run
from tools.attack.inputs import Client, Inputs
from tools.attack.run import Attack, carry_out
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict
from tools.attack.wire import Said

KEYS = {"appkey": "key", "appsecret": "secret", "account": "81000001-01"}


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """What the tests below change."""
    verdict.promise("one", True)
    verdict.skip("two", "not here")
    assert folder.is_dir()


def breaks(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    verdict.promise("three", False, "and why")
    verdict.promise("four", True)


def cannot(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    raise RuntimeError("no such thing")


@pytest.mark.parametrize(
    ("what", "status", "said"),
    [
        (attack, 0, "1 promises looked at and kept, all kept, 1 skipped"),
        (breaks, 1, "BROKE three: and why"),
        (cannot, 1, "RuntimeError('no such thing')"),
    ],
)
def test_a_promise_that_broke_is_told_and_is_the_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], what: object, status: int, said: str
) -> None:
    monkeypatch.setattr(run, "ATTACKS", {"short": Attack("short", what)})  # type: ignore[arg-type]
    assert run.main(["short"]) == status
    assert said in capsys.readouterr().out


def test_a_name_that_is_none_and_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.main(["nonsense"])
    assert run.main(["--list"]) == 0
    said = capsys.readouterr().out
    assert [line.split()[0] for line in said.splitlines()] == list(run.ATTACKS)


def test_inputs_come_again_from_their_seed_and_reach_every_route() -> None:
    def made(seed: int) -> list[bytes]:
        inputs, client = Inputs(random.Random(seed)), Client("real", KEYS, "token")
        return [inputs.kis(client) for _ in range(2_000)]

    first = made(1)
    assert first == made(1)
    assert first != made(2)
    routes = {one.path for one in catalogue.apis() if one.group not in {"websocket", "auth"} and one.tr_ids.get("real")}
    assert len(routes) > 45
    assert {path for path in routes if not any(path.encode() in text for text in first)} == set()


@pytest.mark.parametrize(
    ("door", "said", "stray"),
    [
        ("KIS", Said(200, b"", b'{"rt_cd":"0","msg_cd":"APBK0013"}'), False),
        ("KIS", Said(500, b"", b'{"rt_cd":"1","msg_cd":"EGW00201"}'), False),
        ("KIS", Said(400, b"", b'{"rt_cd":"1","msg_cd":"EGW00202"}'), False),
        ("KIS", Said(500, b"", b'{"rt_cd":"1","msg_cd":"EGW00202"}'), True),
        ("KIS", Said(500, b"", b'{"rt_cd":"1","msg_cd":"APBK0013"}'), True),
        ("KIS", Said(500, b"", b"Internal Server Error"), True),
        ("KIS", Said(0, b"", b""), True),
        ("control", Said(409, b"", b'{"error":"no"}'), False),
        ("control", Said(503, b"", b'{"error":"no"}'), True),
    ],
)
def test_a_stray_reply_is_seen(door: str, said: Said, stray: bool) -> None:
    ready = {"real": KEYS, "mock": KEYS, "control_token": "token"}
    counted = bad_inputs.Run(ready, random.Random(1), Verdict("x", lambda line: None), 1, 1.0, "x")
    counted.look(door, b"POST / HTTP/1.1\r\n\r\n", said)
    assert (counted.stray_count == 1) is stray


def test_a_short_attack_at_every_door() -> None:
    lines: list[str] = []
    verdict = carry_out(Attack("bad-inputs", bad_inputs.attack), Sizes(count=300), lines.append)
    assert verdict.broken == [], "\n".join(lines)
    assert verdict.kept == 16
