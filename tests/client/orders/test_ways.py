import pytest

from haero.client.errors import BadOrder
from haero.client.orders.types import MarketOnClose, OddLot, Twap
from haero.client.orders.ways import DAYTIME, ORDER, RESERVE, change_tr, way_of
from haero.kis import catalogue
from haero.kis.transactions import TRANSACTIONS
from haero.terms import CURRENCY_OF, US_EXCHANGES, Environment, Exchange, OrderType, Side
from tests.client.orders.planned import kinds

REAL, MOCK = Environment.REAL, Environment.MOCK
PATHS = {name: catalogue.api(api).path for name, api in ((ORDER, "v1_해외주식-001"), (RESERVE, "v1_해외주식-002"))}


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize("exchange", Exchange)
@pytest.mark.parametrize("side", Side)
def test_a_new_order_goes_by_the_tr_of_its_country_and_side(
    environment: Environment, exchange: Exchange, side: Side
) -> None:
    for api, path in PATHS.items():
        way = way_of(api, environment, exchange, side)
        (tr,) = [
            one for one in TRANSACTIONS if (one.environment, one.tr_id, one.path) == (environment, way.tr_id, path)
        ]
        assert tr.path == way.path
        if tr.country == "asia":
            assert (api, exchange in US_EXCHANGES, tr.side) == (RESERVE, False, None)
        else:
            assert (tr.country, tr.side) == (way.country, side.value)
        assert way.currency is CURRENCY_OF[exchange]
        assert OrderType.LIMIT in way.divisions
        assert set(way.checked) == set(way.divisions)


def test_the_paper_account_sells_us_stock_by_a_tr_of_its_own() -> None:
    assert way_of(ORDER, MOCK, Exchange.NYSE, Side.SELL).tr_id == "VTTT1001U"


@pytest.mark.parametrize(
    ("environment", "exchange", "side", "kind", "says"),
    [
        (MOCK, Exchange.NASDAQ, Side.SELL, MarketOnClose(), "the mock account takes limit orders only"),
        (REAL, Exchange.NASDAQ, Side.BUY, MarketOnClose(), "without a limit only sell. Taken: Limit, LimitOnOpen, LimitOnClose"),
        (REAL, Exchange.NASDAQ, Side.SELL, OddLot(5), "odd lots are sold, on SEHK alone"),
        (REAL, Exchange.HONG_KONG, Side.BUY, OddLot(5), "odd lots are sold, on SEHK alone"),
        (REAL, Exchange.HONG_KONG, Side.SELL, Twap(5), "no such order there. Taken: Limit, OddLot"),
        (REAL, Exchange.TOKYO, Side.SELL, MarketOnClose(), "sell orders on TKSE .real.: KIS has no such order there. Taken: Limit"),
    ],
)  # fmt: skip
def test_what_is_not_taken_names_what_is(
    environment: Environment, exchange: Exchange, side: Side, kind: MarketOnClose | OddLot | Twap, says: str
) -> None:
    with pytest.raises(BadOrder, match=says) as caught:
        way_of(ORDER, environment, exchange, side).division(kind)
    assert caught.value.rule == "order type"


def test_the_daytime_session_is_for_the_us_on_the_real_account() -> None:
    for exchange in Exchange:
        if exchange in US_EXCHANGES:
            way = way_of(DAYTIME, REAL, exchange, Side.BUY)
            assert way.tr_id == "TTTS6036U"
            taken = [kind for kind in kinds("5") if kind.type in way.divisions]
            assert taken == kinds("5")[:1]
        else:
            with pytest.raises(BadOrder, match="NASD, NYSE and AMEX"):
                way_of(DAYTIME, REAL, exchange, Side.BUY)
        with pytest.raises(BadOrder) as caught:
            way_of(DAYTIME, MOCK, exchange, Side.SELL)
        assert caught.value.rule == "daytime"


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize("exchange", Exchange)
def test_changes_go_by_country_and_china_and_vietnam_only_cancel(environment: Environment, exchange: Exchange) -> None:
    cancel = change_tr(environment, exchange, daytime=False, revise=False)
    (tr,) = [one for one in TRANSACTIONS if (one.environment, one.tr_id) == (environment, cancel.tr_id)]
    assert tr.country == way_of(ORDER, environment, exchange, Side.BUY).country
    if tr.key.endswith("_cancel"):
        with pytest.raises(BadOrder, match="cancel the order and place another one"):
            change_tr(environment, exchange, daytime=False, revise=True)
        assert tr.country in {"cn_sh", "cn_sz", "vn"}
    else:
        assert change_tr(environment, exchange, daytime=False, revise=True) == cancel
        assert tr.country in {"us", "hk", "jp"}
