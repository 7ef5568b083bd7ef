"""The setting `hours`: from the file to the sessions of a running broker."""

from pathlib import Path

import pytest

from haero.house.house import House
from haero.house.settings import Settings, SettingsError, load
from tests.makers import NOW


def test_the_pages_hours_are_the_default_and_a_file_may_say_exchange(tmp_path: Path) -> None:
    path = tmp_path / "haero.toml"
    path.write_text('hours = "exchange"\n', encoding="utf-8")
    assert Settings().hours == "page"
    assert load(path).hours == "exchange"


@pytest.mark.parametrize("text", ["korean", "", "Page"])
def test_other_hours_are_refused_with_what_they_may_be(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^hours = .*: must be page \(.*\) or exchange \(.*\)$"):
        Settings(hours=text)


@pytest.mark.parametrize("hours", ["page", "exchange"])
def test_a_house_keeps_the_hours_that_were_set(hours: str, tmp_path: Path) -> None:
    house = House(tmp_path, Settings(hours=hours), NOW)
    try:
        assert house.broker.market.sessions.hours == hours
    finally:
        house.close()
