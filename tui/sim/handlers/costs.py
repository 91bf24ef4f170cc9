"""Margin ratios, fees and cash flow: 2223, 2225, 2226. Paper accounts have none of them."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.cashflow import CashFlow
from tui.domain.fees import FeeItem, OrderFee
from tui.domain.ids import SecurityId
from tui.domain.margins import MarginRatio
from tui.domain.markets import Market
from tui.sim.caller import Caller
from tui.sim.refusal import RefusalError
from tui.sim.trading.books import AccountBooks
from tui.sim.trading.contract import Contract
from tui.sim.trading.fees import fee_items
from tui.sim.trading.margins import margin_ratio
from tui.sim.trading.settlement import fees_of
from tui.sim.world import Handlers, World
from tui.wire.messages.trade import Header, TradeReply
from tui.wire.messages.trade_extras import GetCashFlows, GetMarginRatios, GetOrderFees

MOST_CODES, MOST_ORDERS = 100, 400


def margin_ratios(
    world: World, caller: Caller, request: GetMarginRatios
) -> TradeReply[tuple[MarginRatio, ...]]:
    """Return the figures of securities in Hong Kong and the US."""
    del caller
    books = _real_books(world, request.header, "margin ratios")
    _check_count(len(request.ids), MOST_CODES, "codes")
    return TradeReply(request.header, tuple(_ratio(world, books, id_) for id_ in request.ids))


def order_fees(world: World, caller: Caller, request: GetOrderFees) -> TradeReply[tuple[OrderFee, ...]]:
    """Return what orders have cost so far."""
    del caller
    books = _real_books(world, request.header, "order fee")
    _check_count(len(request.order_ids), MOST_ORDERS, "orders")
    return TradeReply(request.header, tuple(_fee(world, books, one) for one in request.order_ids))


def cash_flows(world: World, caller: Caller, request: GetCashFlows) -> TradeReply[tuple[CashFlow, ...]]:
    """Return the movements of a clearing day."""
    del caller
    books = _real_books(world, request.header, "cash flow")
    if request.day is None:
        raise RefusalError("The clearing date is required as YYYY-MM-DD.")
    low, high = request.created_from, request.created_to
    flows = tuple(
        flow
        for flow in books.cashbook.on(request.day, request.direction)
        if flow.created_at is not None
        and (low is None or flow.created_at.date() >= low)
        and (high is None or flow.created_at.date() <= high)
    )
    return TradeReply(request.header, flows)


def _real_books(world: World, header: Header, what: str) -> AccountBooks:
    books = world.brokerage.books(header.env, header.acc_id)
    if books.paper:
        raise RefusalError(f"Simulated trade does not support {what}")
    return books


def _check_count(count: int, most: int, what: str) -> None:
    if not 1 <= count <= most:
        raise RefusalError(f"Name between 1 and {most} {what}, not {count}.")


def _ratio(world: World, books: AccountBooks, id_: SecurityId) -> MarginRatio:
    listing = world.listing(id_)
    contract = Contract.of(listing, world.config.language)
    if contract.kind != "stock" or not contract.type.tradable or id_.market not in (Market.HK, Market.US):
        raise RefusalError(f"{id_}: margin ratios exist for securities in Hong Kong and the US only.")
    last, held = world.exchange.last(id_), books.ledger.qty(id_)
    return margin_ratio(books.account, contract, listing, last, held)


def _fee(world: World, books: AccountBooks, order_id: str) -> OrderFee:
    live = books.live.get(order_id)
    items = _past_fee(world, books, order_id) if live is None else fees_of(books.account.env, live)
    return OrderFee(order_id, sum((item.amount for item in items), Decimal(0)), items)


def _past_fee(world: World, books: AccountBooks, order_id: str) -> tuple[FeeItem, ...]:
    order = next((one for one in books.past_orders if one.order_id == order_id), None)
    if order is None:
        raise RefusalError(f"Account {books.account.acc_id} has no order {order_id or 'without an id'}.")
    contract = Contract.of(world.listing(order.id), world.config.language)
    value = contract.value(order.filled_qty, order.avg_fill_price or Decimal(0))
    return fee_items(order.env, contract, order.side, order.filled_qty, value)


HANDLERS: Handlers = {
    GetMarginRatios: margin_ratios,
    GetOrderFees: order_fees,
    GetCashFlows: cash_flows,
}
