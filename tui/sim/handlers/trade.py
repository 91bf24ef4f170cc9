"""Requests about accounts and orders, 2001-2222; of a header only environment and account count."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from tui.domain.accounts import Account, Env, Funds, MaxQuantities, Position
from tui.domain.markets import TradeMarket, zone_of
from tui.domain.orders import Fill, Order
from tui.sim.caller import Caller
from tui.sim.ciphers import require_private
from tui.sim.refusal import RefusalError
from tui.sim.trading.books import AccountBooks
from tui.sim.trading.router import local_day
from tui.sim.trading.statements import funds, positions
from tui.sim.world import Handlers, World
from tui.wire.messages.trade import (
    Filter,
    GetAccounts,
    GetFills,
    GetFunds,
    GetHistoryFills,
    GetHistoryOrders,
    GetMaxQuantities,
    GetOrders,
    GetPositions,
    Header,
    ModifyOrder,
    OrderReply,
    PlaceOrder,
    SubscribeAccounts,
    TradeReply,
    UnlockTrade,
)

PAPER_DEALS = "Simulated trade does not support deal list"
_SECURITIES, _FUTURES = 1, 2
"""TrdCategory numbers."""
Dated = TypeVar("Dated", Order, Fill)


def accounts(world: World, caller: Caller, request: GetAccounts) -> tuple[Account, ...]:
    """List the accounts of a category, or all."""
    del caller
    wanted = {None: (False, True), 0: (False, True), _SECURITIES: (False,), _FUTURES: (True,)}
    kinds = wanted.get(request.category, ())
    return tuple(books.account for books in world.brokerage.accounts if books.spec.futures in kinds)


def unlock(world: World, caller: Caller, request: UnlockTrade) -> str:
    """Unlock or lock trading for every connection."""
    require_private(world, caller, Env.REAL)
    return world.brokerage.unlock(request.password_md5) if request.unlock else world.brokerage.lock()


def subscribe_accounts(world: World, caller: Caller, request: SubscribeAccounts) -> None:
    """Push orders and fills of these accounts to this connection from now on."""
    known = {books.account.acc_id for books in world.brokerage.accounts}
    for acc_id in request.acc_ids:
        if acc_id not in known:
            raise RefusalError(f"There is no account {acc_id}.")
    caller.acc_ids.update(request.acc_ids)


def get_funds(world: World, caller: Caller, request: GetFunds) -> TradeReply[Funds]:
    """Return the money of an account."""
    del caller
    books = _books(world, request.header)
    return TradeReply(request.header, funds(books, request.currency, world.exchange.last))


def get_positions(world: World, caller: Caller, request: GetPositions) -> TradeReply[tuple[Position, ...]]:
    """Return what an account holds."""
    del caller
    books, wanted = _books(world, request.header), request.filter
    low, high = request.pl_ratio_min, request.pl_ratio_max
    held = tuple(
        position
        for position in positions(books, world.exchange.last, lambda id_: local_day(world.now, id_))
        if (not wanted.symbols or position.id.symbol in wanted.symbols)
        and (not wanted.numbers or position.position_id in wanted.numbers)
        and wanted.market in (TradeMarket.UNKNOWN, position.market)
        and (low is None or (position.pl_ratio is not None and position.pl_ratio >= low))
        and (high is None or (position.pl_ratio is not None and position.pl_ratio <= high))
    )
    return TradeReply(request.header, held)


def get_max_quantities(world: World, caller: Caller, request: GetMaxQuantities) -> TradeReply[MaxQuantities]:
    """Say how much could be traded at a price."""
    del caller
    return TradeReply(request.header, world.brokerage.max_quantities(request, world.now))


def place_order(world: World, caller: Caller, request: PlaceOrder) -> OrderReply:
    """Take one order."""
    require_private(world, caller, request.header.env)
    world.replays.refuse_repeated(request.packet)
    order = world.brokerage.place(request, world.now)
    return OrderReply(request.header, order.order_id, order.number)


def modify_order(world: World, caller: Caller, request: ModifyOrder) -> OrderReply:
    """Amend, cancel, disable, enable or delete."""
    require_private(world, caller, request.header.env)
    world.replays.refuse_repeated(request.packet)
    order = world.brokerage.modify(request, world.now)
    if order is None:
        return OrderReply(request.header, "", 0)
    return OrderReply(request.header, order.order_id, order.number)


def get_orders(world: World, caller: Caller, request: GetOrders) -> TradeReply[tuple[Order, ...]]:
    """Return open orders and those finished within a day, newest first."""
    del caller
    listed = tuple(map(world.standing.seen, _books(world, request.header).current_orders(_moment(world))))
    return TradeReply(request.header, _with_status(_filtered(listed, request.filter), request.statuses))


def get_history_orders(
    world: World, caller: Caller, request: GetHistoryOrders
) -> TradeReply[tuple[Order, ...]]:
    """Return finished orders of a period, newest first."""
    del caller
    _require_period(request.filter)
    listed = tuple(map(world.standing.seen, _books(world, request.header).finished_orders()))
    return TradeReply(request.header, _with_status(_filtered(listed, request.filter), request.statuses))


def get_fills(world: World, caller: Caller, request: GetFills) -> TradeReply[tuple[Fill, ...]]:
    """Return the fills of the last day, newest first; paper accounts have none to show."""
    del caller
    books = _with_deals(world, request.header)
    return TradeReply(request.header, _filtered(books.current_fills(_moment(world)), request.filter))


def get_history_fills(world: World, caller: Caller, request: GetHistoryFills) -> TradeReply[tuple[Fill, ...]]:
    """Return the fills of a period, newest first; paper accounts have none to show."""
    del caller
    books = _with_deals(world, request.header)
    _require_period(request.filter)
    return TradeReply(request.header, _filtered(books.all_fills(), request.filter))


def _books(world: World, header: Header) -> AccountBooks:
    return world.brokerage.books(header.env, header.acc_id)


def _with_deals(world: World, header: Header) -> AccountBooks:
    books = _books(world, header)
    if books.paper:
        raise RefusalError(PAPER_DEALS)
    return books


def _moment(world: World) -> datetime:
    return datetime.fromtimestamp(world.now).astimezone()


def _require_period(wanted: Filter) -> None:
    if wanted.begin is None or wanted.end is None:
        raise RefusalError("The begin and end time of the period are required.")


def _with_status(orders: tuple[Order, ...], statuses: tuple[object, ...]) -> tuple[Order, ...]:
    return tuple(order for order in orders if order.status in statuses) if statuses else orders


def _filtered(items: tuple[Dated, ...], wanted: Filter) -> tuple[Dated, ...]:
    begin, end = _local(wanted.begin), _local(wanted.end)
    return tuple(
        item
        for item in items
        if (not wanted.symbols or item.id.symbol in wanted.symbols)
        and (not wanted.order_ids or item.order_id in wanted.order_ids)
        and (not wanted.numbers or item.number in wanted.numbers)
        and wanted.market in (TradeMarket.UNKNOWN, item.market)
        and _within(item, begin, end)
    )


def _within(item: Order | Fill, begin: datetime | None, end: datetime | None) -> bool:
    moment = item.created_at if isinstance(item, Order) else item.at
    if moment is None:
        return True
    local = moment.astimezone(zone_of(item.id.market)).replace(tzinfo=None)
    return (begin is None or local >= begin) and (end is None or local <= end)


def _local(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise RefusalError(f"{text!r} is not a time: write YYYY-MM-DD HH:MM:SS.") from None


HANDLERS: Handlers = {
    GetAccounts: accounts,
    UnlockTrade: unlock,
    SubscribeAccounts: subscribe_accounts,
    GetFunds: get_funds,
    GetPositions: get_positions,
    GetMaxQuantities: get_max_quantities,
    PlaceOrder: place_order,
    ModifyOrder: modify_order,
    GetOrders: get_orders,
    GetFills: get_fills,
    GetHistoryOrders: get_history_orders,
    GetHistoryFills: get_history_fills,
}
