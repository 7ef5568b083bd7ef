"""The access token as a value."""

from datetime import UTC, datetime

from haero.client.local.token import AccessToken


def test_a_token_is_not_shown() -> None:
    at = datetime(2026, 11, 27, tzinfo=UTC)
    token = AccessToken("eyJsecret", at, at)
    assert "eyJ" not in f"{token} {token!r} {[token]}"
