import pytest

from haero.desk.hours import Phase, check_hours
from haero.desk.reasons import Reason, Refusal
from haero.terms import Environment
from tests.makers import hours

REAL, MOCK = Environment


@pytest.mark.parametrize(
    ("phase", "session", "environment", "reason"),
    [
        (Phase.OPEN, "regular", REAL, None),
        (Phase.OPEN, "regular", MOCK, None),
        (Phase.OPEN, "pre", REAL, None),
        (Phase.OPEN, "pre", MOCK, Reason.BEFORE_OPEN),
        (Phase.OPEN, "after", REAL, None),
        (Phase.OPEN, "after", MOCK, Reason.AFTER_CLOSE),
        (Phase.BEFORE_OPEN, "", REAL, Reason.BEFORE_OPEN),
        (Phase.BEFORE_OPEN, "", MOCK, Reason.BEFORE_OPEN),
        (Phase.BREAK, "", REAL, Reason.BEFORE_OPEN),
        (Phase.BREAK, "", MOCK, Reason.BEFORE_OPEN),
        (Phase.AFTER_CLOSE, "", REAL, Reason.AFTER_CLOSE),
        (Phase.AFTER_CLOSE, "", MOCK, Reason.AFTER_CLOSE),
        (Phase.CLOSED_DAY, "", REAL, Reason.CLOSED_DAY),
        (Phase.CLOSED_DAY, "", MOCK, Reason.CLOSED_DAY),
    ],
)
def test_real_trades_before_and_after_the_regular_session_and_mock_does_not(
    phase: Phase, session: str, environment: Environment, reason: Reason | None
) -> None:
    if reason is None:
        check_hours(hours(phase, session), environment)
        return
    with pytest.raises(Refusal) as refused:
        check_hours(hours(phase, session), environment)
    assert refused.value.reason is reason
