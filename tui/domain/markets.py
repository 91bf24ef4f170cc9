"""Markets, their clocks and currencies, and the phases OpenD reports. Numbers are OpenD's."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tui.domain.numbered import NumberedEnum


class Market(NumberedEnum):
    """Where a security is listed (numbers of QotMarket)."""

    UNKNOWN = 0
    HK = 1
    US = 11
    SH = 21
    SZ = 22
    SG = 31
    JP = 41
    AU = 51
    MY = 61
    CA = 71
    FX = 81
    CC = 91
    EC = 101


class TradeMarket(NumberedEnum):
    """The market an account may trade, as trade headers name it (numbers of TrdMarket)."""

    UNKNOWN = 0
    HK = 1
    US = 2
    CN = 3
    """A shares in a paper account."""
    HKCC = 4
    """A shares through Stock Connect, real accounts."""
    FUTURES = 5
    SG = 6
    CRYPTO = 7
    AU = 8
    FUTURES_PAPER_HK = 10
    FUTURES_PAPER_US = 11
    FUTURES_PAPER_SG = 12
    FUTURES_PAPER_JP = 13
    JP = 15
    PREDICTION = 17
    MY = 111
    CA = 112
    HK_FUND = 113
    US_FUND = 123
    SG_FUND = 124
    MY_FUND = 125
    JP_FUND = 126


class SecurityType(NumberedEnum):
    """Kind of security (numbers of SecurityType)."""

    UNKNOWN = 0
    BOND = 1
    BASKET_WARRANT = 2
    STOCK = 3
    ETF = 4
    WARRANT = 5
    """Derivative warrants, CBBCs and inline warrants."""
    INDEX = 6
    PLATE = 7
    OPTION = 8
    PLATE_SET = 9
    FUTURE = 10
    FOREX = 11
    CRYPTO = 12

    @property
    def tradable(self) -> bool:
        """Whether orders can exist for this kind at all."""
        return self not in (SecurityType.INDEX, SecurityType.PLATE, SecurityType.PLATE_SET)


class SecurityStatus(NumberedEnum):
    """Listing state of a security (numbers of SecurityStatus; the rarer ones read as UNKNOWN)."""

    UNKNOWN = 0
    NORMAL = 1
    LISTING = 2
    TO_BE_OPEN = 8
    SUSPENDED = 9
    CALLED = 10
    EXPIRED_LAST_TRADING_DATE = 11
    EXPIRED = 12
    DELISTED = 13
    CIRCUIT_BREAKER = 18
    CIRCUIT_BREAKER_FINAL = 19


class Currency(NumberedEnum):
    """Settlement currency (numbers of Currency)."""

    UNKNOWN = 0
    HKD = 1
    USD = 2
    CNH = 3
    JPY = 4
    SGD = 5
    AUD = 6
    CAD = 7
    MYR = 8
    NZD = 9


class MarketState(NumberedEnum):
    """Phase of a market as OpenD reports it (numbers of QotMarketState)."""

    UNKNOWN = -1
    NONE = 0
    AUCTION = 1
    WAITING_OPEN = 2
    MORNING = 3
    REST = 4
    AFTERNOON = 5
    CLOSED = 6
    PRE_MARKET = 8
    PRE_MARKET_END = 9
    AFTER_HOURS = 10
    AFTER_HOURS_END = 11
    SWITCH_DATE = 12
    NIGHT_OPEN = 13
    NIGHT_END = 14
    FUTURE_DAY_OPEN = 15
    FUTURE_DAY_BREAK = 16
    FUTURE_DAY_CLOSE = 17
    FUTURE_DAY_WAIT = 18
    CLOSING_AUCTION_HK = 19
    FUTURE_NIGHT_WAIT = 20
    FUTURE_AFTERNOON = 21
    FUTURE_SWITCH_DATE = 22
    FUTURE_OPEN = 23
    FUTURE_BREAK = 24
    FUTURE_BREAK_OVER = 25
    FUTURE_CLOSE = 26
    CN_AFTER_HOURS_WAIT = 27
    CN_AFTER_HOURS = 28
    CN_AFTER_HOURS_END = 29
    CLOSE_AUCTION = 30
    AFTERNOON_END = 31
    NIGHT = 32
    OVERNIGHT_BEGIN = 33
    OVERNIGHT_END = 34
    TRADE_AT_LAST = 35
    TRADE_AUCTION = 36
    OVERNIGHT = 37

    @property
    def continuous(self) -> bool:
        """Whether orders match continuously in this phase."""
        return self in _CONTINUOUS


_CONTINUOUS = frozenset(
    {
        MarketState.MORNING,
        MarketState.AFTERNOON,
        MarketState.PRE_MARKET,
        MarketState.AFTER_HOURS,
        MarketState.NIGHT_OPEN,
        MarketState.FUTURE_DAY_OPEN,
        MarketState.FUTURE_AFTERNOON,
        MarketState.FUTURE_OPEN,
        MarketState.NIGHT,
        MarketState.OVERNIGHT_BEGIN,
        MarketState.OVERNIGHT,
    }
)

_ZONES = {
    Market.HK: "Asia/Hong_Kong",
    Market.US: "America/New_York",
    Market.SH: "Asia/Shanghai",
    Market.SZ: "Asia/Shanghai",
    Market.SG: "Asia/Singapore",
    Market.JP: "Asia/Tokyo",
    Market.AU: "Australia/Sydney",
    Market.MY: "Asia/Kuala_Lumpur",
    Market.CA: "America/Toronto",
}
_CURRENCIES = {
    Market.HK: Currency.HKD,
    Market.US: Currency.USD,
    Market.SH: Currency.CNH,
    Market.SZ: Currency.CNH,
    Market.SG: Currency.SGD,
    Market.JP: Currency.JPY,
    Market.AU: Currency.AUD,
    Market.MY: Currency.MYR,
    Market.CA: Currency.CAD,
}
_UTC = ZoneInfo("UTC")
_LOADED: dict[Market, ZoneInfo] = {}


def zone_of(market: Market) -> ZoneInfo:
    """Return the zone of the exchange's local time; UTC for markets without an own clock."""
    zone = _LOADED.get(market)
    if zone is None:
        zone = ZoneInfo(_ZONES[market]) if market in _ZONES else _UTC
        _LOADED[market] = zone
    return zone


def currency_of(market: Market) -> Currency:
    """Return the usual settlement currency of a market."""
    return _CURRENCIES.get(market, Currency.UNKNOWN)


def trade_markets_of(market: Market, security_type: SecurityType) -> frozenset[TradeMarket]:
    """Return the account permissions any one of which allows trading this kind of security."""
    if security_type is SecurityType.FUTURE:
        return frozenset({TradeMarket.FUTURES, *_FUTURES_PAPER.get(market, ())})
    return _TRADE_MARKETS.get(market, frozenset())


_FUTURES_PAPER = {
    Market.HK: (TradeMarket.FUTURES_PAPER_HK,),
    Market.US: (TradeMarket.FUTURES_PAPER_US,),
    Market.SG: (TradeMarket.FUTURES_PAPER_SG,),
    Market.JP: (TradeMarket.FUTURES_PAPER_JP,),
}
_TRADE_MARKETS = {
    Market.HK: frozenset({TradeMarket.HK}),
    Market.US: frozenset({TradeMarket.US}),
    Market.SH: frozenset({TradeMarket.CN, TradeMarket.HKCC}),
    Market.SZ: frozenset({TradeMarket.CN, TradeMarket.HKCC}),
    Market.SG: frozenset({TradeMarket.SG}),
    Market.JP: frozenset({TradeMarket.JP}),
    Market.AU: frozenset({TradeMarket.AU}),
    Market.MY: frozenset({TradeMarket.MY}),
    Market.CA: frozenset({TradeMarket.CA}),
    Market.CC: frozenset({TradeMarket.CRYPTO}),
    Market.EC: frozenset({TradeMarket.PREDICTION}),
}
