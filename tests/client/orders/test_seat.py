import pytest

from haero.client.errors import BadProfile
from haero.client.orders.seat import Seat
from haero.terms import Environment


def test_a_seat_says_who_orders_and_shows_no_number() -> None:
    seat = Seat("mock", "81234567", "01", "01012345678")
    assert (seat.environment, seat.account, seat.product) == (Environment.MOCK, "81234567", "01")
    assert repr(seat) == "Seat(mock, ********-01)"
    with pytest.raises(AttributeError, match="does not change"):
        seat.account = "1"


@pytest.mark.parametrize(
    ("account", "product"), [("8123456", "01"), ("812345678", "01"), ("8123456x", "01"), ("81234567", "1"), ("", "")]
)
def test_what_is_no_account_number(account: str, product: str) -> None:
    with pytest.raises(BadProfile, match="12345678-01") as caught:
        Seat("real", account, product)
    assert not account or account not in str(caught.value)


def test_a_phone_number_fits_its_field() -> None:
    with pytest.raises(BadProfile, match="20"):
        Seat("real", "81234567", "01", "0" * 21)
