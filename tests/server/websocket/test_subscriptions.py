"""Who registered what, and that nothing stays behind."""

from hypothesis import given
from hypothesis import strategies as st

from haero.kis import words
from haero.kis.frames import read_key
from haero.server.websocket.connection import Connection
from haero.server.websocket.registration import Registration
from haero.server.websocket.subscriptions import Subscriptions
from haero.terms import Exchange
from tests.server.websocket.fakes import FakeSocket

KEYS = ("DNASAAPL", "RNASAAPL", "DNASMSFT", "DNYSIBM")


def watch(book: Subscriptions, session: Connection, text: str, tr_id: str = "HDFSCNT0") -> Registration:
    key = read_key(tr_id, text)
    assert key is not None
    registration = Registration(tr_id, text)
    book.watch(session, registration, key, words.EXCHANGES[key.code.order_code])
    return registration


def test_two_sessions_share_a_watch() -> None:
    book, one, two = Subscriptions(), Connection(FakeSocket()), Connection(FakeSocket())
    registration = watch(book, one, "DNASAAPL")
    watch(book, two, "DNASAAPL")
    found = book.watched[Exchange.NASDAQ, "AAPL"][registration]
    assert list(found.sessions) == [one, two]
    found.send(b"x")
    assert (one.waiting, two.waiting) == (1, 1)
    book.forget(one, registration)
    assert list(found.sessions) == [two]
    book.forget(two, registration)
    assert book.watched == {}


def test_keys_and_trs_of_one_symbol_are_apart() -> None:
    book, session = Subscriptions(), Connection(FakeSocket())
    first = watch(book, session, "DNASAAPL")
    watch(book, session, "RNASAAPL")
    watch(book, session, "DNASAAPL", "HDFSASP0")
    assert len(book.watched[Exchange.NASDAQ, "AAPL"]) == 3
    book.forget(session, first)
    assert len(book.watched[Exchange.NASDAQ, "AAPL"]) == 2


def test_listeners_and_the_silent_ones() -> None:
    book, session = Subscriptions(), Connection(FakeSocket())
    book.listen(session, Registration("H0GSCNI0", "h"), "81000001-01")
    book.remember(session, Registration("H0STCNI0", "h"))
    assert book.accounts == {"81000001-01": {session: "H0GSCNI0"}}
    book.forget(session, Registration("H0STCNI0", "h"))
    assert len(book.accounts) == 1
    book.forget_all(session)
    assert (book.accounts, session.registrations) == ({}, {})


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(KEYS), st.booleans()), max_size=40))
def test_when_all_have_gone_nothing_is_left(steps: list[tuple[int, str, bool]]) -> None:
    book, sessions = Subscriptions(), [Connection(FakeSocket()) for _ in range(3)]
    for who, text, on in steps:
        session, registration = sessions[who], Registration("HDFSCNT0", text)
        known = registration in session.registrations
        if on and not known:
            watch(book, session, text)
        elif not on and known:
            book.forget(session, registration)
        watching = {key for session in sessions for key in session.registrations}
        assert {key for found in book.watched.values() for key in found} == watching
    for session in sessions:
        book.forget_all(session)
    assert book.watched == {}
