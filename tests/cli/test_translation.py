"""What other rooms say, in the language of this process."""

from collections.abc import Iterator

import pytest

from haero.cli.texts import choose
from haero.cli.translation import reason, usage
from haero.terms import Language


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    choose(Language.KO)
    yield
    choose(None)


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("no such symbol: NASDAQ ZZZZ", "없는 종목입니다: NASDAQ ZZZZ"),
        ("NASDAQ AAPL is halted already", "이미 거래정지된 종목입니다: NASDAQ AAPL"),
        ("bid 2 is not below ask 1", "매수호가(2)는 매도호가(1)보다 낮아야 합니다"),
        ("x.toml: No such file or directory", "x.toml: 그런 파일이나 폴더가 없습니다"),
        ("something that only a developer reads", "something that only a developer reads"),
        ("{0} is {1}", "{0} is {1}"),
    ],
)
def test_a_reason(english: str, korean: str) -> None:
    assert reason(english) == korean
    choose(Language.EN)
    assert reason(english) == english


def test_usage_of_the_older_parser_too() -> None:
    """typer took the parser's texts from click, in its own words since."""
    assert usage("Invalid value for '--seed': 'x' is not a valid integer.") == "'--seed': x: 정수를 쓰십시오"
    older = "Invalid value for '--rest-real' (env var: 'X'): 'x' is not a valid integer range."
    assert usage(older) == "'--rest-real'(환경변수 X): x: 정수를 쓰십시오"
    assert usage("Invalid value for '--lang' (env var: 'None'): 'xx' is not one of 'en', 'ko'.").startswith(
        "'--lang': 'xx': "
    )
    assert usage("Got unexpected extra argument (2)") == "쓸 수 없는 인수입니다: 2"
    choose(Language.EN)
    told = usage("Invalid value for '--rest-real': 70000 is not in the range 0<=x<=65535.")
    assert told == "Invalid value for '--rest-real': 70000: must be 0 to 65535"
    assert usage("Missing command.") == "Missing command."
