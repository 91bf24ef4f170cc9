"""Facts the store is told of: what OpenD pushed, what a reply reported, what happened to the link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto
from typing import Final, get_args

from tui.domain.accounts import Account, Env, Funds, Position
from tui.domain.book import Book
from tui.domain.brokers import BrokerQueue
from tui.domain.candles import Candle, CandleType, MinutePoint, Rehab
from tui.domain.feeds import Feed
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.intents import OrderIntent, Outcome
from tui.domain.lazy import Lazy
from tui.domain.link import LinkPhase as LinkPhase
from tui.domain.link import NoticeKind as NoticeKind
from tui.domain.link import ProgramStatus, Severity
from tui.domain.markets import MarketState
from tui.domain.orders import Fill, Order
from tui.domain.quotes import Quote
from tui.domain.refusals import Cause
from tui.domain.reminders import ReminderType
from tui.domain.rights import QuoteRight, RightScope
from tui.domain.safety import Safety
from tui.domain.trades import Trade

# ---- latest wins: decoded lazily


@dataclass(frozen=True, slots=True)
class QuoteChanged:
    """A newer quote of one security (3005)."""

    id: SecurityId
    quote: Lazy[Quote]


@dataclass(frozen=True, slots=True)
class BookChanged:
    """A newer order book (3013)."""

    id: SecurityId
    book: Lazy[Book]


@dataclass(frozen=True, slots=True)
class BrokersChanged:
    """A newer broker queue (3015)."""

    id: SecurityId
    brokers: Lazy[BrokerQueue]


# ---- series


@dataclass(frozen=True, slots=True)
class TradesPrinted:
    """New prints, oldest first (3011)."""

    id: SecurityId
    trades: tuple[Trade, ...]


@dataclass(frozen=True, slots=True)
class CandlesChanged:
    """The last bars of one length (3007)."""

    id: SecurityId
    type: CandleType
    rehab: Rehab
    candles: tuple[Candle, ...]


@dataclass(frozen=True, slots=True)
class MinutesChanged:
    """New points of the intraday line (3009)."""

    id: SecurityId
    points: tuple[MinutePoint, ...]


# ---- orders and fills: applied one by one, never dropped


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """An order as the broker now has it (2208)."""

    order: Order


@dataclass(frozen=True, slots=True)
class FillReported:
    """A new or changed fill (2218); paper accounts never get one."""

    fill: Fill


# ---- reports: what a complete read says now, used to reconcile


@dataclass(frozen=True, slots=True)
class InstrumentsReported:
    """Static facts of some securities (3202)."""

    instruments: tuple[Instrument, ...]


@dataclass(frozen=True, slots=True)
class MarketStatesReported:
    """Phases of some securities (3223)."""

    states: tuple[tuple[SecurityId, MarketState], ...]


@dataclass(frozen=True, slots=True)
class AccountsReported:
    """All accounts of the user (2001)."""

    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class OrdersReported:
    """Every order of one account that OpenD lists today (2201): orders absent from it are gone."""

    acc_id: int
    env: Env
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class FillsReported:
    """Today's fills of one account (2211)."""

    acc_id: int
    env: Env
    fills: tuple[Fill, ...]


@dataclass(frozen=True, slots=True)
class PositionsAsked:
    """A read of all positions of one account begins (2102): fills heard of before this are in its answer."""

    acc_id: int


@dataclass(frozen=True, slots=True)
class PositionsReported:
    """All positions of one account (2102): positions absent from it are closed."""

    acc_id: int
    env: Env
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class FundsReported:
    """Money of one account (2101)."""

    funds: Funds


# ---- subscriptions


@dataclass(frozen=True, slots=True)
class QuotaReported:
    """Subscription units of the user, as far as OpenD told and we know."""

    used: int
    """By every program on this OpenD."""
    total: int
    own: int
    waiting: int
    """Feeds that are wanted and have no unit."""


@dataclass(frozen=True, slots=True)
class FeedRefused:
    """A wanted feed is not carried; it is asked for again by itself."""

    id: SecurityId
    feed: Feed
    cause: Cause
    text: str
    """Cause and fix, one line."""


@dataclass(frozen=True, slots=True)
class FeedServed:
    """A feed refused before is carried now."""

    id: SecurityId
    feed: Feed


# ---- our own orders on their way


@dataclass(frozen=True, slots=True)
class IntentChanged:
    """An order of ours was handed to the wire (no outcome yet) or its outcome is known."""

    intent: OrderIntent
    outcome: Outcome | None


# ---- the link


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The link went from one phase to another."""

    phase: LinkPhase
    reason: str = ""
    """Cause of a DOWN, for the user, one line."""
    retry_in_s: float | None = None
    server_version: int | None = None
    encrypted: bool | None = None
    """Whether nobody on the way can read along; None without a link."""


@dataclass(frozen=True, slots=True)
class NoticeReceived:
    """A notice of OpenD (1003) in plain words."""

    kind: NoticeKind
    text: str
    quote_login: bool | None = None
    """Set by LOGIN notices: OpenD's own link to the quote servers."""
    trade_login: bool | None = None
    severity: Severity = Severity.WARN
    fix: str = ""
    """What the user can do about it, empty for nothing."""
    program_status: ProgramStatus | None = None
    """Set when it says what OpenD is doing."""
    rights: tuple[tuple[RightScope, QuoteRight], ...] = ()
    """Set when it says what the user may see: every level it knows."""
    at: datetime | None = None
    """When we heard it."""


class DifferenceKind(Enum):
    """What was found changed after a time without a link."""

    ORDER_FILLED = auto()
    ORDER_ENDED = auto()
    ORDER_NEW = auto()
    ORDER_GONE = auto()
    ORDER_CHANGED = auto()
    POSITION_CHANGED = auto()
    SUBSCRIPTION_LOST = auto()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed while there was no link."""

    kind: DifferenceKind
    text: str
    """One line for the user."""
    acc_id: int | None = None


@dataclass(frozen=True, slots=True)
class Resynced:
    """Everything was read again after a lost link; told just before LIVE."""

    away_s: float
    differences: tuple[Difference, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderPushChanged:
    """Whether OpenD pushes the orders of the used accounts; those it does not push are polled."""

    polled: tuple[int, ...]
    """Ids of accounts that are polled, none of them when all is well."""


@dataclass(frozen=True, slots=True)
class SafetyChanged:
    """The safety switches moved."""

    safety: Safety


@dataclass(frozen=True, slots=True)
class ReminderFired:
    """A price reminder of the user came true (3019)."""

    id: SecurityId
    name: str
    price: Decimal
    change_rate: Decimal
    """Percent."""
    content: str
    """What happened, in OpenD's words."""
    note: str
    """What the user wrote when setting it."""
    key: int | None
    type: ReminderType
    value: Decimal | None
    """What was set."""
    current: Decimal | None
    """What it is now."""
    at: datetime | None = None
    """When we heard it."""


MarketEvent = QuoteChanged | BookChanged | BrokersChanged | TradesPrinted | CandlesChanged | MinutesChanged
TradeEvent = OrderChanged | FillReported
MARKET_NEWS: Final[frozenset[type]] = frozenset(get_args(MarketEvent))
"""Nearly all that OpenD says; only a store has anything to do with it."""

PushEvent = MarketEvent | TradeEvent | NoticeReceived | ReminderFired
ReportEvent = (
    InstrumentsReported
    | MarketStatesReported
    | AccountsReported
    | OrdersReported
    | FillsReported
    | PositionsAsked
    | PositionsReported
    | FundsReported
    | QuotaReported
    | FeedRefused
    | FeedServed
)
Event = PushEvent | ReportEvent | IntentChanged | LinkChanged | Resynced | OrderPushChanged | SafetyChanged
