"""What an operation can ask for."""

from typing import Any

from haero.client.core.effects import Exchanging, Interrupted, Local, Sleeping, call, local, sleep
from haero.client.transport.wire import WireReply, WireRequest


def ended(operation: Any, given: Any) -> Any:
    try:
        operation.send(given)
    except StopIteration as done:
        return done.value
    raise AssertionError


def test_the_three_words() -> None:
    request, reply = WireRequest("GET", "/", ()), WireReply(200, (), b"")
    asking = call(request)
    effect = next(asking)
    assert isinstance(effect, Exchanging)
    assert effect.request is request
    assert ended(asking, reply) is reply
    pausing = sleep(0.2)
    paused = next(pausing)
    assert isinstance(paused, Sleeping)
    assert paused.seconds == 0.2
    assert ended(pausing, None) is None
    for slow in (False, True):
        working = local(lambda machine: 7, slow=slow)
        work = next(working)
        assert isinstance(work, Local)
        assert work.slow is slow
        assert ended(working, 7) == 7


def test_an_interruption_passes_handlers_of_errors() -> None:
    stopped = Interrupted(left=True, given=3)
    assert not isinstance(stopped, Exception)
    assert (stopped.left, stopped.given) == (True, 3)
