from haero.desk.reasons import Reason, Refusal


def test_a_refusal_names_its_reason_and_what_was_wrong() -> None:
    refusal = Refusal(Reason.BAD_TICK, "1.005")
    assert (refusal.reason, refusal.detail) == (Reason.BAD_TICK, "1.005")
    assert str(refusal) == "bad_tick: 1.005"
    assert str(Refusal(Reason.TOO_MANY_ORDERS)) == "too_many_orders"


def test_reasons_are_the_fields_own_words() -> None:
    assert all(reason.value == reason.name.lower() for reason in Reason)
