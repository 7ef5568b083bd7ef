import pytest

from tests.makers import D, listing


def test_a_listing_does_not_change_under_an_order() -> None:
    with pytest.raises(AttributeError):
        listing().lot = 100  # type: ignore[misc]


def test_listings_of_the_same_facts_are_equal() -> None:
    assert listing() == listing()
    assert listing(ladder=((D(1), D("0.05")),)) != listing()
