"""Orders and fills as the broker reports them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, TradeMarket
from tui.domain.numbered import NumberedEnum


class Side(NumberedEnum):
    """Direction of an order (numbers of TrdSide)."""

    UNKNOWN = 0
    BUY = 1
    SELL = 2
    SELL_SHORT = 3
    BUY_BACK = 4

    @property
    def buys(self) -> bool:
        """Whether a fill adds shares."""
        return self in (Side.BUY, Side.BUY_BACK)


class OrderType(NumberedEnum):
    """Order types (numbers of OrderType)."""

    UNKNOWN = 0
    LIMIT = 1
    """Enhanced limit in Hong Kong, plain limit elsewhere."""
    MARKET = 2
    ABSOLUTE_LIMIT = 5
    AUCTION = 6
    AUCTION_LIMIT = 7
    SPECIAL_LIMIT = 8
    SPECIAL_LIMIT_ALL = 9
    STOP = 10
    STOP_LIMIT = 11
    MARKET_IF_TOUCHED = 12
    LIMIT_IF_TOUCHED = 13
    TRAILING_STOP = 14
    TRAILING_STOP_LIMIT = 15
    TWAP_MARKET = 16
    TWAP_LIMIT = 17
    VWAP_MARKET = 18
    VWAP_LIMIT = 19

    @property
    def needs_price(self) -> bool:
        """Whether a limit price is part of the order."""
        return self in _PRICED

    @property
    def needs_trigger(self) -> bool:
        """Whether a trigger price is part of the order."""
        return self in _TRIGGERED

    @property
    def trails(self) -> bool:
        """Whether the trigger follows the market."""
        return self in _TRAILING

    @property
    def conditional(self) -> bool:
        """Whether the broker keeps the order until the market reaches its trigger."""
        return self.needs_trigger or self.trails


_PRICED = frozenset(
    {
        OrderType.LIMIT,
        OrderType.ABSOLUTE_LIMIT,
        OrderType.AUCTION_LIMIT,
        OrderType.SPECIAL_LIMIT,
        OrderType.SPECIAL_LIMIT_ALL,
        OrderType.STOP_LIMIT,
        OrderType.LIMIT_IF_TOUCHED,
    }
)
_TRIGGERED = frozenset(
    {
        OrderType.STOP,
        OrderType.STOP_LIMIT,
        OrderType.MARKET_IF_TOUCHED,
        OrderType.LIMIT_IF_TOUCHED,
    }
)
_TRAILING = frozenset({OrderType.TRAILING_STOP, OrderType.TRAILING_STOP_LIMIT})


class OrderStatus(NumberedEnum):
    """State of an order at the broker (numbers of OrderStatus)."""

    UNKNOWN = -1
    UNSUBMITTED = 0
    WAITING_SUBMIT = 1
    SUBMITTING = 2
    SUBMIT_FAILED = 3
    TIMEOUT = 4
    """The broker does not know either: not terminal."""
    SUBMITTED = 5
    FILLED_PART = 10
    FILLED_ALL = 11
    CANCELLING_PART = 12
    CANCELLING_ALL = 13
    CANCELLED_PART = 14
    CANCELLED_ALL = 15
    FAILED = 21
    DISABLED = 22
    DELETED = 23
    FILL_CANCELLED = 24

    @property
    def terminal(self) -> bool:
        """Whether nothing more can happen to the order; unknown numbers and TIMEOUT count as live."""
        return self in _TERMINAL


_TERMINAL = frozenset(
    {
        OrderStatus.SUBMIT_FAILED,
        OrderStatus.FILLED_ALL,
        OrderStatus.CANCELLED_PART,
        OrderStatus.CANCELLED_ALL,
        OrderStatus.FAILED,
        OrderStatus.DELETED,
        OrderStatus.FILL_CANCELLED,
    }
)


class TimeInForce(NumberedEnum):
    """How long an order lives (numbers of TimeInForce)."""

    UNKNOWN = -1
    DAY = 0
    GTC = 1
    IOC = 2
    GTD = 3


class TradeSession(NumberedEnum):
    """In which hours of a US trading day an order may fill (numbers of Session)."""

    UNKNOWN = -1
    NONE = 0
    """Not said; the only one outside the US."""
    RTH = 1
    """Regular hours."""
    ETH = 2
    """Regular hours, and before and after them."""
    ALL = 3
    """Around the clock."""
    OVERNIGHT = 4

    @property
    def extended(self) -> bool:
        """Whether it goes beyond regular hours."""
        return self in (TradeSession.ETH, TradeSession.ALL, TradeSession.OVERNIGHT)


class ModifyOp(NumberedEnum):
    """What a modify request asks for (numbers of ModifyOrderOp)."""

    UNKNOWN = 0
    AMEND = 1
    CANCEL = 2
    DISABLE = 3
    ENABLE = 4
    DELETE = 5


class FillStatus(NumberedEnum):
    """Whether a fill stands (numbers of OrderFillStatus)."""

    UNKNOWN = -1
    OK = 0
    CANCELLED = 1
    CHANGED = 2
    PAYOUT = 3


class TrailType(NumberedEnum):
    """How the distance of a trailing order is measured (numbers of TrailType)."""

    UNKNOWN = 0
    RATIO = 1
    AMOUNT = 2


@dataclass(frozen=True, slots=True)
class Trail:
    """How far behind the market the trigger of a trailing order stays."""

    type: TrailType
    value: Decimal
    """Per cent of the price for RATIO (5 is 5 %), an amount of price for AMOUNT."""
    spread: Decimal | None = None
    """Distance of the limit from the trigger, TRAILING_STOP_LIMIT only."""


@dataclass(frozen=True, slots=True)
class ComboLeg:
    """One security of a combined order: its size is the order's quantity times the ratio."""

    id: SecurityId
    side: Side
    ratio: int
    position_id: int | None = None
    """The position it closes, None when it opens one or the broker may choose."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order (2201, 2208). Ids are opaque text."""

    order_id: str
    acc_id: int
    env: Env
    id: SecurityId
    name: str
    side: Side
    type: OrderType
    status: OrderStatus
    qty: Decimal
    """Total wanted, filled part included."""
    price: Decimal | None
    filled_qty: Decimal = Decimal(0)
    avg_fill_price: Decimal | None = None
    remark: str = ""
    error: str = ""
    """The broker's last error text."""
    tif: TimeInForce = TimeInForce.DAY
    created_at: datetime | None = None
    updated_at: datetime | None = None
    trigger_price: Decimal | None = None
    currency: Currency = Currency.UNKNOWN
    market: TradeMarket = TradeMarket.UNKNOWN
    number: int = 0
    """OpenD's numeric orderID, unique in the daemon."""
    trail: Trail | None = None
    expires_on: date | None = None
    """Last day of a GTD order."""
    legs: tuple[ComboLeg, ...] = ()
    """Of a combined order, whose price is the net price of one combination; `id` is the first leg's."""
    session: TradeSession = TradeSession.NONE

    @property
    def open_qty(self) -> Decimal:
        """Quantity still working; zero once the order is terminal."""
        return Decimal(0) if self.status.terminal else self.qty - self.filled_qty


@dataclass(frozen=True, slots=True)
class Fill:
    """One execution (2211, 2218)."""

    fill_id: str
    order_id: str
    acc_id: int
    env: Env
    id: SecurityId
    name: str
    side: Side
    qty: Decimal
    price: Decimal
    at: datetime | None
    status: FillStatus = FillStatus.OK
    broker_id: int | None = None
    """Counterparty broker, Hong Kong only."""
    broker_name: str = ""
    market: TradeMarket = TradeMarket.UNKNOWN
    number: int = 0
