"""The questions about prices: quotes, books, bars, trades, instruments, calendars."""

from haero.client.results import parameters as give
from haero.client.results.bars import ChartBar, DailyBar, IndexMinute, MinuteBar
from haero.client.results.events import BreakingNews, Collateral, IceRight, News, Right
from haero.client.results.instruments import Industry, InstrumentInfo, Match, SettlementDate, TapeTrade
from haero.client.results.paging import ByArea, ByDay, ByMinute, ByNews, ByRank
from haero.client.results.question import Question
from haero.client.results.quotes import Asked, Detail, LastPrice, MultiQuote
from haero.kis import reply_types as replies
from haero.kis import request_types as requests

_SYMBOL = {"exchange": give.quote_exchange(), "symbol": give.text("SYMB")}
_BARS = "ask kis.market.daily_bars (dailyprice)"

PRICE = Question("v1_해외주식-009", requests.PriceRequest, replies.PriceReply, LastPrice, _SYMBOL)
"""The last price of a symbol, in both environments."""

DETAIL = Question(
    "v1_해외주식-029",
    requests.PriceDetailRequest,
    replies.PriceDetailReply,
    Detail,
    _SYMBOL,
    instead="ask kis.market.price (price)",
)
"""Everything about the price of a symbol."""

BOOK = Question(
    "해외주식-033",
    requests.InquireAskingPriceRequest,
    replies.InquireAskingPriceReply,
    Asked,
    _SYMBOL,
    instead="ask kis.market.price (price): it has no bid and ask",
)
"""The book of a symbol: its head (Asked), the levels (Levels), and Hong Kong's interruptions (Interruption)."""

MULTI_QUOTES = Question(
    "해외주식-multprice",
    requests.MultpriceRequest,
    replies.MultpriceReply,
    MultiQuote,
    {"symbols": give.symbols(10)},
    instead="ask kis.market.price (price) for each symbol",
)
"""Up to ten symbols at once."""

DAILY_BARS = Question(
    "v1_해외주식-010",
    requests.DailypriceRequest,
    replies.DailypriceReply,
    DailyBar,
    _SYMBOL
    | {
        "period": give.choice("GUBN", {"day": "0", "week": "1", "month": "2"}, "day"),
        "until": give.day("BYMD", None),
        "adjusted": give.choice("MODP", {True: "1", False: "0"}, False),
    },
    pager=ByDay("output2", "xymd", "BYMD", 100),
)
"""Daily, weekly or monthly bars, newest first, until a date of the exchange (None: today)."""

MINUTE_BARS = Question(
    "v1_해외주식-030",
    requests.InquireTimeItemchartpriceRequest,
    replies.InquireTimeItemchartpriceReply,
    MinuteBar,
    _SYMBOL
    | {
        "minutes": give.whole("NMIN", 1, least=1),
        "count": give.whole("NREC", 120, least=1, most=120),
        "with_day_before": give.choice("PINC", {True: "1", False: "0"}, True),
    },
    fixed={"NEXT": "", "FILL": ""},
    pager=ByMinute(),
    instead=_BARS,
)
"""Bars of some minutes, newest first, over all sessions; MinuteHead says when the day begins and ends."""

CHART = Question(
    "v1_해외주식-012",
    requests.InquireDailyChartpriceRequest,
    replies.InquireDailyChartpriceReply,
    ChartBar,
    {
        "kind": give.choice("FID_COND_MRKT_DIV_CODE", {"index": "N", "rate": "X", "bond": "I", "gold": "S"}, "index"),
        "code": give.text("FID_INPUT_ISCD"),
        "since": give.day("FID_INPUT_DATE_1"),
        "until": give.day("FID_INPUT_DATE_2"),
        "period": give.choice("FID_PERIOD_DIV_CODE", {"day": "D", "week": "W", "month": "M", "year": "Y"}, "day"),
    },
    pager=ByDay("output2", "stck_bsop_date", "FID_INPUT_DATE_2", 100),
)
"""Bars of an index (".DJI", "SPX"), a rate ("FX@KRW"), a bond, gold or a large US share, newest first; ChartHead has the newest."""

INDEX_MINUTES = Question(
    "v1_해외주식-031",
    requests.InquireTimeIndexchartpriceRequest,
    replies.InquireTimeIndexchartpriceReply,
    IndexMinute,
    {
        "kind": give.choice("FID_COND_MRKT_DIV_CODE", {"index": "N", "rate": "X", "won_rate": "KX"}, "index"),
        "code": give.text("FID_INPUT_ISCD"),
        "extended": give.choice("FID_HOUR_CLS_CODE", {True: "1", False: "0"}, False),
        "with_past": give.choice("FID_PW_DATA_INCU_YN", {True: "Y", False: "N"}, True),
    },
    instead="ask kis.market.chart (inquire-daily-chartprice)",
)
"""Minutes of an index or a rate, newest first; IndexHead has the newest figures."""

INSTRUMENT = Question(
    "v1_해외주식-034",
    requests.SearchInfoRequest,
    replies.SearchInfoReply,
    InstrumentInfo,
    {"exchange": give.product_type(), "symbol": give.text("PDNO")},
    instead="read the master files of KIS, or ask kis.market.price (price) whether a symbol is there",
)
"""What KIS has on file about a share."""

SETTLEMENT_DATES = Question(
    "해외주식-017",
    requests.CountriesHolidayRequest,
    replies.CountriesHolidayReply,
    SettlementDate,
    {"on": give.day("TRAD_DT")},
    pager=ByArea(),
    instead="ask it on real: the dates are the same",
)
"""When trades of a day settle, by market."""

_SEARCHED = {
    "price": "PRICECUR",
    "change_percent": "RATE",
    "market_cap": "VALX",
    "listed_shares": "SHAR",
    "volume": "VOLUME",
    "turnover": "AMT",
    "eps": "EPS",
    "per": "PER",
}

SEARCH = Question(
    "v1_해외주식-015",
    requests.InquireSearchRequest,
    replies.InquireSearchReply,
    Match,
    {"exchange": give.quote_exchange()} | {name: give.between(part) for name, part in _SEARCHED.items()},
    pager=ByRank(),
)
"""Shares of an exchange within ranges (lowest, highest). market_cap, listed_shares and turnover are in thousands."""

TAPE = Question(
    "해외주식-037",
    requests.QuotationsInquireCcnlRequest,
    replies.QuotationsInquireCcnlReply,
    TapeTrade,
    _SYMBOL | {"today": give.choice("TDAY", {True: "1", False: "0"}, True)},
    instead="listen to the realtime trades (HDFSCNT0), or ask kis.market.price (price)",
)
"""The newest trades of a symbol, of today or of the trading day before; newest first."""

INDUSTRIES = Question(
    "해외주식-049",
    requests.IndustryPriceRequest,
    replies.IndustryPriceReply,
    Industry,
    {"exchange": give.quote_exchange()},
    instead="ask kis.market.search (inquire-search)",
)
"""The industries of an exchange."""

RIGHTS = Question(
    "해외주식-052",
    requests.PeriodRightsRequest,
    replies.PeriodRightsReply,
    Right,
    {
        "since": give.day("INQR_STRT_DT"),
        "until": give.day("INQR_END_DT"),
        "kind": give.text("RGHT_TYPE_CD", "%%"),
        "by": give.choice("INQR_DVSN_CD", {"record": "02", "subscription": "03", "subscription_end": "04"}, "record"),
        "symbol": give.text("PDNO", ""),
        "exchange": give.product_type(default=None),
    },
    pager=ByArea(),
    instead="ask it on real",
)
"""Dividends, splits and other rights between two dates; `kind` is KIS's code ("03" dividends, "14" splits), all by default."""

ICE_RIGHTS = Question(
    "해외주식-050",
    requests.RightsByIceRequest,
    replies.RightsByIceReply,
    IceRight,
    {
        "country": give.choice("NCOD", {name: name for name in ("US", "HK", "CN", "JP", "VN")}, "US"),
        "symbol": give.text("SYMB"),
        "since": give.day("ST_YMD", None),
        "until": give.day("ED_YMD", None),
    },
    instead="ask it on real",
)
"""The rights of one share; without dates three months back and three ahead."""

COLLATERAL = Question(
    "해외주식-051",
    requests.ColableByCompanyRequest,
    replies.ColableByCompanyReply,
    Collateral,
    {
        "country": give.choice("NATN_CD", {"US": "840", "HK": "344", "CN": "156"}, "US"),
        "symbol": give.text("PDNO", ""),
        "sorted_by": give.choice("INQR_SQN_DVSN", {"name": "01", "code": "02"}, "code"),
    },
    fixed=dict.fromkeys(
        ("PRDT_TYPE_CD", "INQR_STRT_DT", "INQR_END_DT", "INQR_DVSN", "RT_DVSN_CD", "RT", "LOAN_PSBL_YN"), ""
    ),
    pager=ByArea(),
    instead="ask it on real",
)
"""Shares that KIS lends money on; CollateralTotals counts them."""

NEWS = Question(
    "해외주식-053",
    requests.NewsTitleRequest,
    replies.NewsTitleReply,
    News,
    {
        "country": give.choice("NATION_CD", {None: "", "US": "US", "HK": "HK", "CN": "CN"}, None),
        "exchange": give.quote_exchange("EXCHANGE_CD", None),
        "symbol": give.text("SYMB", ""),
        "until": give.day("DATA_DT", None),
        "until_time": give.time("DATA_TM", None),
        "kind": give.text("INFO_GB", ""),
        "class_code": give.text("CLASS_CD", ""),
    },
    fixed={"CTS": ""},
    pager=ByNews(10),
    instead="ask it on real",
)
"""Titles of the overseas news, newest first. On further pages those of one second may come again: compare `key`."""

BREAKING_NEWS = Question(
    "해외주식-055",
    requests.BrknewsTitleRequest,
    replies.BrknewsTitleReply,
    BreakingNews,
    {"provider": give.text("FID_NEWS_OFER_ENTP_CODE", "0")},
    fixed=dict.fromkeys(
        (
            "FID_COND_MRKT_CLS_CODE",
            "FID_INPUT_ISCD",
            "FID_TITL_CNTT",
            "FID_INPUT_DATE_1",
            "FID_INPUT_HOUR_1",
            "FID_RANK_SORT_CLS_CODE",
            "FID_INPUT_SRNO",
        ),
        "",
    )
    | {"FID_COND_SCR_DIV_CODE": "11801"},
    instead="ask it on real",
)
"""The newest titles of the breaking news."""
