"""Reads the used accounts and follows their pushes, so that positions follow fills."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Flag, auto
from typing import TypeVar

from tui.client.account_list import read_accounts
from tui.client.alarm import Alarm
from tui.client.errors import RequestTimeoutError
from tui.client.governor import Urgency
from tui.client.link import Link
from tui.domain.accounts import Account, Env
from tui.domain.events import (
    AccountsReported,
    Event,
    FillReported,
    FillsReported,
    FundsReported,
    NoticeKind,
    NoticeReceived,
    OrderChanged,
    OrderPushChanged,
    OrdersReported,
    PositionsAsked,
    PositionsReported,
)
from tui.domain.markets import Currency, TradeMarket
from tui.domain.orders import Order
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.trade import (
    GetFills,
    GetFunds,
    GetOrders,
    GetPositions,
    Header,
    SubscribeAccounts,
)

R = TypeVar("R")

DEBOUNCE_S = 0.3
SPACING_S = 1.0
"""At most one read of positions and funds a second, however many fills come."""
POLL_S = 9.0
"""How often an account without pushes is read, and how soon a failed read is tried again."""
PUSH_WITHIN_S = 5.0
"""How long the answer to a wish for pushes is waited for; without it there is polling, which must begin."""
AT_ONCE = 0.0
"""A read that nothing holds back."""


class Part(Flag):
    """What can be read of an account."""

    ORDERS = auto()
    FILLS = auto()
    POSITIONS = auto()
    FUNDS = auto()
    MONEY = POSITIONS | FUNDS
    ALL = ORDERS | FILLS | POSITIONS | FUNDS


@dataclass(slots=True)
class _Due:
    at: float
    parts: Part


class Portfolio:
    """The account side of a session: which accounts are used, and what of them must be read when."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self.accounts: tuple[Account, ...] = ()
        self._emit = emit
        self._used: tuple[int, ...] = ()
        self._pushed: frozenset[int] = frozenset()
        self._asked: frozenset[int] = frozenset()
        """Accounts whose pushes were asked for on this link."""
        self._polled: tuple[int, ...] = ()
        self._due: dict[int, _Due] = {}
        self._read_at: dict[int, float] = {}
        self._seen: dict[tuple[int, str], tuple[object, ...]] = {}
        self._list_at: float | None = None
        self._told: set[str] = set()
        self._alarm = Alarm()

    def use(self, acc_ids: Iterable[int]) -> None:
        """Choose the accounts that are read and pushed."""
        before, self._used = self._used, tuple(dict.fromkeys(acc_ids))
        for acc_id in self._used:
            if acc_id not in before:
                self._plan(acc_id, Part.ALL, AT_ONCE)
        self._tell_polled()
        self._alarm.ring()

    def account(self, acc_id: int) -> Account | None:
        """Return the account with this id, None when OpenD lists no such account."""
        return next((account for account in self.accounts if account.acc_id == acc_id), None)

    def noticed(self, event: Event) -> None:
        """Look at a push: what it changes in an account decides what is read again."""
        if isinstance(event, OrderChanged):
            if self._remember(event.order):
                self._touch(event.order.acc_id)
        elif isinstance(event, FillReported):
            self._touch(event.fill.acc_id)

    def is_foreign(self, event: Event) -> bool:
        """Whether a push names another environment than its account has; then the account is read instead."""
        if not isinstance(event, OrderChanged | FillReported):
            return False
        about = event.order if isinstance(event, OrderChanged) else event.fill
        account = self.account(about.acc_id)
        if account is None or account.env is about.env:
            return False
        self._tell(
            f"OpenD pushed account {about.acc_id} as {about.env.name}, which is {account.env.name}:"
            " dropped, orders are read instead"
        )
        self.suspect()
        return True

    def read_again(self, acc_id: int) -> None:
        """Read orders and holdings of a used account again, soon but not at once."""
        if acc_id in self._used:
            self._plan(acc_id, Part.ORDERS | Part.MONEY, _now() + SPACING_S)
            self._alarm.ring()

    def read_money_again(self, acc_id: int) -> None:
        """Read what a used account holds again, soon: something was filled that no push and no list told."""
        self._touch(acc_id)

    def suspect(self) -> None:
        """A push of an order or a fill could not be read: read the accounts instead."""
        for acc_id in self._used:
            self._plan(acc_id, Part.ALL, _now() + DEBOUNCE_S)
        self._alarm.ring()

    async def resync(self, link: Link) -> None:
        """Read the account list and everything of the used accounts; a time-out is the caller's business."""
        self._pushed = self._asked = frozenset()
        self._polled = ()
        self._due.clear()
        self._told.clear()
        await self._read_list(link, strict=True)
        await self._subscribe(link)
        for acc_id in self._used:
            await self._read(link, acc_id, Part.ALL, strict=True)

    async def run(self, link: Link) -> None:
        """Read what becomes due until the link is over."""
        while True:
            now = _now()
            if self._list_at is not None and self._list_at <= now:
                await self._read_list(link)
            due = [acc_id for acc_id, entry in self._due.items() if entry.at <= now]
            unpushed = [acc_id for acc_id in due if acc_id in self._used and acc_id not in self._pushed]
            # A wish that was not granted before may take its time again: it must not hold up the reading.
            again = all(acc_id in self._asked for acc_id in unpushed)
            if not again:
                await self._subscribe(link)
            for acc_id in due:
                parts = self._due.pop(acc_id).parts
                if acc_id in self._used:
                    await self._read(link, acc_id, parts)
            if unpushed and again:
                await self._subscribe(link)
            moments = [entry.at for entry in self._due.values()]
            if self._list_at is not None:
                moments.append(self._list_at)
            await self._alarm.wait(min(moments, default=None))

    async def read_orders(
        self,
        link: Link,
        account: Account,
        *,
        refresh: bool = False,
        urgency: Urgency = Urgency.USER,
        money_follows: bool = False,
    ) -> tuple[Order, ...]:
        """Read and report the orders of one account now; to `refresh`, OpenD asks the broker first.

        A fill that the list shows first makes positions and funds be read, unless `money_follows` anyway.
        """

        def report(orders: tuple[Order, ...]) -> None:
            news = [self._remember(order) for order in orders]
            self._emit(OrdersReported(account.acc_id, account.env, orders))
            if any(news) and not money_follows:
                self._touch(account.acc_id)

        request = GetOrders(header_of(account), refresh=refresh)
        return await link.request(request, then=report, urgency=urgency)

    async def _read_list(self, link: Link, *, strict: bool = False) -> None:
        self._list_at = None
        try:
            self.accounts = await read_accounts(link)
            self._emit(AccountsReported(self.accounts))
        except (RefusedError, BodyError, RequestTimeoutError) as error:
            if strict and isinstance(error, RequestTimeoutError):
                raise
            self._tell(f"the account list was not read: {error}")
            self._list_at = _now() + POLL_S

    async def _subscribe(self, link: Link) -> None:
        listed = tuple(acc_id for acc_id in self._used if self.account(acc_id) is not None)
        if not listed:
            return
        try:
            await link.request(SubscribeAccounts(acc_ids=listed), PUSH_WITHIN_S)
        except (RefusedError, BodyError, RequestTimeoutError) as error:
            self._tell(f"order pushes are off, reading orders every {POLL_S:g} s: {error}")
        else:
            self._pushed = frozenset(listed)
        self._asked = frozenset(listed)
        self._tell_polled()

    def _tell_polled(self) -> None:
        """Tell which of the used accounts have no pushes, when that changed."""
        wished = [acc_id for acc_id in self._used if acc_id in self._asked]
        polled = tuple(acc_id for acc_id in wished if acc_id not in self._pushed)
        if polled != self._polled:
            self._polled = polled
            self._emit(OrderPushChanged(polled))

    async def _read(self, link: Link, acc_id: int, parts: Part, *, strict: bool = False) -> None:
        account = self.account(acc_id)
        if account is None:
            self._tell(f"account {acc_id} is not in OpenD's list")
            self._plan(acc_id, Part.ALL, _now() + POLL_S)
            self._list_at = _now() + POLL_S - SPACING_S
            return
        self._read_at[acc_id] = _now()
        failed = Part(0)
        for part in Part.ALL:
            if part not in parts or (part is Part.FILLS and account.env is not Env.REAL):
                continue
            try:
                await self._read_part(link, account, part, money_follows=Part.MONEY in parts)
            except (RefusedError, BodyError, RequestTimeoutError) as error:
                if strict and isinstance(error, RequestTimeoutError):
                    raise
                self._tell(f"account {acc_id}: {(part.name or '').lower()} not read: {error}")
                failed |= part
        if failed:
            self._plan(acc_id, failed, _now() + POLL_S)
        if acc_id not in self._pushed:
            self._plan(acc_id, Part.ALL, _now() + POLL_S)

    async def _read_part(self, link: Link, account: Account, part: Part, *, money_follows: bool) -> None:
        header = header_of(account)
        acc_id, env = account.acc_id, account.env
        if part is Part.ORDERS:
            await self.read_orders(link, account, money_follows=money_follows)
        elif part is Part.FILLS:
            await self._report(link, GetFills(header), lambda fills: FillsReported(acc_id, env, fills))
            if not money_follows:
                self._touch(acc_id)
        elif part is Part.POSITIONS:
            self._emit(PositionsAsked(acc_id))
            await self._report(
                link, GetPositions(header), lambda positions: PositionsReported(acc_id, env, positions)
            )
        else:
            request = GetFunds(header, currency=currency_for(account))
            await self._report(link, request, FundsReported)

    async def _report(self, link: Link, request: Request[R], event: Callable[[R], Event]) -> None:
        await link.request(request, then=lambda value: self._emit(event(value)))

    def _remember(self, order: Order) -> bool:
        """Keep what decides about money; True when that is new."""
        key = (order.acc_id, order.order_id)
        money = (order.filled_qty, order.status.terminal, order.qty, order.price)
        if self._seen.get(key) == money:
            return False
        self._seen[key] = money
        return True

    def _touch(self, acc_id: int) -> None:
        if acc_id in self._used:
            now = _now()
            earliest = self._read_at.get(acc_id, now - SPACING_S) + SPACING_S
            self._plan(acc_id, Part.MONEY, max(now + DEBOUNCE_S, earliest))
            self._alarm.ring()

    def _plan(self, acc_id: int, parts: Part, at: float) -> None:
        entry = self._due.get(acc_id)
        if entry is None:
            self._due[acc_id] = _Due(at, parts)
        else:
            entry.at = min(entry.at, at)
            entry.parts |= parts

    def _tell(self, text: str) -> None:
        """Tell the user once a link."""
        if text not in self._told:
            self._told.add(text)
            self._emit(NoticeReceived(NoticeKind.UNKNOWN, text))


_CURRENCIES = {
    TradeMarket.US: Currency.USD,
    TradeMarket.CN: Currency.CNH,
    TradeMarket.HKCC: Currency.CNH,
    TradeMarket.SG: Currency.SGD,
    TradeMarket.JP: Currency.JPY,
    TradeMarket.AU: Currency.AUD,
    TradeMarket.MY: Currency.MYR,
    TradeMarket.CA: Currency.CAD,
}


def header_of(account: Account) -> Header:
    """Return the header of requests about an account; the market in it is its first, as OpenD expects."""
    return Header(account.env, account.acc_id, _first_market(account))


def currency_for(account: Account) -> Currency:
    """Return the currency in which an account's totals are asked for: that of its first market."""
    return _CURRENCIES.get(_first_market(account), Currency.HKD)


def _first_market(account: Account) -> TradeMarket:
    return account.markets[0] if account.markets else TradeMarket.UNKNOWN


def _now() -> float:
    return asyncio.get_running_loop().time()
