import pytest

from haero.client.results.labels import block_of, label_of
from haero.kis.objects import Object
from haero.kis.reply_types import InquireAskingPriceOutput2, InquireBalanceOutput1, NewsTitleOutblock1


def test_the_block_of_a_class() -> None:
    assert block_of(InquireBalanceOutput1) == ("v1_해외주식-006", "output1")
    assert block_of(InquireAskingPriceOutput2) == ("해외주식-033", "output2")
    assert block_of(NewsTitleOutblock1) == ("해외주식-053", "outblock1")
    with pytest.raises(ValueError):
        block_of(Object)


def test_the_korean_name_of_a_field() -> None:
    assert label_of(InquireBalanceOutput1, "ovrs_cblc_qty") == "해외잔고수량"
    with pytest.raises(KeyError):
        label_of(InquireBalanceOutput1, "nothing")
