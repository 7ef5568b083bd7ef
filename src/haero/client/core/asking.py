"""One account at one broker, as all operations use it: headers, token, pace, and questions that may be asked again."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from msgspec import Struct

from haero.client.core import answers
from haero.client.core.broker_clock import BrokerClock
from haero.client.core.effects import NOW, TICK, Asking, Disconnecting, Exchanging, Local, Sleeping, local
from haero.client.core.machine import Machine
from haero.client.core.policy import USUAL, Policy
from haero.client.core.token import TokenKeeper
from haero.client.errors import NoAnswer, NotConnected
from haero.client.profile.profile import Profile
from haero.client.transport.wire import Broken, Unreached, WireReply, WireRequest
from haero.kis.headers import read_headers, request_headers
from haero.kis.replies import KisReply
from haero.kis.requests import encode_query

R = TypeVar("R", bound=KisReply)

_MOST_HEADERS = 200
_ORDINARY = Local(lambda machine: machine.pace.take(machine.tick(), urgent=False))
_URGENT = Local(lambda machine: machine.pace.take(machine.tick(), urgent=True))


class Asker:
    """What operations share. Its methods that end in effects are operations; it keeps no connection and reads no clock itself."""

    def __init__(self, profile: Profile, policy: Policy = USUAL) -> None:
        self.profile, self.policy = profile, policy
        self.clock = BrokerClock()
        self.tokens = TokenKeeper(profile, policy, self.clock)
        self.numbers: dict[str, float] = {}
        """Order numbers of the last minute, and when (tick) they came: none comes twice."""
        self._headers: dict[tuple[str, str, str], tuple[tuple[str, str], ...]] = {}

    def headers(self, tr_id: str, token: str, tr_cont: str = "") -> tuple[tuple[str, str], ...]:
        """The headers of one request; made once for a token, since a program asks the same few things over and over."""
        found = self._headers.get((token, tr_id, tr_cont))
        if found is None:
            keys = self.profile.keys
            found = tuple(request_headers(tr_id, keys.appkey, keys.appsecret, token, tr_cont=tr_cont))
            found = (("Content-Type", found[0][1]), *found[1:])  # in KIS's own spelling
            if len(self._headers) > _MOST_HEADERS:  # a day's tokens; other threads may use the old table to the end
                self._headers = {}
            self._headers[token, tr_id, tr_cont] = found
        return found

    def slot(self, *, urgent: bool = False) -> Asking[None]:
        """Waits until one more call may leave. Raises nothing: however long it takes."""
        while True:
            wait: float = yield _URGENT if urgent else _ORDINARY
            if not wait:
                return
            yield Sleeping(wait)

    def send(self, request: WireRequest) -> Asking[WireReply]:
        """One request, once. Raises Unreached or Broken."""
        reply: WireReply = yield Exchanging(request)
        tick: float = yield TICK
        self.clock.hear(reply.headers, tick)
        return reply

    def send_tr(self, request: WireRequest, tr_id: str) -> Asking[WireReply]:
        """One request of a TR, once. Raises Unreached or Broken; Broken too for a reply that belongs to another TR.

        A reply that came twice stands in front of the next one on its connection, where HTTP can't tell one from the other.
        """
        reply = yield from self.send(request)
        said = read_headers(reply.headers).tr_id
        if said and said != tr_id:
            yield Disconnecting()
            raise Broken(f"the reply belongs to another request ({said})")
        return reply

    def question(
        self, kind: type[R], path: str, tr_id: str, form: Struct | dict[str, str], *, tr_cont: str = ""
    ) -> Asking[tuple[R, WireReply]]:
        """The answer to a question (GET), asked again where it may help.

        Raises:
            Answered and what is under it: KIS said no.
            NotConnected: no try reached the broker. NoAnswer: one did, and none was answered in a way that can be read.
        """
        query = form if isinstance(form, dict) else encode_query(form)
        target = f"{path}?{urlencode(query)}"
        tries, renewed, reached = 0, False, False
        while True:
            tries += 1
            token = yield from self.tokens.token()
            yield from self.slot()
            try:
                reply = yield from self.send_tr(WireRequest("GET", target, self.headers(tr_id, token, tr_cont)), tr_id)
            except (Unreached, Broken) as error:
                reached = reached or isinstance(error, Broken)
                if tries >= self.policy.tries:
                    raise silence(str(error), self.profile, reached=reached) from None
                yield from self.back_off(tries)
                continue
            read = answers.read_reply(kind, reply)
            code = "" if read is None else read.kis_code
            if read is not None and read.succeeded and reply.status == 200:
                return read, reply
            yield Disconnecting()
            if code in answers.RATE_CODES:
                yield from local(held_back)
            if code in answers.STALE_TOKEN_CODES and not renewed:
                renewed = True
                yield from self.tokens.drop(token)
            elif tries >= self.policy.tries or not _worth_again(reply, read):
                if read is None or not code:
                    raise NoAnswer(
                        f"{tr_id}: HTTP {reply.status}, and a body that KIS does not send; asked {tries} times"
                    )
                raise answers.refusal(reply, read, tr_id)
            else:
                yield from self.back_off(tries, at_least=1.0 if code in answers.RATE_CODES else 0.0)

    def back_off(self, tries: int, *, at_least: float = 0.0) -> Asking[None]:
        """Lets time pass before the next try: twice as long each time, with jitter so that programs don't come back together."""
        chance = yield from local(lambda machine: machine.chance())
        pause = min(self.policy.most, self.policy.backoff * 2 ** (tries - 1))
        yield Sleeping(max(at_least, pause) * (0.5 + chance / 2) + at_least / 2)

    def clock_now(self) -> Asking[datetime | None]:
        """The broker's clock right before an order, and never later than that; None where it was never heard.

        KIS's goes on as any clock does. A haero's may stand, be moved or run at any speed: so it is asked for where its last word
        is some seconds old. What is older at the broker than this can't be the order that leaves now.
        """
        tick: float = yield TICK
        age = self.clock.age(tick)
        if age > (self.policy.longest_clock if self.profile.at_kis else self.policy.fresh_clock):
            with suppress(Unreached, Broken):
                yield from self.send(WireRequest("GET", "/", ()))
            tick = yield TICK
            age = self.clock.age(tick)
        last = self.clock.last()
        if last is not None and self.profile.at_kis:
            return last + timedelta(seconds=max(0.0, age - 1.0))
        return last

    def today(self) -> Asking[datetime]:
        """The broker's clock now, as well as it can be known; this machine's where the broker never told its own."""
        last = yield from self.clock_now()
        if last is None:
            last = yield NOW
        return last


def _worth_again(reply: WireReply, read: KisReply | None) -> bool:
    """May the same question get another answer in a moment?"""
    if read is None or not read.kis_code:
        return True
    code = read.kis_code
    return (
        code in answers.RATE_CODES
        or code in answers.AMBIGUOUS_CODES
        or (reply.status >= 500 and not answers.at_the_door(code))
    )


def held_back(machine: Machine) -> None:
    machine.pace.hold_back(machine.tick(), 1.0)


def silence(why: str, profile: Profile, *, reached: bool) -> NoAnswer | NotConnected:
    """The error of a question that got no answer at all."""
    if reached:
        return NoAnswer(f"{profile.base_url} did not answer: {why}")
    advice = "" if profile.at_kis else "; does it run there (`haero status`)?"
    return NotConnected(f"{profile.base_url} is not reached: {why}{advice}")
