"""The four replies of auth: tokenP (인증-001), revokeP (인증-002), Approval (실시간-000), hashkey (Hashkey).

Plain handlers: bytes in, status and bytes out. /oauth2/ refuses in the OAuth envelope; hashkey is under /uapi/ and refuses as the
gateway does. A mock app may be given a token on the real port and the other way round: KIS notices at the first TR only.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from haero.kis import oauth_refusals, refusals
from haero.kis.errors import Denial
from haero.kis.hashkey import hash_of
from haero.kis.request_types import ApprovalRequest, RevokePRequest, TokenPRequest
from haero.server.auth.approvals import ApprovalOffice
from haero.server.auth.apps import APPSECRET_LENGTH, App
from haero.server.auth.tokens import TokenOffice
from haero.server.auth.vault import Vault
from haero.terms import KST, Environment

GRANT_TYPE = "client_credentials"

_REVOKED = msgspec.json.encode({"code": 200, "message": "접근토큰 폐기에 성공하였습니다"})
_NOBODYS_SECRET = "-" * APPSECRET_LENGTH

# Which field is asked for first when several are missing is a guess.
_KEYS = (("appkey", oauth_refusals.OAUTH_APPKEY_REQUIRED), ("appsecret", oauth_refusals.OAUTH_APPSECRET_REQUIRED))
_GRANT = ("grant_type", oauth_refusals.OAUTH_GRANT_TYPE_REQUIRED)
_REQUIRED: dict[type, tuple[tuple[str, Denial], ...]] = {
    TokenPRequest: (*_KEYS, _GRANT),
    RevokePRequest: (*_KEYS, ("token", oauth_refusals.OAUTH_TOKEN_NOT_FOUND)),
    ApprovalRequest: (_KEYS[0], ("secretkey", oauth_refusals.OAUTH_APPSECRET_REQUIRED), _GRANT),
}

_Request = TypeVar("_Request", TokenPRequest, RevokePRequest, ApprovalRequest)
_decode_object = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder().encode
# msgspec says DecodeError for bad JSON; deep nesting and bad text come as Python's own errors.
_UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)


@dataclass(frozen=True, slots=True, repr=False)
class OAuthAnswer:
    """What to send. The body may hold a token: the repr shows its length only."""

    status: int
    body: bytes

    def __repr__(self) -> str:
        return f"OAuthAnswer({self.status}, {len(self.body)} bytes)"


class OAuthDesk:
    """Answers the four auth APIs."""

    def __init__(self, vault: Vault, tokens: TokenOffice, approvals: ApprovalOffice) -> None:
        self._vault = vault
        self._tokens = tokens
        self._approvals = approvals

    def handle_token(self, body: bytes, environment: Environment) -> OAuthAnswer:
        """POST /oauth2/tokenP (인증-001).

        Raises:
            KisRefusal: 403: EGW00101 to EGW00105, EGW00115, EGW00116, EGW00133.
        """
        request = _read(body, TokenPRequest)
        _check_grant(request.grant_type)
        app = self._app(request.appkey, request.appsecret)
        issued = self._tokens.issue(app, environment)
        reply = {
            "access_token": issued.token,
            "access_token_token_expired": issued.expires_at.astimezone(KST).strftime("%Y-%m-%d %H:%M:%S"),
            "token_type": "Bearer",
            "expires_in": issued.expires_in,
        }
        return OAuthAnswer(200, _encode(reply))

    def handle_revoke(self, body: bytes, environment: Environment) -> OAuthAnswer:
        """POST /oauth2/revokeP (인증-002).

        Raises:
            KisRefusal: 403: EGW00101 to EGW00105; EGW00122 no token; EGW00121 not a live token of this app, issued on this port.
        """
        request = _read(body, RevokePRequest)
        app = self._app(request.appkey, request.appsecret)
        if not self._tokens.revoke(app, request.token, environment):
            raise oauth_refusals.OAUTH_INVALID_TOKEN.refuse()
        return OAuthAnswer(200, _REVOKED)

    def handle_approval(self, body: bytes, environment: Environment) -> OAuthAnswer:
        """POST /oauth2/Approval (실시간-000). The secret is called secretkey here.

        Raises:
            KisRefusal: 403: EGW00101 to EGW00105, EGW00115, EGW00116. 500: EGW00201.
        """
        request = _read(body, ApprovalRequest)
        _check_grant(request.grant_type)
        app = self._app(request.appkey, request.secretkey)
        return OAuthAnswer(200, _encode({"approval_key": self._approvals.issue(app, environment)}))

    def handle_hashkey(self, body: bytes, headers: Mapping[str, str]) -> OAuthAnswer:
        """POST /uapi/hashkey (Hashkey): the body as it came, and its hash.

        `headers` must ignore case: there are clients that send appKey and appSecret.

        Raises:
            KisRefusal: EGW00102 to EGW00105 for the headers; OPSQ9995 no body, OPSQ9997 not a JSON object.
        """
        appkey, appsecret = headers.get("appkey", ""), headers.get("appsecret", "")
        if not appkey:
            raise refusals.APPKEY_REQUIRED.refuse()
        if not appsecret:
            raise refusals.APPSECRET_REQUIRED.refuse()
        self._app(appkey, appsecret, refusals.INVALID_APPKEY, refusals.INVALID_APPSECRET)
        given = body.strip()
        if not given:
            raise refusals.BODY_NOT_FOUND.refuse()
        try:
            _decode_object(given)
        except _UNREADABLE:
            raise refusals.INVALID_JSON.refuse() from None
        # The bytes as they came, not decoded and encoded again: key order, numbers and escapes stay as they are.
        return OAuthAnswer(200, b'{"BODY":%b,"HASH":"%b"}' % (given, hash_of(body).encode()))

    def _app(
        self,
        appkey: str,
        appsecret: str,
        unknown: Denial = oauth_refusals.OAUTH_INVALID_APPKEY,
        wrong: Denial = oauth_refusals.OAUTH_INVALID_APPSECRET,
    ) -> App:
        """The app of these keys.

        Raises:
            KisRefusal: `unknown` appkey, `wrong` appsecret.
        """
        app = self._vault.app(appkey)
        # Compared for unknown keys too, so that the time of the answer doesn't tell which keys exist.
        same = hmac.compare_digest(_bytes(appsecret), _bytes(_NOBODYS_SECRET if app is None else app.appsecret))
        if app is None:
            raise unknown.refuse()
        if not same:
            raise wrong.refuse()
        return app


def _read(body: bytes, kind: type[_Request]) -> _Request:
    """The typed request.

    Raises:
        KisRefusal: a required field is missing, null or empty: its own code. Anything else wrong: EGW00101.
    """
    try:
        given = _decode_object(body)
    except _UNREADABLE:
        raise oauth_refusals.OAUTH_INVALID_REQUEST.refuse() from None
    for name, denial in _REQUIRED[kind]:
        if given.get(name) in (None, ""):
            raise denial.refuse()
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError:
        raise oauth_refusals.OAUTH_INVALID_REQUEST.refuse() from None


def _check_grant(grant_type: str) -> None:
    if grant_type != GRANT_TYPE:
        raise oauth_refusals.OAUTH_UNSUPPORTED_GRANT_TYPE.refuse()


def _bytes(text: str) -> bytes:
    # compare_digest refuses text beyond ASCII; a client may send anything.
    return text.encode("utf-8", "surrogatepass")
