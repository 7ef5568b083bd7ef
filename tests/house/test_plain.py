"""What a decoder says, as it is told to a person. The texts on the left are made by the decoder itself."""

from decimal import Decimal

import msgspec
import pytest

from haero.house.plain import plain
from haero.terms import Currency


class Sheet(msgspec.Struct, forbid_unknown_fields=True):
    seed: int
    price: Decimal = Decimal(0)
    ratio: float | None = None
    flag: bool = False
    cash: dict[Currency, Decimal] = {}
    names: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (b'{"seed": "x"}', "seed: must be a whole number, not text"),
        (b'{"seed": 1, "price": "x"}', "price: must be a number"),
        (b'{"seed": 1, "price": []}', "price: must be a number, not a list"),
        (b'{"seed": 1, "ratio": "x"}', "ratio: must be a number, not text"),
        (b'{"seed": 1, "flag": 1}', "flag: must be true or false, not a whole number"),
        (b'{"seed": 1, "cash": {"XXX": "1"}}', "cash: XXX is unknown"),
        (b'{"seed": 1, "cash": {"USD": "x"}}', "cash: must be a number"),
        (b'{"seed": 1, "names": [1]}', "names[0]: must be text, not a whole number"),
        (b'{"seed": 1, "speed": 1}', "speed is unknown"),
        (b"{}", "seed is missing"),
        (b"[]", "must be a table of names and values, not a list"),
        (b'{"seed": null}', "seed: must be a whole number, not nothing"),
    ],
)
def test_in_plain_words(given: bytes, says: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.json.decode(given, type=Sheet)
    assert plain(str(refused.value)) == says


def test_what_it_does_not_know_stands_as_it_is() -> None:
    assert plain("fill model 'x': must be one of a, b - at `$.fills`") == "fills: fill model 'x': must be one of a, b"
    assert plain("JSON is malformed: invalid character (byte 1)") == "JSON is malformed: invalid character (byte 1)"
