"""What the store knows around an order: everything the rules and the trader's own limits judge it by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from tui.domain.accounts import Position
from tui.domain.day_pl import DayLine, day_pl
from tui.domain.ids import SecurityId
from tui.domain.limits import Limits
from tui.domain.markets import currency_of, zone_of
from tui.domain.orders import Fill, FillStatus, Order
from tui.domain.pnl import multiplier_of
from tui.domain.rules_model import Activity, TicketFacts
from tui.state.dirty import Topic
from tui.state.prices import ladder_of
from tui.state.store import Store

_MINUTE = timedelta(minutes=1)
_ZERO = Decimal(0)


def ticket_facts(
    store: Store,
    security: SecurityId,
    acc_id: int | None,
    *,
    now: datetime,
    amending: Order | None = None,
    sending: str = "",
) -> TicketFacts:
    """Gather what is known around an order in a security; `now` is aware.

    `sending` is the tag of the order itself when it is on its way already: it does not count.
    """
    quote, instrument = store.quote(security), store.instruments.get(security)
    account = None if acc_id is None else store.account(acc_id)
    limits = None if account is None else store.safety.limits.of(account)
    return TicketFacts(
        instrument=instrument,
        account=account,
        ladder=ladder_of(instrument, quote),
        quote=quote,
        book=None if store.is_stale(Topic.BOOK, security) else store.book(security),
        market_state=store.market_state(security),
        funds=None if acc_id is None else store.funds(acc_id),
        position=None if acc_id is None else store.position(acc_id, security),
        positions_known=acc_id is not None and store.positions_known(acc_id),
        stale=store.is_stale(Topic.QUOTE, security),
        amending=amending,
        today=now.astimezone(zone_of(security.market)).date(),
        now=now,
        limits=limits,
        why_closed="" if account is None else store.safety.limits.why_closed(account),
        activity=None if acc_id is None else activity_of(store, acc_id, limits, now, sending=sending),
    )


def activity_of(
    store: Store, acc_id: int, limits: Limits | None, now: datetime, *, sending: str = ""
) -> Activity:
    """Return what an account did lately; its day is only worked out where a limit asks for it."""
    pending = [one for one in store.pending(acc_id) if one.may_be_live and one.intent.tag != sending]
    times = [order.created_at for order in store.orders(acc_id)]
    times += [one.intent.consent.at for one in pending]
    wants_day = limits is not None and limits.max_day_loss is not None
    return Activity(
        open_orders=len(store.working_orders(acc_id)) + len(pending),
        sent_last_minute=sum(at is not None and timedelta(0) <= now - at < _MINUTE for at in times),
        day_pl=day_pl_of(store, acc_id, now) if wants_day else None,
    )


def day_pl_of(store: Store, acc_id: int, now: datetime) -> Decimal | None:
    """Return the profit or loss of an account's day in its currency, None when it is not known."""
    funds = store.funds(acc_id)
    if funds is None or not store.positions_known(acc_id):
        return None
    return day_pl(_lines(store, acc_id, now), funds.currency)


def _lines(store: Store, acc_id: int, now: datetime) -> Iterator[DayLine]:
    positions, fills = store.positions(acc_id), store.fills(acc_id)
    stands = [fill for fill in fills if fill.status is not FillStatus.CANCELLED]
    dubious = {order.id for order in store.orders(acc_id) if not _explained(order, stands, now)}
    for security in dict.fromkeys([*(one.id for one in positions), *(one.id for one in stands), *dubious]):
        held = [one for one in positions if one.id == security]
        own = None if security in dubious else [fill for fill in stands if fill.id == security]
        yield _line(store, security, held, own, now)


def _explained(order: Order, fills: Iterable[Fill], now: datetime) -> bool:
    """Whether the fills known of an order make up what may be filled of it today."""
    if not order.filled_qty or (
        order.updated_at is not None and not _is_today(order.updated_at, order.id, now)
    ):
        return True
    filled = sum((fill.qty for fill in fills if fill.order_id == order.order_id), _ZERO)
    return not order.legs and filled == order.filled_qty


def _line(
    store: Store,
    security: SecurityId,
    held: Sequence[Position],
    fills: Sequence[Fill] | None,
    now: datetime,
) -> DayLine:
    instrument = store.instruments.get(security)
    quote = None if store.is_stale(Topic.QUOTE, security) else store.quote(security)
    multiplier = None if instrument is None else multiplier_of(instrument)
    bought, paid = _traded(fills, now)
    told = [one.today_pl for one in held]
    return DayLine(
        currency=next((one.currency for one in held if one.currency), currency_of(security.market)),
        qty=sum((one.qty for one in held), _ZERO),
        net_bought=bought,
        net_paid=None if paid is None or multiplier is None else paid * multiplier,
        last=None if quote is None else quote.last,
        prev_close=None if quote is None else quote.prev_close,
        multiplier=multiplier,
        told=sum((one for one in told if one is not None), _ZERO) if told and None not in told else None,
    )


def _traded(fills: Sequence[Fill] | None, now: datetime) -> tuple[Decimal | None, Decimal | None]:
    """Return the quantity bought today less what was sold, and the prices paid for it less those received."""
    if fills is None or any(fill.at is None for fill in fills):
        return None, None
    today = [fill for fill in fills if fill.at is not None and _is_today(fill.at, fill.id, now)]
    signed = [(fill.qty if fill.side.buys else -fill.qty, fill.price) for fill in today]
    return sum((qty for qty, _ in signed), _ZERO), sum((qty * price for qty, price in signed), _ZERO)


def _is_today(moment: datetime, security: SecurityId, now: datetime) -> bool:
    zone = zone_of(security.market)
    return moment.astimezone(zone).date() == now.astimezone(zone).date()
