"""Names of securities: how a trader types them and how they are kept."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from tui.domain.markets import Market


class SecurityId(NamedTuple):
    """A security: its market and the code without prefix, such as HK and "00700"."""

    market: Market
    symbol: str

    def __str__(self) -> str:
        return f"{self.market.name}.{self.symbol}"

    @classmethod
    def parse(cls, text: str) -> SecurityId:
        """Read "HK.00700", "00700", "700", "AAPL", "600519" or "MHImain"; ValueError says what is wrong.

        Without a prefix: up to five digits are Hong Kong, six digits are Shanghai (5, 6, 9), a Hong Kong
        index (8) or Shenzhen (the rest), letters are the US, and letters ending in "main" or "current"
        are Hong Kong futures. Full-width characters, as a Chinese input method makes them, are understood.
        """
        cleaned = unicodedata.normalize("NFKC", text).strip()
        prefix, dot, rest = cleaned.partition(".")
        market = Market.__members__.get(prefix.upper()) if dot and prefix else None
        if market is not None and market is not Market.UNKNOWN:
            return cls(market, _symbol(market, rest, text))
        return _guess(cleaned, text)


_SYMBOL = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9.\-_^/]{1,40}")
_CONTINUOUS_FUTURE = re.compile(r"[A-Za-z]{2,5}(main|current|next)", re.IGNORECASE)


def _symbol(market: Market, symbol: str, text: str) -> str:
    if _SYMBOL.fullmatch(symbol) is None:
        raise ValueError(f"{text!r} is not a code: expected something like HK.00700 or US.AAPL")
    if market is Market.HK and symbol.isdigit() and len(symbol) < 5:
        return symbol.zfill(5)
    if market is Market.US:
        return _american(symbol)
    return symbol


def _american(symbol: str) -> str:
    """In capitals, except the end of a continuous future: ESmain."""
    future = _CONTINUOUS_FUTURE.fullmatch(symbol)
    return symbol.upper() if future is None else symbol[: future.start(1)].upper() + future[1].lower()


def _guess(symbol: str, text: str) -> SecurityId:
    if symbol.isascii() and symbol.isdigit():
        if len(symbol) <= 5:
            return SecurityId(Market.HK, symbol.zfill(5))
        if len(symbol) == 6:
            return SecurityId(_six_digits(symbol), symbol)
    elif _CONTINUOUS_FUTURE.fullmatch(symbol):
        return SecurityId(Market.HK, symbol)
    elif _SYMBOL.fullmatch(symbol) and not symbol[0].isdigit():
        return SecurityId(Market.US, symbol.upper())
    raise ValueError(f"{text!r} is not a code: expected something like HK.00700, 700, US.AAPL or SH.600519")


def _six_digits(symbol: str) -> Market:
    if symbol[0] in "569":
        return Market.SH
    return Market.HK if symbol[0] == "8" else Market.SZ
