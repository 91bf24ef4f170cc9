"""How long this simulator takes: what 1007 reports. Pure: every duration is an argument.

An event has two parts on its way out: until the market step that takes it up (the exchange's server), and
from there until it is written to a connection (OpenD). There is no network between the two.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tui.domain.delays import (
    DelayBucket,
    OrderDelays,
    PushDelays,
    PushKind,
    PushStage,
    ReplyDelays,
)
from tui.wire.messages.quote import BookPush, QuotePush, TradesPush
from tui.wire.protoids import ProtoId

DEFAULT_ENDS = (*range(2, 101, 2), 500, 1000, 2000, -1)
"""Ends of the buckets when the caller names none."""
ENDLESS = -1
_LONGEST_MS = 3_600_000
_ORDERS_KEPT = 200
_ZERO = Decimal(0)
_KINDS: dict[int, PushKind] = {
    ProtoId.QOT_UPDATE_BASIC_QOT: PushKind.QUOTE,
    ProtoId.QOT_UPDATE_TICKER: PushKind.TRADES,
    ProtoId.QOT_UPDATE_ORDER_BOOK: PushKind.BOOK,
    ProtoId.QOT_UPDATE_BROKER: PushKind.BROKERS,
}


@dataclass(slots=True)
class _Histogram:
    """Times by whole millisecond, and their exact sum."""

    by_ms: Counter[int] = field(default_factory=Counter)
    total_ms: float = 0.0
    count: int = 0

    def add(self, ms: float) -> None:
        self.by_ms[min(int(ms), _LONGEST_MS)] += 1
        self.total_ms += ms
        self.count += 1


@dataclass(slots=True)
class _Replies:
    count: int = 0
    total_ms: float = 0.0


@dataclass(slots=True)
class _Placed:
    order_id: str
    at: float
    opend_ms: float = 0.0
    update_ms: float | None = None


class Delays:
    """What was measured since the start; buckets are made when somebody asks."""

    def __init__(self) -> None:
        self._pushes: dict[tuple[PushKind, PushStage], _Histogram] = {}
        self._replies: dict[int, _Replies] = {}
        self._orders: deque[_Placed] = deque(maxlen=_ORDERS_KEPT)

    def pushed(self, proto_id: int, waited_s: float, took_s: float) -> None:
        """Note a push: how long its event waited for the market step, and the way from there."""
        kind = _KINDS.get(proto_id)
        if kind is None:
            return
        server_ms, opend_ms = max(waited_s, 0.0) * 1000, max(took_s, 0.0) * 1000
        for stage, ms in (
            (PushStage.SERVER, server_ms),
            (PushStage.NETWORK, 0.0),
            (PushStage.OPEND, opend_ms),
            (PushStage.DELIVERY, opend_ms),
            (PushStage.WHOLE, server_ms + opend_ms),
        ):
            self._pushes.setdefault((kind, stage), _Histogram()).add(ms)

    def replied(self, proto_id: int, took_s: float) -> None:
        """Note a reply, and with that of a placed order the order's own cost."""
        ms = max(took_s, 0.0) * 1000
        entry = self._replies.setdefault(int(proto_id), _Replies())
        entry.count += 1
        entry.total_ms += ms
        if proto_id == ProtoId.TRD_PLACE_ORDER and self._orders and not self._orders[-1].opend_ms:
            self._orders[-1].opend_ms = ms

    def placed(self, order_id: str, now: float) -> None:
        """Note that an order was taken; its reply is about to leave."""
        self._orders.append(_Placed(order_id, now))

    def at_exchange(self, order_id: str, now: float) -> None:
        """Note that an order has reached the exchange; only the first time counts."""
        for order in reversed(self._orders):
            if order.order_id == order_id:
                if order.update_ms is None:
                    order.update_ms = (now - order.at) * 1000
                return

    # ---- reports

    def pushes(self, stage: PushStage, ends: Sequence[int]) -> tuple[PushDelays, ...]:
        """Return a histogram a kind of push that there was."""
        return tuple(
            _summary(kind, self._pushes[kind, stage], ends)
            for kind in PushKind
            if (kind, stage) in self._pushes
        )

    def replies(self) -> tuple[ReplyDelays, ...]:
        """Return the means by protocol; everything here is answered without another server."""
        return tuple(
            ReplyDelays(proto_id, one.count, mean, mean, _ZERO, local=True)
            for proto_id, one in sorted(self._replies.items())
            for mean in (_ms(one.total_ms / one.count),)
        )

    def orders(self) -> tuple[OrderDelays, ...]:
        """Return the last orders that have reached the exchange, oldest first."""
        return tuple(
            OrderDelays(one.order_id, _ms(one.opend_ms), _ms(one.opend_ms), _ZERO, _ms(one.update_ms))
            for one in self._orders
            if one.update_ms is not None
        )


def event_time(push: object) -> float | None:
    """Return the unix seconds at which what a push tells happened, None when it carries no time."""
    match push:
        case QuotePush():
            return _latest(quote.updated_at for quote in push.quotes)
        case BookPush():
            return _latest((push.book.bid_at, push.book.ask_at))
        case TradesPush():
            return _latest(trade.at for trade in push.trades.trades)
        case _:
            return None


def _latest(moments: Iterable[datetime | None]) -> float | None:
    return max((moment.timestamp() for moment in moments if moment is not None), default=None)


def _summary(kind: PushKind, histogram: _Histogram, ends: Sequence[int]) -> PushDelays:
    buckets = []
    begin, below = 0, 0
    for end in ends:
        inside = [
            count for ms, count in histogram.by_ms.items() if begin <= ms and (end == ENDLESS or ms < end)
        ]
        count = sum(inside)
        below += count
        buckets.append(
            DelayBucket(
                begin,
                None if end == ENDLESS else end,
                count,
                _percent(count, histogram.count),
                _percent(below, histogram.count),
            )
        )
        begin = end
    mean = _ms(histogram.total_ms / histogram.count)
    return PushDelays(kind, histogram.count, mean, tuple(buckets))


def _percent(part: int, whole: int) -> Decimal:
    return round(Decimal(100 * part) / whole, 4) if whole else _ZERO


def _ms(value: float) -> Decimal:
    return round(Decimal(value), 4)
