"""Names, lots and phases: what is asked for once a day, or once a minute, in the background."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from tui.client.alarm import Alarm
from tui.client.errors import ClientError, RequestTimeoutError
from tui.client.governor import Urgency
from tui.domain.events import Event, InstrumentsReported, MarketStatesReported, NoticeKind, NoticeReceived
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.domain.rate_limits import LIMITS
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import GetInstruments, GetMarketStates

_log = logging.getLogger(__name__)

R = TypeVar("R")

STATES_EVERY_S = 60.0
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
    """Reads static facts and phases of the watched securities first, then whole lists for the search."""

    def __init__(
        self,
        requester: Requester,
        emit: Callable[[Event], None],
        lists: Sequence[tuple[Market, SecurityType]] = LISTS,
    ) -> None:
        self._requester = requester
        self._emit = emit
        self._watched: tuple[SecurityId, ...] = ()
        self._facts_due: dict[SecurityId, None] = {}
        self._known: set[SecurityId] = set()
        self._refused: set[SecurityId] = set()
        self._lists_due = list(lists)
        self._states_at = 0.0
        self._alarm = Alarm()

    def watch(self, ids: Iterable[SecurityId]) -> None:
        """Choose the securities whose facts and phases are kept; new ones are read at once."""
        before = frozenset(self._watched)
        self._watched = tuple(dict.fromkeys(ids))
        new = [id_ for id_ in self._watched if id_ not in before]
        if new:
            self._facts_due.update(dict.fromkeys(id_ for id_ in new if id_ not in self._known))
            self._states_at = 0.0
            self._alarm.ring()

    def link_live(self) -> None:
        """Read the watched securities again: lots change from day to day, phases all the time."""
        self._known.clear()
        self._refused.clear()
        self._facts_due = dict.fromkeys(self._watched)
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
                await self._alarm.wait(self._states_at)

    async def _work(self) -> None:
        while True:
            if self._facts_due:
                await self._read_facts(tuple(self._facts_due)[:FACTS_BATCH])
            elif self._states_at <= _now():
                await self._read_states()
            elif self._lists_due:
                await self._read_list(*self._lists_due[0])
                del self._lists_due[0]
            else:
                return

    async def _read_facts(self, ids: tuple[SecurityId, ...]) -> None:
        try:
            found = await self._ask(GetInstruments(ids=ids))
        except (RefusedError, BodyError, RequestTimeoutError) as error:
            if len(ids) > 1 and isinstance(error, RefusedError):
                # One unknown code fails them all: find it by halves.
                half = len(ids) // 2
                await self._read_facts(ids[:half])
                await self._read_facts(ids[half:])
                return
            found = ()
            names = str(ids[0]) if len(ids) == 1 else f"{ids[0]} and {len(ids) - 1} more"
            self._emit(NoticeReceived(NoticeKind.UNKNOWN, f"{names}: no static facts: {error}"))
        for id_ in ids:
            self._facts_due.pop(id_, None)
        here = {instrument.id for instrument in found}
        self._known |= here
        self._refused |= frozenset(ids) - here
        if found:
            self._emit(InstrumentsReported(found))

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
        except (RefusedError, BodyError, RequestTimeoutError) as error:
            _log.info("List of %s %s not read: %s", market.name, kind.name, error)
            return
        if found:
            self._emit(InstrumentsReported(found))

    async def _ask(self, request: Request[R]) -> R:
        return await self._requester.request(request, urgency=Urgency.BACKGROUND)


def _now() -> float:
    return asyncio.get_running_loop().time()
