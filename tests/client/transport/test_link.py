"""One connection, byte by byte: what has left, and what that makes of an error."""

import gc
import socket
import warnings
from collections.abc import Iterator

import pytest

from haero.client.transport.link import Link, new_socket
from haero.client.transport.wire import Broken, Departure, ReplyLimits, Unreached
from tests.client.transport.raw_server import BODY, reply


@pytest.fixture
def pair() -> Iterator[tuple[Link, socket.socket]]:
    """A link and the other end of it."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    link = Link(ReplyLimits())
    link.attach(ours, None)
    yield link, theirs
    link.close()
    theirs.close()


def test_a_dead_connection_takes_no_byte(pair: tuple[Link, socket.socket]) -> None:
    link, theirs = pair
    theirs.close()
    departure = Departure()
    with pytest.raises(Unreached):
        link.send(b"x", departure)
    assert not departure.left


def test_a_connection_that_takes_nothing_at_all_has_sent_nothing(pair: tuple[Link, socket.socket]) -> None:
    """Full before the first byte: then it dies, and the request may be made again."""
    link, theirs = pair
    filler = Departure()
    link.send(b"x" * 50_000_000, filler)
    assert filler.left
    assert link.is_writing
    departure = Departure()
    link.send(b"y", departure)
    assert link.is_writing
    assert not departure.left
    assert isinstance(link.failure("late"), Unreached)
    theirs.close()
    with pytest.raises(Unreached):
        link.push()
    assert not departure.left


def test_after_one_byte_an_error_is_broken(pair: tuple[Link, socket.socket]) -> None:
    link, theirs = pair
    departure = Departure()
    link.send(b"x" * 50_000_000, departure)
    theirs.close()
    link.push()
    assert not link.is_reusable
    with pytest.raises(Broken):
        link.receive()


def test_a_reply_that_came_before_the_connection_died_is_read(pair: tuple[Link, socket.socket]) -> None:
    link, theirs = pair
    link.send(b"x" * 50_000_000, Departure())
    theirs.sendall(reply(status="503 Busy"))
    while link.is_writing:
        theirs.recv(1_000_000)
        theirs.shutdown(socket.SHUT_RD)
        link.push()
    got = link.receive()
    assert got is not None
    assert (got.status, got.body) == (503, BODY)
    assert not link.is_reusable


def test_what_lies_there_unasked_is_seen(pair: tuple[Link, socket.socket]) -> None:
    link, theirs = pair
    assert link.is_quiet()
    theirs.send(b"x")
    assert not link.is_quiet()


def test_a_lost_link_closes_its_socket_quietly() -> None:
    sock = new_socket(socket.AF_INET)
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    link = Link(ReplyLimits())
    link.attach(sock, None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        del link
        gc.collect()
    assert sock.fileno() == -1
