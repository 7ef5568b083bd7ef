"""A registration is told from others by its TR and its key."""

from haero.server.websocket.registration import MAX_REGISTRATIONS, Registration


def test_registrations_are_equal_by_tr_and_key() -> None:
    one = Registration("HDFSCNT0", "DNASAAPL")
    assert one == Registration("HDFSCNT0", "DNASAAPL")
    assert len({one, Registration("HDFSASP0", "DNASAAPL"), Registration("HDFSCNT0", "DNASNVDA")}) == 3
    assert MAX_REGISTRATIONS == 41
