"""Keeps a link to OpenD: connects, reads everything again, goes live, and starts over when it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from tui.client.address import Address
from tui.client.alarm import Alarm
from tui.client.away import Away
from tui.client.backoff import Backoff
from tui.client.errors import ConnectError, DisconnectedError, NotConnectedError, RequestTimeoutError
from tui.client.feeds import guessed_type
from tui.client.governor import Governor, Urgency
from tui.client.health import Health
from tui.client.link import Link
from tui.client.portfolio import Portfolio
from tui.client.subscriber import Subscriber
from tui.client.subscriptions import FeedKey
from tui.client.timing import Timing
from tui.domain.accounts import Account
from tui.domain.events import (
    MARKET_NEWS,
    Difference,
    DifferenceKind,
    Event,
    LinkChanged,
    LinkPhase,
    NoticeKind,
    NoticeReceived,
    PushEvent,
    Resynced,
)
from tui.domain.orders import Order
from tui.domain.rights import scope_of
from tui.wire.errors import WireError
from tui.wire.messages.base import PacketId, Request
from tui.wire.metering import is_cancel
from tui.wire.protoids import ProtoId

R = TypeVar("R")

STEADY_S = 5.0
"""A link that was live this long was a good one: the next attempt after it comes at once."""
_TRADE_PUSHES = (ProtoId.TRD_UPDATE_ORDER, ProtoId.TRD_UPDATE_ORDER_FILL)


class Session:
    """A conversation with OpenD that outlives its links.

    Everything learned is handed to `on_event`; of quotes, books and broker queues that come at once only the
    newest. Without a live link a request fails now; cancels need no more than a link. On one it is sent as
    soon as OpenD's rate limits allow it, orders now or never; nothing outlives its link.
    """

    def __init__(
        self,
        address: Address,
        on_event: Callable[[Event], None],
        *,
        timing: Timing | None = None,
        backoff: Backoff | None = None,
        read_only: bool = False,
    ) -> None:
        """Without a live link nothing is sent; with `read_only` no order and no unlock ever is."""
        self.address = address
        self._read_only = read_only
        self.phase = LinkPhase.DOWN
        self._hand_on = on_event
        self._away = Away()
        self._timing = timing or Timing()
        self._backoff = backoff or Backoff()
        self._alarm = Alarm()
        self._link: Link | None = None
        self._reason = ""
        self._governor = Governor(on_wait=self._tell_wait)
        self._subscriber = Subscriber(self._on_event)
        self._portfolio = Portfolio(self._on_event)
        self._health = Health(self._on_event)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts OpenD listed last."""
        return self._portfolio.accounts

    def want(self, keys: Iterable[FeedKey]) -> None:
        """Replace the set of feeds to be subscribed, now and after every reconnect."""
        self._subscriber.want(keys)

    def use_accounts(self, acc_ids: Iterable[int]) -> None:
        """Choose the accounts to be read and pushed, now and after every reconnect."""
        self._portfolio.use(acc_ids)

    def retry_now(self) -> None:
        """End the wait for the next attempt."""
        if self.phase is LinkPhase.DOWN:
            self._alarm.ring()

    async def request(
        self,
        request: Request[R],
        *,
        then: Callable[[R], None] | None = None,
        urgency: Urgency = Urgency.USER,
    ) -> R:
        """Send on the live link and wait for the answer; NotConnectedError at once when there is none.

        A request that OpenD's rate limits hold back waits on that link, and is told of when a user asked.
        """
        return await self._live_link().request(request, then=then, urgency=urgency)

    async def request_order(self, build: Callable[[PacketId], Request[R]]) -> R:
        """Send an order request once on the live link; NotConnectedError, HeldBackError: nothing was sent.

        What only withdraws goes as soon as there is a link: reading everything again may take its time.
        """
        link = self._any_link()
        if self.phase is not LinkPhase.LIVE and not is_cancel(build(PacketId(link.conn_id, 0))):
            link = self._live_link()
        return await link.request_order(build)

    def wait_s(self, request: Request[Any]) -> float:
        """Return about how long OpenD's rate limits would hold a request back if it were made now."""
        return self._governor.wait_s(request)

    def order_wait_s(self, acc_id: int, *, amending: bool) -> float:
        """Return for how long OpenD's rate limits would have an order, or a change of one, refused."""
        return self._governor.order_wait_s(acc_id, amending=amending)

    def cancel_room(self, acc_id: int) -> tuple[int, float]:
        """Return how many cancels of an account OpenD takes now, and in how many seconds the next one."""
        return self._governor.cancel_room(acc_id)

    async def read_orders(
        self, acc_id: int, *, refresh: bool = False, early: bool = False, urgency: Urgency = Urgency.USER
    ) -> tuple[Order, ...] | None:
        """Read and report the orders of an account now; None when OpenD lists no such account.

        When `early`, on a link that is not live yet, too, if the account was listed on one before.
        """
        account = self._portfolio.account(acc_id)
        link = self._any_link() if early and account is not None else self._live_link()
        if account is None:
            return None
        return await self._portfolio.read_orders(link, account, refresh=refresh, urgency=urgency)

    def read_again(self, acc_id: int) -> None:
        """Have orders and holdings of a used account read again soon."""
        self._portfolio.read_again(acc_id)

    def read_money_again(self, acc_id: int) -> None:
        """Have the holdings and the money of a used account read again soon."""
        self._portfolio.read_money_again(acc_id)

    def read_all_again(self) -> None:
        """Have everything of the used accounts read again soon; a new link does so by itself."""
        self._portfolio.suspect()

    def ask_for_quotes(self) -> None:
        """Ask again for the feeds whose quote right was taken away, and for the rights themselves."""
        self._subscriber.ask_again(self._lost)
        self._health.read_soon()

    async def run(self) -> None:
        """Keep a link until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            self._enter(LinkPhase.CONNECTING, self._reason)
            self._reason = await self._one_link()
            delay_s = self._backoff.next_s()
            self._enter(LinkPhase.DOWN, self._reason, delay_s)
            await self._alarm.wait(loop.time() + delay_s)

    async def _one_link(self) -> str:
        """Live through one link and return why it ended."""
        try:
            link = await Link.open(
                self.address,
                on_event=self._pushed,
                on_bad_push=self._bad_push,
                timing=self._timing,
                governor=self._governor,
                read_only=self._read_only,
                newest_only=True,
            )
        except ConnectError as error:
            return str(error)
        self._link = link
        try:
            self._enter(LinkPhase.SYNCING)
            trouble = await self._resync(link)
            return trouble or await self._live(link)
        finally:
            self._link = None
            self.phase = LinkPhase.DOWN
            link.close()

    async def _resync(self, link: Link) -> str:
        """Read everything again; return what went so wrong that the link is no good, or nothing."""
        try:
            self._away.begin()
            await self._health.read_state(link)
            await self._portfolio.resync(link)
            for key in await self._subscriber.resync(link):
                text = f"subscription {key.id} {key.feed.words}: OpenD does not carry it any more"
                self._away.note(Difference(DifferenceKind.SUBSCRIPTION_LOST, text))
        except (DisconnectedError, NotConnectedError):
            return await link.wait_closed()
        except (RequestTimeoutError, WireError) as error:
            return f"connected, but OpenD did not give its state: {error}"
        return ""

    async def _live(self, link: Link) -> str:
        loop = asyncio.get_running_loop()
        since = loop.time()
        if self._away.since is not None:
            away_s = since - self._away.since
            self._on_event(Resynced(away_s, self._away.end()))
        self._enter(LinkPhase.LIVE)
        try:
            async with asyncio.TaskGroup() as tasks:
                keepers = [
                    tasks.create_task(_until_lost(self._portfolio.run(link))),
                    tasks.create_task(_until_lost(self._subscriber.run(link))),
                    tasks.create_task(_until_lost(self._health.run(link, self._rights_moved))),
                ]
                reason = await link.wait_closed()
                for keeper in keepers:
                    keeper.cancel()
        finally:
            # Also after a fault of ours: what happened until the next link must be told.
            self._away.lost(loop.time())
            self._health.link_lost()
        if loop.time() - since >= STEADY_S:
            self._backoff.reset()
        return reason

    def _live_link(self) -> Link:
        if self.phase is not LinkPhase.LIVE:
            raise NotConnectedError(f"not connected to OpenD: {self._reason or self.phase.name.lower()}")
        return self._any_link()

    def _any_link(self) -> Link:
        """Return the link once its handshake is done, whether or not everything was read again on it."""
        if self._link is None:
            raise NotConnectedError(f"not connected to OpenD: {self._reason or self.phase.name.lower()}")
        return self._link

    def _enter(self, phase: LinkPhase, reason: str = "", retry_in_s: float | None = None) -> None:
        self.phase = phase
        version = self._link.server_version if self._link is not None else None
        encrypted = self._link.encrypted if self._link is not None else None
        self._on_event(LinkChanged(phase, reason, retry_in_s, version, encrypted))

    def _on_event(self, event: Event) -> None:
        self._away.follow(event)
        self._hand_on(event)

    def _lost(self, key: FeedKey) -> bool:
        return scope_of(key.id, guessed_type(key.id)) in self._health.lost

    def _rights_moved(self) -> None:
        self._subscriber.hold_back(self._lost if self._health.lost else None)

    def _pushed(self, event: PushEvent) -> None:
        if type(event) in MARKET_NEWS:
            # Nearly all there is, and none of it means anything to the link or the accounts.
            self._hand_on(event)
            return
        if self._portfolio.is_foreign(event):
            return
        if self._health.heard(event):
            self._rights_moved()
        self._on_event(event)
        self._portfolio.noticed(event)

    def _bad_push(self, proto_id: int) -> None:
        text = f"OpenD sent a message ({proto_id}) that cannot be read"
        if proto_id in _TRADE_PUSHES:
            text += "; orders are read again"
            self._portfolio.suspect()
        self._on_event(NoticeReceived(NoticeKind.UNKNOWN, text))

    def _tell_wait(self, what: str, wait_s: float) -> None:
        text = f"OpenD limits how often it answers ({what}): the answer comes in {wait_s:.0f} s"
        self._on_event(NoticeReceived(NoticeKind.UNKNOWN, text))


async def _until_lost(work: Coroutine[None, None, None]) -> None:
    """Do the work until the link under it is gone."""
    with suppress(DisconnectedError, NotConnectedError):
        await work
