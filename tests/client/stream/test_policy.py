"""Waits that double."""

from haero.client.stream.policy import Backoff


def test_waits_double_up_to_the_longest_and_start_anew() -> None:
    backoff = Backoff(1.0, 5.0)
    assert [backoff.next() for _ in range(4)] == [1.0, 2.0, 4.0, 5.0]
    assert backoff.next(chance=1.0) == 2.5
    backoff.reset()
    assert backoff.next() == 1.0
    assert max(backoff.next() for _ in range(2_000)) == 5.0
