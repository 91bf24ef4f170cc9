"""Securities on the wire: market number and code, kept as one shared SecurityId each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.wire.envelope import capped
from tui.wire.errors import BodyError
from tui.wire.text import clean

_MOST_KNOWN = 50_000
_LONGEST_CODE = 64
_HK_FUTURE = 2
"""Deprecated QotMarket number of Hong Kong futures, which are HK now."""

_known: dict[tuple[int, str], SecurityId] = {}
_markets: dict[int, Market] = {market.value: market for market in Market} | {_HK_FUTURE: Market.HK}


def security_id(market: int, code: str) -> SecurityId:
    """Return the id of a market number and a code; BodyError when the code is empty."""
    return _known.get((market, code)) or _remember(market, code)


def read_market(number: int) -> Market:
    """Return the market of a QotMarket number."""
    return _markets.get(number, Market.UNKNOWN)


def read_id(security: Any) -> SecurityId:
    """Return the id of a Security message."""
    return security_id(security.market, security.code)


def read_ids(securities: Any) -> tuple[SecurityId, ...]:
    """Return the ids of a list of Security messages."""
    return tuple(security_id(each.market, each.code) for each in capped(securities))


def write_id(security: Any, id: SecurityId) -> None:
    """Fill a Security message."""
    security.market = id.market
    security.code = id.symbol


def write_ids(securities: Any, ids: Iterable[SecurityId]) -> None:
    """Append to a list of Security messages."""
    for id in ids:
        write_id(securities.add(), id)


def read_owner(security: Any) -> SecurityId | None:
    """Return the id of an underlying; its message is required, so an empty code stands for none."""
    return read_id(security) if security.code else None


def write_owner(security: Any, owner: SecurityId | None) -> None:
    """Fill an underlying; without one both required fields are empty."""
    if owner is None:
        security.market, security.code = 0, ""
    else:
        write_id(security, owner)


def _remember(market: int, code: str) -> SecurityId:
    """Make an id that is not known yet; the memory is bounded."""
    symbol = clean(code, _LONGEST_CODE)
    if not symbol:
        raise BodyError("a security without a code")
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    found = SecurityId(_markets.get(market, Market.UNKNOWN), symbol)
    _known[(market, code)] = found
    return found
