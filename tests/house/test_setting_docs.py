"""docs/settings.md and its Korean twin are made of the code: every setting is in them, and what they say of its default is so."""

import re
import tomllib
from pathlib import Path

import pytest

from haero.house.settings import Settings, load
from haero.terms import Language
from tools.make_setting_docs import PAGES, page, rows, toml
from tools.setting_words import WORDS


@pytest.mark.parametrize("language", Language)
def test_the_page_is_that_of_the_code(language: Language) -> None:
    """`make docs` writes it."""
    assert PAGES[language].read_text(encoding="utf-8") == page(language)


def test_every_setting_has_its_words_and_no_other_has() -> None:
    """A setting that is added wants a line in tools/setting_words.py."""
    assert set(WORDS) == {row.name for row in rows()}
    assert {row.name for row in rows()} >= set(Settings.__struct_fields__)


@pytest.mark.parametrize("name", WORDS)
def test_both_say_it(name: str) -> None:
    english, korean = WORDS[name]
    assert english.endswith(".")
    assert re.search("[가-힣]", korean)
    assert set(re.findall(r"`[^`]+`", english)) - {"`replay:FILES`"} <= set(re.findall(r"`[^`]+`", korean)), name


def test_the_defaults_are_what_haero_takes(tmp_path: Path) -> None:
    """All of them in one file make the settings of no file."""
    lines = [f"{row.name} = {toml(row.default)}" for row in rows() if "." not in row.name and toml(row.default) != "-"]
    path = tmp_path / "haero.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert len(tomllib.loads(path.read_text("utf-8"))) == len(lines) > 20
    assert load(path) == Settings()


def test_flags_and_their_variables_stand_beside_their_settings() -> None:
    text = page(Language.EN)
    assert '| `market` | text | `"synthetic"` | `--market`, `HAERO_MARKET` |' in text
    assert "| `--rest-real` | `9443` | `HAERO_PORT_REST_REAL` |" in text
    assert "| `--host` | `127.0.0.1` | `HAERO_HOST` | 접속을 받을 주소." in page(Language.KO)
