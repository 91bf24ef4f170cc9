"""Keeps OpenD's subscriptions equal to the wanted set, on whichever link there is, within the quota."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from tui.client.alarm import Alarm
from tui.client.complaints import Complaints, PotUse
from tui.client.errors import RequestTimeoutError
from tui.client.governor import Urgency
from tui.client.link import Link
from tui.client.quota import FeedKey
from tui.client.subscriptions import Batch, Subscriptions
from tui.domain.events import Event, NoticeKind, NoticeReceived, QuotaReported
from tui.domain.refusals import Cause, explain
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages.quote import GetSubscriptions, Subscribe, SubscriptionInfo

_log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 5.0
"""How long a subscription may go unanswered before it is asked for again: asking twice does no harm."""
LOOK_S = 60.0
"""How often the units of other programs are looked at, which come and go without a word."""
SHORT_LOOK_S = 10.0
"""The same while something waits for a unit."""


class Subscriber:
    """Sends only differences, in batches; what OpenD refuses is told once and asked for again later."""

    def __init__(self, emit: Callable[[Event], None], feeds: Subscriptions | None = None) -> None:
        self._emit = emit
        self._feeds = feeds if feeds is not None else Subscriptions()
        self._alarm = Alarm()
        self._complaints = Complaints(emit)
        self._look_at = 0.0
        self._told: QuotaReported | None = None
        self._carried: set[FeedKey] = set()
        """What earlier links had, until a new one has been compared with them."""

    def want(self, keys: Iterable[FeedKey]) -> None:
        """Replace the wanted set, most wanted first; several calls in one turn become one difference."""
        self._feeds.want(keys, _now())
        self._alarm.ring()

    def hold_back(self, which: Callable[[FeedKey], bool] | None) -> None:
        """Do not ask for these by ourselves: the right to them was taken; None: for all that is wanted."""
        self._feeds.hold_back(which)
        self._alarm.ring()

    def ask_again(self, lost: Callable[[FeedKey], bool] = lambda _: False) -> None:
        """Look at the quota and ask for all that was refused, now: rights or units may have come back.

        The `lost` ones are asked for even though OpenD took them: that takes their right back.
        """
        self._feeds.ask_for(lost)
        self._feeds.retry()
        self._look_at = 0.0
        self._alarm.ring()

    async def resync(self, link: Link) -> tuple[FeedKey, ...]:
        """Subscribe everything on a new link, and check that OpenD agrees.

        Returned is what earlier links carried and this one does not.
        """
        self._carried |= self._feeds.held
        self._feeds.link_lost(_now())
        self._complaints.forget()
        self._told = None
        await self._look(link)
        if self._feeds.wanted:
            await self._apply(link)
            await self._compare(link)
        self._report()
        gone = sorted((self._carried & self._feeds.wanted) - self._feeds.held)
        self._carried.clear()
        return tuple(gone)

    async def run(self, link: Link) -> None:
        """Follow the wanted set until the link is over."""
        while True:
            since = _now()
            if self._look_at <= since:
                await self._compare(link)
            await self._apply(link)
            self._report()
            moments = (self._look_at, self._feeds.next_at(since))
            await self._alarm.wait(min(moment for moment in moments if moment is not None))

    async def _apply(self, link: Link) -> None:
        for batch in self._feeds.to_unsubscribe(_now()):
            await self._unsubscribe(link, batch)
        for batch in self._feeds.to_subscribe(_now()):
            await self._subscribe(link, batch)

    async def _subscribe(self, link: Link, batch: Batch) -> Cause | None:
        """Ask for a batch, and when it is refused for its parts; return why the last of it was refused."""
        request = Subscribe(ids=batch.ids, feeds=batch.feeds, subscribe=True, push=True, first_push=True)
        try:
            await link.request(request, ANSWER_WITHIN_S, urgency=Urgency.BACKGROUND)
        except RefusedError as error:
            return await self._refused_batch(link, batch, str(error))
        except (RequestTimeoutError, BodyError) as error:
            self._refused(batch, Cause.OTHER, str(error))
            return Cause.OTHER
        self._feeds.subscribed(batch.keys, _now())
        self._complaints.served(batch.keys)
        return None

    async def _refused_batch(self, link: Link, batch: Batch, text: str) -> Cause | None:
        """Find out which part of it OpenD means; a lack of units is looked up, not tried out."""
        refusal = explain(text)
        if refusal.cause is Cause.QUOTA:
            await self._look(link)
        parts = () if refusal.cause in (Cause.QUOTA, Cause.TOO_OFTEN) else batch.split()
        if not parts or (refusal.cause is Cause.RIGHT and self._feeds.known_refused(batch.keys, Cause.RIGHT)):
            self._refused(batch, refusal.cause, refusal.line)
            return refusal.cause
        # All at once: a market without a right is a hundred refusals, each with its way there and back.
        causes = await asyncio.gather(*(self._subscribe(link, part) for part in parts))
        return next((cause for cause in causes if cause is not None), None)

    async def _unsubscribe(self, link: Link, batch: Batch) -> None:
        request = Subscribe(ids=batch.ids, feeds=batch.feeds, subscribe=False, push=False)
        try:
            await link.request(request, urgency=Urgency.BACKGROUND)
        except (RefusedError, RequestTimeoutError, BodyError) as error:
            _log.info("Not unsubscribed: %s", error)
            self._feeds.kept(batch.keys, _now())
        else:
            self._feeds.unsubscribed(batch.keys)

    async def _look(self, link: Link) -> SubscriptionInfo | None:
        """Ask who uses how many units."""
        now = _now()
        left_until = self._feeds.quota.look_at
        self._look_at = now + (SHORT_LOOK_S if self._feeds.waiting else LOOK_S)
        if left_until > now:
            self._look_at = min(self._look_at, left_until)
        try:
            info = await link.request(GetSubscriptions(all_connections=True), urgency=Urgency.BACKGROUND)
        except (RefusedError, RequestTimeoutError, BodyError) as error:
            _log.info("Subscriptions not read: %s", error)
            return None
        self._feeds.quota.learn(info, _now())
        return info

    async def _compare(self, link: Link) -> None:
        info = await self._look(link)
        if info is None:
            return
        present = [
            FeedKey(id_, feed)
            for connection in info.connections
            if connection.own
            for feed, ids in connection.feeds
            for id_ in ids
        ]
        lost = self._feeds.missing(present, _now())
        if lost:
            text = f"OpenD does not carry {len(lost)} subscriptions it accepted; asking again"
            self._emit(NoticeReceived(NoticeKind.UNKNOWN, text))
        for key in lost:
            self._complaints.dropped(key)

    def _refused(self, batch: Batch, cause: Cause, line: str) -> None:
        for key in batch.keys:
            delay_s = self._feeds.refused(key, _now(), cause)
            if cause is not Cause.QUOTA:
                self._complaints.refused(key, cause, line, delay_s)

    def _report(self) -> None:
        """Tell what is refused, what waits for a unit, and how many there are."""
        feeds = self._feeds
        quota, held, waiting = feeds.quota, feeds.held, feeds.waiting
        for pot in quota.pots:
            use = PotUse(
                pot,
                quota.used(held, pot),
                quota.total(pot),
                quota.own(held, pot),
                alone=len(quota.pots) == 1,
            )
            self._complaints.waiting([key for key in waiting if quota.pot(key) is pot], use)
        self._complaints.tell()
        total = quota.total()
        if total is None:
            return
        report = QuotaReported(quota.used(held), total, quota.own(held), len(waiting))
        if report != self._told:
            self._told = report
            self._emit(report)


def _now() -> float:
    return asyncio.get_running_loop().time()
