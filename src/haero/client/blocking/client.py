"""The blocking client. What it is made of is loaded when it is made, and what only some programs ask for when they do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, overload

from haero.client.blocking.order_calls import OrderCalls
from haero.client.setup import Setup
from haero.client.stream.messages import Feed
from haero.terms import Environment, Exchange, Side

if TYPE_CHECKING:
    from haero.client.blocking.account import Account
    from haero.client.blocking.daytime import Daytime
    from haero.client.blocking.market import Market
    from haero.client.blocking.order import Order
    from haero.client.blocking.reservations import Reservations
    from haero.client.blocking.streams import Streams
    from haero.client.core.accepted import Accepted
    from haero.client.core.resolving import NotReceived, StillUnknown
    from haero.client.errors import OrderOutcomeUnknown
    from haero.client.orders.limits import Limits
    from haero.client.orders.plan import Original
    from haero.client.orders.price import Price
    from haero.client.orders.symbol import Ticker
    from haero.client.pages import Pages
    from haero.client.results.balance import Balance
    from haero.client.results.money import BuyingPower
    from haero.client.results.orders import Fill, OpenOrder
    from haero.client.results.quote import Quote
    from haero.client.stream.blocking import NoticeStream, QuoteStream
    from haero.client.stream.messages import Notice
    from haero.kis.forms import Form
    from haero.kis.page.header import PageHeader
    from haero.kis.replies import KisReply

R = TypeVar("R", bound="KisReply")


class Client(OrderCalls):
    """Overseas-stock orders of the KIS Open API: typed, and never sent twice. Any number of threads may use one client.

        kis = haero.Client()                       # a haero on this machine
        kis = haero.Client("mock")                 # KIS's mock environment (모의투자)
        kis = haero.Client("real")                 # the real one: orders move money

    Keys and addresses come from the arguments, else from environment variables (haero: what `haero env` prints;
    mock: KIS_MOCK_APPKEY, KIS_MOCK_APPSECRET, KIS_MOCK_ACCOUNT, KIS_MOCK_HTS_ID; real: KIS_APPKEY …), else from the data folder of
    haero or KIS's own kis_devlp.yaml. `store` is the file of orders that may be out (one for all programs by default);
    `state` the folder that the programs of a machine share for it, for the token and the pace.
    `pace` is how many calls a second may leave, 0 for no limit.

    It can be used as a context manager; closing it closes its connections.
    """

    def __init__(
        self,
        profile: str | None = None,
        *,
        base_url: str | None = None,
        ws_url: str | None = None,
        appkey: str | None = None,
        appsecret: str | None = None,
        account: str | None = None,
        hts_id: str | None = None,
        environment: Environment | Literal["real", "mock"] | None = None,
        store: str | os.PathLike[str] | None = None,
        state: str | os.PathLike[str] | None = None,
        data: str | os.PathLike[str] | None = None,
        yaml: str | os.PathLike[str] | None = None,
        ca: str | os.PathLike[str] | None = None,
        pace: int | None = None,
        timeout: float | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Reads the profile; nothing is sent yet. `timeout` is seconds for one exchange with the broker.

        Raises:
            BadProfile: keys, account or address are missing or wrong; the real account was not asked for by name.
        """
        given = {
            "base_url": base_url,
            "ws_url": ws_url,
            "appkey": appkey,
            "appsecret": appsecret,
            "account": account,
            "hts_id": hts_id,
            "ca": None if ca is None else os.fspath(ca),
        }
        self._setup = Setup.make(profile, given, environment, store, state, data, yaml, pace, timeout)
        from haero.client.blocking.office import Office
        from haero.client.blocking.sender import Sender
        from haero.client.drivers.blocking import BlockingDriver

        self._driver = BlockingDriver(self._setup.connections(), self._setup.machine)
        self._office = Office(self._driver.run, self._setup.trading)
        self._office.trading.limits = limits
        self._sender = Sender(self._office)

    @cached_property
    def account(self) -> Account:
        """What the account has and did, beyond `balance`, `orders` and `fills`."""
        from haero.client.blocking.account import Account

        return Account(self._office)

    @cached_property
    def market(self) -> Market:
        """What KIS says of stocks, markets and exchanges, beyond `quote`."""
        from haero.client.blocking.market import Market

        return Market(self._office)

    @cached_property
    def reserve(self) -> Reservations:
        """Reservations (예약주문)."""
        from haero.client.blocking.reservations import Reservations

        return Reservations(self._office)

    @cached_property
    def daytime(self) -> Daytime:
        """Orders of the US daytime session (주간거래)."""
        from haero.client.blocking.daytime import Daytime

        return Daytime(self._office)

    @cached_property
    def _streams(self) -> Streams:
        from haero.client.blocking.streams import Streams

        return Streams(self._office)

    @classmethod
    def from_yaml(cls, path: str | os.PathLike[str], profile: str = "haero", **arguments: Any) -> Self:
        """A client with the keys of a kis_devlp.yaml as KIS's own samples have it. The real account needs profile "real"."""
        return cls(profile, yaml=path, **arguments)

    @property
    def profile(self) -> str:
        """Where to, for a person: name, environment, address, the masked account."""
        return repr(self._setup.profile)

    @property
    def limits(self) -> Limits | None:
        """Your own limits, looked at before an order leaves; None has none."""
        return self._office.trading.limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self._office.trading.limits = limits

    def find_order(self, odno: str, symbol: str | Ticker | None = None) -> Original:
        """An order of today or yesterday by its number, for `revise` and `cancel`. Raises KeyError where KIS lists none."""
        return self._office.run(self._office.trading.find(odno, symbol))

    def orders(
        self,
        since: date | str | None = None,
        until: date | str | None = None,
        *,
        symbol: str | Ticker | None = None,
        exchange: Exchange | str | None = None,
        side: Side | str | None = None,
    ) -> Pages[Fill]:
        """Orders by date, today's by default, with what was executed of them; revisions and cancellations are rows of their own.

        Source: v1_해외주식-007.
        """
        from haero.client.core import history

        fields, keep = history.asked_for(since, until, symbol, exchange, side, "all", self._mock)
        return self._office.pages(history.FILLS, fields, keep=keep)

    def fills(
        self,
        since: date | str | None = None,
        until: date | str | None = None,
        *,
        symbol: str | Ticker | None = None,
        exchange: Exchange | str | None = None,
        side: Side | str | None = None,
    ) -> Pages[Fill]:
        """Orders of which something was executed, by date, today's by default: `quantity` shares at `price` on average.

        Source: v1_해외주식-007.
        """
        from haero.client.core import history

        fields, keep = history.asked_for(since, until, symbol, exchange, side, "filled", self._mock)
        return self._office.pages(history.FILLS, fields, keep=keep)

    def open_orders(self, exchange: Exchange | str | None = None) -> Pages[OpenOrder]:
        """Orders of which something is open. NASDAQ, the default, is the whole US; on mock (no such list at KIS) all exchanges.

        Source: v1_해외주식-005; on mock v1_해외주식-007.
        """
        from haero.client.core import history
        from haero.client.pages import Pages

        return Pages(self._office.run, history.open_orders(self._office.asker, exchange))

    def balance(self, *, in_won: bool = False, exchanges: Iterable[Exchange | str] | None = None) -> Balance:
        """Holdings, cash by currency, sums in won (체결기준현재잔고): `balance().cash["USD"]`.

        On mock KIS gives it in pieces, of which `exchanges` are asked for, the three of the US by default; cash is what orders
        could use there. Source: v1_해외주식-008; on mock v1_해외주식-006 and 014 too.
        """
        from haero.client.core.holding import balance

        return self._office.run(balance(self._office.asker, in_won=in_won, exchanges=exchanges))

    def buying_power(self, symbol: str | Ticker, price: Price) -> BuyingPower:
        """What a buy of a symbol at a price could use (매수가능금액). Source: v1_해외주식-014."""
        from haero.client.core import asked
        from haero.client.results.trading_questions import BUYING_POWER

        return self._office.one(BUYING_POWER, **asked.stock(symbol), price=price)

    def quote(self, symbol: str | Ticker, *, detail: bool = False) -> Quote:
        """Last price, bid and ask (mock: the last price alone); with `detail` open, high, low and all that KIS says.

        Source: v1_해외주식-009, 해외주식-033, v1_해외주식-029.
        """
        from haero.client.core.quoting import quote
        from haero.client.orders.symbol import as_ticker

        return self._office.run(quote(self._office.asker, as_ticker(symbol), detail=detail))

    def notices(self, since: datetime | None = None) -> NoticeStream:
        """What happens to the orders of this account (체결통보): `for notice in kis.notices()`, or `with`, or `wait`.

        It connects again by itself, registers again, asks for what it missed and drops what comes twice. With `since`, what
        happened to orders taken since then is told first. Closing the client closes it. Source: 실시간-009.

        Raises:
            BadProfile: no HTS ID or no WebSocket address.
        """
        return self._streams.notices(since)

    def on_notice(self, callback: Callable[[Notice], Any]) -> NoticeStream:
        """Calls back with every notice, beside your own work, until the stream that this gives is closed."""
        return self._streams.on_notice(callback)

    def ticks(
        self, *symbols: str | Ticker, trades: bool = True, book: bool = True, feed: Feed = Feed.FREE
    ) -> QuoteStream:
        """Realtime trades and books of up to 20 symbols (41 registrations): `for tick in kis.ticks("AAPL", "NYSE:IBM")`.

        Source: 실시간-007, 실시간-021, 실시간-008.
        """
        return self._streams.ticks(symbols, trades=trades, book=book, feed=feed)

    def resolve(
        self, unknown: OrderOutcomeUnknown | str, patience: float = 30.0
    ) -> Accepted[Order] | NotReceived | StillUnknown:
        """What became of an order whose reply was lost: from KIS's own lists, looking for at most `patience` seconds.

        Accepted has the order. NotReceived has the proof; the same key may be used again. StillUnknown has what it may be. An
        order is never sent again by this.

        Raises:
            KeyError: the store has no order of this key.
        """
        from haero.client.blocking.outcomes import outcome_of
        from haero.client.core.resolving import resolve
        from haero.client.core.unknowns import key_of

        setup = self._setup
        found = self._office.run(resolve(setup.trading.asker, setup.trading.scope, key_of(unknown), patience))
        return outcome_of(self._office, found)

    def unknowns(self) -> list[OrderOutcomeUnknown]:
        """The orders of this account whose outcome nobody knows, oldest first; also those of a program that is no more."""
        from haero.client.core.unknowns import unknowns

        return self._office.run(unknowns(self._setup.trading.scope))

    @overload
    def raw(
        self,
        tr_id: str,
        fields: Mapping[str, Any] | None = None,
        *,
        header: PageHeader | None = None,
        tr_cont: str = "",
        key: str | None = None,
    ) -> KisReply: ...
    @overload
    def raw(
        self,
        tr_id: str,
        fields: Form[R],
        *,
        header: PageHeader | None = None,
        tr_cont: str = "",
        key: str | None = None,
    ) -> R: ...
    @overload
    def raw(
        self,
        tr_id: Form[R],
        fields: None = None,
        *,
        header: PageHeader | None = None,
        tr_cont: str = "",
        key: str | None = None,
    ) -> R: ...
    def raw(
        self,
        tr_id: str | Form[Any],
        fields: Mapping[str, Any] | Form[Any] | None = None,
        *,
        header: PageHeader | None = None,
        tr_cont: str = "",
        key: str | None = None,
    ) -> Any:
        """Any TR as KIS's page shows it: fields by KIS's names, or the RequestBody of its page (`haero.kis.page`), with or without
        its RequestHeader. CANO and ACNT_PRDT_CD are filled in.

        Gives the ResponseBody: every field of KIS by its name, as an attribute and as a key; unknown ones are in `extra`. An order
        is sent once here as well, and stands in the store under its key.

        Raises:
            ValueError: no such TR, or not in this environment. And what questions and orders raise.
        """
        from haero.client.core.raw import raw

        return self._office.run(raw(self._setup.trading, tr_id, fields, header, tr_cont, key))

    def token_expires_at(self) -> datetime:
        """Until when the access token is valid; it is fetched if there is none. It renews itself."""
        asker = self._office.asker
        self._office.run(asker.tokens.token())
        return asker.tokens.expires_at

    def revoke_token(self) -> None:
        """Ends the access token, for all programs of this app key (접근토큰폐기). Source: 인증-002."""
        self._office.run(self._office.asker.tokens.revoke())

    @property
    def _mock(self) -> bool:
        return self._setup.profile.environment == "mock"

    def close(self) -> None:
        """Closes connections and the store. What is unknown stays in the store."""
        if "_streams" in vars(self):
            self._streams.close()
        self._driver.close()
        self._setup.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._setup.profile!r})"
