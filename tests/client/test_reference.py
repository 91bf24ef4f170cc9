"""Facts and phases in the background: watched first, one bad code harms nobody, nothing without a link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from tests.client.fakes import HSBC, INSTRUMENTS, TENCENT, UNKNOWN
from tests.client.stepped import stepped, until
from tui.client.errors import NotConnectedError
from tui.client.governor import Urgency
from tui.client.reference import Reference
from tui.domain.events import Event, InstrumentsReported, MarketStatesReported, NoticeReceived
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, MarketState, SecurityType
from tui.domain.quotes import SecurityState
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import GetInstruments, GetMarketStates

R = TypeVar("R")

LISTS = ((Market.HK, SecurityType.STOCK), (Market.US, SecurityType.STOCK))
FACTS = {one.id: one for one in INSTRUMENTS}


class Source:
    """Answers like OpenD: one unknown code fails a whole request."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.connected = True

    async def request(self, request: Request[R], *, urgency: Urgency) -> R:
        assert urgency is Urgency.BACKGROUND
        await asyncio.sleep(0.001)
        if not self.connected:
            raise NotConnectedError("down")
        self.asked.append(request)
        return self._answer(request)  # type: ignore[return-value]

    def _answer(self, request: Any) -> object:
        if isinstance(request, GetMarketStates):
            return tuple(SecurityState(id_, "", MarketState.MORNING) for id_ in request.ids)
        assert isinstance(request, GetInstruments)
        if not request.ids:
            if request.market is Market.US:
                raise RefusedError(3202, "no right")
            return INSTRUMENTS
        if UNKNOWN in request.ids:
            raise RefusedError(3202, f"unknown stock {UNKNOWN}")
        return tuple(FACTS[id_] for id_ in request.ids)


class Running:
    def __init__(self) -> None:
        self.source = Source()
        self.events: list[Event] = []
        self.reference = Reference(self.source, self.events.append, LISTS)

    def told(self, kind: type) -> list[Any]:
        return [event for event in self.events if type(event) is kind]

    @property
    def idle(self) -> bool:
        return GetInstruments(market=Market.US, type=SecurityType.STOCK) in self.source.asked


@asynccontextmanager
async def running(*, connected: bool = True) -> AsyncIterator[Running]:
    run = Running()
    run.source.connected = connected
    task = asyncio.ensure_future(run.reference.run())
    try:
        yield run
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@stepped
async def test_watched_codes_come_before_the_lists() -> None:
    run = Running()
    run.reference.watch([TENCENT, HSBC])
    task = asyncio.ensure_future(run.reference.run())
    await until(lambda: run.idle)
    assert run.source.asked == [
        GetInstruments((TENCENT, HSBC)),
        GetMarketStates((TENCENT, HSBC)),
        GetInstruments(market=Market.HK, type=SecurityType.STOCK),
        GetInstruments(market=Market.US, type=SecurityType.STOCK),
    ]
    first: Instrument = run.told(InstrumentsReported)[0].instruments[0]
    assert (first.id, first.lot) == (TENCENT, 100)
    assert run.told(MarketStatesReported)[0].states[0] == (TENCENT, MarketState.MORNING)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@stepped
async def test_one_unknown_code_is_named_and_the_others_are_read() -> None:
    async with running() as run:
        run.reference.watch([TENCENT, UNKNOWN, HSBC])
        await until(lambda: len(run.told(NoticeReceived)) == 1 and run.told(MarketStatesReported))
        found = {one.id for event in run.told(InstrumentsReported) for one in event.instruments}
        assert found == {TENCENT, HSBC}
        assert run.told(NoticeReceived)[0].text == "HK.99999: no static facts: unknown stock HK.99999"
        assert run.source.asked[-1] != GetMarketStates((TENCENT, UNKNOWN, HSBC))


@stepped
async def test_phases_are_read_every_minute() -> None:
    async with running() as run:
        run.reference.watch([TENCENT])
        await asyncio.sleep(185)
        asked = [request for request in run.source.asked if isinstance(request, GetMarketStates)]
        assert len(asked) == 4


@stepped
async def test_nothing_is_lost_while_the_link_is_down() -> None:
    async with running(connected=False) as run:
        run.reference.watch([TENCENT])
        await asyncio.sleep(300)
        assert run.source.asked == []
        run.source.connected = True
        run.reference.link_live()
        await until(lambda: run.idle)
        assert run.told(InstrumentsReported)


@stepped
async def test_a_new_link_reads_the_watched_facts_again_and_the_lists_not() -> None:
    async with running() as run:
        run.reference.watch([TENCENT])
        await until(lambda: run.idle)
        run.source.asked.clear()
        run.reference.link_live()
        await asyncio.sleep(5)
        assert run.source.asked == [GetInstruments((TENCENT,)), GetMarketStates((TENCENT,))]
