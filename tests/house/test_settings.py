from decimal import Decimal
from pathlib import Path

import pytest

from haero.desk.fees import FeeRate
from haero.house.house import House
from haero.house.settings import DEFAULT_BRANCHES, DEFAULT_CASH, DEFAULT_LIMITS, Settings, SettingsError, load
from haero.market.time.clock import FASTEST
from haero.terms import Currency, Environment, Exchange
from haero.venue.simulated.models import FillRule, Fills
from tests.makers import NOW

D = Decimal


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "haero.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_everything_is_as_kis_has_it() -> None:
    settings = load(None)
    assert settings == Settings()
    assert (settings.market, settings.at, settings.speed, settings.unlimited) == ("synthetic", "open", 1.0, False)
    assert settings.limits == {Environment.REAL: 18, Environment.MOCK: 1} == DEFAULT_LIMITS
    assert settings.cash[Currency.USD] == D(100_000)


def test_a_file_says_and_a_flag_overrules(tmp_path: Path) -> None:
    path = written(tmp_path, 'market = "manual"\nspeed = 0\nseed = 7\nunlimited = true\n')
    assert load(path, seed=8, at=None, market=None) == Settings(market="manual", speed=0.0, seed=8, unlimited=True)


@pytest.mark.parametrize(
    ("text", "field", "key", "value", "others"),
    [
        ("[limits]\nmock = 5\n", "limits", Environment.MOCK, 5, DEFAULT_LIMITS),
        ('[cash]\nUSD = "250000.50"\n', "cash", Currency.USD, D("250000.50"), DEFAULT_CASH),
        ("[exchange_rates]\nUSD = 1400.5\n", "exchange_rates", Currency.USD, D("1400.5"), Settings().exchange_rates),
        ('[branches]\nreal = "00001"\n', "branches", Environment.REAL, "00001", DEFAULT_BRANCHES),
    ],
)
def test_one_entry_of_a_table_leaves_the_others_at_their_defaults(
    tmp_path: Path, text: str, field: str, key: str, value: object, others: dict[str, object]
) -> None:
    assert getattr(load(written(tmp_path, text)), field) == others | {key: value}


def test_money_and_rates_are_decimals_to_the_last_digit(tmp_path: Path) -> None:
    settings = load(written(tmp_path, '[fees.NASDAQ]\ncommission = "0.0007"\ntax = 0.0000278\nbuy_tax = "0.1"\n'))
    assert settings.fees == {Exchange.NASDAQ: FeeRate(D("0.0007"), D("0.0000278"), D("0.1"))}


def test_fill_models_are_a_table_and_rules_by_symbol(tmp_path: Path) -> None:
    text = '[fills]\nmodel = "participation"\nparticipation = 0.25\n[[fill_rules]]\nsymbol = "NASD:AAPL"\nmodel = "touch"\n'
    settings = load(written(tmp_path, text))
    assert settings.fills == Fills("participation", D("0.25"), D("0.5"))
    assert settings.fill_rules == (FillRule("NASD:AAPL", "touch"),)
    assert load(None).fills == Fills("queue")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour = 1\n", "colour"),
        ('market = "tape"\n', "--market tape"),
        ('market = "replay:"\n', "names no files"),
        ("speed = 7200\n", "--speed 7200 .*, up to 3600, or max"),
        ("speed = -1\n", "--speed -1"),
        ("speed = nan\n", "--speed nan"),
        ('speed = "fast"\n', "--speed fast"),
        ("speed = true\n", "speed"),
        ("volatility = 0\n", "volatility = 0: must be above 0"),
        ('volatility = "5.01"\n', "volatility = 5.01"),
        ("volatility = nan\n", "volatility"),
        ("data_latency_ms = -1\n", "data_latency_ms = -1"),
        ("data_latency_ms = 60001\n", "data_latency_ms = 60001"),
        ('market = "manual"\ndata_latency_ms = 10\n', "data_latency_ms: not with --market manual"),
        ("[limits]\nreal = 0\n", "limits.real"),
        ("[cash]\nEUR = 1\n", "EUR"),
        ('[cash]\nUSD = "many"\n', "cash"),
        ("seed = 1.5\n", "seed"),
        ("limits = 3\n", "limits"),
        ('[fees.NASDAQ]\ntax = "0.1"\n', "commission"),
        ("seed = \n", "not TOML"),
        ('fills = "queue"\n', "fills"),
        ('[fills]\nmodel = "kind"\n', "fills: fill model 'kind': must be one of queue"),
        ("[fills]\nshare = 1\n", "fills: share is unknown"),
        ("[fills]\nparticipation = 0\n", "participation = 0: must be above 0"),
        ('[[fill_rules]]\nsymbol = "A*"\n[[fill_rules]]\nsymbol = "LSE:VOD"\n', r"fill_rules\[1\]: symbol 'LSE:VOD'"),
        ('[fill_rules]\nsymbol = "A*"\n', "fill_rules"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, named: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError, match=named):
        load(path)


@pytest.mark.parametrize(
    "text",
    [
        "[cash]\nUSD = -5\n",
        "[cash]\nUSD = nan\n",
        "[fees.NASDAQ]\ncommission = -0.1\n",
        "[fees.NASDAQ]\ncommission = nan\n",
        "[fees.SHANGHAI]\ncommission = 0\nbuy_tax = 1\n",
        "[fees.NASDAQ]\ncommission = 0.6\ntax = 0.4\n",
        "[exchange_rates]\nUSD = 0\n",
        "[exchange_rates]\nUSD = inf\n",
        '[exchange_rates]\nUSD = "1e-999999"\n',
        '[exchange_rates]\nUSD = "0.0000001"\n',
        "[exchange_rates]\nUSD = 1000000001\n",
        '[exchange_rates]\nUSD = "1.' + "1" * 40 + '"\n',
        '[cash]\nUSD = "1e-999999"\n',
        '[fees.NASDAQ]\ncommission = "1e-999999"\n',
    ],
)
def test_money_and_rates_that_cannot_be_are_refused_before_the_start(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError):
        load(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seed = 9223372036854775808\n", "seed"),
        ("[limits]\nreal = 1000001\n", "limits.real: must be 1 to 1000000"),
        ("orders_per_account = 0\n", "orders_per_account = 0: must be 1 to"),
        ("orders_in_all = 100000001\n", "orders_in_all = 100000001: must be 1 to"),
        ("x = " + "[" * 5_000 + "]" * 5_000, "nested too deep"),
        ("seed = " + "9" * 5_000, "not TOML.*4300 digits"),
        ('masters = ["a\\u0000b"]', "masters: a path with a NUL"),
        ('market = "replay:a\\u0000b.csv"', "--market: a path with a NUL"),
        ("# " + "x" * 2**20, "larger than 1048576 bytes"),
    ],
)
def test_what_is_beyond_all_measure_is_refused_with_its_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load(written(tmp_path, text))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "haero.toml"
    path.write_bytes(b"market = '\xff'")
    with pytest.raises(SettingsError, match="not TOML"):
        load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="absent"):
        load(tmp_path / "absent.toml")


def test_no_cash_of_a_currency_is_a_choice(tmp_path: Path) -> None:
    settings = load(written(tmp_path, 'market = "manual"\nspeed = 0\n[cash]\nUSD = 0\n'), at=NOW.isoformat())
    house = House(tmp_path / "data", settings, NOW)
    house.open_first_accounts()
    assert Currency.USD not in house.broker.state.accounts["81000001-01"].cash
    house.close()


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("notice_fields", (21, 25), (20, 26)),
        ("notice_delay_ms", (0, 10_000), (-1, 10_001)),
        ("pingpong_seconds", (1, 90), (0.5, 91, float("nan"))),
    ],
)
def test_the_settings_of_the_websocket_have_limits(name: str, good: tuple[float, ...], bad: tuple[float, ...]) -> None:
    for value in good:
        assert getattr(load(None, **{name: value}), name) == value
    for value in bad:
        with pytest.raises(SettingsError, match=name):
            load(None, **{name: value})


@pytest.mark.parametrize(
    ("text", "speed"), [("0", 0.0), ("0.5", 0.5), ("60", 60.0), ("3600.0", 3600.0), ('"60"', 60.0), ('"max"', FASTEST)]
)
def test_speeds(tmp_path: Path, text: str, speed: float) -> None:
    assert load(written(tmp_path, f"speed = {text}\n")).speed == speed
    assert load(None, speed=text.strip('"')).speed == speed


def test_the_market_that_clients_see(tmp_path: Path) -> None:
    settings = load(written(tmp_path, "volatility = 0.45\ndata_latency_ms = 250\n"))
    assert (settings.volatility, settings.data_latency_ms) == (D("0.45"), 250)
    assert (Settings().volatility, Settings().data_latency_ms) == (D("0.30"), 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[fees.NASDQ]\ncommission = 0.1\n", r"fees\.NASDQ: unknown; known are NASDAQ, "),
        ("[cash]\nEUR = 1\n", r"cash\.EUR: unknown; known are USD, "),
    ],
)
def test_a_value_of_a_file_is_refused_by_its_name(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "haero.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=rf"haero\.toml: {said}"):
        load(file)


@pytest.mark.parametrize(
    ("name", "good"),
    [("old_tr_ids", ("all", "none")), ("cancel", ("whole", "quantity")), ("trade_rows", ("output2", "output1"))],
)
def test_settings_that_have_a_name_for_a_value(name: str, good: tuple[str, ...]) -> None:
    for value in good:
        assert getattr(load(None, **{name: value}), name) == value
    for value in ("", "ALL", "some"):
        with pytest.raises(SettingsError, match=f"{name} = {value}: must be {' or '.join(good)}"):
            load(None, **{name: value})


def test_a_past_is_for_a_market_without_one() -> None:
    assert Settings(market="manual", manual_past=True).manual_past
    with pytest.raises(SettingsError, match="manual_past: only with --market manual"):
        Settings(manual_past=True)


def test_a_free_book_has_ten_levels_or_one() -> None:
    assert [load(None, free_book_levels=levels).free_book_levels for levels in (1, 10)] == [1, 10]
    for bad in (0, 5, 11):
        with pytest.raises(SettingsError, match=f"free_book_levels = {bad}: must be 10, or 1"):
            load(None, free_book_levels=bad)


def test_replies_take_as_long_as_kiss_where_there_are_limits() -> None:
    """So that a program that calls one after the other stays below 18 a second, as it does at KIS."""
    usual = Settings().reply_seconds
    assert 1 / usual < Settings().limits[Environment.REAL]
    assert Settings(unlimited=True).reply_seconds == 0
    assert Settings(unlimited=True, reply_latency_ms=190).reply_seconds == 0.19
    assert Settings(reply_latency_ms=0).reply_seconds == 0
    for bad in (-1, 60_001):
        with pytest.raises(SettingsError, match="reply_latency_ms"):
            Settings(reply_latency_ms=bad)


def test_what_the_paper_server_trades(tmp_path: Path) -> None:
    file = tmp_path / "haero.toml"
    file.write_text('[mock]\nsymbols = ["AAPL", "TQQQ"]\n')
    mock = load(file).mock
    assert [mock.trades(symbol) for symbol in ("AAPL", "TQQQ", "MSFT")] == [True, True, False]
    assert Settings().mock.trades("MSFT")
