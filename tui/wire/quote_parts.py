"""What live quotes and snapshots share: the same facts under the same names, in two message types."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.extras import QuoteExtras
from tui.domain.markets import SecurityStatus, zone_of
from tui.domain.quotes import Quote
from tui.wire.enums import reader
from tui.wire.extras_parts import QuoteMessage, read_session, write_sessions
from tui.wire.numbers import (
    amount_or_zero,
    decimal_or_none,
    price_or_none,
    put_volume,
    volume_from_wire,
    wire_float,
)
from tui.wire.securities import read_id, write_id
from tui.wire.text import clean
from tui.wire.times import read_date, read_time, write_date, write_time

_security_status = reader(SecurityStatus)


def read_quote_fields(
    basic: QuoteMessage, suspended: bool, amplitude: Decimal | None, extras: QuoteExtras | None = None
) -> Quote:
    """Return the quote of a message whose code is known to be sound; never raises."""
    id = read_id(basic.security)
    return Quote(
        id=id,
        name=clean(basic.name),
        last=price_or_none(basic.curPrice),
        open=price_or_none(basic.openPrice),
        high=price_or_none(basic.highPrice),
        low=price_or_none(basic.lowPrice),
        prev_close=price_or_none(basic.lastClosePrice),
        volume=volume_from_wire(basic.volume, basic.hpVolume),
        turnover=amount_or_zero(basic.turnover),
        tick=price_or_none(basic.priceSpread),
        turnover_rate=decimal_or_none(basic.turnoverRate),
        amplitude=amplitude,
        suspended=suspended,
        status=_security_status(basic.secStatus),
        updated_at=read_time(basic.updateTime, basic.updateTimestamp, zone_of(id.market)),
        listed_on=read_date(basic.listTime),
        extras=extras,
        pre_market=read_session(basic, "preMarket"),
        after_hours=read_session(basic, "afterMarket"),
        overnight=read_session(basic, "overnight"),
    )


def write_quote_fields(basic: QuoteMessage, quote: Quote) -> None:
    """Fill all but suspension, amplitude and extras; unknown prices are zero, these fields being required."""
    write_id(basic.security, quote.id)
    basic.name = quote.name
    basic.curPrice = wire_float(quote.last)
    basic.openPrice = wire_float(quote.open)
    basic.highPrice = wire_float(quote.high)
    basic.lowPrice = wire_float(quote.low)
    basic.lastClosePrice = wire_float(quote.prev_close)
    put_volume(basic, quote.volume)
    basic.turnover = wire_float(quote.turnover)
    basic.priceSpread = wire_float(quote.tick)
    basic.turnoverRate = wire_float(quote.turnover_rate)
    basic.secStatus = quote.status
    basic.listTime = write_date(quote.listed_on)
    basic.updateTime = write_time(quote.updated_at, zone_of(quote.id.market))
    if quote.updated_at is not None:
        basic.updateTimestamp = quote.updated_at.timestamp()
    write_sessions(basic, quote)
