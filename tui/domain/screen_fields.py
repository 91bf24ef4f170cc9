"""The fields a screener knows. Numbers are OpenD's."""

from __future__ import annotations

from tui.domain.numbered import NumberedEnum


class PresentField(NumberedEnum):
    """What a stock is now (numbers of StockField). Ratios and changes are percent."""

    UNKNOWN = 0
    CODE = 1
    NAME = 2
    LAST = 3
    LAST_TO_HIGH_52W = 4
    LAST_TO_LOW_52W = 5
    HIGH_TO_HIGH_52W = 6
    LOW_TO_LOW_52W = 7
    VOLUME_RATIO = 8
    BID_ASK_RATIO = 9
    LOT_PRICE = 10
    MARKET_VALUE = 11
    PE_ANNUAL = 12
    PE_TTM = 13
    PB = 14
    CHANGE_5M = 15
    CHANGE_THIS_YEAR = 16
    PS_TTM = 17
    PCF_TTM = 18
    SHARES = 19
    FLOATING_SHARES = 20
    FLOATING_VALUE = 21


class AccumulatedField(NumberedEnum):
    """What some days amount to (numbers of AccumulateField). Rates are percent."""

    UNKNOWN = 0
    CHANGE_PERCENT = 1
    AMPLITUDE = 2
    VOLUME = 3
    TURNOVER = 4
    TURNOVER_RATE = 5


class FinancialField(NumberedEnum):
    """A figure of a report (numbers of FinancialField). Rates and ratios are percent."""

    UNKNOWN = 0
    NET_PROFIT = 1
    NET_PROFIT_GROWTH = 2
    REVENUE = 3
    REVENUE_GROWTH = 4
    NET_PROFIT_RATE = 5
    GROSS_PROFIT_RATE = 6
    DEBT_ASSETS_RATE = 7
    RETURN_ON_EQUITY_RATE = 8
    ROIC = 9
    ROA_TTM = 10
    EBIT_TTM = 11
    EBITDA = 12
    OPERATING_MARGIN_TTM = 13
    EBIT_MARGIN = 14
    EBITDA_MARGIN = 15
    FINANCIAL_COST_RATE = 16
    OPERATING_PROFIT_TTM = 17
    SHAREHOLDER_NET_PROFIT_TTM = 18
    NET_PROFIT_CASH_COVER_TTM = 19
    CURRENT_RATIO = 20
    QUICK_RATIO = 21
    CURRENT_ASSET_RATIO = 22
    CURRENT_DEBT_RATIO = 23
    EQUITY_MULTIPLIER = 24
    PROPERTY_RATIO = 25
    CASH_AND_CASH_EQUIVALENTS = 26
    TOTAL_ASSET_TURNOVER = 27
    FIXED_ASSET_TURNOVER = 28
    INVENTORY_TURNOVER = 29
    OPERATING_CASH_FLOW_TTM = 30
    ACCOUNTS_RECEIVABLE = 31
    EBIT_GROWTH_RATE = 32
    OPERATING_PROFIT_GROWTH_RATE = 33
    TOTAL_ASSETS_GROWTH_RATE = 34
    PROFIT_TO_SHAREHOLDERS_GROWTH_RATE = 35
    PROFIT_BEFORE_TAX_GROWTH_RATE = 36
    EPS_GROWTH_RATE = 37
    ROE_GROWTH_RATE = 38
    ROIC_GROWTH_RATE = 39
    NOCF_GROWTH_RATE = 40
    NOCF_PER_SHARE_GROWTH_RATE = 41
    OPERATING_REVENUE_CASH_COVER = 42
    OPERATING_PROFIT_TO_TOTAL_PROFIT = 43
    BASIC_EPS = 44
    DILUTED_EPS = 45
    NOCF_PER_SHARE = 46


class IndicatorField(NumberedEnum):
    """An indicator (numbers of CustomIndicatorField); those without a length take parameters."""

    UNKNOWN = 0
    PRICE = 1
    MA5 = 2
    MA10 = 3
    MA20 = 4
    MA30 = 5
    MA60 = 6
    MA120 = 7
    MA250 = 8
    RSI = 9
    EMA5 = 10
    EMA10 = 11
    EMA20 = 12
    EMA30 = 13
    EMA60 = 14
    EMA120 = 15
    EMA250 = 16
    VALUE = 17
    MA = 30
    EMA = 40
    KDJ_K = 50
    KDJ_D = 51
    KDJ_J = 52
    MACD_DIFF = 60
    MACD_DEA = 61
    MACD = 62
    BOLL_UPPER = 70
    BOLL_MIDDLE = 71
    BOLL_LOWER = 72


class PatternField(NumberedEnum):
    """A pattern of indicators (numbers of PatternField)."""

    UNKNOWN = 0
    MA_ALIGNMENT_LONG = 1
    MA_ALIGNMENT_SHORT = 2
    EMA_ALIGNMENT_LONG = 3
    EMA_ALIGNMENT_SHORT = 4
    RSI_GOLD_CROSS_LOW = 5
    RSI_DEATH_CROSS_HIGH = 6
    RSI_TOP_DIVERGENCE = 7
    RSI_BOTTOM_DIVERGENCE = 8
    KDJ_GOLD_CROSS_LOW = 9
    KDJ_DEATH_CROSS_HIGH = 10
    KDJ_TOP_DIVERGENCE = 11
    KDJ_BOTTOM_DIVERGENCE = 12
    MACD_GOLD_CROSS_LOW = 13
    MACD_DEATH_CROSS_HIGH = 14
    MACD_TOP_DIVERGENCE = 15
    MACD_BOTTOM_DIVERGENCE = 16
    BOLL_BREAK_UPPER = 17
    BOLL_LOWER = 18
    BOLL_CROSS_MIDDLE_UP = 19
    BOLL_CROSS_MIDDLE_DOWN = 20


class ReportPeriod(NumberedEnum):
    """The report a figure is from (numbers of FinancialQuarter)."""

    UNKNOWN = 0
    ANNUAL = 1
    FIRST_QUARTER = 2
    INTERIM = 3
    THIRD_QUARTER = 4
    MOST_RECENT_QUARTER = 5


class Position(NumberedEnum):
    """How one indicator stands to another (numbers of RelativePosition)."""

    UNKNOWN = 0
    MORE = 1
    LESS = 2
    CROSS_UP = 3
    CROSS_DOWN = 4


class SortOrder(NumberedEnum):
    """Sort order (numbers of SortDir)."""

    UNKNOWN = -1
    NONE = 0
    ASCENDING = 1
    DESCENDING = 2
