"""buy, sell, amend, cancel: one order request, checked before it leaves, with one of three outcomes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tui.cli_accounts import chosen_account, listed_accounts
from tui.cli_exit import CommandError, DeniedError, UnconnectedError, UnknownOutcomeError, UsageError
from tui.cli_run import Shown, address_of, security_of, show_once
from tui.cli_tables import fields
from tui.client.link import Link
from tui.client.portfolio import header_of
from tui.domain.accounts import Account, Env
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.markets import Market
from tui.domain.orders import Order, OrderType, Side
from tui.domain.rules import Field, Finding, TicketDraft, TicketFacts, check
from tui.domain.ticks import Ladder, ladder_for
from tui.engine import ClientPort
from tui.trading.desk import Desk
from tui.trading.tags import new_tag
from tui.trading.unlock import unlock_trade
from tui.wire.errors import RefusedError
from tui.wire.messages_quote import GetInstruments, GetSnapshots
from tui.wire.messages_trade import Filter, GetOrders, GetPositions

PASSWORD_VARIABLE = "FUTU_TRADE_PASSWORD"
_ORDER_TYPES = {"LIMIT": OrderType.LIMIT, "MARKET": OrderType.MARKET}
_NO_PRICE = frozenset({None, "", "-", "0"})


def buy(options: argparse.Namespace) -> int:
    """Place an order to buy."""
    options.side = Side.BUY
    return show_once(_place, options)


def sell(options: argparse.Namespace) -> int:
    """Place an order to sell."""
    options.side = Side.SELL
    return show_once(_place, options)


def amend(options: argparse.Namespace) -> int:
    """Change a working order."""
    if options.qty is None and options.price is None:
        raise UsageError("amend needs --qty, --price or both")
    return show_once(_amend, options)


def cancel(options: argparse.Namespace) -> int:
    """Withdraw a working order."""
    return show_once(_cancel, options)


async def _place(link: Link, options: argparse.Namespace) -> Shown:
    security = security_of(options.code)
    order_type = _order_type(options.type)
    qty = _number(options.qty, "QTY")
    price = _price(options.price, order_type)
    seat = await _sit_down(link, options)
    draft = TicketDraft(security, options.side, order_type, qty, price, seat.account.env, seat.account.acc_id)
    await _check(link, seat.account, draft)
    intent = OrderIntent(
        new_tag(), seat.account.env, seat.account.acc_id, security, options.side, order_type, qty, price,
        note=" ".join(options.remark.split()),
    )  # fmt: skip
    await seat.unlock()
    outcome = await seat.desk.place(intent)
    record = {
        "order_id": outcome.order_id or None,
        "status": outcome.kind.name,
        "code": str(security),
        "side": options.side.name,
        "type": order_type.name,
        "qty": qty,
        "price": price,
        "acc_id": str(intent.acc_id),
        "env": intent.env.name,
        "tag": intent.tag,
    }
    hint = f"do not send it again; look for {intent.tag} in: futu-tui orders --acc {intent.acc_id}"
    return _shown(record, outcome, hint)


async def _amend(link: Link, options: argparse.Namespace) -> Shown:
    qty = None if options.qty is None else _number(options.qty, "--qty")
    price = None if options.price is None else _number(options.price, "--price")
    seat = await _sit_down(link, options)
    account = seat.account
    order = await _order(link, account, options.order_id)
    qty = order.qty if qty is None else qty
    price = order.price if price is None else price
    draft = TicketDraft(order.id, order.side, order.type, qty, price, account.env, account.acc_id, order.tif)
    await _check(link, account, draft, order)
    await seat.unlock()
    outcome = await seat.desk.amend(AmendIntent(account.env, account.acc_id, order.order_id, qty, price))
    record = {"order_id": order.order_id, "status": outcome.kind.name, "qty": qty, "price": price}
    return _shown(record, outcome, f"look at: futu-tui orders --acc {account.acc_id}")


async def _cancel(link: Link, options: argparse.Namespace) -> Shown:
    seat = await _sit_down(link, options)
    account = seat.account
    await seat.unlock()
    outcome = await seat.desk.cancel(CancelIntent(account.env, account.acc_id, options.order_id))
    record = {"order_id": options.order_id, "status": outcome.kind.name}
    return _shown(record, outcome, f"look at: futu-tui orders --acc {account.acc_id}")


@dataclass(frozen=True, slots=True)
class _Seat:
    """An account chosen and allowed, and the desk that trades it."""

    account: Account
    desk: Desk
    port: ClientPort

    async def unlock(self) -> None:
        """Unlock trading for a real account, when the user has given the password."""
        password = os.environ.pop(PASSWORD_VARIABLE, "")
        if self.account.env is Env.REAL and password:
            trouble = await unlock_trade(self.port, password, self.account.firm)
            if trouble:
                raise DeniedError(trouble)


async def _sit_down(link: Link, options: argparse.Namespace) -> _Seat:
    listed = await listed_accounts(link)
    account = chosen_account(listed, options.acc)
    if account.env is not Env.PAPER:
        if not options.real:
            raise DeniedError(
                f"account {account.acc_id} is {account.env.name}: add --real to trade real money"
            )
        address = address_of(options)
        if not address.loopback:
            raise DeniedError(
                f"{address} is not this machine: without encryption it may be watched, not traded"
            )
    port = ClientPort(link)
    desk = Desk(port, lambda: listed, now=lambda: datetime.now(UTC), allow_real=options.real)
    return _Seat(account, desk, port)


async def _order(link: Link, account: Account, order_id: str) -> Order:
    found = await link.request(GetOrders(header_of(account), Filter(order_ids=(order_id,))))
    for order in found:
        if order.order_id == order_id:
            if order.status.terminal:
                raise DeniedError(f"order {order_id} is over: {order.status.name}")
            return order
    raise DeniedError(f"account {account.acc_id} has no order {order_id} today")


# ---- checks


async def _check(link: Link, account: Account, draft: TicketDraft, amending: Order | None = None) -> None:
    instrument = await _instrument(link, draft.id)
    facts = TicketFacts(
        instrument=instrument,
        account=account,
        ladder=await _ladder(link, instrument),
        positions_known=False,
        amending=amending,
    )
    if not draft.side.buys and draft.id.market in (Market.SH, Market.SZ):
        facts = await _with_position(link, account, facts, draft.id)
    blocking = [finding for finding in check(draft, facts) if finding.blocks]
    if blocking:
        raise DeniedError(_told(draft.id, blocking))


async def _with_position(
    link: Link, account: Account, facts: TicketFacts, security: SecurityId
) -> TicketFacts:
    """Add the holding, whose odd rest the mainland lets one sell."""
    held = await link.request(GetPositions(header_of(account)))
    position = next((one for one in held if one.id == security), None)
    return TicketFacts(
        instrument=facts.instrument,
        account=facts.account,
        ladder=facts.ladder,
        position=position,
        amending=facts.amending,
    )


async def _instrument(link: Link, security: SecurityId) -> Instrument:
    try:
        found = await link.request(GetInstruments(ids=(security,)))
    except RefusedError as error:
        raise DeniedError(f"{security} is not known to OpenD: {error}") from error
    for instrument in found:
        if instrument.id == security:
            return instrument
    raise DeniedError(f"{security} is not known to OpenD")


async def _ladder(link: Link, instrument: Instrument) -> Ladder | None:
    """Return the price steps: the exchange's table, else the step OpenD gives."""
    ladder = ladder_for(instrument.id.market, instrument.type)
    if ladder is not None or not instrument.type.tradable:
        return ladder
    snapshots = await link.request(GetSnapshots((instrument.id,)))
    tick = snapshots[0].quote.tick if snapshots else None
    return ladder_for(instrument.id.market, instrument.type, tick)


def _told(security: SecurityId, findings: Sequence[Finding]) -> str:
    """Return the first cause, its cure, and how many more there are."""
    first = findings[0]
    name = "" if first.field is Field.CODE else f" {first.field.name.lower()}"
    text = f"{security}{name}: {first.cause}"
    missing = [f"{value:f}" for value in first.legal if f"{value:,f}" not in first.cause]
    if missing:
        text += f" (nearest: {' or '.join(missing)})"
    more = len(findings) - 1
    return f"{text}; and {more} more" if more else text


# ---- arguments


def _order_type(text: str) -> OrderType:
    order_type = _ORDER_TYPES.get(text.upper())
    if order_type is None:
        raise UsageError(f"--type {text!r} is not one of {', '.join(_ORDER_TYPES)}")
    return order_type


def _price(text: str | None, order_type: OrderType) -> Decimal | None:
    if not order_type.needs_price:
        if text not in _NO_PRICE:
            raise UsageError(f"a {order_type.name} order carries no price: leave it out or write -")
        return None
    if text is None or text == "-":
        raise UsageError(f"a {order_type.name} order needs a PRICE")
    return _number(text, "PRICE")


def _number(text: str, name: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise UsageError(f"{name} {text!r} is not a number") from None
    if not number.is_finite():
        raise UsageError(f"{name} {text!r} is not a number")
    return number


# ---- outcomes


def _shown(record: dict[str, Any], outcome: Outcome, hint: str) -> Shown:
    if outcome.kind is OutcomeKind.REJECTED:
        raise DeniedError(_rejection(outcome.text))
    failure: CommandError | None = None
    if outcome.kind is OutcomeKind.UNKNOWN:
        failure = UnknownOutcomeError(f"outcome unknown: {outcome.text}; {hint}")
    return Shown(record, fields(record), failure)


def _rejection(text: str) -> str:
    if "unlock" in text.lower() or "解锁" in text or "解鎖" in text:
        return f"{text} (set {PASSWORD_VARIABLE} to let this command unlock it)"
    return text
