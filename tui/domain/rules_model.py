"""What a pre-trade check is given and what it says."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto

from tui.domain.accounts import Account, Env, Funds, MaxQuantities, Position
from tui.domain.book import Book
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.limits import Limits
from tui.domain.markets import MarketState
from tui.domain.orders import Order, OrderType, Side, TimeInForce, TradeSession, Trail
from tui.domain.quotes import Quote
from tui.domain.ticks import Ladder


class Field(Enum):
    """The part of a ticket a finding is about, in the order a trader reads them."""

    CODE = auto()
    SIDE = auto()
    TYPE = auto()
    QTY = auto()
    PRICE = auto()
    TRIGGER = auto()
    SPREAD = auto()
    TIF = auto()
    EXPIRES = auto()
    SESSION = auto()
    NOTE = auto()
    ACCOUNT = auto()


class Check(Enum):
    """The checks before an order, by their numbers in the design."""

    PERMISSION = 1
    ORDER_TYPE = 2
    REQUIRED = 3
    PRICE_STEP = 4
    QUANTITY = 5
    PHASE = 6
    COLLAR = 7
    LIMITS = 8
    POWER = 9
    MARKET_COST = 10
    TIME_IN_FORCE = 11
    SHORT = 12
    NOTE = 13
    PACE = 14


class Severity(Enum):
    """How bad a finding is."""

    BLOCK = auto()
    """The order must not be sent."""
    WARN = auto()
    """The order may be sent once the trader has read this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a ticket."""

    field: Field
    severity: Severity
    cause: str
    """One line for the trader."""
    nearest: Decimal | None = None
    """The closest legal value, for a key that takes it over."""
    legal: tuple[Decimal, ...] = ()
    """All the closest legal values, lowest first: one on each side where there are two."""
    check: Check | None = dataclasses.field(default=None, compare=False)
    """Which check found it; None for what is not one of them."""

    @property
    def blocks(self) -> bool:
        """Whether the order must not be sent."""
        return self.severity is Severity.BLOCK


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """An order while it is being typed; None is a field that is empty or not a number yet."""

    id: SecurityId
    side: Side
    type: OrderType
    qty: Decimal | None
    """Total wanted; for an amendment the filled part is included."""
    price: Decimal | None
    env: Env
    acc_id: int | None
    """None until an account is chosen."""
    tif: TimeInForce = TimeInForce.DAY
    trigger: Decimal | None = None
    trail: Trail | None = None
    expires_on: date | None = None
    """Last day of a GTD order."""
    session: TradeSession = TradeSession.NONE
    note: str = ""
    """The trader's own remark."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What the account did lately, for limits on pace, number and loss."""

    open_orders: int = 0
    sent_last_minute: int = 0
    day_pl: Decimal | None = None
    """Profit or loss of the day in the account's currency; None is not known."""


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What is known at the moment of the check; None is not known, and never counts against the order."""

    instrument: Instrument | None
    account: Account | None
    ladder: Ladder | None = None
    quote: Quote | None = None
    book: Book | None = None
    market_state: MarketState | None = None
    funds: Funds | None = None
    position: Position | None = None
    positions_known: bool = True
    """False until the positions of the account were read: then None is not a holding of zero."""
    max_quantities: MaxQuantities | None = None
    """OpenD's own answer for this account, security, type and price; comes before our estimate."""
    stale: bool = False
    """Whether quote and book are older than the live link."""
    amending: Order | None = None
    """The working order this ticket changes."""
    today: date | None = None
    """Where the security trades."""
    now: datetime | None = None
    """The moment of the check, aware; tells the parts of an auction and of a lunch break apart."""
    limits: Limits | None = None
    """The trader's own; None where there are none to check."""
    why_closed: str = ""
    """Why the account may not be traded for want of limits."""
    activity: Activity | None = None
    next_slot_s: float | None = None
    """How long OpenD's rate limits would hold the order back now; None or 0 is not at all."""


def block(field: Field, cause: str, *legal: Decimal) -> Finding:
    """Return a finding that forbids the order; the first legal value is the nearest one."""
    return _finding(field, Severity.BLOCK, cause, legal)


def warn(field: Field, cause: str, *legal: Decimal) -> Finding:
    """Return a finding the trader should read; the first legal value is the nearest one."""
    return _finding(field, Severity.WARN, cause, legal)


def _finding(field: Field, severity: Severity, cause: str, legal: tuple[Decimal, ...]) -> Finding:
    return Finding(field, severity, cause, legal[0] if legal else None, tuple(sorted(set(legal))))
