"""The words of errors."""

import errno
import socket

from haero.client.transport.reasons import late, words
from haero.client.transport.wire import Timeouts


def test_the_systems_words_and_no_address() -> None:
    assert words(OSError(errno.ECONNREFUSED, "Connect call failed ('10.0.0.1', 1)")) == "Connection refused"
    assert words(socket.gaierror(-2, "Name or service not known")) == "Name or service not known"
    assert words(OSError()) == "OSError"


def test_each_time_limit_has_its_words() -> None:
    limits = Timeouts(write=1.5, read=2, total=3)
    told = [late(limits, writing=writing, total=total) for writing in (True, False) for total in (True, False)]
    assert told[0] == told[2] == "no whole reply within 3 s in all"
    assert "1.5 s" in told[1]
    assert "2 s" in told[3]
