"""The refusals of /oauth2/*, each with its evidence: a part of the table in `refusals`."""

from haero.kis.errors import Denial, Evidence

RECORDED, DOCUMENTED = Evidence.RECORDED, Evidence.DOCUMENTED


def _oauth(name: str, code: str, text: str, evidence: Evidence, note: str = "") -> Denial:
    return Denial(name, code, text, 403, "", "oauth", evidence, note=note)


OAUTH_INVALID_REQUEST = _oauth(
    "OAUTH_INVALID_REQUEST", "EGW00101", "유효하지 않은 요청입니다.", DOCUMENTED, "for a body that can't be read: guess"
)
OAUTH_APPKEY_REQUIRED = _oauth("OAUTH_APPKEY_REQUIRED", "EGW00102", "AppKey는 필수입니다.", DOCUMENTED)
OAUTH_INVALID_APPKEY = _oauth("OAUTH_INVALID_APPKEY", "EGW00103", "유효하지 않은 AppKey입니다.", RECORDED)
OAUTH_APPSECRET_REQUIRED = _oauth("OAUTH_APPSECRET_REQUIRED", "EGW00104", "AppSecret은 필수입니다.", DOCUMENTED)
OAUTH_INVALID_APPSECRET = _oauth("OAUTH_INVALID_APPSECRET", "EGW00105", "유효하지 않은 AppSecret입니다.", DOCUMENTED)
OAUTH_GRANT_TYPE_REQUIRED = _oauth(
    "OAUTH_GRANT_TYPE_REQUIRED", "EGW00115", "권한부여 타입(grant_type)은 필수입니다.", DOCUMENTED
)
OAUTH_UNSUPPORTED_GRANT_TYPE = _oauth(
    "OAUTH_UNSUPPORTED_GRANT_TYPE", "EGW00116", "지원하지 않는 권한부여 타입(grant_type)입니다.", DOCUMENTED
)
OAUTH_INVALID_TOKEN = _oauth(
    "OAUTH_INVALID_TOKEN", "EGW00121", "유효하지 않은 token 입니다.", DOCUMENTED, "revoking an unknown token: guess"
)
OAUTH_TOKEN_NOT_FOUND = _oauth(
    "OAUTH_TOKEN_NOT_FOUND", "EGW00122", "token을 찾을 수 없습니다.", DOCUMENTED, "revoking without a token: guess"
)
OAUTH_TOKEN_TOO_SOON = _oauth(
    "OAUTH_TOKEN_TOO_SOON", "EGW00133", "접근토큰 발급 잠시 후 다시 시도하세요(1분당 1회)", RECORDED
)

OAUTH_REFUSALS: dict[str, Denial] = {name: item for name, item in list(globals().items()) if isinstance(item, Denial)}
"""Every one by name, in the order of this file."""
