"""A profile: its form, what it shows, and that nothing but its name reaches KIS."""

import pytest

from haero.client.errors import BadProfile
from haero.client.local.pace_file import RING
from haero.client.profile.profile import KIS_URLS, MOST_PACE, Keys, Profile, host_of, is_kis, make_profile
from haero.terms import Environment

KEY, SECRET = "PSkeyKeyKeyKeyKeyKeyKeyKeyKeyKeyKey1", "secret/Secret+" * 12 + "=="
LOCAL = {"base_url": "http://127.0.0.1:9443", "appkey": KEY, "appsecret": SECRET, "account": "81000001-01"}
REAL_URL, REAL_WS = KIS_URLS[Environment.REAL]
MOCK_URL, MOCK_WS = KIS_URLS[Environment.MOCK]
SPELLINGS = [
    "https://openapi.koreainvestment.com:9443",
    "https://OpenAPI.KoreaInvestment.COM:9443",
    "https://openapi.koreainvestment.com.:9443",
    "https://openapi.koreainvestment.com..:9443",
    "http://openapi.koreainvestment.com",
    "https://somebody@openapi.koreainvestment.com:9443",
    "https://127.0.0.1:9443@openapi.koreainvestment.com:9443",
    "https://127.0.0.1\\@openapi.koreainvestment.com:9443",
    "https://koreainvestment.com",
    "https://elsewhere.koreainvestment.com",
    "https://openapi\uff0ekoreainvestment\u3002com:9443",
    "https://\uff4fpenapi.koreainvestment.com:9443",
    "https://open\u00adapi.koreainvestment.com:9443",
    "https://openapi.korea\tinvestment.com:9443",
    "  https://openapi.koreainvestment.com:9443/",
    "//openapi.koreainvestment.com:9443",
    "ftp://openapi.koreainvestment.com",
]


def made(name: str = "custom", environment: Environment = Environment.REAL, **values: str) -> Profile:
    return make_profile(name, environment, {**LOCAL, **values})


def refusal(name: str = "custom", environment: Environment = Environment.REAL, **values: str) -> str:
    with pytest.raises(BadProfile) as raised:
        made(name, environment, **values)
    said = str(raised.value)
    assert raised.value.__cause__ is None
    assert KEY not in said
    assert SECRET not in said
    return said


def test_whole() -> None:
    profile = made(ws_url="ws://127.0.0.1:21000/", hts_id="trader", ca="/ca.pem")
    assert profile == Profile(
        "custom", Environment.REAL, "http://127.0.0.1:9443", "ws://127.0.0.1:21000", Keys(KEY, SECRET),
        ("81000001", "01"), "trader", "/ca.pem", 18,
    )  # fmt: skip
    assert not profile.at_kis


def test_repr_shows_no_key_and_not_the_whole_account() -> None:
    profile = made(hts_id="trader")
    for said in (repr(profile), str(profile), f"{profile}", repr(profile.keys), str(profile.keys), f"{profile.keys!s}"):
        assert not any(hidden in said for hidden in (KEY, SECRET, "81000001", "trader"))
    assert profile.masked_account == "81******-01"
    assert "81******-01" in repr(profile)


@pytest.mark.parametrize("account", ["81000001-01", "8100000101", " 81000001-01\n"])
def test_account(account: str) -> None:
    assert made(account=account).account == ("81000001", "01")


@pytest.mark.parametrize("account", ["", "81000001", "8100000-01", "81000001-1", "81000001--01", "８１000001-01", "x"])
def test_no_account(account: str) -> None:
    assert "eight digits" in refusal(account=account)


@pytest.mark.parametrize("what", ["appkey", "appsecret"])
@pytest.mark.parametrize("key", ["", "  ", "앱키", "a\nb: c", "a b", "a\x00b"])
def test_no_key(what: str, key: str) -> None:
    keys = {"appkey": KEY, "appsecret": SECRET, what: key}
    assert what in refusal(appkey=keys["appkey"], appsecret=keys["appsecret"])


def test_a_key_loses_the_line_end_that_a_file_gave_it() -> None:
    assert made(appkey=f"{KEY}\n", appsecret=f" {SECRET}\r\n").keys == Keys(KEY, SECRET)


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:9443", "ftp://127.0.0.1", "http://", "http://[::1", "http://h:x", "http://h:99999", "http://h:0",
     "http://h/path", "http://h?q", "http://h#f", "http://user:hidden@h", "http://user@h", "http://h\ud800"],
)  # fmt: skip
def test_no_address(url: str) -> None:
    said = refusal(base_url=url)
    assert "base_url is no address like http://127.0.0.1:9443" in said
    assert "hidden" not in said
    if url:
        assert "ws_url is no address like ws://127.0.0.1:9443" in refusal(ws_url=url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1", "https://[::1]:9443", "http://localhost:1/", "https://haero.example"]
)
def test_addresses(url: str) -> None:
    assert made(base_url=url).base_url == url.rstrip("/")


@pytest.mark.parametrize("name", ["haero", "custom", "mock"])
@pytest.mark.parametrize("environment", list(Environment))
@pytest.mark.parametrize("url", SPELLINGS)
def test_the_real_kis_is_reached_by_its_name_alone(name: str, environment: Environment, url: str) -> None:
    assert 'ask for it by name: Client("real") orders with real money' in refusal(name, environment, base_url=url)
    assert "ask for it by name" in refusal(name, environment, ws_url=url)


@pytest.mark.parametrize("name", ["haero", "custom"])
@pytest.mark.parametrize("environment", list(Environment))
def test_the_mock_kis_is_reached_by_its_name_alone(name: str, environment: Environment) -> None:
    said = refusal(name, environment, base_url=MOCK_URL)
    assert 'Client("mock")' in said
    assert "real money" not in said
    assert "ask for it by name" in refusal(name, environment, ws_url=MOCK_WS)


def test_each_name_reaches_its_own_host() -> None:
    assert made("real", base_url=REAL_URL, ws_url=REAL_WS).at_kis
    assert made("mock", Environment.MOCK, base_url=MOCK_URL, ws_url=MOCK_WS).at_kis
    assert 'Client("mock")' in refusal("real", base_url=MOCK_URL)
    assert 'Client("real")' in refusal("mock", Environment.MOCK, base_url=REAL_URL)


@pytest.mark.parametrize(("name", "environment"), [("real", Environment.REAL), ("mock", Environment.MOCK)])
def test_keys_go_to_kis_over_tls_alone(name: str, environment: Environment) -> None:
    url = KIS_URLS[environment][0].replace("https", "http")
    assert "https alone" in refusal(name, environment, base_url=url)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1", "https://openapi.koreainvestment.com@127.0.0.1", "https://koreainvestment.com.example",
     "https://mykoreainvestment.com", "", "http://[::1"],
)  # fmt: skip
def test_not_kis(url: str) -> None:
    assert not is_kis(url)


@pytest.mark.parametrize("url", SPELLINGS)
def test_kis(url: str) -> None:
    assert is_kis(url.strip())
    assert host_of(url.strip()).isascii()


def test_pace() -> None:
    assert (made().pace, made(environment=Environment.MOCK).pace) == (18, 1)
    assert (made(pace="5").pace, made(pace="0").pace, made(pace="²").pace, made(pace="-1").pace) == (5, 0, 18, 18)
    assert make_profile("custom", Environment.REAL, {**LOCAL, "pace": "5"}, pace=3).pace == 3
    assert (
        made(pace="1000").pace == make_profile("custom", Environment.REAL, LOCAL, pace=10**6).pace == MOST_PACE == RING
    )
    with pytest.raises(BadProfile, match="calls a second"):
        make_profile("custom", Environment.REAL, LOCAL, pace=-1)
