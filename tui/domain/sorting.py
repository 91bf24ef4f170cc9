"""What lists can be sorted by. Numbers are OpenD's."""

from __future__ import annotations

from tui.domain.numbered import NumberedEnum


class SortField(NumberedEnum):
    """A column to sort by (numbers of SortField; the research columns read as UNKNOWN)."""

    UNKNOWN = 0
    CODE = 1
    LAST = 2
    CHANGE = 3
    CHANGE_PERCENT = 4
    STATUS = 5
    BID = 6
    ASK = 7
    BID_VOLUME = 8
    ASK_VOLUME = 9
    VOLUME = 10
    TURNOVER = 11
    SCORE = 12
    PREMIUM = 13
    EFFECTIVE_LEVERAGE = 14
    DELTA = 15
    IMPLIED_VOLATILITY = 16
    TYPE = 17
    STRIKE = 18
    BREAK_EVEN = 19
    MATURITY = 20
    LISTED = 21
    LAST_TRADE_DAY = 22
    LEVERAGE = 23
    IN_THE_MONEY = 24
    RECOVERY_PRICE = 25
    CONVERSION_PRICE = 26
    CONVERSION_RATIO = 27
    STREET_RATE = 28
    STREET_VOLUME = 29
    AMPLITUDE = 30
    NAME = 31
    ISSUER = 32
    LOT = 33
    ISSUE_SIZE = 34
    UPPER_STRIKE = 45
    LOWER_STRIKE = 46
    INLINE_STATUS = 47
    LAST_SETTLE = 48
    OPEN_INTEREST = 49
    OPEN_INTEREST_CHANGE = 50
