"""The token that all programs share."""

import json
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haero.client.local.token import AccessToken
from haero.client.local.token_file import TokenFile
from tests.client.local.programs import running, said, together

AT = datetime(2026, 11, 27, 15, 0, 0, 123456, tzinfo=UTC)


def token(value: str = "eyJsecret", at: datetime = AT) -> AccessToken:
    return AccessToken(value, at, at + timedelta(days=1))


def test_what_is_written_all_read(tmp_path: Path) -> None:
    one, other = TokenFile(tmp_path / "state", "token"), TokenFile(tmp_path / "state", "token")
    assert one.read() is None
    one.write(token())
    assert other.read() == one.read() == token()
    other.write(token("eyJnewer"))
    assert one.read() == token("eyJnewer")
    assert oct((tmp_path / "state" / "token.json").stat().st_mode & 0o777) == "0o600"
    assert os.listdir(tmp_path / "state") == ["token.json"]
    assert "eyJ" not in repr(one)


def test_a_token_is_forgotten_only_where_it_is_still_this_one(tmp_path: Path) -> None:
    one, other = TokenFile(tmp_path, "token"), TokenFile(tmp_path, "token")
    one.write(token("eyJnewer"))
    other.forget("eyJolder")
    assert one.read() == token("eyJnewer")
    other.forget("eyJnewer")
    assert one.read() is None
    other.forget("eyJnewer")


def test_a_newer_token_that_comes_while_the_old_one_is_forgotten_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the removal another program writes."""
    one, other = TokenFile(tmp_path, "token"), TokenFile(tmp_path, "token")
    one.write(token("eyJolder"))
    rename = os.rename

    def late(source: str, target: str) -> None:
        other.write(token("eyJnewer"))
        rename(source, target)

    monkeypatch.setattr(os, "rename", late)
    one.forget("eyJolder")
    monkeypatch.undo()
    assert one.read() == other.read() == token("eyJnewer")
    assert os.listdir(tmp_path) == ["token.json"]


GOOD = {"value": "eyJ", "issued_at": AT.isoformat(), "expires_at": AT.isoformat()}


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", "7", "{}", "[" * 50_000, "\xff", '{"value": 7}',
        *(json.dumps(GOOD | wrong) for wrong in (
            {"value": ""}, {"value": 7}, {"value": "eyJ\nhost: evil"}, {"value": "토큰"}, {"issued_at": "2026-11-27T00:00:00"},
            {"issued_at": "soon"}, {"expires_at": 7}, {"expires_at": None}, {"value": "x" * 70_000},
        )),
    ],
)  # fmt: skip
def test_what_is_no_token_is_none_and_is_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "token.json"
    path.write_text(text, encoding="latin-1" if text == "\xff" else "utf-8")
    path.chmod(0o600)
    file = TokenFile(tmp_path, "token")
    assert file.read() is None
    file.write(token())
    assert file.read() == TokenFile(tmp_path, "token").read() == token()


@pytest.mark.parametrize("kind", ["wide", "link", "folder", "pipe"])
def test_a_file_that_others_may_have_written_is_not_trusted_and_is_replaced(tmp_path: Path, kind: str) -> None:
    path, other = tmp_path / "token.json", tmp_path / "other"
    other.write_text(json.dumps(GOOD))
    other.chmod(0o600)
    if kind == "wide":
        os.rename(other, path)
        path.chmod(0o640)
    elif kind == "link":
        path.symlink_to(other)
    elif kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    file = TokenFile(tmp_path, "token")
    assert file.read() is None
    file.write(token())
    assert file.read() == TokenFile(tmp_path, "token").read() == token()
    assert oct(path.lstat().st_mode) == "0o100600"
    assert kind in ("wide", "folder", "pipe") or json.loads(other.read_text()) == GOOD


def test_where_nothing_can_be_written_it_holds_in_this_process_and_the_log_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    one, other = (TokenFile(tmp_path / "file" / "folder", "token") for _ in range(2))
    assert one.last_try() is None
    one.write(token())
    one.note_try(AT)
    assert one.read() == other.read() == token()
    assert one.last_try() == other.last_try() == AT
    assert one.try_lock()
    assert not other.try_lock()
    one.unlock()
    other.forget("eyJsecret")
    assert one.read() is None
    assert len(caplog.records) == 1
    assert "eyJ" not in caplog.text


def test_what_could_not_be_written_gives_way_to_what_another_program_wrote_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = TokenFile(tmp_path, "token")
    with monkeypatch.context() as failing:
        failing.setattr(os, "replace", _full)
        one.write(token("eyJkept"))
    assert one.read() == token("eyJkept")
    assert os.listdir(tmp_path) == []
    assert TokenFile(tmp_path, "token").read() == token("eyJkept")
    script = "from haero.client.local.token import AccessToken\nAT = AT.replace(year=2027)\n"
    script += "TokenFile(where, 'token').write(AccessToken('eyJlater', AT, AT))"
    with running(script, tmp_path) as program:
        assert program.wait(30) == 0
    found = one.read()
    assert found is not None
    assert found.value == "eyJlater"


def test_a_token_that_cannot_be_taken_away_is_not_used_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = TokenFile(tmp_path, "token")
    one.write(token("eyJbad"))
    with monkeypatch.context() as failing:
        failing.setattr(os, "rename", _full)
        one.forget("eyJbad")
    assert one.read() is None
    assert TokenFile(tmp_path, "token").read() is None
    one.write(token("eyJgood"))
    assert one.read() == token("eyJgood")


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_what_a_dead_writer_left_is_taken_away(tmp_path: Path) -> None:
    old, new = tmp_path / ".token.json.1-aa", tmp_path / ".token.json.2-bb"
    old.write_text("{")
    new.write_text("{")
    os.utime(old, (1, 1))
    TokenFile(tmp_path, "token").write(token())
    assert sorted(os.listdir(tmp_path)) == [new.name, "token.json"]


def test_all_see_when_a_token_was_asked_for(tmp_path: Path) -> None:
    one, other = TokenFile(tmp_path, "token"), TokenFile(tmp_path, "token")
    assert one.try_lock()
    one.note_try(AT)
    assert other.last_try() == AT
    later = AT.astimezone(tz=None) + timedelta(seconds=61)
    other.note_try(later)
    assert one.last_try() == later
    assert not other.try_lock()
    (tmp_path / "token.lock").write_text("yesterday, or so")
    assert TokenFile(tmp_path, "token").last_try() is None


def test_never_two_have_the_right_to_issue(tmp_path: Path) -> None:
    """Processes, two threads in each: who is inside makes a file that must not be there."""
    script = """
file, wins = TokenFile(where, "token"), []
def tries():
    while len(wins) < 40:
        if file.try_lock():
            os.close(os.open(where + "/inside", os.O_CREAT | os.O_EXCL))
            os.unlink(where + "/inside")
            file.unlock()
            wins.append(1)
        else:
            time.sleep(0.0005)
threads = [threading.Thread(target=tries) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
told(len(wins) >= 40)
"""
    assert together(script, tmp_path, 3) == [["True"]] * 3


def test_readers_see_a_whole_token_or_none(tmp_path: Path) -> None:
    file, ending, seen = TokenFile(tmp_path, "token"), threading.Event(), set()

    def reads() -> None:
        reader = TokenFile(tmp_path, "token")
        while not ending.is_set():
            found = reader.read()
            seen.add(found and (found.value[0], len(found.value)))

    thread = threading.Thread(target=reads)
    thread.start()
    for number in range(60):
        file.write(token("ab"[number % 2] * (100 + 900 * (number % 2))))
    ending.set()
    thread.join()
    assert seen <= {None, ("a", 100), ("b", 1000)}


def test_the_right_of_a_program_that_dies_is_free(tmp_path: Path) -> None:
    file = TokenFile(tmp_path, "token")
    with running("file = TokenFile(where, 'token')\ntold(file.try_lock())\nwaits()", tmp_path) as program:
        assert said(program) == "True"
        assert not file.try_lock()
        program.kill()
        program.wait()
    assert file.try_lock()
