"""What can be subscribed of a security."""

from __future__ import annotations

from tui.domain.candles import CandleType
from tui.domain.numbered import NumberedEnum


class Feed(NumberedEnum):
    """What can be subscribed (numbers of SubType; candles are numbered unlike CandleType)."""

    UNKNOWN = -1
    NONE = 0
    QUOTE = 1
    BOOK = 2
    TRADES = 4
    MINUTES = 5
    K_DAY = 6
    K_5M = 7
    K_15M = 8
    K_30M = 9
    K_60M = 10
    K_1M = 11
    K_WEEK = 12
    K_MONTH = 13
    BROKERS = 14
    K_QUARTER = 15
    K_YEAR = 16
    K_3M = 17
    K_10M = 18
    K_120M = 19
    K_180M = 20
    K_240M = 21
    ODD_LOT_BOOK = 22

    @property
    def words(self) -> str:
        """Its name for the user."""
        return _WORDS.get(self.name, self.name)

    @property
    def candle_type(self) -> CandleType | None:
        """The candle length of a candle feed, None for the others."""
        return CandleType.__members__.get(self.name)

    @classmethod
    def of_candles(cls, candle_type: CandleType) -> Feed:
        """The feed that carries candles of this length."""
        return cls[candle_type.name]


_WORDS = {
    "QUOTE": "quote",
    "BOOK": "order book",
    "TRADES": "trades",
    "MINUTES": "intraday line",
    "BROKERS": "broker queue",
    "ODD_LOT_BOOK": "odd lot book",
}
