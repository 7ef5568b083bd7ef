"""Tokens, by KIS's rules of time."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest

from haero.kis.errors import KisRefusal
from haero.server.auth.apps import App, make_keys
from haero.server.auth.tokens import MAX_TOKEN_LENGTH, TokenOffice
from haero.server.auth.vault import Vault
from haero.server.auth.wall import FixedWall
from haero.terms import Environment

START = datetime(2026, 3, 2, 8, 1, 28, 400_000, tzinfo=UTC)
REAL, MOCK = Environment.REAL, Environment.MOCK
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def wall() -> FixedWall:
    return FixedWall(START)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = Vault(tmp_path)
    opened.add_app(App(*make_keys(), REAL, "81000001-01", "one"))
    opened.add_app(App(*make_keys(), MOCK, "81000002-01", "two"))
    yield opened
    opened.close()


@pytest.fixture
def app(vault: Vault) -> App:
    return vault.apps()[0]


@pytest.fixture
def office(vault: Vault, wall: FixedWall) -> TokenOffice:
    return TokenOffice(vault, wall)


def refused(office: TokenOffice, bearer: str | None, app: App, environment: Environment = REAL) -> str:
    with pytest.raises(KisRefusal) as refusal:
        office.check(bearer, app, environment)
    assert refusal.value.status == 500
    return refusal.value.denial.code


def test_tokens_of_one_second_are_good_for_a_day_at_most(vault: Vault, wall: FixedWall, app: App) -> None:
    """Each is unlike the ones before, and so dated ahead of the wall."""
    office = TokenOffice(vault, wall, unlimited=True)
    for _ in range(4):
        issued = office.issue(app, REAL)
        assert issued.expires_in == 86400
        assert office.revoke(app, issued.token, REAL)


def test_a_fresh_token_is_good_for_a_day(office: TokenOffice, app: App, wall: FixedWall) -> None:
    issued = office.issue(app, REAL)
    assert issued.expires_in == 86400
    assert issued.expires_at == START.replace(microsecond=0) + 24 * HOUR
    office.check(f"Bearer {issued.token}", app, REAL)
    wall.set(issued.expires_at - timedelta(microseconds=1))
    office.check(f"Bearer {issued.token}", app, REAL)
    wall.set(issued.expires_at)
    assert refused(office, f"Bearer {issued.token}", app) == "EGW00123"


def test_the_claims_are_those_of_kis(office: TokenOffice, app: App, vault: Vault) -> None:
    issued = office.issue(app, REAL)
    claims = jwt.decode(issued.token, options={"verify_signature": False})
    assert jwt.get_unverified_header(issued.token)["alg"] == "HS512"
    assert list(claims) == ["sub", "aud", "prdt_cd", "iss", "exp", "iat", "jti"]
    assert (claims["sub"], claims["prdt_cd"], claims["iss"], claims["jti"]) == ("token", "", "unogw", app.appkey)
    assert len(claims["aud"]) == 36
    assert (claims["iat"], claims["exp"] - claims["iat"]) == (int(START.timestamp()), 86400)
    assert len(issued.token) <= MAX_TOKEN_LENGTH
    assert issued.token.startswith("eyJ")


def test_a_second_call_within_a_minute_is_refused_and_does_not_extend_the_wait(
    office: TokenOffice, app: App, wall: FixedWall
) -> None:
    first = office.issue(app, REAL)
    for _ in range(2):
        wall.advance(29 * SECOND)
        with pytest.raises(KisRefusal) as refusal:
            office.issue(app, REAL)
        assert (refusal.value.denial.code, refusal.value.status) == ("EGW00133", 403)
    wall.advance(2 * SECOND)
    assert office.issue(app, REAL).token == first.token


def test_the_minute_counts_from_the_last_call_that_gave_a_token(office: TokenOffice, app: App, wall: FixedWall) -> None:
    office.issue(app, REAL)
    wall.advance(HOUR)
    office.issue(app, REAL)
    wall.advance(59 * SECOND)
    with pytest.raises(KisRefusal):
        office.issue(app, REAL)


def test_the_minute_is_per_app_and_environment(office: TokenOffice, vault: Vault) -> None:
    one, two = vault.apps()
    tokens = {office.issue(app, where).token for app in (one, two) for where in (REAL, MOCK)}
    assert len(tokens) == 4


def test_the_minute_survives_a_restart(office: TokenOffice, vault: Vault, app: App, wall: FixedWall) -> None:
    office.issue(app, REAL)
    with pytest.raises(KisRefusal):
        TokenOffice(vault, wall).issue(app, REAL)


def test_within_six_hours_the_same_token_as_measured(office: TokenOffice, app: App, wall: FixedWall) -> None:
    # Measured: three calls 17:2x to 19:06 gave one expiry; the call 6 h 4 min after the first gave a new one.
    first = office.issue(app, REAL)
    wall.advance(2 * HOUR)
    again = office.issue(app, REAL)
    assert (again.token, again.expires_at, again.expires_in) == (first.token, first.expires_at, 22 * 3600)
    wall.advance(4 * HOUR - SECOND)
    assert office.issue(app, REAL).token == first.token
    wall.advance(4 * MINUTE)
    newer = office.issue(app, REAL)
    assert newer.token != first.token
    assert newer.expires_in == 86400


def test_older_tokens_stay_good_and_few_are_kept(office: TokenOffice, app: App, wall: FixedWall) -> None:
    tokens = []
    for _ in range(12):
        tokens.append(office.issue(app, REAL).token)
        wall.advance(6 * HOUR)
    assert [refused(office, f"Bearer {token}", app) for token in tokens[:-3]] == ["EGW00123"] * 9
    for token in tokens[-3:]:
        office.check(f"Bearer {token}", app, REAL)
    assert len(office._live[app.appkey, REAL]) <= 4


def test_unlimited_switches_off_the_minute_and_nothing_else(vault: Vault, app: App, wall: FixedWall) -> None:
    office = TokenOffice(vault, wall, unlimited=True)
    first = office.issue(app, REAL)
    assert office.issue(app, REAL).token == first.token
    wall.advance(6 * HOUR)
    assert office.issue(app, REAL).token != first.token


def test_tokens_survive_a_restart_and_are_not_in_the_file(
    office: TokenOffice, vault: Vault, app: App, wall: FixedWall
) -> None:
    first = office.issue(app, REAL)
    wall.advance(7 * HOUR)
    second = office.issue(app, REAL)
    signatures = [token.rpartition(".")[2].encode() for token in (first.token, second.token)]
    contents = [file.read_bytes() for file in vault.path.parent.iterdir()]
    assert not any(signature in content for signature in signatures for content in contents)

    vault.close()
    again = Vault(vault.path.parent)
    later = TokenOffice(again, wall)
    later.check(f"Bearer {first.token}", app, REAL)
    later.check(f"Bearer {second.token}", app, REAL)
    wall.advance(MINUTE)
    assert later.issue(app, REAL).token == second.token
    again.close()


@pytest.mark.parametrize(
    ("bearer", "code"),
    [
        (None, "EGW00122"),
        ("", "EGW00122"),
        ("   ", "EGW00122"),
        ("Bearer", "EGW00122"),
        ("Bearer  ", "EGW00122"),
        ("Basic abc", "EGW00205"),
        ("eyJhbGciOi", "EGW00205"),
        ("Bearerabc", "EGW00205"),
        ("Bearer abc", "EGW00121"),
        ("Bearer a.b.c", "EGW00121"),
        ("Bearer 토큰", "EGW00121"),
        ("Bearer \udce9", "EGW00121"),
        ("Bearer " + "x" * 100_000, "EGW00121"),
    ],
)
def test_headers_that_are_no_token(office: TokenOffice, app: App, bearer: str | None, code: str) -> None:
    office.issue(app, REAL)
    assert refused(office, bearer, app) == code


@pytest.mark.parametrize("form", ["Bearer {}", "bearer {}", "BEARER   {}", " Bearer {} ", "Bearer\t{}"])
def test_the_scheme_may_be_written_loosely(office: TokenOffice, app: App, form: str) -> None:
    office.check(form.format(office.issue(app, REAL).token), app, REAL)


def test_a_token_is_good_for_its_app_and_environment_only(office: TokenOffice, vault: Vault) -> None:
    one, two = vault.apps()
    bearer = f"Bearer {office.issue(one, REAL).token}"
    assert refused(office, bearer, two, REAL) == "EGW00121"
    assert refused(office, bearer, one, MOCK) == "EGW00121"


def test_another_apps_expired_token_is_invalid_not_expired(office: TokenOffice, vault: Vault, wall: FixedWall) -> None:
    one, two = vault.apps()
    bearer = f"Bearer {office.issue(one, REAL).token}"
    wall.advance(25 * HOUR)
    assert refused(office, bearer, one, REAL) == "EGW00123"
    assert refused(office, bearer, two, REAL) == "EGW00121"
    assert refused(office, bearer, one, MOCK) == "EGW00121"


def test_an_expired_token_is_told_apart_after_a_restart(
    office: TokenOffice, vault: Vault, app: App, wall: FixedWall
) -> None:
    bearer = f"Bearer {office.issue(app, REAL).token}"
    wall.advance(25 * HOUR)
    assert refused(TokenOffice(vault, wall), bearer, app) == "EGW00123"


def test_forged_tokens_are_invalid(office: TokenOffice, vault: Vault, app: App, wall: FixedWall) -> None:
    token = office.issue(app, REAL).token
    claims = jwt.decode(token, options={"verify_signature": False})
    past = {**claims, "exp": claims["iat"] - 1}
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    body = base64.urlsafe_b64encode(json.dumps(past).encode()).rstrip(b"=").decode()
    forged = [
        jwt.encode(claims, b"x" * 64, "HS512"),
        jwt.encode(past, b"x" * 64, "HS512"),
        jwt.encode(past, vault.signing_key, "HS256"),
        f"{head}.{body}.",
        token[:-1],
        token + "A",
        token.swapcase(),
    ]
    for one in forged:
        assert refused(office, f"Bearer {one}", app) == "EGW00121"


def test_revoking_ends_one_token_for_good(office: TokenOffice, vault: Vault, app: App, wall: FixedWall) -> None:
    older = office.issue(app, REAL).token
    wall.advance(6 * HOUR)
    newer = office.issue(app, REAL).token
    assert office.revoke(app, newer, REAL)
    assert not office.revoke(app, newer, REAL)
    for checker in (office, TokenOffice(vault, wall)):
        assert refused(checker, f"Bearer {newer}", app) == "EGW00121"
        checker.check(f"Bearer {older}", app, REAL)


def test_only_its_owner_revokes_a_token_and_only_where_it_was_issued(office: TokenOffice, vault: Vault) -> None:
    one, two = vault.apps()
    token = office.issue(one, REAL).token
    for app, where, text in ((two, REAL, token), (one, MOCK, token), (one, REAL, token[1:]), (one, REAL, "토큰")):
        assert not office.revoke(app, text, where)
    office.check(f"Bearer {token}", one, REAL)


def test_an_expired_token_cannot_be_revoked(office: TokenOffice, app: App, wall: FixedWall) -> None:
    token = office.issue(app, REAL).token
    wall.advance(24 * HOUR)
    assert not office.revoke(app, token, REAL)


def test_after_revoking_a_new_token_even_within_the_same_second(vault: Vault, app: App, wall: FixedWall) -> None:
    office = TokenOffice(vault, wall, unlimited=True)
    seen = set()
    for _ in range(5):
        token = office.issue(app, REAL).token
        seen.add(token)
        assert office.revoke(app, token, REAL)
    assert len(seen) == 5
    for token in seen:
        assert refused(office, f"Bearer {token}", app) == "EGW00121"


def test_setting_the_machines_clock_back_locks_nobody_out(office: TokenOffice, app: App, wall: FixedWall) -> None:
    token = office.issue(app, REAL).token
    wall.set(START - 48 * HOUR)
    assert office.issue(app, REAL).token == token


def test_an_app_that_came_later_is_served(office: TokenOffice, vault: Vault) -> None:
    late = App(*make_keys(), REAL, "81000003-01", "late")
    assert refused(office, "Bearer x", late) == "EGW00121"
    vault.add_app(late)
    office.check(f"Bearer {office.issue(late, REAL).token}", late, REAL)


def test_no_token_in_a_repr_or_a_refusal(office: TokenOffice, app: App, wall: FixedWall) -> None:
    issued = office.issue(app, REAL)
    shown = [repr(issued), repr(office._live[app.appkey, REAL][0]), repr(office)]
    wall.advance(24 * HOUR)
    with pytest.raises(KisRefusal) as refusal:
        office.check(f"Bearer {issued.token}", app, REAL)
    shown += [repr(refusal.value), str(refusal.value)]
    assert not any(issued.token[-20:] in text or app.appkey in text for text in shown)
