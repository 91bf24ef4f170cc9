"""Pulls without subscription: 3103, 3202, 3203, 3219, 3223."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from tui.domain.candles import CandleType, Rehab
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType, zone_of
from tui.domain.quotes import SecurityState, Snapshot
from tui.domain.sessions import TradingDay
from tui.sim.caller import Caller
from tui.sim.handlers.quotes import MOST_ROWS
from tui.sim.listings.calendar import calendar_of, is_known
from tui.sim.refusal import RefusalError
from tui.sim.rights import BMP_SNAPSHOTS, Area, area_of
from tui.sim.world import Handlers, World
from tui.wire.messages.quote import (
    CandleList,
    GetHistoryCandles,
    GetInstruments,
    GetMarketStates,
    GetSnapshots,
    GetTradingDays,
)
from tui.wire.messages.session import QuoteRight

_MOST_CODES = 400
_MOST_DAYS = 3660
_END_OF_DAY = time(23, 59, 59, 999999)


def history_candles(world: World, caller: Caller, request: GetHistoryCandles) -> CandleList:
    """Return one page of past bars; the key of the next one is the stamp of its first bar."""
    del caller
    name = world.name(request.id)
    if request.type is CandleType.UNKNOWN:
        raise RefusalError("Unknown candle type.")
    if request.rehab is Rehab.UNKNOWN:
        raise RefusalError("Unknown adjustment of prices.")
    begin, end = _moment(request.begin, request.id, time.min), _moment(request.end, request.id, _END_OF_DAY)
    if end < begin:
        raise RefusalError("The end of the period is before its beginning.")
    if request.key:
        begin = max(begin, _page_start(request.key, request.id))
    else:
        world.history_quota.spend(request.id, world.now)
    size = MOST_ROWS if not request.page_size else max(1, min(request.page_size, MOST_ROWS))
    bars = world.exchange.history(request.id, request.type, begin, end, size + 1, request.rehab)
    rest = bars[size] if len(bars) > size else None
    key = None if rest is None else str(int(rest.at.timestamp())).encode()
    return CandleList(request.id, name, bars[:size], key)


def snapshots(world: World, caller: Caller, request: GetSnapshots) -> tuple[Snapshot, ...]:
    """Return full pictures; one unknown code fails the whole request."""
    del caller
    _check_codes(world, request.ids)
    _check_rights(world, request.ids)
    return tuple(world.exchange.snapshot(id_) for id_ in request.ids)


def instruments(world: World, caller: Caller, request: GetInstruments) -> tuple[Instrument, ...]:
    """Return static facts of the listed codes, else of a market and kind."""
    del caller
    for id_ in request.ids:
        world.listing(id_)
    if not request.ids and request.type is SecurityType.OPTION:
        raise RefusalError("Options are listed by their underlying: ask for an option chain.")
    ids = request.ids or [
        listing.id
        for listing in world.exchange.listings(
            None if request.market is Market.UNKNOWN else request.market,
            None if request.type is SecurityType.UNKNOWN else request.type,
        )
    ]
    return tuple(world.exchange.instrument(id_) for id_ in ids)


def market_states(world: World, caller: Caller, request: GetMarketStates) -> tuple[SecurityState, ...]:
    """Return the phase of each code."""
    del caller
    _check_codes(world, request.ids)
    return tuple(SecurityState(id_, world.name(id_), world.exchange.market_state(id_)) for id_ in request.ids)


def trading_days(world: World, caller: Caller, request: GetTradingDays) -> tuple[TradingDay, ...]:
    """Return the days on which a market opens."""
    del caller
    market = request.market if request.id is None else calendar_of(request.id.market)
    if not is_known(market):
        raise RefusalError(f"There is no calendar of the market {market.name} here.")
    days = (request.end - request.begin).days
    if not 0 <= days <= _MOST_DAYS:
        raise RefusalError("The period of trading days must end after its beginning and within ten years.")
    return tuple(world.exchange.trading_days(market, request.begin, request.end))


def _check_codes(world: World, ids: tuple[SecurityId, ...]) -> None:
    if not ids:
        raise RefusalError("Name at least one code.")
    if len(ids) > _MOST_CODES:
        raise RefusalError(f"Too many codes: {len(ids)}, at most {_MOST_CODES} at once.")
    for id_ in ids:
        world.listing(id_)


def _check_rights(world: World, ids: tuple[SecurityId, ...]) -> None:
    for id_ in ids:
        world.rights.require(world.listing(id_))
    if world.rights.level(Area.HK) is QuoteRight.BMP:
        count = sum(area_of(world.listing(id_)) is Area.HK for id_ in ids)
        if count > BMP_SNAPSHOTS:
            raise RefusalError(
                f"Too many codes: {count} of Hong Kong, at most {BMP_SNAPSHOTS} at once with the right BMP."
            )


def _moment(text: str, id_: SecurityId, of_day: time) -> datetime:
    """Read local text; a date alone gets the time of day that suits its end of the period."""
    zone = zone_of(id_.market)
    try:
        if len(text) <= len("YYYY-MM-DD"):
            return datetime.combine(date.fromisoformat(text), of_day, zone)
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise RefusalError(f"{text!r} is not a time: write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS.") from None


def _page_start(key: bytes, id_: SecurityId) -> datetime:
    try:
        return datetime.fromtimestamp(int(key), UTC).astimezone(zone_of(id_.market))
    except (ValueError, OverflowError, OSError):
        raise RefusalError("The page key is not one of this server.") from None


HANDLERS: Handlers = {
    GetHistoryCandles: history_candles,
    GetSnapshots: snapshots,
    GetInstruments: instruments,
    GetMarketStates: market_states,
    GetTradingDays: trading_days,
}
