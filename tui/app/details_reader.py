"""Reads the details of one security: each question by itself, so that one refusal hides nothing else.

Imported when details are first opened: it needs the messages of the wire.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from math import ceil
from typing import Protocol, TypeVar

from tui.client.errors import ClientError
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.refusals import explain
from tui.domain.reminders import ReminderFrequency, ReminderOp, ReminderType
from tui.state.rows import Cell, Tone
from tui.state.rows_details import Answer, Answers
from tui.wire.errors import RefusedError, WireError
from tui.wire.messages.base import Request
from tui.wire.messages.lists import GetFutureTerms, GetPlatesOf
from tui.wire.messages.quote import GetSnapshots
from tui.wire.messages.research import GetDistribution, GetTopBrokers
from tui.wire.messages.user import GetReminders, SetReminder

R = TypeVar("R")
T = TypeVar("T")

READING = Cell("reading...", Tone.DIM)
TELL_FROM_S = 0.3
"""Nobody notices a shorter wait."""
_OWNED = frozenset({SecurityType.STOCK, SecurityType.ETF})
_TRADED_BY_BROKERS = frozenset({SecurityType.STOCK, SecurityType.ETF, SecurityType.WARRANT})
_NOTHING = Cell("OpenD tells nothing of it", Tone.DIM)


class Asker(Protocol):
    """What the reader needs of the engine."""

    async def ask(self, request: Request[R]) -> R:
        """Ask with a user's urgency."""

    def wait_s(self, request: Request[R]) -> float:
        """Return about how long this request would wait now."""


class DetailsReader:
    """Keeps what is known of one security; `on_change` is called when that changed."""

    def __init__(
        self, engine: Asker, security: SecurityId, kind: SecurityType, on_change: Callable[[], None]
    ) -> None:
        self._engine = engine
        self._id = security
        self._on_change = on_change
        self.answers = questions_for(security, kind)

    async def read(self) -> None:
        """Ask everything that makes sense for the security, all at once."""
        one = (self._id,)
        answers = self.answers
        async with asyncio.TaskGroup() as tasks:
            if answers.snapshot is not None:
                tasks.create_task(self._ask("snapshot", GetSnapshots(one), _first))
            if answers.terms is not None:
                tasks.create_task(self._ask("terms", GetFutureTerms(one), _first))
            if answers.reminders is not None:
                tasks.create_task(self.read_reminders())
            if answers.money is not None:
                tasks.create_task(self._ask("money", GetDistribution(self._id), _itself))
            if answers.plates is not None:
                tasks.create_task(
                    self._ask("plates", GetPlatesOf(one), lambda all: all[0].plates if all else ())
                )
            if answers.brokers is not None:
                tasks.create_task(self._ask("brokers", GetTopBrokers(self._id), _itself))

    async def read_reminders(self) -> None:
        """Ask for the reminders of the security."""
        await self._ask(
            "reminders", GetReminders(self._id), lambda all: tuple(one for of in all for one in of.reminders)
        )

    async def remind(self, type: ReminderType, value: Decimal) -> str:
        """Set a reminder and read all of them again; return nothing, or why it was not set."""
        wanted = SetReminder(
            self._id, ReminderOp.ADD, type=type, frequency=ReminderFrequency.ONCE_A_DAY, value=value
        )
        try:
            await self._engine.ask(wanted)
        except (ClientError, WireError) as error:
            return reason_of(error)
        await self.read_reminders()
        return ""

    async def _ask(self, part: str, request: Request[R], take: Callable[[R], T | None]) -> None:
        """Fill one part: why it takes long, then the answer, or the reason why there is none."""
        wait_s = self._engine.wait_s(request)
        if wait_s >= TELL_FROM_S:
            self._keep(part, Answer(why=Cell(f"waits {ceil(wait_s)} s: OpenD limits these reads", Tone.WARN)))
        try:
            value = take(await self._engine.ask(request))
        except (ClientError, WireError) as error:
            self._keep(part, Answer(why=Cell(reason_of(error), Tone.WARN)))
        else:
            self._keep(part, Answer(value, _NOTHING))

    def _keep(self, part: str, answer: Answer[T]) -> None:
        self.answers = replace(self.answers, **{part: answer})  # type: ignore[arg-type]
        self._on_change()


def questions_for(security: SecurityId, kind: SecurityType) -> Answers:
    """Return the parts that make sense for a kind of security, all still to be answered."""
    brokers = security.market is Market.HK and kind in _TRADED_BY_BROKERS
    return Answers(
        snapshot=Answer(why=READING),
        terms=Answer(why=READING) if kind is SecurityType.FUTURE else None,
        plates=Answer(why=READING) if kind in _OWNED else None,
        money=Answer(why=READING) if kind in _TRADED_BY_BROKERS else None,
        brokers=Answer(why=READING) if brokers else None,
        reminders=Answer(why=READING),
    )


def kind_of(instrument: Instrument | None) -> SecurityType:
    """Return the kind of a security, UNKNOWN while OpenD has not described it."""
    return SecurityType.UNKNOWN if instrument is None else instrument.type


def reason_of(error: ClientError | WireError) -> str:
    """Say in plain words why there is no answer."""
    return explain(error.text).line if isinstance(error, RefusedError) and error.text else str(error)


def _first(values: tuple[T, ...]) -> T | None:
    return values[0] if values else None


def _itself(value: T) -> T:
    return value
