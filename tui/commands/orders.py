"""buy, sell, amend, cancel: one order request, checked before it leaves, with one of three outcomes."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from tui.client.link import Link
from tui.client.portfolio import header_of
from tui.commands.accounts import chosen_account, listed_accounts
from tui.commands.address import require_private
from tui.commands.arguments import number_of, security_of
from tui.commands.around import Around
from tui.commands.checks import check_order
from tui.commands.conditions import (
    AT_ONCE,
    Change,
    Conditions,
    condition_record,
    conditions_of,
    number_given,
    order_type_of,
    trail_given,
)
from tui.commands.exit import DeniedError, UnconnectedError, UnknownOutcomeError, UsageError
from tui.commands.own_journal import close_journal, own_journal
from tui.commands.run import Shown, show_once
from tui.commands.tables import fields
from tui.commands.unlocking import HOW, unlock
from tui.domain.accounts import Account, Env
from tui.domain.combos import ComboIntent
from tui.domain.ids import SecurityId
from tui.domain.intents import (
    AmendIntent,
    CancelIntent,
    Consent,
    OrderIntent,
    Outcome,
    OutcomeKind,
    split_remark,
)
from tui.domain.journal import Entry
from tui.domain.markets import Market
from tui.domain.orders import Order, OrderType, Side
from tui.domain.rules import TicketDraft
from tui.opend import ClientPort
from tui.paths import config_dir
from tui.trading.cancels import is_trade_lock
from tui.trading.desk import Desk
from tui.trading.entries import amend_entry, intent_entry, refused_entry
from tui.trading.limits_file import load_limits
from tui.trading.limits_gate import amended_draft, draft_of
from tui.trading.passwords import Passwords
from tui.trading.preferences import load_preferences, why_not_real
from tui.trading.records import Records
from tui.trading.tags import new_tag
from tui.wire.messages.trade import Filter, GetOrders
from tui.wire.text import clean

New = TypeVar("New", OrderIntent, ComboIntent)

COMMAND_LINE = "command line"
"""How an order of a one-shot command was asked for, in the journal."""
_ENDING = (signal.SIGTERM, signal.SIGHUP)
_NO_PRICE = frozenset({None, "", "-", "0"})


def buy(options: argparse.Namespace) -> int:
    """Place an order to buy."""
    return _send_new(options, Side.BUY)


def sell(options: argparse.Namespace) -> int:
    """Place an order to sell."""
    return _send_new(options, Side.SELL)


def amend(options: argparse.Namespace) -> int:
    """Change a working order."""
    change = Change(
        _order_id(options.order_id),
        number_given(options.qty, "--qty"),
        number_given(options.price, "--price"),
        number_given(options.trigger, "--trigger"),
        *trail_given(options),
    )
    if change == Change(change.order_id):
        raise UsageError(
            "amend needs something to change: --qty, --price, --trigger, --trail, --trail-spread"
        )
    ask = Ask.of(options)
    return show_once(options, lambda link: _amend(link, ask, change))


def cancel(options: argparse.Namespace) -> int:
    """Withdraw a working order."""
    ask, order_id = Ask.of(options), _order_id(options.order_id)
    return show_once(options, lambda link: cancel_order(link, ask, order_id))


def _send_new(options: argparse.Namespace, side: Side) -> int:
    order_type = order_type_of(options.type)
    qty, price = number_of(options.qty, "QTY"), _price(options.price, order_type)
    note = clean(options.remark).strip()
    wish = Wish(
        security_of(options.code), side, order_type, qty, price, note, conditions_of(options, order_type),
        options.again,
    )  # fmt: skip
    ask = Ask.of(options)
    return show_once(options, lambda link: place(link, ask, wish))


@dataclass(frozen=True, slots=True)
class Wish:
    """A new order as typed, before any account is known to exist."""

    id: SecurityId
    side: Side
    type: OrderType
    qty: Decimal
    price: Decimal | None
    note: str
    conditions: Conditions = AT_ONCE
    again: bool = False
    """Whether another order in the terms of one just sent is meant."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Which account, and what the user allows."""

    acc_id: int
    real: bool
    """Whether the command line allows real money."""
    why_not_real: str
    """Why command line and settings together do not; empty when they do."""
    passwords: Passwords
    open_journal: Callable[[], Records] = own_journal

    @classmethod
    def of(cls, options: argparse.Namespace) -> Ask:
        """Read the command line, the settings, and the environment, which loses the password."""
        preferences = load_preferences(config_dir())
        passwords = Passwords(os.environ, preferences.password_file)
        require_private(options)
        return cls(options.acc, options.real, why_not_real(preferences, asked=options.real), passwords)


@dataclass(frozen=True, slots=True)
class Seat:
    """An account that may be traded, and the desk that does it."""

    account: Account
    desk: Desk
    port: ClientPort
    journal: Records
    around: Around


async def place(link: Link, ask: Ask, wish: Wish) -> Shown:
    """Check and send one new order."""
    async with sit_down(link, ask) as seat:
        return await _place(link, seat, wish)


async def _place(link: Link, seat: Seat, wish: Wish) -> Shown:
    env, acc_id = seat.account.env, seat.account.acc_id
    more = wish.conditions
    intent = OrderIntent(
        new_tag(), env, acc_id, wish.id, wish.side, wish.type, wish.qty, wish.price,
        more.tif, wish.note, more.trigger, more.trail, more.expires_on, consent=consent(),
    )  # fmt: skip
    # The mainland lets one sell the odd rest of a holding, so the holding must be known.
    holding = wish.side is Side.SELL and wish.id.market in (Market.SH, Market.SZ)
    await seat.around.look(link, seat.journal, wish.id, holding=holding)
    warnings = _checked(seat, draft_of(intent), intent_entry(intent, datetime.now(UTC)))
    intent = replace(intent, consent=consent(warnings))
    outcome = await send_once(seat, intent, seat.desk.place, again=wish.again)
    record = {
        "order_id": outcome.order_id or None,
        "status": outcome.kind.name,
        "code": str(wish.id),
        "side": wish.side.name,
        "type": wish.type.name,
        "qty": wish.qty,
        "price": wish.price,
        **more.record,
        "acc_id": str(acc_id),
        "env": env.name,
        "tag": intent.tag,
    }
    hint = f"do not send it again; look for {intent.tag} in: futu-tui orders --acc {acc_id} --json"
    return told(link, record, outcome, hint, warnings)


async def send_once(
    seat: Seat, intent: New, send: Callable[[New], Awaitable[Outcome]], *, again: bool
) -> Outcome:
    """Send a new order; one in the terms of another of the last seconds only `again`."""
    repeat = seat.around.repeats.repeat_of(intent)
    if repeat is not None and again:
        intent = replace(intent, consent=replace(intent.consent, repeats=repeat.name))
    outcome = await outcome_of(send(intent))
    if outcome.kind is OutcomeKind.REJECTED and repeat is not None and repeat.words in outcome.text:
        raise DeniedError(f"{repeat.words}: add --again to send another one")
    return outcome


async def _amend(link: Link, ask: Ask, change: Change) -> Shown:
    async with sit_down(link, ask) as seat:
        return await _change(link, seat, change)


async def _change(link: Link, seat: Seat, change: Change) -> Shown:
    account = seat.account
    order = await _order(link, account, change.order_id)
    qty = order.qty if change.qty is None else change.qty
    price = order.price if change.price is None else change.price
    trigger = order.trigger_price if change.trigger is None else change.trigger
    trail = change.trail_of(order)
    intent = AmendIntent(
        account.env, account.acc_id, order.order_id, qty, price, trigger, trail, consent=consent()
    )
    tag, _ = split_remark(order.remark)
    await seat.around.look(link, seat.journal, order.id)
    request = amend_entry(intent, datetime.now(UTC), tag)
    warnings = _checked(seat, amended_draft(intent, order), request, order)
    intent = replace(intent, consent=consent(warnings))
    outcome = await outcome_of(seat.desk.amend(intent))
    record = {
        "order_id": order.order_id,
        "status": outcome.kind.name,
        "qty": qty,
        "price": price,
        **condition_record(trigger, trail),
    }
    return told(link, record, outcome, f"look at: futu-tui orders --acc {account.acc_id}", warnings)


async def cancel_order(link: Link, ask: Ask, order_id: str) -> Shown:
    """Withdraw one order; where OpenD itself is locked, unlock it and ask once more."""
    async with sit_down(link, ask, adds_risk=False) as seat:
        account = seat.account
        intent = CancelIntent(account.env, account.acc_id, order_id, COMMAND_LINE)
        outcome = await outcome_of(seat.desk.cancel(intent))
        if _wants_unlock(outcome) and await unlock(seat.port, account, ask.passwords):
            outcome = await outcome_of(seat.desk.cancel(intent))
    if seat.journal.trouble:
        print(f"futu-tui: warning: this cancel is in no journal: {seat.journal.trouble}", file=sys.stderr)
    record = {"order_id": order_id, "status": outcome.kind.name}
    return told(link, record, outcome, f"look at: futu-tui orders --acc {account.acc_id}")


def _checked(
    seat: Seat, draft: TicketDraft, request: Entry, amending: Order | None = None
) -> tuple[str, ...]:
    """Return what the rules warn of; what they forbid is written to the journal, and nothing is sent."""
    around = seat.around
    try:
        return check_order(draft, around.facts(draft.id, amending), around.refused)
    except DeniedError as error:
        seat.journal.note(refused_entry(request, str(error)))
        raise


def consent(warnings: tuple[str, ...] = ()) -> Consent:
    """Return what stands for a confirm key: that somebody wrote the command, quantity included."""
    return Consent(COMMAND_LINE, datetime.now(UTC), warnings=warnings, typed_qty=True)


@asynccontextmanager
async def sit_down(link: Link, ask: Ask, *, adds_risk: bool = True) -> AsyncIterator[Seat]:
    """Find the account and the desk that trades it; refuse real money without permission.

    At the end everything is in the journal.

    A real account is unlocked in OpenD, when there is a password, before anything is checked: what the
    market says then is still true when the order leaves. A cancel takes risk away: it needs neither --real
    nor the settings nor limits, and no password unless OpenD says that it is locked.
    """
    listed = await listed_accounts(link)
    account = chosen_account(listed, ask.acc_id)
    if account.env is not Env.PAPER and adds_risk and ask.why_not_real:
        raise DeniedError(f"account {account.acc_id} is {account.env.name}: {ask.why_not_real}")
    around = Around(account, listed, load_limits(config_dir()))
    if adds_risk and (closed := around.store.safety.limits.why_closed(account)):
        raise DeniedError(closed)
    port = ClientPort(link)
    if account.env is Env.REAL and adds_risk:
        await unlock(port, account, ask.passwords)
    journal = ask.open_journal()
    desk = Desk(
        port,
        lambda: listed,
        journal=journal,
        gates=around.gates,
        now=lambda: datetime.now(UTC),
        allow_real=not ask.why_not_real,
    )
    try:
        yield Seat(account, desk, port, journal, around)
    finally:
        await desk.settle()
        await close_journal(journal)


async def _order(link: Link, account: Account, order_id: str) -> Order:
    found = await link.request(GetOrders(header_of(account), Filter(order_ids=(order_id,))))
    order = next((one for one in found if one.order_id == order_id), None)
    if order is None:
        raise DeniedError(f"account {account.acc_id} has no order {order_id} today")
    if order.status.terminal:
        raise DeniedError(f"order {order_id} is over: {order.status.name}")
    return order


# ---- arguments


def _order_id(text: str) -> str:
    if not text.strip() or clean(text) != text:
        raise UsageError(f"{text!r} is not an order id")
    return text


def _price(text: str | None, order_type: OrderType) -> Decimal | None:
    if not order_type.needs_price:
        if text not in _NO_PRICE:
            raise UsageError(f"a {order_type.name} order carries no price: leave it out or write -")
        return None
    if text is None or text == "-":
        raise UsageError(f"a {order_type.name} order needs a PRICE")
    return number_of(text, "PRICE")


# ---- outcomes


async def outcome_of(request: Awaitable[Outcome]) -> Outcome:
    """Wait for the end of a request that leaves at once; to be interrupted after that is an end, too."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    # What was ignored at the start, as under nohup, stays ignored.
    ending = [number for number in _ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    for number in ending:
        with suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, task.cancel)
    try:
        return await request
    except asyncio.CancelledError:
        return Outcome(OutcomeKind.UNKNOWN, text="interrupted before the answer came")
    finally:
        for number in ending:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)


def told(
    link: Link, record: dict[str, Any], outcome: Outcome, hint: str, warnings: tuple[str, ...] | None = None
) -> Shown:
    """Show what became of a request: a refusal is a failure, an unknown outcome one to look after.

    `warnings` are those of the checks, None where there are no checks.
    """
    if outcome.kind is OutcomeKind.REJECTED and link.closed.done():
        raise UnconnectedError(outcome.text)
    if outcome.kind is OutcomeKind.REJECTED:
        raise DeniedError(f"{outcome.text} ({HOW})" if _wants_unlock(outcome) else outcome.text)
    text = fields({**record, "warned": "; ".join(warnings)} if warnings else record)
    if warnings is not None:
        record = {**record, "warnings": list(warnings)}
    if outcome.kind is OutcomeKind.UNKNOWN:
        failure = UnknownOutcomeError(f"outcome unknown: {outcome.text}; {hint}")
        return Shown(record, text, failure)
    return Shown(record, text, done=f"accepted: {outcome.order_id or hint}")


def _wants_unlock(outcome: Outcome) -> bool:
    return outcome.kind is OutcomeKind.REJECTED and is_trade_lock(outcome.text)
