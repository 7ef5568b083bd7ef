"""That it is complete, and nothing in it left over, is in test_parsing.py; that both name the same, in test_helping.py."""

from haero.cli.languages.customer_help import HELP
from haero.cli.languages.helping import HELP as ALL


def test_it_is_part_of_the_whole_and_hides_nothing_of_it() -> None:
    assert {english: ALL[english] for english in HELP} == HELP
