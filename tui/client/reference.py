"""Names, lots and phases: what is asked for once a day, or once a minute, in the background."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Protocol, TypeVar

from tui.client.alarm import Alarm
from tui.client.errors import ClientError, DisconnectedError, RequestTimeoutError
from tui.client.governor import Urgency
from tui.client.retry import Retry
from tui.domain.events import Event, InstrumentsReported, MarketStatesReported, NoticeKind, NoticeReceived
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.rate_limits import LIMITS, WINDOW_S
from tui.domain.refusals import Cause, explain
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import GetInstruments, GetMarketStates

_log = logging.getLogger(__name__)

R = TypeVar("R")

STATES_EVERY_S = 60.0
FACTS_RETRY_S = 5.0
"""Without its lot a security cannot be traded: facts that got no answer are asked for again soon,"""
LISTS_RETRY_S = 30.0
"""lists are long and nobody waits for them."""
LONGEST_RETRY_S = 300.0
FACTS_BATCH = 200
STATES_BATCH = LIMITS[GetMarketStates.proto_id].most_items or 1

LISTS: tuple[tuple[Market, SecurityType], ...] = (
    (Market.HK, SecurityType.STOCK),
    (Market.HK, SecurityType.ETF),
    (Market.HK, SecurityType.INDEX),
    (Market.HK, SecurityType.FUTURE),
    (Market.US, SecurityType.STOCK),
    (Market.US, SecurityType.ETF),
    (Market.SH, SecurityType.STOCK),
    (Market.SZ, SecurityType.STOCK),
    (Market.SH, SecurityType.ETF),
    (Market.SZ, SecurityType.ETF),
    (Market.HK, SecurityType.WARRANT),
)
"""Static lists for the search, most wanted first."""


class Requester(Protocol):
    """Something that sends a request as soon as the rate limits allow it, or fails."""

    async def request(self, request: Request[R], *, urgency: Urgency) -> R:
        """Send and wait for the answer."""
        ...


class Reference:
    """Reads static facts and phases of the watched securities first, then whole lists for the search.

    What got no answer is asked for again, later each time. A code that OpenD refuses by itself is left out
    of what is asked for with others; once a minute one of these is tried.
    """

    def __init__(
        self,
        requester: Requester,
        emit: Callable[[Event], None],
        lists: Sequence[tuple[Market, SecurityType]] = LISTS,
    ) -> None:
        self._requester = requester
        self._emit = emit
        self._watched: tuple[SecurityId, ...] = ()
        self._facts_new: dict[SecurityId, None] = {}
        """To be asked for at once, and not together with others, which may have had no answer for long."""
        self._facts_due: dict[SecurityId, None] = {}
        self._facts_retry = Retry(FACTS_RETRY_S, LONGEST_RETRY_S)
        self._batch = FACTS_BATCH
        """Codes that are due in one request: fewer after one without an answer, which one may have spoilt."""
        self._known: set[SecurityId] = set()
        self._refused: dict[SecurityId, None] = {}
        self._lists_due = deque(lists)
        self._lists_retry = Retry(LISTS_RETRY_S, LONGEST_RETRY_S)
        self._states_at = 0.0
        self._told: set[str] = set()
        self._alarm = Alarm()

    def watch(self, ids: Iterable[SecurityId]) -> None:
        """Choose the securities whose facts and phases are kept; new ones are read at once."""
        before = frozenset(self._watched)
        self._watched = tuple(dict.fromkeys(ids))
        watched = frozenset(self._watched)
        new = [id_ for id_ in self._watched if id_ not in before]
        for kept in (self._facts_new, self._facts_due, self._refused):
            for id_ in kept.keys() - watched:
                del kept[id_]
        if new:
            self._facts_new.update(dict.fromkeys(id_ for id_ in new if id_ not in self._known))
            self._states_at = 0.0
            self._alarm.ring()

    def link_live(self) -> None:
        """Read the watched securities again: lots change from day to day, phases all the time."""
        self._known.clear()
        self._refused.clear()
        self._told.clear()
        self._facts_new = dict.fromkeys(self._watched)
        self._facts_due.clear()
        self._facts_retry.reset()
        self._batch = FACTS_BATCH
        self._states_at = 0.0
        self._alarm.ring()

    async def run(self) -> None:
        """Work until cancelled; without a link it waits for `link_live`."""
        while True:
            try:
                await self._work()
            except ClientError as error:
                _log.info("Reference data is put off: %s", error)
                await self._alarm.wait(None)
            else:
                await self._alarm.wait(self._next_at())

    async def _work(self) -> None:
        while True:
            now = _now()
            if self._facts_new:
                new, self._facts_new = self._facts_new, {}
                self._facts_due = new | self._facts_due
                await self._read_facts(tuple(new)[:FACTS_BATCH])
            elif self._facts_due and self._facts_retry.at <= now:
                await self._read_facts(tuple(islice(self._facts_due, self._batch)))
            elif self._states_at <= now:
                await self._read_states()
                self._try_refused()
            elif self._lists_due and self._lists_retry.at <= now:
                await self._read_list(*self._lists_due[0])
            else:
                return

    def _next_at(self) -> float:
        moments = [self._states_at]
        if self._facts_due:
            moments.append(self._facts_retry.at)
        if self._lists_due:
            moments.append(self._lists_retry.at)
        return min(moments)

    async def _read_facts(self, ids: tuple[SecurityId, ...]) -> bool:
        """Ask for these, and by halves where one unknown code fails them all; False when they must wait."""
        try:
            found = await self._ask(GetInstruments(ids=ids))
        except (BodyError, RequestTimeoutError) as error:
            self._batch = max(len(ids) // 2, 1)
            self._put_off(ids, error)
            return False
        except RefusedError as error:
            if explain(error.text).cause is Cause.TOO_OFTEN:
                self._put_off(ids, error, WINDOW_S)
                return False
            if len(ids) > 1:
                half = len(ids) // 2
                return await self._read_facts(ids[:half]) and await self._read_facts(ids[half:])
            found = ()
            self._tell(f"{ids[0]}: no static facts: {error}")
        else:
            self._batch = min(self._batch * 2, FACTS_BATCH)
        self._facts_retry.reset()
        self._learned(ids, found)
        return True

    def _learned(self, ids: tuple[SecurityId, ...], found: tuple[Instrument, ...]) -> None:
        here = {instrument.id for instrument in found}
        came_back = not here.isdisjoint(self._refused)
        for id_ in ids:
            for kept in (self._facts_new, self._facts_due, self._refused):
                kept.pop(id_, None)
        self._known |= here
        self._refused.update((id_, None) for id_ in ids if id_ not in here and id_ in self._watched)
        if came_back:
            # What was refused was not the codes: ask for the others, too.
            self._facts_due.update(self._refused)
        if found:
            self._emit(InstrumentsReported(found))

    def _put_off(self, ids: tuple[SecurityId, ...], error: Exception, at_least_s: float = 0.0) -> None:
        """Ask later for all that is due, and for these after the others."""
        wait_s = self._facts_retry.failed(_now(), at_least_s)
        last = [id_ for id_ in ids if id_ in self._facts_due]
        for id_ in last:
            del self._facts_due[id_]
        self._facts_due.update(dict.fromkeys(last))
        names = str(ids[0]) if len(ids) == 1 else f"{ids[0]} and {len(ids) - 1} more"
        self._tell(f"{names}: no static facts: {error} (asked again in {wait_s:g} s)", once=str(error))

    def _try_refused(self) -> None:
        """Ask once more for the code that was refused the longest ago."""
        if self._refused:
            self._facts_due[next(iter(self._refused))] = None

    async def _read_states(self) -> None:
        self._states_at = _now() + STATES_EVERY_S
        ids = [id_ for id_ in self._watched if id_ not in self._refused]
        for start in range(0, len(ids), STATES_BATCH):
            try:
                states = await self._ask(GetMarketStates(tuple(ids[start : start + STATES_BATCH])))
            except (RefusedError, BodyError, RequestTimeoutError) as error:
                _log.info("Market states not read: %s", error)
            else:
                self._emit(MarketStatesReported(tuple((state.id, state.state) for state in states)))

    async def _read_list(self, market: Market, kind: SecurityType) -> None:
        try:
            found = await self._ask(GetInstruments(market=market, type=kind))
        except (RefusedError, BodyError, RequestTimeoutError, DisconnectedError) as error:
            _log.info("List of %s %s not read: %s", market.name, kind.name, error)
            self._lists_due.rotate(-1)
            self._lists_retry.failed(_now())
            if isinstance(error, DisconnectedError):
                # Perhaps the list was too much for the link: the next link begins with another one.
                raise
            return
        self._lists_due.popleft()
        self._lists_retry.reset()
        if found:
            self._emit(InstrumentsReported(found))

    async def _ask(self, request: Request[R]) -> R:
        return await self._requester.request(request, urgency=Urgency.BACKGROUND)

    def _tell(self, text: str, *, once: str = "") -> None:
        """Tell the user, of the same thing once a link."""
        key = once or text
        if key not in self._told:
            self._told.add(key)
            self._emit(NoticeReceived(NoticeKind.UNKNOWN, text))


def _now() -> float:
    return asyncio.get_running_loop().time()
