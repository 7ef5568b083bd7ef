from haero.client.results.heads import CountedRankingHead, MoverHead, MultiQuoteHead, NewExtremeHead
from haero.kis.reply_types import MultpriceOutput1, NewHighlowOutput1, UpdownRateOutput1


def test_heads_count() -> None:
    head = MoverHead(UpdownRateOutput1(nrec="100", crec="100", trec="231", zdiv="4", stat="실시간"))
    assert (head.rows, head.shown, head.found, head.decimals, head.status_text) == (100, 100, 231, 4, "실시간")
    assert isinstance(head, CountedRankingHead)
    assert NewExtremeHead(NewHighlowOutput1(nrec="3")).to_dict() == {"rows": 3, "status_text": "", "decimals": None}
    assert MultiQuoteHead(MultpriceOutput1()).rows is None
