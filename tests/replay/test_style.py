import re

from haero.replay.style import STYLE


def test_light_and_dark_set_the_same_colours_and_all_that_are_used() -> None:
    light, dark = (set(re.findall(r"(--\w+):", block)) for block in re.findall(r":root\{(.*?)\}", STYLE, re.DOTALL))
    assert light == dark
    assert set(re.findall(r"var\((--\w+)\)", STYLE)) <= light


def test_nothing_comes_from_the_network() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert STYLE.count("{") == STYLE.count("}")
