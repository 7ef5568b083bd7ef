"""From where keys and addresses come, and in which order."""

import json
import logging
import os
from pathlib import Path
from typing import Any

import pytest

from haero.client.errors import BadProfile
from haero.client.profile.profile import KIS_URLS, Keys, Profile
from haero.client.profile.sources import find_profile
from haero.terms import Environment

KEY, SECRET = "PSkeyKeyKeyKeyKeyKeyKeyKeyKeyKeyKey1", "secret/Secret+" * 12 + "=="
OTHER_KEY, OTHER_SECRET = "PSotherOtherOtherOtherOtherOtherOth2", "other/Other+" * 14 + "="
WHOLE: dict[str, str | None] = {"appkey": KEY, "appsecret": SECRET, "account": "81000001-01"}
LOCAL = "http://127.0.0.1:9443"
REAL_URL = KIS_URLS[Environment.REAL][0]
YAML = f"""\
# 홈페이지에서 API서비스 신청시 발급 AppKey, AppSecret 값 설정
my_app: {KEY}
my_sec: "{SECRET}"
paper_app: "{OTHER_KEY}"
paper_sec: {OTHER_SECRET}
my_htsid: trader
my_acct_stock: 01234567
my_acct_future: ""
my_paper_stock: 50000001
my_prod: 01
"""


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No variables, an empty home, an empty folder."""
    for name in list(os.environ):
        if name.startswith(("HAERO_", "KIS_")):
            monkeypatch.delenv(name)
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.chdir(here)
    return here


def found(name: str | None = None, **more: Any) -> Profile:
    given = {key: more.pop(key) for key in list(more) if key in (*WHOLE, "base_url", "ws_url", "hts_id", "ca")}
    return find_profile(name, given, **more)


def refusal(name: str | None = None, **more: Any) -> str:
    with pytest.raises(BadProfile) as raised:
        found(name, **more)
    said = str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    assert not any(key in said for key in (KEY, SECRET, OTHER_KEY, OTHER_SECRET))
    return said


def in_folder(folder: Path, **changed: Any) -> Path:
    folder.mkdir(exist_ok=True)
    app = {"appkey": KEY, "appsecret": SECRET, "account": "81000001-01", "hts_id": "haero1"}
    known = {
        "rest_real": LOCAL, "ws_real": "ws://127.0.0.1:21000", "rest_mock": "http://127.0.0.1:29443",
        "ws_mock": "ws://127.0.0.1:31000", "real": app, "mock": {**app, "account": "50000001-01"},
        "pace_real": 20, "pace_mock": 2, **changed,
    }  # fmt: skip
    (folder / "client.json").write_text(json.dumps(known))
    return folder


class TestArguments:
    def test_base_url_makes_a_profile_of_its_own(self) -> None:
        profile = found(base_url=LOCAL, **WHOLE)
        assert (profile.name, profile.environment, profile.base_url) == ("custom", Environment.REAL, LOCAL)
        assert found(base_url=LOCAL, environment="mock", **WHOLE).environment is Environment.MOCK

    def test_an_address_alone_takes_no_keys_from_elsewhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KIS_APPKEY", KEY)
        monkeypatch.setenv("HAERO_REAL_APPKEY", KEY)
        assert "no appkey" in refusal(base_url=LOCAL)

    def test_unknown_names(self) -> None:
        assert "no profile 'REAL'" in refusal("REAL")
        assert "no profile 'prod'" in refusal("prod")
        assert "real or mock, not 'paper'" in refusal(environment="paper")
        assert "no other environment" in refusal("real", environment="mock")

    def test_a_key_in_the_place_of_a_name_is_not_shown(self) -> None:
        refusal(KEY)
        refusal("haero", environment=SECRET)

    def test_they_go_before_all_else(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = in_folder(tmp_path / "data")
        monkeypatch.setenv("HAERO_REAL_ACCOUNT", "81000009-01")
        profile = found("haero", account="81000002-01", hts_id="mine", data=folder)
        assert (profile.account, profile.hts_id, profile.keys) == (("81000002", "01"), "mine", Keys(KEY, SECRET))

    def test_pace(self, tmp_path: Path) -> None:
        folder = in_folder(tmp_path / "data")
        assert found(data=folder).pace == 20
        assert found(data=folder, environment="mock").pace == 2
        assert found(data=folder, pace=3).pace == 3


class TestHaero:
    def test_data_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bare: Path) -> None:
        in_folder(tmp_path / "data", ca="/haero.pem")
        by_argument = found(data=tmp_path / "data")
        assert (by_argument.name, by_argument.ca, by_argument.hts_id) == ("haero", "/haero.pem", "haero1")
        assert by_argument.ws_url == "ws://127.0.0.1:21000"
        monkeypatch.setenv("HAERO_DATA", str(tmp_path / "data"))
        assert found() == by_argument
        monkeypatch.delenv("HAERO_DATA")
        in_folder(bare / "haero-data", ca="/haero.pem")
        assert found() == by_argument
        assert found(environment="mock").account == ("50000001", "01")

    def test_variables_as_haero_env_prints_them(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        for name, value in {
            "REST_REAL": LOCAL, "WS_REAL": "ws://127.0.0.1:1", "REAL_APPKEY": OTHER_KEY,
            "REAL_APPSECRET": OTHER_SECRET, "REAL_ACCOUNT": "81000003-01", "REAL_HTS_ID": "env",
        }.items():  # fmt: skip
            monkeypatch.setenv(f"HAERO_{name}", value)
        profile = found()
        assert profile.keys == Keys(OTHER_KEY, OTHER_SECRET)
        assert (profile.base_url, profile.ws_url, profile.hts_id) == (LOCAL, "ws://127.0.0.1:1", "env")
        assert found(data=in_folder(tmp_path / "data")).keys == Keys(KEY, SECRET)  # a folder that is named goes before

    def test_half_a_pair_of_keys(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = in_folder(tmp_path / "data")
        assert "without the other half" in refusal(data=folder, appkey=OTHER_KEY)
        monkeypatch.setenv("HAERO_DATA", str(folder))
        monkeypatch.setenv("HAERO_REAL_APPSECRET", OTHER_SECRET)
        assert "without the other half" in refusal()
        assert found(appkey=OTHER_KEY).keys == Keys(OTHER_KEY, OTHER_SECRET)

    def test_nothing_runs(self, tmp_path: Path) -> None:
        said = refusal(data=tmp_path / "none")
        assert "haero serve" in said
        assert "none" in said

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "{}", "null", "1", f'"{KEY}"', '{"rest_real": "http://h", "ws_real": "", "real": []}', "\xff", "[" * 9000,
         '{"rest_real": null, "ws_real": null, "real": {"appkey": 1, "appsecret": 2, "account": 3, "hts_id": 4}}'],
    )  # fmt: skip
    def test_a_damaged_file(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "client.json").write_text(text, encoding="latin-1")
        assert "not what a running haero writes" in refusal(data=tmp_path)

    def test_a_folder_in_its_place(self, tmp_path: Path) -> None:
        (tmp_path / "client.json").mkdir()
        assert "can't be read" in refusal(data=tmp_path)

    def test_no_variable_and_no_file_leads_to_kis(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "by name" in refusal(data=in_folder(tmp_path / "data", rest_real=REAL_URL))
        assert "by name" in refusal(data=in_folder(tmp_path / "data", ws_real=KIS_URLS[Environment.REAL][1]))
        folder = in_folder(tmp_path / "data")
        monkeypatch.setenv("HAERO_DATA", str(folder))
        monkeypatch.setenv("HAERO_REST_REAL", "https://OPENAPI.koreainvestment.com.:9443")
        assert "by name" in refusal()


class TestKis:
    def test_variables(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for prefix, account in (("KIS_", "12345678-01"), ("KIS_MOCK_", "50000001-01")):
            for name, value in (("APPKEY", KEY), ("APPSECRET", SECRET), ("ACCOUNT", account), ("HTS_ID", "me")):
                monkeypatch.setenv(prefix + name, value)
        real, mock = found("real"), found("mock")
        assert (real.base_url, real.ws_url) == KIS_URLS[Environment.REAL]
        assert (mock.base_url, mock.ws_url) == KIS_URLS[Environment.MOCK]
        assert (real.account[0], mock.account[0], real.hts_id) == ("12345678", "50000001", "me")
        assert (real.pace, mock.pace) == (18, 1)

    def test_keys_of_the_real_account_are_not_those_of_mock(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in (("APPKEY", KEY), ("APPSECRET", SECRET), ("ACCOUNT", "12345678-01")):
            monkeypatch.setenv(f"KIS_{name}", value)
        assert "no appkey" in refusal("mock")

    def test_a_haero_in_place_of_kis(self, caplog: pytest.LogCaptureFixture) -> None:
        profile = found("real", base_url=LOCAL, **WHOLE)
        assert not profile.at_kis
        assert not caplog.records

    def test_one_line_says_that_it_is_the_real_one(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            found("real", **WHOLE)
        (said,) = caplog.records
        assert (said.name, said.levelno) == ("haero.client", logging.WARNING)
        assert said.getMessage() == "orders of this client go to the real KIS, account 81******-01"

    def test_mock_and_haero_say_nothing(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            found("mock", **WHOLE)
            found(base_url=LOCAL, **WHOLE)
        assert not caplog.records

    def test_a_name_with_another_ones_address(self) -> None:
        assert 'Client("real")' in refusal("mock", base_url=REAL_URL, **WHOLE)
        assert 'Client("mock")' in refusal("real", base_url=KIS_URLS[Environment.MOCK][0], **WHOLE)
        assert "by name" in refusal(base_url=REAL_URL, **WHOLE)
        assert "by name" in refusal("haero", base_url=REAL_URL, **WHOLE)
        assert "by name" in refusal(base_url=LOCAL, ws_url="ws://ops.koreainvestment.com:21000", **WHOLE)


class TestYaml:
    def test_numbers_without_quotes_are_read_as_they_stand(self, tmp_path: Path) -> None:
        place = tmp_path / "kis_devlp.yaml"
        place.write_text(YAML, encoding="utf-8")
        real, mock = found("real", yaml=place, base_url=LOCAL), found("mock", yaml=place, base_url=LOCAL)
        assert real.account == ("01234567", "01")  # YAML itself takes this for an octal number
        assert mock.account == ("50000001", "01")
        assert (real.keys, mock.keys) == (Keys(KEY, SECRET), Keys(OTHER_KEY, OTHER_SECRET))
        assert real.hts_id == "trader"

    @pytest.mark.parametrize(
        ("written", "account"),
        [("my_acct_stock: '12345678'\nmy_prod: 1", ("12345678", "01")), ("my_acct_stock: 12345678", ("12345678", "01")),
         ("my_acct_stock: 12345678-22\nmy_prod: '01'", ("12345678", "22")),
         ("my_acct_stock: 12345678\nmy_prod:", ("12345678", "01")),
         ("my_acct_stock: 00000010\nmy_prod: 08", ("00000010", "08"))],
    )  # fmt: skip
    def test_accounts(self, tmp_path: Path, written: str, account: tuple[str, str]) -> None:
        place = tmp_path / "k.yaml"
        place.write_text(f"my_app: {KEY}\nmy_sec: {SECRET}\n{written}\n")
        assert found("real", yaml=place, base_url=LOCAL).account == account

    def test_a_short_account_is_not_filled_up(self, tmp_path: Path) -> None:
        place = tmp_path / "k.yaml"
        place.write_text(f"my_app: {KEY}\nmy_sec: {SECRET}\nmy_acct_stock: 1234567\n")
        assert "eight digits" in refusal("real", yaml=place, base_url=LOCAL)

    def test_where_it_is_looked_for(self, bare: Path) -> None:
        (bare / "kis_devlp.yaml").write_text(YAML, encoding="utf-8")
        assert found("mock").keys.appkey == OTHER_KEY
        assert found("mock").base_url == KIS_URLS[Environment.MOCK][0]
        home = Path.home() / "KIS/config"
        home.mkdir(parents=True)
        (home / "kis_devlp.yaml").write_text(YAML.replace("50000001", "50000002"), encoding="utf-8")
        assert found("mock").account[0] == "50000002"

    def test_variables_go_before_it(self, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (bare / "kis_devlp.yaml").write_text(YAML, encoding="utf-8")
        monkeypatch.setenv("KIS_MOCK_ACCOUNT", "50000009-01")
        assert found("mock").account[0] == "50000009"
        monkeypatch.setenv("KIS_MOCK_APPKEY", KEY)
        assert "without the other half" in refusal("mock")

    def test_it_is_not_read_where_all_is_known(self, bare: Path) -> None:
        (bare / "kis_devlp.yaml").write_text("}{")
        assert found("mock", **WHOLE).keys.appkey == KEY

    def test_an_address_in_it_counts(self, bare: Path) -> None:
        (bare / "kis_devlp.yaml").write_text(
            f"{YAML}vps: http://127.0.0.1:29443\nvops: ws://127.0.0.1:31000\n", encoding="utf-8"
        )
        profile = found("mock")
        assert (profile.base_url, profile.ws_url) == ("http://127.0.0.1:29443", "ws://127.0.0.1:31000")
        assert not profile.at_kis

    @pytest.mark.parametrize("name", [None, "haero", "mock"])
    @pytest.mark.parametrize(
        "line", ["{} https://openapi.koreainvestment.com:9443", "{} https://OPENAPI.koreainvestment.com.:9443"]
    )
    def test_the_real_address_in_it_does_not_reach_money(self, tmp_path: Path, name: str | None, line: str) -> None:
        place = tmp_path / "k.yaml"
        fields = "\n".join(line.format(field) for field in ("prod:", "vps:"))
        place.write_text(f"{YAML}{fields}\n", encoding="utf-8")
        assert 'Client("real")' in refusal(name, yaml=place)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
    def test_what_editors_write(self, tmp_path: Path, encoding: str) -> None:
        place = tmp_path / "k.yaml"
        place.write_text(YAML, encoding=encoding)
        assert found("real", yaml=place, base_url=LOCAL).keys == Keys(KEY, SECRET)

    @pytest.mark.parametrize(
        "text",
        [
            b"}{",
            b"- 1\n- 2\n",
            b"text",
            b"",
            b"a: b: c",
            b"\xff\xff\xff",
            b"a: *nobody",
            b"[" * 20_000,
            b"!!python/name:os.system",
        ],
    )
    def test_no_yaml(self, tmp_path: Path, text: bytes) -> None:
        place = tmp_path / "k.yaml"
        place.write_bytes(text)
        refusal("real", yaml=place)

    def test_a_damaged_line_is_not_shown(self, tmp_path: Path) -> None:
        place = tmp_path / "k.yaml"
        place.write_text(f"my_app: {KEY}\nmy_sec: '{SECRET}\n  : : {{")
        assert "no YAML" in refusal("real", yaml=place)

    def test_a_template_that_nobody_filled_in(self, tmp_path: Path) -> None:
        place = tmp_path / "k.yaml"
        place.write_text('my_app: "앱키"\nmy_sec: "앱키 시크릿"\nmy_acct_stock: "증권계좌 8자리"\n', encoding="utf-8")
        assert "appkey has characters" in refusal("real", yaml=place)

    def test_a_file_without_addresses_is_for_kis(self, tmp_path: Path) -> None:
        place = tmp_path / "k.yaml"
        place.write_text(YAML, encoding="utf-8")
        assert found("mock", yaml=place).base_url == KIS_URLS[Environment.MOCK][0]
        assert "base_url is no address" in refusal(yaml=place)

    def test_no_file(self, tmp_path: Path) -> None:
        assert "can't be read" in refusal("real", yaml=tmp_path / "none.yaml")
