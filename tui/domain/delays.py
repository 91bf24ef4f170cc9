"""How long OpenD takes: histograms of pushes, means of replies, and orders one by one (1007)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.numbered import NumberedEnum


class DelayKind(NumberedEnum):
    """What is measured (numbers of DelayStatisticsType)."""

    UNKNOWN = 0
    PUSHES = 1
    REPLIES = 2
    ORDERS = 3


class PushStage(NumberedEnum):
    """A leg of a push's way (numbers of QotPushStage)."""

    UNKNOWN = 0
    SERVER = 1
    """Inside Futu's server."""
    NETWORK = 2
    """From the server to OpenD."""
    OPEND = 3
    """Inside OpenD."""
    DELIVERY = 4
    """From the server's sending to OpenD's."""
    WHOLE = 5
    """From the server's receipt to OpenD's sending."""


class PushKind(NumberedEnum):
    """What was pushed (numbers of QotPushType)."""

    UNKNOWN = 0
    QUOTE = 1
    TRADES = 2
    BOOK = 3
    BROKERS = 4


@dataclass(frozen=True, slots=True)
class DelayBucket:
    """Pushes that took at least `begin_ms` and less than `end_ms`; shares are percents."""

    begin_ms: int
    end_ms: int | None
    """None: without end."""
    count: int
    share: Decimal
    cumulative: Decimal


@dataclass(frozen=True, slots=True)
class PushDelays:
    """The histogram of one kind of push."""

    kind: PushKind
    count: int
    mean_ms: Decimal
    buckets: tuple[DelayBucket, ...]


@dataclass(frozen=True, slots=True)
class ReplyDelays:
    """Mean times of the replies of one protocol."""

    proto_id: int
    count: int
    total_ms: Decimal
    opend_ms: Decimal
    network_ms: Decimal
    local: bool
    """OpenD answers these by itself, without its server."""


@dataclass(frozen=True, slots=True)
class OrderDelays:
    """Times of one placed order."""

    order_id: str
    total_ms: Decimal
    opend_ms: Decimal
    network_ms: Decimal
    update_ms: Decimal
    """From the reply until the order was at the exchange."""


@dataclass(frozen=True, slots=True)
class DelayStatistics:
    """What was asked for; the rest is empty."""

    pushes: tuple[PushDelays, ...] = ()
    replies: tuple[ReplyDelays, ...] = ()
    orders: tuple[OrderDelays, ...] = ()
