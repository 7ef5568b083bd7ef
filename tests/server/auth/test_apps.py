"""An app: its shape, its keys, and what its repr keeps to itself."""

import base64
import re

import pytest

from haero.server.auth.apps import App, make_keys, masked
from haero.terms import Environment


def test_keys_have_the_shape_of_kis() -> None:
    appkey, appsecret = make_keys()
    assert re.fullmatch(r"PS[A-Za-z0-9]{34}", appkey)
    assert len(appsecret) == 180
    assert appsecret.endswith("=")
    assert len(base64.b64decode(appsecret, validate=True)) == 134


def test_keys_are_never_the_same() -> None:
    pairs = [make_keys() for _ in range(100)]
    assert len({appkey for appkey, _ in pairs}) == len({secret for _, secret in pairs}) == 100


@pytest.mark.parametrize("show", [repr, str, "{}".format])
def test_no_secret_in_any_text_of_an_app(show: object) -> None:
    assert callable(show)
    appkey, appsecret = make_keys()
    text = show(App(appkey, appsecret, Environment.REAL, "81000001-01", "haero01"))
    assert text == f"App({appkey[:4]}…, real, 81******-01)"
    assert appkey[4:] not in text
    assert appsecret[:8] not in text
    assert "81000001" not in text


def test_masked_shows_the_first_four() -> None:
    assert masked("PSabcdefgh") == "PSab…"


@pytest.mark.parametrize(
    ("appkey", "appsecret", "account"),
    [
        ("", "s", "81000001-01"),
        ("k" * 37, "s", "81000001-01"),
        ("kéy", "s", "81000001-01"),
        ("k", "", "81000001-01"),
        ("k", "s" * 181, "81000001-01"),
        ("k", "sécret", "81000001-01"),
        ("k", "s", "8100000101"),
        ("k", "s", "81000001-01\n"),
        ("k", "s", "８1000001-01"),
    ],
)
def test_wrong_shapes_are_refused_without_saying_the_value(appkey: str, appsecret: str, account: str) -> None:
    with pytest.raises(ValueError) as refused:
        App(appkey, appsecret, Environment.MOCK, account, "")
    text = str(refused.value)
    assert text.startswith(("appkey:", "appsecret:", "account:"))
    assert "kéy" not in text
    assert "sécret" not in text
    assert "8100000101" not in text
