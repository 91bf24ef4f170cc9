"""Requests and replies about quotes (3xxx), and the pushes the simulator sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tui.domain.book import Book
from tui.domain.brokers import BrokerQueue
from tui.domain.candles import Candle, CandleType, MinutePoint, Rehab
from tui.domain.feeds import Feed as Feed
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.quotes import Quote, SecurityState, Snapshot
from tui.domain.sessions import CalendarMarket, TradingDay
from tui.domain.trades import Trade
from tui.wire.messages.base import Request
from tui.wire.protoids import ProtoId

# ---- subscriptions


@dataclass(frozen=True, slots=True)
class Subscribe(Request[None]):
    """Subscribe or unsubscribe (3001). `everything` unsubscribes all and carries no lists."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_SUB
    ids: tuple[SecurityId, ...]
    feeds: tuple[Feed, ...]
    subscribe: bool
    push: bool | None = None
    """Also switch the push of this connection on or off; None leaves it."""
    first_push: bool | None = None
    """Ask for the cached value at once; OpenD's default is true."""
    everything: bool = False
    rehabs: tuple[Rehab, ...] = ()
    book_details: bool = False
    """Show the single orders of books, where the SF right does."""


@dataclass(frozen=True, slots=True)
class RegisterPush(Request[None]):
    """Switch the push of existing subscriptions on this connection (3002)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_REG_QOT_PUSH
    ids: tuple[SecurityId, ...]
    feeds: tuple[Feed, ...]
    register: bool
    first_push: bool | None = None
    rehabs: tuple[Rehab, ...] = ()


@dataclass(frozen=True, slots=True)
class ConnectionSubscriptions:
    """What one connection has subscribed."""

    feeds: tuple[tuple[Feed, tuple[SecurityId, ...]], ...]
    used_quota: int
    own: bool
    option_used: int | None = None
    """Units of the separate option quota."""


@dataclass(frozen=True, slots=True)
class SubscriptionInfo:
    """Quota and subscriptions, per connection."""

    connections: tuple[ConnectionSubscriptions, ...]
    total_used: int
    remaining: int
    option_used: int | None = None
    option_remaining: int | None = None


@dataclass(frozen=True, slots=True)
class GetSubscriptions(Request[SubscriptionInfo]):
    """Ask who subscribed what (3003)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_SUB_INFO
    all_connections: bool = False


# ---- current values of subscribed securities


@dataclass(frozen=True, slots=True)
class GetQuotes(Request[tuple[Quote, ...]]):
    """Current quotes (3004); needs a subscription."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_BASIC_QOT
    ids: tuple[SecurityId, ...]


@dataclass(frozen=True, slots=True)
class GetBook(Request[Book]):
    """Current order book (3012); needs a subscription."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_ORDER_BOOK
    id: SecurityId
    levels: int = 10


@dataclass(frozen=True, slots=True)
class GetBrokers(Request[BrokerQueue]):
    """Current broker queue (3014), Hong Kong only; needs a subscription."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_BROKER
    id: SecurityId


@dataclass(frozen=True, slots=True)
class TradeList:
    """Prints of one security, oldest first."""

    id: SecurityId
    name: str
    trades: tuple[Trade, ...]


@dataclass(frozen=True, slots=True)
class GetTrades(Request[TradeList]):
    """Latest prints (3010), at most 1000; needs a subscription."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_TICKER
    id: SecurityId
    count: int


@dataclass(frozen=True, slots=True)
class CandleList:
    """Bars of one security, oldest first."""

    id: SecurityId
    name: str
    candles: tuple[Candle, ...]
    next_key: bytes | None = None
    """History only: pass it back for the next page; None on the last one."""


@dataclass(frozen=True, slots=True)
class GetCandles(Request[CandleList]):
    """Latest bars (3006), at most 1000; needs a subscription."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_KL
    id: SecurityId
    type: CandleType
    count: int
    rehab: Rehab = Rehab.FORWARD


@dataclass(frozen=True, slots=True)
class MinuteLine:
    """The intraday line of one security."""

    id: SecurityId
    name: str
    points: tuple[MinutePoint, ...]


@dataclass(frozen=True, slots=True)
class GetMinutes(Request[MinuteLine]):
    """Intraday line (3008); needs a subscription."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_RT
    id: SecurityId


# ---- pulls without subscription


@dataclass(frozen=True, slots=True)
class GetHistoryCandles(Request[CandleList]):
    """Past bars (3103), paged. Dates are the exchange's, both ends included."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_REQUEST_HISTORY_KL
    id: SecurityId
    type: CandleType
    begin: str
    """Local text, "YYYY-MM-DD" or "YYYY-MM-DD HH:MM:SS"."""
    end: str
    rehab: Rehab = Rehab.FORWARD
    page_size: int | None = None
    key: bytes | None = None


@dataclass(frozen=True, slots=True)
class GetSnapshots(Request[tuple[Snapshot, ...]]):
    """Full pictures of up to 400 securities (3203); one unknown code fails them all."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_SECURITY_SNAPSHOT
    ids: tuple[SecurityId, ...]


@dataclass(frozen=True, slots=True)
class GetInstruments(Request[tuple[Instrument, ...]]):
    """Static facts (3202), by a list of codes, or by market and kind when the list is empty."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_STATIC_INFO
    ids: tuple[SecurityId, ...] = ()
    market: Market = Market.UNKNOWN
    type: SecurityType = SecurityType.UNKNOWN


@dataclass(frozen=True, slots=True)
class GetMarketStates(Request[tuple[SecurityState, ...]]):
    """Phases of up to 400 securities (3223)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_MARKET_STATE
    ids: tuple[SecurityId, ...]


@dataclass(frozen=True, slots=True)
class GetTradingDays(Request[tuple[TradingDay, ...]]):
    """Calendar of a market (3219), both ends included."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_REQUEST_TRADE_DATE
    market: CalendarMarket
    begin: date
    end: date
    id: SecurityId | None = None


# ---- pushes, as the simulator sends them


@dataclass(frozen=True, slots=True)
class QuotePush:
    """3005."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_UPDATE_BASIC_QOT
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class BookPush:
    """3013."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_UPDATE_ORDER_BOOK
    book: Book


@dataclass(frozen=True, slots=True)
class BrokersPush:
    """3015."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_UPDATE_BROKER
    brokers: BrokerQueue


@dataclass(frozen=True, slots=True)
class TradesPush:
    """3011."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_UPDATE_TICKER
    trades: TradeList


@dataclass(frozen=True, slots=True)
class CandlesPush:
    """3007."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_UPDATE_KL
    candles: CandleList
    type: CandleType
    rehab: Rehab


@dataclass(frozen=True, slots=True)
class MinutesPush:
    """3009."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_UPDATE_RT
    minutes: MinuteLine
