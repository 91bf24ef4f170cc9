"""Strategies of accounts, orders, fills and holdings, and of requests about them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.wire.values import (
    amounts,
    big_ids,
    built,
    days,
    ids,
    maybe,
    member,
    moments,
    names,
    prices,
    quantities,
    rates,
    signed_amounts,
    texts,
    tuples_of,
)
from tui.domain.accounts import (
    Account,
    AccountStatus,
    AccountType,
    Cash,
    Env,
    Firm,
    Funds,
    MaxQuantities,
    PaperKind,
    Position,
    PositionSide,
)
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, TradeMarket
from tui.domain.orders import (
    ComboLeg,
    Fill,
    FillStatus,
    Order,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
    TradeSession,
    Trail,
    TrailType,
)
from tui.wire.messages.base import PacketId
from tui.wire.messages.trade import Filter, Header

headers = built(Header, env=member(Env), acc_id=big_ids, market=member(TradeMarket))
packets = built(PacketId, conn_id=big_ids, serial=st.integers(0, 2**32 - 1))
trail_types = st.sampled_from((TrailType.RATIO, TrailType.AMOUNT))
trails = built(Trail, type=trail_types, value=prices, spread=maybe(prices))
legs = built(ComboLeg, id=ids, side=member(Side), ratio=st.integers(1, 10_000), position_id=maybe(big_ids))
filters = built(
    Filter,
    symbols=tuples_of(texts),
    order_ids=tuples_of(names),
    numbers=tuples_of(big_ids),
    begin=maybe(names),
    end=maybe(names),
    market=member(TradeMarket),
)
accounts = built(
    Account,
    acc_id=big_ids,
    env=member(Env),
    markets=tuples_of(member(TradeMarket)),
    type=member(AccountType),
    firm=member(Firm),
    paper_kind=member(PaperKind),
    status=member(AccountStatus),
    card=maybe(texts),
)
quantity_limits = built(
    MaxQuantities,
    cash_buy=quantities,
    position_sell=quantities,
    margin_buy=maybe(quantities),
    sell_short=maybe(quantities),
    buy_back=maybe(quantities),
)
_cash = built(
    Cash,
    currency=member(Currency),
    cash=signed_amounts,
    available=maybe(amounts),
    power=maybe(amounts),
)


def funds_of(header: Header) -> st.SearchStrategy[Funds]:
    """Money of the account of a header."""
    return built(
        Funds,
        acc_id=st.just(header.acc_id),
        env=st.just(header.env),
        currency=member(Currency),
        power=amounts,
        total_assets=signed_amounts,
        cash=signed_amounts,
        market_value=signed_amounts,
        frozen_cash=amounts,
        debt=amounts,
        withdrawable=amounts,
        short_power=maybe(amounts),
        net_cash_power=maybe(amounts),
        cash_by_currency=tuples_of(_cash),
    )


def positions_of(header: Header) -> st.SearchStrategy[Position]:
    """Holdings of the account of a header; `pl` is never unknown, its field being required."""
    return built(
        Position,
        acc_id=st.just(header.acc_id),
        env=st.just(header.env),
        position_id=big_ids,
        id=ids,
        name=texts,
        side=member(PositionSide),
        qty=prices,
        can_sell_qty=quantities,
        price=maybe(prices),
        market_value=maybe(prices),
        pl=signed_amounts,
        average_cost=maybe(prices),
        diluted_cost=maybe(rates),
        cost=maybe(prices),
        pl_ratio=maybe(rates),
        unrealized_pl=maybe(signed_amounts),
        realized_pl=maybe(signed_amounts),
        today_pl=maybe(signed_amounts),
        currency=member(Currency),
        market=member(TradeMarket),
    )


def orders_of(header: Header) -> st.SearchStrategy[Order]:
    """Orders of the account of a header."""

    def order(id: SecurityId) -> st.SearchStrategy[Order]:
        return built(
            Order,
            order_id=names,
            acc_id=st.just(header.acc_id),
            env=st.just(header.env),
            id=st.just(id),
            name=texts,
            side=member(Side),
            type=member(OrderType),
            status=member(OrderStatus),
            qty=quantities,
            price=maybe(prices),
            filled_qty=quantities,
            avg_fill_price=maybe(prices),
            remark=texts,
            error=texts,
            tif=member(TimeInForce),
            created_at=maybe(moments(id.market)),
            updated_at=maybe(moments(id.market)),
            trigger_price=maybe(prices),
            currency=member(Currency),
            market=member(TradeMarket),
            number=st.integers(0, 2**64 - 1),
            trail=maybe(trails),
            expires_on=maybe(days),
            legs=tuples_of(legs),
            session=member(TradeSession),
        )

    return ids.flatmap(order)


def fills_of(header: Header) -> st.SearchStrategy[Fill]:
    """Fills of the account of a header."""

    def fill(id: SecurityId) -> st.SearchStrategy[Fill]:
        return built(
            Fill,
            fill_id=names,
            order_id=names,
            acc_id=st.just(header.acc_id),
            env=st.just(header.env),
            id=st.just(id),
            name=texts,
            side=member(Side),
            qty=quantities,
            price=prices,
            at=maybe(moments(id.market)),
            status=member(FillStatus),
            broker_id=maybe(st.integers(0, 9999)),
            broker_name=texts,
            market=member(TradeMarket),
            number=st.integers(0, 2**64 - 1),
        )

    return ids.flatmap(fill)


def with_header(values: Any) -> st.SearchStrategy[Any]:
    """Pairs of a header and what `values` makes of it."""
    return headers.flatmap(lambda header: st.tuples(st.just(header), values(header)))
