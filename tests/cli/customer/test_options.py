from pathlib import Path

from haero.cli.customer.options import Destination, ProfileName
from haero.terms import Environment


def test_a_command_goes_to_the_same_place() -> None:
    assert Destination().command(["resolve", "a b"]) == "haero resolve 'a b'"
    assert Destination(ProfileName.REAL).command(["unknowns"]) == "haero unknowns --profile real"
    whole = Destination(ProfileName.HAERO, Environment.MOCK, Path("a folder"))
    assert whole.command(["unknowns"]) == "haero unknowns --environment mock --data 'a folder'"
