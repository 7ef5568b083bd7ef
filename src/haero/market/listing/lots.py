"""How many shares an order of an instrument may be for (매매단위). The rules themselves are `haero.rules.lots`."""

from haero.market.listing.instruments import Board, Instrument
from haero.rules.lots import RESTS_ARE_SOLD, STAR_RULE, LotRule


def lot_rule(instrument: Instrument) -> LotRule:
    """The rule for orders of the instrument."""
    if instrument.board is Board.STAR:
        return STAR_RULE
    return LotRule(instrument.lot, instrument.lot, instrument.exchange in RESTS_ARE_SOLD)
