from typing import get_args

import msgspec
import pytest

from haero.desk.commands import Command, MoveCash
from haero.terms import Currency
from tests.makers import ALICE, D, place


@pytest.mark.parametrize("kind", get_args(Command))
def test_every_command_is_a_fact_that_nobody_changes(kind: type[msgspec.Struct]) -> None:
    assert kind.__struct_config__.frozen


def test_a_command_cannot_be_changed_after_it_was_given() -> None:
    command = place()
    with pytest.raises(AttributeError):
        command.quantity = 11  # type: ignore[misc]


def test_cash_is_a_deposit_and_orders_have_no_reference_unless_told() -> None:
    assert MoveCash(ALICE, Currency.USD, D(1)).reason == "deposit"
    assert place().reference == ""
