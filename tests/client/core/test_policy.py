"""The usual patience keeps KIS's limits, and its parts go together."""

from haero.client.core.policy import USUAL
from haero.client.transport.wire import Timeouts


def test_the_usual_one() -> None:
    assert USUAL.token_gap > 60.0  # KIS issues one a minute
    assert USUAL.token_wait > USUAL.token_gap  # whoever waits on another's fetch outlasts its pause
    assert 0 < USUAL.renewal < 1
    assert USUAL.backoff < USUAL.most
    assert USUAL.settling < USUAL.in_flight
    assert USUAL.in_flight > Timeouts().total  # an order that is still waited for is not called lost
    assert USUAL.tries >= 2
