"""The blocking client as a whole: where its keys come from, its ends, what an account holds, and KIS's own names."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

import haero
from haero.cli import env_forms
from haero.client.results.balance import Holding, PresentHolding
from tests.client.results.classes import wrong_types
from tests.client.stage import House

HALVES = ("real", "mock")
USD = haero.Currency.USD


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No variable says where to go, and nothing of this machine is used. Gives the folder for the client's own files."""
    for name in __import__("os").environ:
        if name.startswith(("HAERO_", "KIS_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HAERO_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("half", HALVES)
def test_from_the_data_folder(new_york: House, bare: Path, monkeypatch: pytest.MonkeyPatch, half: str) -> None:
    """What `haero serve` wrote there."""
    environment = haero.Environment(half)
    with haero.Client(data=new_york.data, environment=environment) as kis:
        assert kis.buying_power("AAPL", "185").currency is USD
        assert half in kis.profile
    monkeypatch.setenv("HAERO_DATA", str(new_york.data))
    with haero.Client("haero", environment=environment) as again:
        assert again.profile == kis.profile
        assert "******" in repr(again)
    assert [path.name for path in (bare / "state").iterdir() if path.name == "orders.db"]


@pytest.mark.parametrize("half", HALVES)
def test_from_the_variables_of_haero_env(
    new_york: House, bare: Path, monkeypatch: pytest.MonkeyPatch, half: str
) -> None:
    for line in env_forms.shell(*env_forms.read(new_york.data)).splitlines():
        found = re.fullmatch(r"export (\w+)='(.*)'", line)
        assert found is not None
        monkeypatch.setenv(found[1], found[2])
    with haero.Client(environment=haero.Environment(half), pace=0) as kis:
        assert kis.account.won_cash().cash > 0
        assert kis.quote("AAPL").symbol == "AAPL"
        with kis.notices():
            pass


@pytest.mark.parametrize("half", HALVES)
def test_from_the_yaml_of_haero_env(new_york: House, bare: Path, half: str) -> None:
    place = bare / "kis_devlp.yaml"
    place.write_text(env_forms.yaml(*env_forms.read(new_york.data)), encoding="utf-8")
    with haero.Client.from_yaml(place, environment=haero.Environment(half), pace=0) as kis:
        assert kis.account.won_cash().cash > 0
        assert half in kis.profile
        with kis.notices():
            pass


def test_without_any_of_them(bare: Path) -> None:
    with pytest.raises(haero.BadProfile, match="haero serve"):
        haero.Client()
    for name in ("mock", "real"):
        with pytest.raises(haero.BadProfile):
            haero.Client(name)


def test_closed_and_used_again(new_york: House) -> None:
    """Closing lets go of connections, files and streams; what is asked next opens them again."""
    keys = new_york.keys()
    with new_york.client(keys) as kis:
        order = kis.buy("AAPL", 1, "150", key="first")
        expires = kis.token_expires_at()
        notices = kis.notices()
        notices.open()
    assert notices.closed
    kis.close()  # twice does no harm
    assert kis.buy("AAPL", 1, "150", key="first") == order
    assert kis.open_orders()[0].odno == order.odno
    with kis.notices() as more:
        assert more.wait(kis.buy("AAPL", 1, "185"), haero.FILLED, 20).quantity == 1
    kis.close()
    with new_york.client(keys) as another:
        assert another.token_expires_at() == expires  # programs share it
        another.revoke_token()
        assert another.token_expires_at() >= expires
    assert len(new_york.held(keys).orders) == 2


@pytest.mark.parametrize("half", HALVES)
def test_balance_and_buying_power_are_those_of_the_books(new_york: House, half: str) -> None:
    keys = new_york.keys(half)
    with new_york.client(keys) as kis:
        kis.buy("AAPL", 100, "185")
        kis.buy("NYSE:IBM", 10, "230")
        kis.sell("AAPL", 40, "184.90")
        kis.buy("AAPL", 10, "150")
        found, power = kis.balance(), kis.buying_power("AAPL", "185")
    held = new_york.held(keys)
    purse = held.cash[USD]
    assert {(row.exchange, row.symbol): row.quantity for row in found.holdings} == {
        (one.exchange, one.symbol): one.quantity for one in held.positions.values()
    }
    assert {type(row) for row in found.holdings} == {PresentHolding if half == "real" else Holding}
    assert [wrong for row in found.holdings for wrong in wrong_types(row)] == wrong_types(power) == []
    apple = found.holding("AAPL")
    assert apple is not None
    assert (apple.cost, apple.sellable, apple.average_price) == (held.positions["NASDAQ:AAPL"].cost, 60, Decimal(185))
    assert found.holding("MSFT") is found.holding("NASD:IBM") is None
    ibm = found.holding("NYSE:IBM")
    assert ibm is not None
    assert ibm is found.holding("ibm") is found.holding(haero.Ticker(haero.Exchange.NYSE, "IBM"))
    assert found.total is not None
    assert wrong_types(found.total) == []
    assert (power.cash, power.currency) == (purse.available, USD)
    assert power.quantity == int(power.cash / (Decimal(185) * Decimal("1.0025")))
    if half == "real":  # settled cash, as KIS has it; on mock what orders could use
        assert found.cash["USD"] == purse.deposited == found.currencies["USD"].amount
        assert "HKD" in found.cash
        assert found.currencies["USD"].reserved == purse.reserved
    else:
        assert dict(found.cash) == {"USD": purse.available}
    assert found.to_dict()["cash"]["USD"] == found.cash["USD"]


def test_balance_in_won_and_of_other_exchanges(seoul: House) -> None:
    with seoul.client(seoul.keys()) as kis:
        kis.buy("TKSE:7203", 100, "2800")
        own, won = kis.balance().holdings[0], kis.balance(in_won=True).holdings[0]
        assert (own.cost, own.currency) == (Decimal(280_000), haero.Currency.JPY)
        assert won.cost == Decimal(280_000) * Decimal("9.20")
    with seoul.client(seoul.keys("mock")) as kis:
        kis.buy("TKSE:7203", 100, "2800")
        assert kis.balance().holdings == []
        found = kis.balance(exchanges=["TKSE", haero.Exchange.HONG_KONG])
        assert [row.symbol for row in found.holdings] == ["7203"]
        assert found.cash.keys() == {"JPY", "HKD"}


def test_no_secret_in_what_is_shown(new_york: House) -> None:
    keys = new_york.keys()
    with new_york.client(keys) as kis:
        order = kis.buy("AAPL", 1, "150")
        shown = " ".join(map(repr, (kis, kis.profile, order, kis.balance(), kis.orders(), kis.open_orders()[0])))
    assert not [secret for secret in (keys.appkey, keys.appsecret, keys.account, keys.account[:8]) if secret in shown]


def test_what_a_call_was_refused_for(new_york: House) -> None:
    with new_york.client(new_york.keys()) as kis, pytest.raises(haero.OrderRejected) as told:
        kis.sell("AAPL", 1, "185")
    error = told.value
    assert (error.code, error.tr_id, error.http_status) == ("APBK0400", "TTTT1006U", 200)
    assert error.text
    assert error.advice
    assert isinstance(error, haero.Answered)
