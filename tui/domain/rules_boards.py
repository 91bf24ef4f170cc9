"""Which board of the mainland exchanges a share belongs to; the code tells."""

from __future__ import annotations

from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType


def is_star(instrument: Instrument) -> bool:
    """Whether a share belongs to Shanghai's STAR board, which trades by the share from 200 on."""
    return _is_share(instrument, Market.SH) and instrument.id.symbol.startswith(("688", "689"))


def is_chinext(instrument: Instrument) -> bool:
    """Whether a share belongs to Shenzhen's ChiNext board."""
    return _is_share(instrument, Market.SZ) and instrument.id.symbol.startswith(("300", "301", "302"))


def _is_share(instrument: Instrument, market: Market) -> bool:
    return instrument.id.market is market and instrument.type is SecurityType.STOCK
