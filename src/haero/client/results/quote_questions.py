"""The questions about prices: quotes, books, bars, trades, instruments, calendars."""

from haero.client.results import parameters as give
from haero.client.results.question import Question
from haero.client.results.quotes import Asked, Detail, MultiQuote, Price
from haero.kis import reply_types as replies
from haero.kis import request_types as requests

_SYMBOL = {"exchange": give.quote_exchange(), "symbol": give.text("SYMB")}
_BARS = "ask DAILY_BARS (dailyprice)"

PRICE = Question("v1_해외주식-009", requests.PriceRequest, replies.PriceReply, Price, _SYMBOL)
"""The last price of a symbol, in both environments."""

DETAIL = Question(
    "v1_해외주식-029",
    requests.PriceDetailRequest,
    replies.PriceDetailReply,
    Detail,
    _SYMBOL,
    instead="ask PRICE (price)",
)
"""Everything about the price of a symbol."""

BOOK = Question(
    "해외주식-033",
    requests.InquireAskingPriceRequest,
    replies.InquireAskingPriceReply,
    Asked,
    _SYMBOL,
    instead="ask PRICE (price): it has no bid and ask",
)
"""The book of a symbol: its head (Asked), the levels (Levels), and Hong Kong's interruptions (Interruption)."""

MULTI_QUOTES = Question(
    "해외주식-multprice",
    requests.MultpriceRequest,
    replies.MultpriceReply,
    MultiQuote,
    {"symbols": give.symbols(10)},
    instead="ask PRICE (price) for each symbol",
)
"""Up to ten symbols at once."""
