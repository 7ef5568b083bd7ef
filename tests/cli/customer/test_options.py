from pathlib import Path

from haero.cli.customer.options import ProfileName, Target
from haero.terms import Environment


def test_a_command_goes_to_the_same_place() -> None:
    assert Target().command(["resolve", "a b"]) == "haero resolve 'a b'"
    assert Target(ProfileName.REAL).command(["unknowns"]) == "haero unknowns --profile real"
    whole = Target(ProfileName.HAERO, Environment.MOCK, Path("a folder"))
    assert whole.command(["unknowns"]) == "haero unknowns --environment mock --data 'a folder'"
