"""The vault: what survives, who can read it, what isn't in it."""

import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from haero.server.auth.apps import App, make_keys
from haero.server.auth.vault import FILE_NAME, REVOKED_KEPT, ApprovalRecord, TokenRecord, Vault, VaultError, VaultFailed
from haero.terms import Environment

NOW = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
DAY = timedelta(days=1)
REAL, MOCK = Environment.REAL, Environment.MOCK


def new_app(number: int = 1, environment: Environment = REAL) -> App:
    return App(*make_keys(), environment, f"8100000{number}-01", f"user{number}")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = Vault(tmp_path)
    yield opened
    opened.close()


def reopened(vault: Vault) -> Vault:
    vault.close()
    return Vault(vault.path.parent)


def test_everything_survives_a_restart(vault: Vault) -> None:
    app, other = new_app(1), new_app(2, MOCK)
    vault.add_app(app)
    vault.add_app(other)
    signing_key, control_token = vault.signing_key, vault.control_token
    record = TokenRecord(app.appkey, MOCK, NOW, NOW + DAY)
    called_at = NOW + timedelta(microseconds=987)
    vault.save_token(record, called_at)
    vault.save_approval("a-key", ApprovalRecord(app.appkey, MOCK, NOW + DAY), now=NOW, keep=10)

    again = reopened(vault)
    try:
        assert again.apps() == [app, other]
        assert again.app(app.appkey) == app
        assert again.app_of("81000002-01") == other
        assert (again.signing_key, again.control_token) == (signing_key, control_token)
        assert again.tokens(app.appkey) == [record]
        assert again.last_issue(app.appkey, MOCK) == called_at
        assert again.approval("a-key") == ApprovalRecord(app.appkey, MOCK, NOW + DAY)
    finally:
        again.close()


def test_what_nobody_saved_is_not_there(vault: Vault) -> None:
    assert vault.app("PSnobody") is None
    assert vault.app_of("81000009-01") is None
    assert vault.apps() == []
    assert vault.tokens("PSnobody") == []
    assert vault.last_issue("PSnobody", REAL) is None
    assert vault.approval("nobody's") is None
    assert vault.approval("\ud800") is None


def test_secrets_are_made_once_and_differ_between_vaults(tmp_path: Path) -> None:
    one, two = Vault(tmp_path / "one"), Vault(tmp_path / "two")
    try:
        assert len(one.signing_key) == 64
        assert len(one.control_token) == 43
        assert one.signing_key != two.signing_key
        assert one.control_token != two.control_token
    finally:
        one.close()
        two.close()


def test_only_its_owner_may_read_it_and_its_side_files(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        vault = Vault(tmp_path / "data")
        vault.add_app(new_app())
        files = list((tmp_path / "data").iterdir())
        assert {file.name for file in files} >= {FILE_NAME, f"{FILE_NAME}-wal"}
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        vault.close()
    finally:
        os.umask(umask)


def test_a_file_that_was_opened_up_is_closed_again(vault: Vault) -> None:
    vault.path.chmod(0o644)
    reopened(vault).close()
    assert stat.S_IMODE(vault.path.stat().st_mode) == 0o600


def test_it_syncs_every_write(vault: Vault) -> None:
    connection = vault._db
    assert connection.execute("PRAGMA journal_mode").get == "wal"
    assert connection.execute("PRAGMA synchronous").get == 2


def test_an_account_has_one_app_and_the_error_keeps_secrets(vault: Vault) -> None:
    app = new_app()
    vault.add_app(app)
    for twin in (app, App(*make_keys(), REAL, app.account, "x"), App(app.appkey, "s", REAL, "81000005-01", "x")):
        with pytest.raises(ValueError) as refused:
            vault.add_app(twin)
        assert twin.appkey not in str(refused.value)
        assert twin.appsecret not in str(refused.value).split()
        assert twin.account not in str(refused.value)
    assert vault.apps() == [app]


def test_last_issue_is_kept_per_environment(vault: Vault) -> None:
    vault.save_token(TokenRecord("k", REAL, NOW, NOW + DAY), NOW)
    vault.save_token(TokenRecord("k", MOCK, NOW, NOW + DAY), NOW + timedelta(hours=1))
    assert vault.last_issue("k", REAL) == NOW
    assert vault.last_issue("k", MOCK) == NOW + timedelta(hours=1)


def test_a_token_given_again_moves_the_call_only(vault: Vault) -> None:
    record = TokenRecord("k", REAL, NOW, NOW + DAY)
    vault.save_token(record, NOW)
    vault.save_token(record, NOW + timedelta(hours=1))
    assert vault.tokens("k") == [record]
    assert vault.last_issue("k", REAL) == NOW + timedelta(hours=1)


def test_revoked_is_remembered(vault: Vault) -> None:
    record, other = TokenRecord("k", REAL, NOW, NOW + DAY), TokenRecord("k", MOCK, NOW, NOW + DAY)
    vault.save_token(record, NOW)
    vault.save_token(other, NOW)
    vault.revoke(record)
    again = reopened(vault)
    assert {(found.environment, found.revoked) for found in again.tokens("k")} == {(REAL, True), (MOCK, False)}
    again.close()


def test_expired_tokens_are_dropped(vault: Vault) -> None:
    vault.save_token(TokenRecord("k", REAL, NOW, NOW + DAY), NOW)
    fresh = TokenRecord("k", REAL, NOW + DAY, NOW + 2 * DAY)
    vault.save_token(fresh, NOW + DAY)
    assert vault.tokens("k") == [fresh]


def test_revoked_tokens_are_bounded_and_the_newest_stay(vault: Vault) -> None:
    vault._db.execute("PRAGMA synchronous=OFF")
    for number in range(REVOKED_KEPT + 20):
        at = NOW + timedelta(seconds=number)
        record = TokenRecord("k", REAL, at, at + DAY)
        vault.save_token(record, at)
        vault.revoke(record)
    vault.save_token(TokenRecord("k", REAL, NOW + timedelta(hours=1), NOW + DAY), NOW)
    kept = vault.tokens("k")
    assert len(kept) == REVOKED_KEPT + 1
    assert [record.issued_at for record in kept[:2]] == [NOW + timedelta(seconds=20), NOW + timedelta(seconds=21)]


def test_approval_keys_are_bounded_per_app(vault: Vault) -> None:
    record = ApprovalRecord("k", REAL, NOW + DAY)
    vault.save_approval("other's", ApprovalRecord("other", REAL, NOW + DAY), now=NOW, keep=3)
    for number in range(5):
        vault.save_approval(f"key{number}", record, now=NOW, keep=3)
    assert [vault.approval(f"key{number}") is None for number in range(5)] == [True, True, False, False, False]
    assert vault.approval("other's") is not None


def test_expired_approval_keys_are_dropped(vault: Vault) -> None:
    vault.save_approval("old", ApprovalRecord("k", REAL, NOW), now=NOW - DAY, keep=3)
    assert vault.approval("old") is not None
    vault.save_approval("new", ApprovalRecord("k", REAL, NOW + DAY), now=NOW, keep=3)
    assert vault.approval("old") is None


def test_approval_keys_are_not_in_the_file(vault: Vault) -> None:
    vault.save_approval("a-key-nobody-else-has", ApprovalRecord("k", REAL, NOW + DAY), now=NOW, keep=3)
    files = [file.read_bytes() for file in vault.path.parent.iterdir()]
    assert not any(b"a-key-nobody-else-has" in content for content in files)


def test_no_secret_in_any_repr(vault: Vault) -> None:
    app = new_app()
    vault.add_app(app)
    shown = [
        repr(vault),
        repr(TokenRecord(app.appkey, REAL, NOW, NOW + DAY)),
        repr(ApprovalRecord(app.appkey, REAL, NOW + DAY)),
    ]
    for text in shown:
        assert app.appkey not in text
        assert vault.control_token not in text
    assert shown[0] == "Vault(auth.db, 1 apps)"


def test_a_second_process_reads_the_same(vault: Vault) -> None:
    vault.add_app(new_app())
    second = Vault(vault.path.parent)
    assert second.apps() == vault.apps()
    assert second.control_token == vault.control_token
    second.close()


def test_closing_twice_is_fine(vault: Vault) -> None:
    vault.close()
    vault.close()


def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    foreign = apsw.Connection(str(tmp_path / FILE_NAME))
    foreign.execute("CREATE TABLE theirs(x)")
    foreign.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(VaultError, match="not a haero vault"):
        Vault(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 1000)
    with pytest.raises(VaultError):
        Vault(tmp_path)


def test_a_newer_format_is_refused(vault: Vault) -> None:
    vault._db.execute("PRAGMA user_version=2")
    with pytest.raises(VaultError, match="format 2, this haero reads format 1"):
        reopened(vault)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VaultError):
        Vault(tmp_path / "file" / "data")


def full(vault: Vault) -> None:
    """Lets the file have no page more, as a full disk does."""
    vault._db.execute(f"PRAGMA max_page_count={vault._db.pragma('page_count')}")


def many(write: Callable[[int], None]) -> None:
    for number in range(100):
        write(number)


def test_a_full_disk_is_told_and_nothing_of_the_write_is_known(vault: Vault) -> None:
    told: list[VaultFailed] = []
    vault.failed = told.append
    full(vault)
    apps = [App(*make_keys(), REAL, f"{81000001 + n}-01", "x" * 500) for n in range(100)]
    with pytest.raises(VaultFailed, match=r"auth\.db: database or disk is full") as raised:
        many(lambda n: vault.add_app(apps[n]))
    assert told == [raised.value]
    assert 0 < len(vault.apps()) < 100
    token = TokenRecord(apps[0].appkey, REAL, NOW, NOW + DAY)
    with pytest.raises(VaultFailed):
        many(lambda n: vault.save_token(TokenRecord(f"{n:0500}", REAL, NOW, NOW + DAY), NOW))
    with pytest.raises(VaultFailed):
        many(lambda n: vault.save_approval(str(n), ApprovalRecord("k" * 500, REAL, NOW + DAY), now=NOW, keep=1_000))
    vault._db.execute("PRAGMA query_only=1")
    with pytest.raises(VaultFailed):
        vault.revoke(token)
    assert len(told) == 4


def test_somebody_elses_lock_is_told_to_who_asked_only(vault: Vault) -> None:
    told: list[VaultFailed] = []
    vault.failed = told.append
    vault._db.set_busy_timeout(1)
    other = apsw.Connection(str(vault.path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(VaultFailed, match="locked"):
        vault.add_app(new_app())
    other.execute("ROLLBACK")
    other.close()
    vault.add_app(new_app())
    assert told == []


def test_an_approval_key_waits_for_no_disk_and_the_next_write_does(vault: Vault) -> None:
    seen: list[tuple[str, object]] = []
    with_trace = vault._db
    with_trace.trace_v2(
        apsw.SQLITE_TRACE_STMT,
        lambda event: (
            seen.append((event["sql"].split()[0], with_trace.pragma("synchronous")))
            if event["sql"].startswith(("INSERT INTO approval", "INSERT INTO app VALUES"))
            else None
        ),
    )
    vault.save_approval("k", ApprovalRecord("a", REAL, NOW + DAY), now=NOW, keep=9)
    vault.add_app(new_app())
    with_trace.trace_v2(0, None)
    assert seen == [("INSERT", 1), ("INSERT", 2)]
