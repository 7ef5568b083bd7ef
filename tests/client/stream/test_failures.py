"""What is raised can be caught as what it is, and as what Python calls it."""

from haero.client.errors import HaeroError, NotSent
from haero.client.stream.failures import NoticeTimeout, StreamClosed, TooManyRegistrations


def test_the_tree() -> None:
    assert issubclass(NoticeTimeout, HaeroError)
    assert issubclass(NoticeTimeout, TimeoutError)
    assert issubclass(TooManyRegistrations, NotSent)
    assert issubclass(TooManyRegistrations, ValueError)
    assert issubclass(StreamClosed, HaeroError)
