"""The names of the auctions: those that `haero market print --auction` and the control port take."""

from haero.market.prices import messages
from haero.market.prices.auction import Auction


def test_the_two_auctions_of_a_day() -> None:
    assert [auction.value for auction in Auction] == ["open", "close"]
    assert messages.Auction is Auction
