"""Requests and replies about accounts and orders (2xxx), and the pushes the simulator sends.

`env` and `acc_id` have no defaults anywhere: an order for nobody in particular must not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Generic, TypeVar

from tui.domain.accounts import Account, Env, Firm, Funds, MaxQuantities, Position
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, TradeMarket
from tui.domain.orders import (
    Fill,
    ModifyOp,
    Order,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
    TradeSession,
    Trail,
    TrailType,
)
from tui.wire.messages.base import PacketId, Request
from tui.wire.protoids import ProtoId

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Header:
    """Which account a trade message is about. The market in it is a hint only: key on env and acc_id."""

    env: Env
    acc_id: int
    market: TradeMarket


@dataclass(frozen=True, slots=True)
class TradeReply(Generic[T]):
    """What the simulator answers about one account: the request's own header, and the value."""

    header: Header
    value: T


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions of a list request, combined with AND; empty means all. Symbols carry no market prefix."""

    symbols: tuple[str, ...] = ()
    order_ids: tuple[str, ...] = ()
    """orderIDEx texts."""
    numbers: tuple[int, ...] = ()
    """Numeric order, fill or position ids."""
    begin: str | None = None
    """Exchange-local text "YYYY-MM-DD HH:MM:SS[.mmm]"."""
    end: str | None = None
    market: TradeMarket = TradeMarket.UNKNOWN


# ---- accounts


@dataclass(frozen=True, slots=True)
class GetAccounts(Request[tuple[Account, ...]]):
    """List the accounts (2001)."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_GET_ACC_LIST
    user_id: int
    category: int | None = None
    """TrdCategory: 1 securities, 2 futures, 3 crypto; None for all."""
    general_account: bool | None = None


@dataclass(frozen=True, slots=True)
class UnlockTrade(Request[str]):
    """Unlock or lock trading in the whole daemon (2005); the answer is OpenD's text."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_UNLOCK_TRADE
    unlock: bool
    password_md5: str = ""
    """Lower-case hex; as secret as the password itself."""
    firm: Firm = Firm.UNKNOWN

    def __repr__(self) -> str:
        return f"UnlockTrade(unlock={self.unlock})"


@dataclass(frozen=True, slots=True)
class SubscribeAccounts(Request[None]):
    """Ask for order and fill pushes of these accounts on this connection (2008); there is no way back."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_SUB_ACC_PUSH
    acc_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GetFunds(Request[Funds]):
    """Money of an account (2101)."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_GET_FUNDS
    header: Header
    currency: Currency | None = None
    refresh: bool = False


@dataclass(frozen=True, slots=True)
class GetPositions(Request[tuple[Position, ...]]):
    """Holdings of an account (2102)."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_GET_POSITION_LIST
    header: Header
    filter: Filter = Filter()
    refresh: bool = False
    pl_ratio_min: Decimal | None = None
    """Fraction."""
    pl_ratio_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class GetMaxQuantities(Request[MaxQuantities]):
    """How much could be traded at a price (2111); with an order id, by amending that order."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_GET_MAX_TRD_QTYS
    header: Header
    id: SecurityId
    type: OrderType
    price: Decimal
    order_id: str | None = None


# ---- orders


@dataclass(frozen=True, slots=True)
class GetOrders(Request[tuple[Order, ...]]):
    """Open orders and those finished today (2201)."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_GET_ORDER_LIST
    header: Header
    filter: Filter = Filter()
    statuses: tuple[OrderStatus, ...] = ()
    refresh: bool = False


@dataclass(frozen=True, slots=True)
class GetFills(Request[tuple[Fill, ...]]):
    """Today's fills (2211); refused for paper accounts."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_GET_ORDER_FILL_LIST
    header: Header
    filter: Filter = Filter()
    refresh: bool = False


@dataclass(frozen=True, slots=True)
class GetHistoryOrders(Request[tuple[Order, ...]]):
    """Older orders (2221); begin and end are required."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_GET_HISTORY_ORDER_LIST
    header: Header
    filter: Filter
    statuses: tuple[OrderStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class GetHistoryFills(Request[tuple[Fill, ...]]):
    """Older fills (2222); begin and end are required; refused for paper accounts."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_GET_HISTORY_ORDER_FILL_LIST
    header: Header
    filter: Filter


@dataclass(frozen=True, slots=True)
class OrderReply:
    """Which order a place or modify request made or touched."""

    header: Header
    order_id: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class PlaceOrder(Request[OrderReply]):
    """Place one order (2202). Exactly one of these is sent an intent; a time-out means unknown."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_PLACE_ORDER
    packet: PacketId
    header: Header
    id: SecurityId
    side: Side
    type: OrderType
    qty: Decimal
    price: Decimal | None
    tif: TimeInForce = TimeInForce.DAY
    remark: str | None = None
    """At most 64 UTF-8 bytes."""
    trigger_price: Decimal | None = None
    trail: Trail | None = None
    expires_on: date | None = None
    """Last day of a GTD order."""
    adjust: Decimal | None = None
    """Signed fraction by which OpenD may move a price that lies off the ladder; None forbids it."""
    session: TradeSession = TradeSession.NONE
    outside_rth: bool = False
    """The old way to ask for hours before and after the regular ones, when no session is named."""


@dataclass(frozen=True, slots=True)
class ModifyOrder(Request[OrderReply]):
    """Amend, cancel, disable, enable or delete (2205); `qty` is the total wanted, filled part included."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_MODIFY_ORDER
    packet: PacketId
    header: Header
    op: ModifyOp
    order_id: str = ""
    qty: Decimal | None = None
    price: Decimal | None = None
    everything: bool = False
    """With CANCEL: cancel all orders of the account, in `market` only if that is set."""
    market: TradeMarket = TradeMarket.UNKNOWN
    trigger_price: Decimal | None = None
    trail_type: TrailType | None = None
    """None keeps what the order has; so do the next two."""
    trail_value: Decimal | None = None
    trail_spread: Decimal | None = None
    adjust: Decimal | None = None
    """As when placing."""


# ---- pushes, as the simulator sends them


@dataclass(frozen=True, slots=True)
class OrderPush:
    """2208."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_UPDATE_ORDER
    order: Order


@dataclass(frozen=True, slots=True)
class FillPush:
    """2218."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_UPDATE_ORDER_FILL
    fill: Fill
