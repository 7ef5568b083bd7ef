"""The WebSocket port of one environment: whose connection it is, what may be registered, PINGPONG."""

import hmac
import logging
import re
from datetime import datetime

from haero.broker.broker import Broker
from haero.kis import frames, notice, realtime, words
from haero.kis.realtime import Ask, Misunderstood, Word
from haero.server.auth.approvals import ApprovalOffice
from haero.server.auth.apps import App
from haero.server.websocket.connection import Connection
from haero.server.websocket.registration import MAX_REGISTRATIONS, Registration
from haero.server.websocket.socket import Heard, Socket
from haero.server.websocket.subscriptions import Subscriptions
from haero.terms import Environment

MAX_SESSIONS = 1_000
"""Connections of one port, where the system allows so many.

For the next the oldest goes that has shown no approval; where all have, it is told OPSP9995.
"""
FIRST_QUESTION_SECONDS = 20.0
"""How long a connection may stay that has asked nothing with a good approval."""
SILENCE_SECONDS = 100.0
"""A session that left PINGPONG unanswered for so long is ended (reported by users)."""

QUOTE_TRS: dict[Environment, frozenset[str]] = {
    Environment.REAL: frozenset({frames.TRADES_TR, frames.BOOK_TR, frames.ASIAN_BOOK_TR}),
    # The page says that mock has none; a log of 2026-05 shows it taking this one.
    Environment.MOCK: frozenset({frames.TRADES_TR}),
}
NOTICE_TR = {Environment.REAL: notice.REAL_TR, Environment.MOCK: notice.MOCK_TR}
DOMESTIC_NOTICE_TR = {Environment.REAL: "H0STCNI0", Environment.MOCK: "H0STCNI9"}
"""국내주식 체결통보: python-kis registers it before the overseas one. Taken, and silent: there are no domestic orders."""

_PATH = re.compile(r"//?(tryitout(/[A-Z0-9]{1,13})?)?/?")
log = logging.getLogger("haero.websocket")


def accepts(path: str) -> bool:
    """The paths that clients use: /, /tryitout, /tryitout/<TR>. Which TR it names doesn't matter, nor a doubled first slash."""
    return _PATH.fullmatch(path) is not None


class Stream:
    """All sessions of one port. One session an app: a second one is told OPSP8996."""

    def __init__(
        self,
        environment: Environment,
        approvals: ApprovalOffice,
        subscriptions: Subscriptions,
        most: int = MAX_SESSIONS,
    ) -> None:
        self.environment, self._most = environment, most
        self.sessions: dict[Connection, None] = {}
        self._approvals, self._subscriptions = approvals, subscriptions
        self._owners: dict[str, Connection] = {}
        self.broker: Broker | None = None

    async def serve(self, socket: Socket, now: float) -> None:
        """One connection, from its first text to its end. `now` is monotonic, in seconds."""
        session = Connection(socket)
        session.opened_at = session.pinged_at = now
        if len(self.sessions) >= self._most and not self._make_room():
            session.send(realtime.answer(realtime.NO_ROOM, realtime.NO_TR, ""))
            session.finish()
        self.sessions[session] = None
        try:
            await session.run(self.hear)
        finally:
            del self.sessions[session]
            self._subscriptions.forget_all(session)
            if session.app is not None and self._owners.get(session.app.appkey) is session:
                del self._owners[session.app.appkey]

    def _make_room(self) -> bool:
        """Ends the oldest connection that nobody knows, if there is one: silence must not lock anybody out."""
        stranger = next((session for session in self.sessions if session.app is None and not session.leaving), None)
        if stranger is None:
            return False
        stranger.cut()
        return True

    def tick(self, now: float, wall: datetime, every: float) -> None:
        """Sends PINGPONG where it is time, every `every` seconds; ends sessions that left it unanswered, or never asked."""
        text: bytes | None = None
        for session in tuple(self.sessions):
            silent = session.unanswered_since
            never_asked = session.app is None and now - session.opened_at >= FIRST_QUESTION_SECONDS
            if never_asked or (silent is not None and now - silent >= SILENCE_SECONDS):
                session.cut()
            elif now - session.pinged_at >= every:
                text = text or realtime.pingpong(wall)
                session.pinged_at = now
                session.unanswered_since = now if silent is None else silent
                session.send(text)

    def close(self) -> None:
        """Says goodbye to all."""
        for session in tuple(self.sessions):
            session.finish()

    def hear(self, session: Connection, heard: Heard) -> None:
        """Something came in: a sign of life, and an answer if it is a question."""
        session.unanswered_since = None
        if heard.text is None:
            return
        try:
            ask = realtime.read(heard.text)
        except Misunderstood as error:
            session.send(realtime.answer(error.word, error.tr_id, ""))
            return
        except Exception:
            log.exception("a defect of haero, please report it")
            session.send(realtime.answer(realtime.INTERNAL_ERROR, realtime.NO_TR, ""))
            return
        if ask is None:
            return
        try:
            self._answer(session, ask)
        except Exception:
            log.exception("a defect of haero, please report it", extra={"tr_id": ask.tr_id})
            _say(session, ask, realtime.SUBSCRIBE_FAILED)

    def _answer(self, session: Connection, ask: Ask) -> None:
        app = self._admit(session, ask)
        if app is None:
            return
        kind = ask.tr_id
        quotes = kind in QUOTE_TRS[self.environment]
        if not quotes and kind not in (NOTICE_TR[self.environment], DOMESTIC_NOTICE_TR[self.environment]):
            _say(session, ask, realtime.UNKNOWN_TR)
            return
        registration = Registration(kind, ask.tr_key)
        known = registration in session.registrations
        if not ask.subscribe:
            if known:
                self._subscriptions.forget(session, registration)
            _say(
                session,
                ask,
                realtime.UNSUBSCRIBED if known else realtime.NOT_SUBSCRIBED,
                encrypted=not quotes and known,
            )
        elif known:
            _say(session, ask, realtime.ALREADY_SUBSCRIBED)
        elif quotes:
            self._watch(session, ask, registration)
        else:
            self._listen(session, ask, registration, app)

    def _admit(self, session: Connection, ask: Ask) -> App | None:
        """The app that asks; None, and an answer, where its key is no good here."""
        found = self._approvals.check(ask.approval_key)
        if found is None or session.app not in (None, found[0]):
            _say(session, ask, realtime.UNKNOWN_APPROVAL)
            return None
        # On which host the key was issued doesn't matter: python-kis shows real keys that the mock host gave out.
        app = found[0]
        if app.environment is not self.environment:
            _say(session, ask, realtime.WRONG_APPKEY)
            return None
        if session.app is None:
            if app.appkey in self._owners:
                session.send(realtime.answer(realtime.IN_USE, realtime.NO_TR, ""))
                session.finish()
                return None
            session.app = app
            self._owners[app.appkey] = session
        return app

    def _watch(self, session: Connection, ask: Ask, registration: Registration) -> None:
        key = frames.read_key(ask.tr_id, ask.tr_key)
        exchange = None if key is None else words.EXCHANGES[key.code.order_code]
        assert self.broker is not None
        if key is None or exchange is None or self.broker.market.instruments.get(exchange, key.symbol) is None:
            _say(session, ask, realtime.UNKNOWN_KEY)
        elif len(session.registrations) >= MAX_REGISTRATIONS:
            _say(session, ask, realtime.TOO_MANY)
        else:
            self._subscriptions.watch(session, registration, key, exchange)
            _say(session, ask, realtime.SUBSCRIBED, with_key=True)

    def _listen(self, session: Connection, ask: Ask, registration: Registration, app: App) -> None:
        if not hmac.compare_digest(ask.tr_key.encode(), app.hts_id.encode()):
            session.drop()  # recorded: a wrong HTS ID ends the connection without a word
        elif len(session.registrations) >= MAX_REGISTRATIONS:
            _say(session, ask, realtime.TOO_MANY)
        else:
            if ask.tr_id == NOTICE_TR[self.environment]:
                self._subscriptions.listen(session, registration, app.account)
            else:
                self._subscriptions.remember(session, registration)
            _say(session, ask, realtime.SUBSCRIBED, encrypted=True, with_key=True)


def _say(session: Connection, ask: Ask, word: Word, *, encrypted: bool = False, with_key: bool = False) -> None:
    key = session.key if with_key else None
    session.send(realtime.answer(word, ask.tr_id, ask.tr_key, encrypted=encrypted, key=key))
