"""Price reminders of the simulated user: kept by key, looked at with every change, fired once it is time.

A reminder fires when its condition turns true; one whose condition is true when it is set fires at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from itertools import count

from tui.domain.candles import CandleType
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, MarketState, zone_of
from tui.domain.reminders import (
    Reminder,
    ReminderFrequency,
    ReminderOp,
    ReminderSession,
    ReminderType,
    SecurityReminders,
)
from tui.sim.market.exchange import Exchange
from tui.sim.refusal import RefusalError
from tui.wire.messages.user import ReminderPush, SetReminder

MOST_OF_A_TYPE = 10
"""Reminders of one type on one security."""
LONGEST_NOTE = 20
"""Characters."""

_ALL_SESSIONS = (ReminderSession.OPEN, ReminderSession.US_PRE, ReminderSession.US_AFTER)
_SESSION_OF = {
    MarketState.PRE_MARKET: ReminderSession.US_PRE,
    MarketState.AFTER_HOURS: ReminderSession.US_AFTER,
    MarketState.OVERNIGHT: ReminderSession.US_OVERNIGHT,
}
_WINDOWS = {
    ReminderType.CHANGE_RATE_3M_UP: 3,
    ReminderType.CHANGE_RATE_3M_DOWN: 3,
    ReminderType.CHANGE_RATE_5M_UP: 5,
    ReminderType.CHANGE_RATE_5M_DOWN: 5,
}
"""Minutes a change is measured over."""
_MAINLAND = frozenset({Market.SH, Market.SZ})
_WORDS = {
    ReminderType.PRICE_UP: "price rose to {}",
    ReminderType.PRICE_DOWN: "price fell to {}",
    ReminderType.CHANGE_RATE_UP: "is up {}% today",
    ReminderType.CHANGE_RATE_DOWN: "is down to {}% today",
    ReminderType.CHANGE_RATE_3M_UP: "rose {}% in 3 minutes",
    ReminderType.CHANGE_RATE_3M_DOWN: "moved {}% in 3 minutes",
    ReminderType.CHANGE_RATE_5M_UP: "rose {}% in 5 minutes",
    ReminderType.CHANGE_RATE_5M_DOWN: "moved {}% in 5 minutes",
    ReminderType.VOLUME_UP: "volume reached {}",
    ReminderType.TURNOVER_UP: "turnover reached {}",
    ReminderType.TURNOVER_RATE_UP: "turnover rate reached {}%",
    ReminderType.BID_PRICE_UP: "best bid rose to {}",
    ReminderType.ASK_PRICE_DOWN: "best ask fell to {}",
    ReminderType.BID_VOLUME_UP: "volume at the best bid reached {}",
    ReminderType.ASK_VOLUME_UP: "volume at the best ask reached {}",
}


@dataclass(slots=True)
class _Kept:
    reminder: Reminder
    met: bool = False
    """Whether the condition was true when it was last looked at."""
    fired_on: date | None = None


class Reminders:
    """The registry of one user, over the exchange whose figures it watches."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._kept: dict[SecurityId, dict[int, _Kept]] = {}
        self._due: set[SecurityId] = set()
        """Securities whose reminders changed: looked at with the next step even when nothing moves."""
        self._keys = count(1)

    def set(self, request: SetReminder) -> int:
        """Carry out one operation and return the key it was about; 0 for all of them."""
        self._due.add(request.id)
        match request.op:
            case ReminderOp.ADD:
                return self._add(request)
            case ReminderOp.DELETE_ALL:
                self._kept.pop(request.id, None)
                return 0
            case ReminderOp.DELETE:
                self._find(request)
                del self._kept[request.id][request.key or 0]
            case ReminderOp.ENABLE | ReminderOp.DISABLE:
                kept = self._find(request)
                kept.met = False
                kept.reminder = replace(kept.reminder, enabled=request.op is ReminderOp.ENABLE)
            case ReminderOp.MODIFY:
                kept = self._find(request)
                changed = _checked(request, kept.reminder.key)
                if changed.type is not kept.reminder.type:
                    self._refuse_too_many(request.id, changed.type)
                kept.reminder, kept.met = changed, False
            case _:
                raise RefusalError("The operation on reminders is not known.")
        return request.key or 0

    def of(self, id_: SecurityId) -> tuple[Reminder, ...]:
        """Return the reminders of a security, oldest first."""
        return tuple(kept.reminder for kept in self._kept.get(id_, {}).values())

    def listed(self, ids: Iterable[SecurityId]) -> tuple[SecurityReminders, ...]:
        """Return those of these securities that have any."""
        universe, language = self._exchange.universe, self._exchange.language
        return tuple(
            SecurityReminders(id_, universe[id_].name(language), self.of(id_)) for id_ in ids if self.of(id_)
        )

    @property
    def watched(self) -> tuple[SecurityId, ...]:
        """Securities that have reminders."""
        return tuple(id_ for id_, kept in self._kept.items() if kept)

    def fire(self, changed: Iterable[SecurityId], now: float) -> Iterator[ReminderPush]:
        """Look at the reminders of changed securities and yield those that came true."""
        due, self._due = self._due, set()
        if not self._kept:
            return
        for id_ in [id_ for id_ in self._kept if id_ in due or id_ in changed]:
            day = datetime.fromtimestamp(now, zone_of(id_.market)).date()
            session = _SESSION_OF.get(self._exchange.market_state(id_), ReminderSession.OPEN)
            for kept in self._kept[id_].values():
                figure = self._fires(id_, kept, session, day)
                if figure is not None:
                    yield self._push(id_, kept.reminder, figure, session)

    def _fires(self, id_: SecurityId, kept: _Kept, session: ReminderSession, day: date) -> Decimal | None:
        """Return the figure that makes a reminder fire now, and note that it did."""
        reminder = kept.reminder
        if not reminder.enabled or session not in reminder.sessions:
            return None
        figure = self._figure(id_, reminder.type)
        before, kept.met = kept.met, figure is not None and _met(reminder, figure)
        once = reminder.frequency is ReminderFrequency.ONCE_A_DAY
        if not kept.met or before or (once and kept.fired_on == day):
            return None
        kept.fired_on = day
        if reminder.frequency is ReminderFrequency.ONLY_ONCE:
            kept.reminder = replace(reminder, enabled=False)
        return figure

    def _figure(self, id_: SecurityId, kind: ReminderType) -> Decimal | None:
        """Return what a type of reminder looks at; None while there is no such figure."""
        if kind in (ReminderType.BID_PRICE_UP, ReminderType.BID_VOLUME_UP):
            levels = self._exchange.book(id_, 1).bids
        elif kind in (ReminderType.ASK_PRICE_DOWN, ReminderType.ASK_VOLUME_UP):
            levels = self._exchange.book(id_, 1).asks
        elif kind in _WINDOWS:
            return self._change_since(id_, _WINDOWS[kind])
        else:
            quote = self._exchange.quote(id_)
            return {
                ReminderType.PRICE_UP: quote.last,
                ReminderType.PRICE_DOWN: quote.last,
                ReminderType.CHANGE_RATE_UP: quote.change_percent,
                ReminderType.CHANGE_RATE_DOWN: quote.change_percent,
                ReminderType.VOLUME_UP: Decimal(quote.volume),
                ReminderType.TURNOVER_UP: quote.turnover,
                ReminderType.TURNOVER_RATE_UP: quote.turnover_rate,
            }.get(kind)
        if not levels:
            return None
        priced = kind in (ReminderType.BID_PRICE_UP, ReminderType.ASK_PRICE_DOWN)
        return levels[0].price if priced else Decimal(levels[0].volume)

    def _change_since(self, id_: SecurityId, minutes: int) -> Decimal | None:
        """Return the change of the last minutes in percent."""
        bars = self._exchange.candles(id_, CandleType.K_1M, minutes + 1)
        if len(bars) <= minutes or not bars[0].close:
            return None
        return (self._exchange.last(id_) / bars[0].close - 1) * 100

    def _push(
        self, id_: SecurityId, reminder: Reminder, figure: Decimal, session: ReminderSession
    ) -> ReminderPush:
        name = self._exchange.universe[id_].name(self._exchange.language)
        shown = f"{figure:,.3f}".rstrip("0").rstrip(".")
        return ReminderPush(
            id=id_,
            name=name,
            price=self._exchange.last(id_),
            change_rate=self._exchange.quote(id_).change_percent or Decimal(0),
            session=session,
            content=f"{name} {_WORDS[reminder.type].format(shown)}",
            note=reminder.note,
            key=reminder.key,
            type=reminder.type,
            value=reminder.value,
            current=figure,
        )

    def _add(self, request: SetReminder) -> int:
        reminder = _checked(request, 0)
        self._refuse_too_many(request.id, reminder.type)
        key = next(self._keys)
        self._kept.setdefault(request.id, {})[key] = _Kept(replace(reminder, key=key))
        return key

    def _find(self, request: SetReminder) -> _Kept:
        kept = self._kept.get(request.id, {}).get(request.key or 0)
        if kept is None:
            raise RefusalError(f"{request.id} has no reminder with the key {request.key or 0}.")
        return kept

    def _refuse_too_many(self, id_: SecurityId, kind: ReminderType) -> None:
        if sum(1 for reminder in self.of(id_) if reminder.type is kind) >= MOST_OF_A_TYPE:
            raise RefusalError(f"{id_} has {MOST_OF_A_TYPE} reminders of this type already.")


def _met(reminder: Reminder, figure: Decimal) -> bool:
    if reminder.type.upwards:
        return figure >= reminder.value
    # A fall of three per cent is written 3 by some and -3 by others: both mean the same.
    return figure <= (-abs(reminder.value) if reminder.type in _SIGNED else reminder.value)


def _checked(request: SetReminder, key: int) -> Reminder:
    """Return the reminder a request describes, its value cut to what the type can carry."""
    if request.type is None or request.type is ReminderType.UNKNOWN:
        raise RefusalError("The type of the reminder is missing or not known.")
    if request.frequency is None or request.frequency is ReminderFrequency.UNKNOWN:
        raise RefusalError("The frequency of the reminder is missing or not known.")
    if request.value is None:
        raise RefusalError("The value of the reminder is missing.")
    note = request.note or ""
    if len(note) > LONGEST_NOTE:
        raise RefusalError(f"The note is longer than {LONGEST_NOTE} characters.")
    value = _cut(request.value, request.type, request.id.market)
    if value < 0 and request.type not in _SIGNED:
        raise RefusalError("The value of the reminder must not be below 0.")
    sessions = request.sessions or _ALL_SESSIONS
    return Reminder(key, request.type, value, note, request.frequency, enabled=True, sessions=sessions)


_SIGNED = frozenset({kind for kind in ReminderType if "CHANGE_RATE" in kind.name})


def _cut(value: Decimal, kind: ReminderType, market: Market) -> Decimal:
    """Round a value down to the smallest step of its type."""
    if kind is ReminderType.TURNOVER_UP:
        step = Decimal(10)
    elif kind is ReminderType.VOLUME_UP:
        step = Decimal(1000 if market in _MAINLAND else 10)
    elif kind in (ReminderType.BID_VOLUME_UP, ReminderType.ASK_VOLUME_UP):
        step = Decimal(100 if market in _MAINLAND else 1)
    else:
        step = Decimal("0.001")
    return (value / step).to_integral_value(ROUND_DOWN) * step
