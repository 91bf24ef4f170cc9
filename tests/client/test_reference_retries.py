"""Facts and lists that got no answer are asked for again, later each time; nobody is asked in a storm."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from tests.client.fakes import HSBC, TENCENT
from tests.client.stepped import stepped, until
from tui.client.errors import DisconnectedError, RequestTimeoutError
from tui.client.governor import Urgency
from tui.client.reference import Reference
from tui.domain.events import Event, InstrumentsReported, MarketStatesReported, NoticeReceived
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, MarketState, SecurityType
from tui.domain.quotes import SecurityState
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import GetInstruments, GetMarketStates

R = TypeVar("R")

MANY = tuple(SecurityId(Market.HK, f"{number:05}") for number in range(1, 201))
STOCKS, FUNDS = (Market.HK, SecurityType.STOCK), (Market.HK, SecurityType.ETF)
FROM_STOCKS, FROM_FUNDS = SecurityId(Market.HK, "08001"), SecurityId(Market.HK, "08002")
TOO_OFTEN = "requests are too frequent"


def times_out(request: object) -> Exception:
    del request
    return RequestTimeoutError("no answer within 12 s")


class Source:
    """Answers whatever `fault` lets pass."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.fault: Callable[[Any], Exception | None] = lambda _: None

    async def request(self, request: Request[R], *, urgency: Urgency) -> R:
        assert urgency is Urgency.BACKGROUND
        self.asked.append(request)
        error = self.fault(request)
        await asyncio.sleep(12 if isinstance(error, RequestTimeoutError) else 0.001)
        if error is not None:
            raise error
        return self._answer(request)  # type: ignore[return-value]

    def _answer(self, request: Any) -> object:
        if isinstance(request, GetMarketStates):
            return tuple(SecurityState(id_, "", MarketState.MORNING) for id_ in request.ids)
        assert isinstance(request, GetInstruments)
        listed = {STOCKS: FROM_STOCKS, FUNDS: FROM_FUNDS}
        ids = request.ids or (listed[request.market, request.type],)
        return tuple(Instrument(id_, "NAME", SecurityType.STOCK, 100) for id_ in ids)


class Running:
    """A reference at work on a link that is live."""

    def __init__(self, *ids: SecurityId, lists: tuple[tuple[Market, SecurityType], ...] = ()) -> None:
        self.source = Source()
        self.events: list[Event] = []
        self.reference = Reference(self.source, self.events.append, lists)
        self.reference.watch(ids)
        self.reference.link_live()
        self._task: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Running:
        self._task = asyncio.ensure_future(self.reference.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def fail(self, make: Callable[[Any], Exception], times: int, kind: type = GetInstruments) -> None:
        """Let the next requests of a kind fail."""
        left = [None] * times

        def fault(request: Any) -> Exception | None:
            if left and isinstance(request, kind):
                left.pop()
                return make(request)
            return None

        self.source.fault = fault

    @property
    def facts(self) -> set[SecurityId]:
        """The codes whose facts were told."""
        reports = [event for event in self.events if isinstance(event, InstrumentsReported)]
        return {one.id for report in reports for one in report.instruments}

    @property
    def phases(self) -> set[SecurityId]:
        """The codes whose phase was told."""
        reports = [event for event in self.events if isinstance(event, MarketStatesReported)]
        return {id_ for report in reports for id_, _ in report.states}

    @property
    def notices(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, NoticeReceived)]

    @property
    def questions(self) -> list[GetInstruments]:
        return [request for request in self.source.asked if isinstance(request, GetInstruments)]


@stepped
@pytest.mark.parametrize(
    "make", [times_out, lambda _: BodyError("cut"), lambda _: RefusedError(-1, TOO_OFTEN)]
)
async def test_facts_without_an_answer_are_asked_for_again(make: Callable[[Any], Exception]) -> None:
    run = Running(TENCENT, HSBC)
    run.fail(make, times=2)
    async with run:
        await until(lambda: run.facts == {TENCENT, HSBC}, limit_s=120)
        await until(lambda: run.phases == {TENCENT, HSBC}, limit_s=120)
        assert len(run.notices) == 1
        assert "asked again" in run.notices[0]


@stepped
async def test_what_was_asked_too_often_is_not_asked_by_halves_nor_within_the_window() -> None:
    run = Running(*MANY)
    run.fail(lambda _: RefusedError(-1, TOO_OFTEN), times=1)
    async with run:
        await asyncio.sleep(29)
        assert run.questions == [GetInstruments(MANY)]
        await until(lambda: run.facts == set(MANY))
        assert run.questions == [GetInstruments(MANY)] * 2


@stepped
async def test_a_refusal_by_halves_stops_where_it_is_too_often() -> None:
    def fault(request: Any) -> Exception | None:
        if isinstance(request, GetInstruments) and MANY[0] in request.ids:
            return RefusedError(-1, TOO_OFTEN if len(run.questions) > 3 else "unknown stock HK.00001")
        return None

    run = Running(*MANY)
    run.source.fault = fault
    async with run:
        await asyncio.sleep(20)
        assert len(run.questions) == 4
        run.source.fault = lambda _: None
        await until(lambda: run.facts == set(MANY))


@stepped
@pytest.mark.parametrize("make", [times_out, lambda _: BodyError("cut")])
@pytest.mark.parametrize("bad", [MANY[0], MANY[77], MANY[199]])
async def test_one_code_that_spoils_every_answer_keeps_the_facts_of_no_other(
    make: Callable[[Any], Exception], bad: SecurityId
) -> None:
    run = Running(*MANY)
    run.source.fault = lambda request: (
        make(request) if isinstance(request, GetInstruments) and bad in request.ids else None
    )
    async with run:
        await until(lambda: run.facts == set(MANY) - {bad}, limit_s=600)
        run.reference.watch([*MANY, TENCENT])
        await until(lambda: TENCENT in run.facts, limit_s=13)
        run.source.fault = lambda _: None
        await until(lambda: bad in run.facts, limit_s=301)


@stepped
async def test_new_codes_do_not_wait_for_those_that_were_put_off() -> None:
    run = Running(*MANY)
    run.source.fault = lambda request: (
        BodyError("cut") if isinstance(request, GetInstruments) and request.ids[0] in MANY else None
    )
    async with run:
        await asyncio.sleep(1000)
        run.reference.watch([*MANY, SecurityId(Market.HK, "09988")])
        await until(lambda: run.facts, limit_s=1)


@stepped
async def test_codes_refused_for_a_time_are_asked_for_again() -> None:
    run = Running(TENCENT, HSBC)
    run.source.fault = lambda request: (
        RefusedError(-1, "not logged in") if isinstance(request, GetInstruments) else None
    )
    async with run:
        await asyncio.sleep(600)
        assert len(run.notices) == 2
        assert run.phases == set()
        run.source.fault = lambda _: None
        await until(lambda: run.facts == run.phases == {TENCENT, HSBC}, limit_s=130)


@stepped
async def test_codes_nobody_watches_any_more_are_not_asked_for_again() -> None:
    run = Running(TENCENT, HSBC)
    run.source.fault = times_out
    async with run:
        await asyncio.sleep(20)
        run.reference.watch([HSBC])
        run.source.asked.clear()
        await asyncio.sleep(600)
        assert {id_ for question in run.questions for id_ in question.ids} == {HSBC}


@stepped
@pytest.mark.parametrize("make", [times_out, lambda _: RefusedError(-1, "no right")])
async def test_a_list_without_an_answer_is_asked_for_again_after_the_others(
    make: Callable[[Any], Exception],
) -> None:
    run = Running(lists=(STOCKS, FUNDS))
    run.fail(make, times=1)
    async with run:
        await until(lambda: FROM_STOCKS in run.facts, limit_s=600)
        assert [one.type for one in run.questions] == [
            SecurityType.STOCK,
            SecurityType.ETF,
            SecurityType.STOCK,
        ]
        await asyncio.sleep(3600)
        assert len(run.questions) == 3


@stepped
async def test_a_list_that_costs_the_link_is_not_the_first_on_the_next() -> None:
    run = Running(lists=(STOCKS, FUNDS))
    run.fail(lambda _: DisconnectedError("the link was lost"), times=1)
    async with run:
        await until(lambda: len(run.questions) == 1)
        run.reference.link_live()
        await until(lambda: run.facts == {FROM_STOCKS, FROM_FUNDS}, limit_s=600)
        assert run.questions[1].type is SecurityType.ETF


@stepped
@pytest.mark.parametrize(
    "make",
    [
        times_out,
        lambda _: BodyError("cut"),
        lambda _: RefusedError(-1, "busy"),
        lambda _: RefusedError(-1, TOO_OFTEN),
    ],
)
async def test_an_opend_that_never_answers_is_asked_seldom(make: Callable[[Any], Exception]) -> None:
    run = Running(*MANY[:8], lists=(STOCKS, FUNDS))
    run.source.fault = make
    async with run:
        await asyncio.sleep(300)
        first = len(run.source.asked)
        run.source.asked.clear()
        await asyncio.sleep(3600)
        phases = len(run.source.asked) - len(run.questions)
        lists = len([one for one in run.questions if not one.ids])
        assert first <= 40
        assert phases <= 60
        assert 10 <= lists <= 15
        assert 10 <= len(run.questions) - lists <= 61
        assert len(run.notices) <= 8


@stepped
async def test_a_new_link_forgets_how_long_was_waited() -> None:
    run = Running(TENCENT)
    run.source.fault = times_out
    async with run:
        await asyncio.sleep(3600)
        run.source.fault = lambda _: None
        run.reference.link_live()
        await until(lambda: run.facts == {TENCENT}, limit_s=13)
