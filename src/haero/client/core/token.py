"""The access token: one for all programs of an app key, fetched once, renewed before it ends, dropped when KIS says so."""

from datetime import datetime, timedelta

from haero.client.core import answers
from haero.client.core.broker_clock import BrokerClock
from haero.client.core.effects import NOW, TICK, Asking, Disconnecting, Exchanging, Local, Sleeping, local
from haero.client.core.policy import Policy
from haero.client.errors import NoAnswer, NotConnected, RateLimited
from haero.client.local.token import AccessToken
from haero.client.profile.profile import Profile
from haero.client.transport.wire import Broken, Unreached, WireReply, WireRequest
from haero.kis.reply_types import RevokePReply, TokenPReply
from haero.kis.request_types import RevokePRequest, TokenPRequest
from haero.kis.requests import encode_body

PATH, REVOKE_PATH = "/oauth2/tokenP", "/oauth2/revokeP"
_HEADERS = (("Content-Type", "application/json; charset=utf-8"),)
_POLL = 0.05
_READ: Local = Local(lambda machine: machine.tokens.read())


class TokenKeeper:
    """Gives the token that is valid now. Any number of threads and tasks may ask at once: one of all programs fetches it."""

    def __init__(self, profile: Profile, policy: Policy, clock: BrokerClock) -> None:
        self._profile, self._policy, self._clock = profile, policy, clock
        self._token: AccessToken | None = None
        # A broker without a limit of calls has none for tokens either.
        self._gap = timedelta(seconds=policy.token_gap if profile.pace else 0.0)

    def token(self) -> Asking[str]:
        """The token's text.

        Raises:
            AuthError, RateLimited: KIS gives none. NotConnected, NoAnswer: KIS can't be asked.
        """
        now: datetime = yield NOW
        held = self._token
        if held is not None and self._fresh(held, now):
            return held.value
        found: AccessToken | None = yield _READ
        if found is None or not self._fresh(found, now):
            found = yield from self._fetched()
        self._token = found
        return found.value

    def drop(self, value: str) -> Asking[None]:
        """KIS said that this token is not valid (any more): the next one is a new one, for all programs."""
        if self._token is not None and self._token.value == value:
            self._token = None
        yield from local(lambda machine: machine.tokens.forget(value))

    @property
    def expires_at(self) -> datetime:
        """Until when the token is valid that was used last. Raises LookupError before the first."""
        if self._token is None:
            raise LookupError("no token was used yet")
        return self._token.expires_at

    def revoke(self) -> Asking[None]:
        """Ends the token, for all programs. Raises Answered, NotConnected and NoAnswer."""
        token: AccessToken | None = yield _READ
        token = self._token or token
        if token is None:
            return
        keys = self._profile.keys
        form = RevokePRequest(appkey=keys.appkey, appsecret=keys.appsecret, token=token.value)
        try:
            reply: WireReply = yield Exchanging(WireRequest("POST", REVOKE_PATH, _HEADERS, encode_body(form)))
        except Unreached as error:
            raise NotConnected(f"{self._profile.base_url} is not reached: {error}") from None
        except Broken as error:
            raise NoAnswer(f"{self._profile.base_url} did not answer: {error}") from None
        read = answers.read_reply(RevokePReply, reply)
        yield from self.drop(token.value)
        if read is None or not read.succeeded:
            raise answers.refusal(reply, read, REVOKE_PATH)

    def _fresh(self, token: AccessToken, now: datetime) -> bool:
        life = token.expires_at - token.issued_at
        return token.issued_at <= now + timedelta(minutes=5) and now < token.issued_at + life * self._policy.renewal

    def _fetched(self) -> Asking[AccessToken]:
        """A new token, or that which another program fetches at this moment."""
        waited = 0.0
        while not (yield from local(lambda machine: machine.tokens.try_lock())):
            if waited >= self._policy.token_wait:
                raise NoAnswer("another program has been fetching the access token for too long; stop it, or wait")
            yield Sleeping(_POLL)
            waited += _POLL
            found: AccessToken | None = yield _READ
            now: datetime = yield NOW
            if found is not None and self._fresh(found, now):
                return found
        try:
            token = yield from self._under_lock()
        except GeneratorExit:
            raise
        except BaseException:
            yield Local(lambda machine: machine.tokens.unlock())
            raise
        yield Local(lambda machine: machine.tokens.unlock())
        return token

    def _under_lock(self) -> Asking[AccessToken]:
        found: AccessToken | None = yield _READ
        now: datetime = yield NOW
        if found is not None and self._fresh(found, now):
            return found
        last = yield from local(lambda machine: machine.tokens.last_try())
        if last is not None and now - last < self._gap and last <= now:
            yield Sleeping((self._gap - (now - last)).total_seconds())
        tries = 0
        while True:
            tries += 1
            now = yield NOW
            yield from self._noted(now)
            try:
                reply = yield from self._ask()
            except (Unreached, Broken) as error:
                if tries >= self._policy.tries:
                    reached = isinstance(error, Broken)
                    what = f"{self._profile.base_url}, asked for an access token: {error}"
                    raise (NoAnswer if reached else NotConnected)(what) from None
                pause = min(self._policy.most, self._policy.backoff * 2 ** (tries - 1))
                if isinstance(error, Broken):  # one may have been issued: there is no other before a minute has passed
                    pause = max(pause, self._gap.total_seconds())
                yield Sleeping(pause)
                continue
            read = answers.read_reply(TokenPReply, reply)
            if read is not None and read.succeeded and read.access_token:
                return (yield from self._kept(read, now))
            if tries >= self._policy.tries:
                raise answers.refusal(reply, read, PATH)
            yield Disconnecting()
            error_of = answers.refusal(reply, read, PATH)
            if isinstance(error_of, RateLimited):
                yield Sleeping(self._gap.total_seconds() / 2)
            elif read is not None and read.kis_code:
                raise error_of
            else:
                yield Sleeping(min(self._policy.most, self._policy.backoff * 2 ** (tries - 1)))

    def _noted(self, now: datetime) -> Asking[None]:
        yield from local(lambda machine: machine.tokens.note_try(now))

    def _kept(self, reply: TokenPReply, now: datetime) -> Asking[AccessToken]:
        """Puts a new token where all programs find it. Its life is told in seconds: no clock of the broker has a part in it."""
        token = AccessToken(reply.access_token, now, now + timedelta(seconds=max(1, reply.expires_in)))
        yield from local(lambda machine: machine.tokens.write(token))
        return token

    def _ask(self) -> Asking[WireReply]:
        keys = self._profile.keys
        form = TokenPRequest(grant_type="client_credentials", appkey=keys.appkey, appsecret=keys.appsecret)
        reply: WireReply = yield Exchanging(WireRequest("POST", PATH, _HEADERS, encode_body(form)))
        tick: float = yield TICK
        self._clock.hear(reply.headers, tick)
        return reply
