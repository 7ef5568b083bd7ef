"""Each text in both languages is held by test_texts.py; here, that somebody says it."""

import pytest

from haero.cli.languages.failing import TEXTS
from tests.cli.languages.said import SOURCES


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_is_left_over(name: str) -> None:
    assert f'"{name}"' in SOURCES or any(name.startswith(made) for made in ("column_", "printed_", "stopped_by_")), name
