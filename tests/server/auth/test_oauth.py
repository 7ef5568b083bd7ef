"""The four replies of auth, byte for byte where the bytes are known."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from haero.kis.errors import KisRefusal
from haero.server.auth.approvals import ApprovalOffice
from haero.server.auth.apps import App, make_keys
from haero.server.auth.oauth import OAuthAnswer, OAuthDesk
from haero.server.auth.tokens import TokenOffice
from haero.server.auth.vault import Vault
from haero.server.auth.wall import FixedWall
from haero.terms import Environment

REAL, MOCK = Environment.REAL, Environment.MOCK
START = datetime(2026, 3, 2, 17, 30, 5, tzinfo=UTC)


class Office:
    """One desk with one real and one mock app, and the calls that clients make of it."""

    def __init__(self, folder: Path) -> None:
        self.wall = FixedWall(START)
        self.vault = Vault(folder)
        self.real = App(*make_keys(), REAL, "81000001-01", "one")
        self.mock = App(*make_keys(), MOCK, "81000002-01", "two")
        self.vault.add_app(self.real)
        self.vault.add_app(self.mock)
        self.tokens = TokenOffice(self.vault, self.wall)
        self.approvals = ApprovalOffice(self.vault, self.wall)
        self.desk = OAuthDesk(self.vault, self.tokens, self.approvals)

    def token_body(self, **change: Any) -> bytes:
        return body(grant_type="client_credentials", appkey=self.real.appkey, appsecret=self.real.appsecret, **change)

    def headers(self, **change: str) -> dict[str, str]:
        return {"appkey": self.real.appkey, "appsecret": self.real.appsecret, **change}


def body(**fields: Any) -> bytes:
    return json.dumps({name: value for name, value in fields.items() if value is not ...}).encode()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office(tmp_path)
    yield opened
    opened.vault.close()


def refusal_of(call: Callable[[], OAuthAnswer]) -> KisRefusal:
    with pytest.raises(KisRefusal) as refusal:
        call()
    return refusal.value


def test_a_token_reply_has_the_four_fields_of_kis(office: Office) -> None:
    reply = office.desk.handle_token(office.token_body(), REAL)
    assert reply.status == 200
    fields = json.loads(reply.body)
    assert list(fields) == ["access_token", "access_token_token_expired", "token_type", "expires_in"]
    assert fields["access_token_token_expired"] == "2026-03-04 02:30:05"  # KST, a day later
    assert fields["token_type"] == "Bearer"
    assert fields["expires_in"] == 86400
    assert isinstance(fields["expires_in"], int)
    office.tokens.check(f"Bearer {fields['access_token']}", office.real, REAL)


def test_too_soon_as_recorded(office: Office) -> None:
    office.desk.handle_token(office.token_body(), REAL)
    office.wall.advance(timedelta(seconds=5))
    refusal = refusal_of(lambda: office.desk.handle_token(office.token_body(), REAL))
    assert refusal.status == 403
    assert json.loads(refusal.body) == {
        "error_code": "EGW00133",
        "error_description": "접근토큰 발급 잠시 후 다시 시도하세요(1분당 1회)",
    }


def test_either_port_gives_tokens_to_either_app(office: Office) -> None:
    for app in (office.real, office.mock):
        request = body(grant_type="client_credentials", appkey=app.appkey, appsecret=app.appsecret)
        for where in (REAL, MOCK):
            token = json.loads(office.desk.handle_token(request, where).body)["access_token"]
            office.tokens.check(f"Bearer {token}", app, where)


BAD_FIELDS = [
    ({"appkey": ...}, "EGW00102"),
    ({"appkey": ""}, "EGW00102"),
    ({"appkey": None}, "EGW00102"),
    ({"appkey": "PSunknown"}, "EGW00103"),
    ({"appkey": "키"}, "EGW00103"),
    ({"appkey": 1}, "EGW00101"),
    ({"appkey": []}, "EGW00101"),
    ({"appkey": "k" * 37}, "EGW00101"),
    ({"SECRET": ...}, "EGW00104"),
    ({"SECRET": ""}, "EGW00104"),
    ({"SECRET": "wrong"}, "EGW00105"),
    ({"SECRET": "틀림"}, "EGW00105"),
    ({"SECRET": "s" * 181}, "EGW00101"),
    ({"SECRET": {"a": 1}}, "EGW00101"),
]
BAD_GRANTS = [
    ({"grant_type": ...}, "EGW00115"),
    ({"grant_type": ""}, "EGW00115"),
    ({"grant_type": "password"}, "EGW00116"),
    ({"grant_type": "g" * 19}, "EGW00101"),
    ({"grant_type": False}, "EGW00101"),
]


def with_secret_named(name: str, change: dict[str, Any]) -> dict[str, Any]:
    return {name if key == "SECRET" else key: value for key, value in change.items()}


@pytest.mark.parametrize(("change", "code"), BAD_FIELDS + BAD_GRANTS)
def test_bad_token_requests(office: Office, change: dict[str, Any], code: str) -> None:
    fields = {
        "grant_type": "client_credentials",
        "appkey": office.real.appkey,
        "appsecret": office.real.appsecret,
        **with_secret_named("appsecret", change),
    }
    refusal = refusal_of(lambda: office.desk.handle_token(body(**fields), REAL))
    assert (refusal.denial.code, refusal.status, refusal.denial.envelope) == (code, 403, "oauth")


@pytest.mark.parametrize(("change", "code"), BAD_FIELDS + BAD_GRANTS)
def test_bad_approval_requests(office: Office, change: dict[str, Any], code: str) -> None:
    fields = {
        "grant_type": "client_credentials",
        "appkey": office.real.appkey,
        "secretkey": office.real.appsecret,
        **with_secret_named("secretkey", change),
    }
    refusal = refusal_of(lambda: office.desk.handle_approval(body(**fields), REAL))
    assert (refusal.denial.code, refusal.status, refusal.denial.envelope) == (code, 403, "oauth")


@pytest.mark.parametrize(("change", "code"), [*BAD_FIELDS, ({"token": ...}, "EGW00122"), ({"token": 5}, "EGW00101")])
def test_bad_revocations(office: Office, change: dict[str, Any], code: str) -> None:
    fields = {
        "appkey": office.real.appkey,
        "appsecret": office.real.appsecret,
        "token": "x",
        **with_secret_named("appsecret", change),
    }
    refusal = refusal_of(lambda: office.desk.handle_revoke(body(**fields), REAL))
    assert (refusal.denial.code, refusal.status, refusal.denial.envelope) == (code, 403, "oauth")


UNREADABLE = [
    b"",
    b" ",
    b"{",
    b"[]",
    b'"text"',
    b"null",
    b"{'appkey':1}",
    b'{"a":"\xff"}',
    b"[" * 50_000,
    b'{"a":' * 5_000,
]


@pytest.mark.parametrize("unreadable", UNREADABLE, ids=lambda content: content[:12])
def test_bodies_that_are_no_json_object(office: Office, unreadable: bytes) -> None:
    for handle in (office.desk.handle_token, office.desk.handle_revoke, office.desk.handle_approval):
        refusal = refusal_of(lambda handle=handle: handle(unreadable, REAL))  # type: ignore[misc]
        assert (refusal.denial.code, refusal.status) == ("EGW00101", 403)


def test_form_encoding_is_no_json(office: Office) -> None:
    form = b"grant_type=client_credentials&appkey=a&appsecret=b"
    assert refusal_of(lambda: office.desk.handle_token(form, REAL)).denial.code == "EGW00101"


def test_unknown_fields_are_ignored(office: Office) -> None:
    assert office.desk.handle_token(office.token_body(extra=[1, {"a": None}]), REAL).status == 200


def test_a_refused_request_does_not_start_the_minute(office: Office) -> None:
    refusal_of(lambda: office.desk.handle_token(body(appkey=office.real.appkey, appsecret="x", grant_type="g"), REAL))
    assert office.desk.handle_token(office.token_body(), REAL).status == 200


def test_one_apps_secret_does_not_open_another(office: Office) -> None:
    mixed = body(grant_type="client_credentials", appkey=office.real.appkey, appsecret=office.mock.appsecret)
    assert refusal_of(lambda: office.desk.handle_token(mixed, REAL)).denial.code == "EGW00105"


def test_revoking_answers_as_recorded_and_once(office: Office) -> None:
    token = json.loads(office.desk.handle_token(office.token_body(), REAL).body)["access_token"]
    request = body(appkey=office.real.appkey, appsecret=office.real.appsecret, token=token)
    elsewhere = refusal_of(lambda: office.desk.handle_revoke(request, MOCK))
    reply = office.desk.handle_revoke(request, REAL)
    assert reply.status == 200
    assert reply.body.decode() == '{"code":200,"message":"접근토큰 폐기에 성공하였습니다"}'
    twice = refusal_of(lambda: office.desk.handle_revoke(request, REAL))
    for refusal in (elsewhere, twice):
        assert (refusal.denial.code, refusal.status) == ("EGW00121", 403)


def test_an_approval_key_even_for_a_real_app_on_the_mock_port(office: Office) -> None:
    # python-kis fetches the key of its real app from the mock host.
    request = body(
        grant_type="client_credentials", appkey=office.real.appkey, secretkey=office.real.appsecret, token="ignored"
    )
    reply = office.desk.handle_approval(request, MOCK)
    match = re.fullmatch(r'\{"approval_key":"([0-9a-f-]{36})"\}', reply.body.decode())
    assert match is not None
    assert office.approvals.check(match[1]) == (office.real, MOCK)


@pytest.mark.parametrize(
    "given",
    [
        b'{"CANO":"81000001","ACNT_PRDT_CD":"01","A":1.10,"Z":[null,true]}',
        b'{ "b" : 123456789012345678901234567890 ,\n "a" : "\\uc0bc\\uc131" }',
        '{"이름":"해로"}'.encode(),
        b"{}",
    ],
)
def test_a_hashkey_reply_echoes_the_body_as_it_came(office: Office, given: bytes) -> None:
    reply = office.desk.handle_hashkey(given, office.headers())
    assert reply.status == 200
    assert reply.body == b'{"BODY":' + given + b',"HASH":"' + sha256(given).hexdigest().encode() + b'"}'
    assert list(json.loads(reply.body)) == ["BODY", "HASH"]
    assert list(json.loads(reply.body)["BODY"]) == list(json.loads(given))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"appkey": ""}, "EGW00102"),
        ({"appkey": "PSunknown"}, "EGW00103"),
        ({"appkey": "\udce9"}, "EGW00103"),
        ({"appsecret": ""}, "EGW00104"),
        ({"appsecret": "wrong"}, "EGW00105"),
        ({"appsecret": "\udce9"}, "EGW00105"),
    ],
)
def test_hashkey_checks_its_headers_as_the_gateway_does(office: Office, change: dict[str, str], code: str) -> None:
    refusal = refusal_of(lambda: office.desk.handle_hashkey(b"{}", office.headers(**change)))
    assert (refusal.denial.code, refusal.status, refusal.denial.envelope) == (code, 500, "gateway")


@pytest.mark.parametrize("unreadable", UNREADABLE, ids=lambda content: content[:12])
def test_hashkey_wants_an_object(office: Office, unreadable: bytes) -> None:
    code = refusal_of(lambda: office.desk.handle_hashkey(unreadable, office.headers())).denial.code
    assert code == ("OPSQ9997" if unreadable.strip() else "OPSQ9995")


def test_no_secret_in_replies_shown_or_refusals(office: Office) -> None:
    reply = office.desk.handle_token(office.token_body(), REAL)
    assert repr(reply) == f"OAuthAnswer(200, {len(reply.body)} bytes)"
    secret = "a-secret-that-is-wrong"
    for change in ({"appsecret": secret}, {"appsecret": secret * 20}, {"appkey": secret}, {"grant_type": secret[:10]}):
        fields = {"grant_type": "x", "appkey": office.real.appkey, "appsecret": office.real.appsecret, **change}
        refusal = refusal_of(lambda fields=fields: office.desk.handle_token(body(**fields), REAL))  # type: ignore[misc]
        text = f"{refusal!r} {refusal} {refusal.body.decode()} {refusal.__cause__!r}"
        assert secret[:10] not in text
        assert office.real.appkey not in text
        assert office.real.appsecret not in text
        assert refusal.__context__ is None or refusal.__suppress_context__
