"""What goes into the exchange and what it reports back."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tui.domain.ids import SecurityId
from tui.domain.orders import OrderType, TimeInForce
from tui.domain.trades import Trade


@dataclass(frozen=True, slots=True)
class UserOrder:
    """One order of a user for the exchange to match."""

    key: str
    """The caller's own name of the order; never used twice."""
    id: SecurityId
    buys: bool
    type: OrderType
    """LIMIT (enhanced limit in Hong Kong) or MARKET."""
    qty: int
    price: Decimal | None
    """None for a market order."""
    tif: TimeInForce = TimeInForce.DAY
    """IOC cancels what does not match at once; everything else rests."""

    @property
    def rests(self) -> bool:
        """Whether an unfilled rest stays in the book."""
        return self.type is not OrderType.MARKET and self.tif is not TimeInForce.IOC


@dataclass(frozen=True, slots=True)
class UserFill:
    """One execution of a user order."""

    key: str
    price: Decimal
    qty: int
    at: float
    """Unix seconds."""
    remaining: int
    """Still unfilled of the order after this fill."""
    broker_id: int | None
    """Counterparty's broker; None outside Hong Kong securities."""
    broker_name: str
    sequence: int
    """The print on the tape."""
    maker: bool
    """True when the order was resting and somebody else came to it."""


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """What became of an order at the moment it was submitted or amended.

    filled quantity (sum of the order's own fills here) + resting + cancelled = quantity submitted.
    """

    accepted: bool
    error: str = ""
    """Cause of a refusal, one line; nothing changed then."""
    fills: tuple[UserFill, ...] = ()
    """Every user fill caused, oldest first: the order's own, and those of users it met in the book."""
    resting: int = 0
    price: Decimal | None = None
    """Where the rest rests; None when nothing does. A Hong Kong limit order that has used up its ten
    price levels rests at the tenth, whatever its own price, so that the book never crosses."""
    cancelled: int = 0
    """Unfilled rest that does not rest (market, IOC)."""


@dataclass(frozen=True, slots=True)
class Working:
    """A user order that rests in the book."""

    key: str
    id: SecurityId
    buys: bool
    price: Decimal
    qty: int
    """Total, filled part included."""
    filled: int
    remaining: int


@dataclass(slots=True)
class Changes:
    """What happened since the last report. Readers of the exchange give the new values."""

    quotes: set[SecurityId] = field(default_factory=set)
    books: set[SecurityId] = field(default_factory=set)
    """Something in the levels that can be seen of either side changed."""
    brokers: set[SecurityId] = field(default_factory=set)
    trades: dict[SecurityId, list[Trade]] = field(default_factory=dict)
    """New prints, oldest first."""
    bars: dict[SecurityId, int] = field(default_factory=dict)
    """How many one-minute bars were touched: 1, or more when a minute ended in between. No longer kind
    of bar can have seen more, so `candles(id, type, bars[id])` is what to push."""
    fills: list[UserFill] = field(default_factory=list)
    """Fills of resting user orders by the order flow; fills caused by a submit are in its result only."""

    ended: list[SecurityId] = field(default_factory=list)
    """Securities that will never be traded again."""

    def __bool__(self) -> bool:
        return bool(
            self.quotes or self.books or self.brokers or self.trades or self.bars or self.fills or self.ended
        )
