"""What the cancel menu offers: scopes, each with the orders it means now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tui.domain.accounts import Env
from tui.domain.decimals import price_text
from tui.domain.ids import SecurityId
from tui.domain.intents import OutcomeKind
from tui.domain.orders import Order, Side
from tui.domain.withdrawals import Scope
from tui.state.prices import tick_at
from tui.state.rows_orders import account_tail
from tui.state.store import Store
from tui.state.words import ENVS


@dataclass(frozen=True, slots=True)
class Pointed:
    """What the trader points at when the menu is opened."""

    id: SecurityId | None = None
    """The code of the selected row, else the one shown."""
    price_id: SecurityId | None = None
    """The code that the price belongs to."""
    price: Decimal | None = None
    """Of the ladder's cursor, else of the selected order."""
    marked: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the menu: the action that takes it, and what it means."""

    action_id: str
    title: str
    """Which orders are meant: `all that buy`."""
    scope: Scope | None
    """None where the trader points at nothing of the kind."""


def offers(store: Store, acc_ids: Sequence[int], pointed: Pointed) -> tuple[Offer, ...]:
    """Return the lines of the menu, always the same ones."""
    everything = Scope(accounts_of(store, acc_ids))
    marked = pointed.marked
    priced = None
    if pointed.price is not None and pointed.price_id is not None:
        priced = replace(everything, id=pointed.price_id, price=pointed.price)
    coded = None if pointed.id is None else replace(everything, id=pointed.id)
    return (
        Offer("cancel_marked", f"the {len(marked)} marked" if marked else "marked", _scope_of(marked)),
        Offer("cancel_at_price", _price_words(store, pointed), priced),
        Offer("cancel_buys", "all that buy", replace(everything, side=Side.BUY)),
        Offer("cancel_sells", "all that sell", replace(everything, side=Side.SELL)),
        Offer("cancel_code", "in a code" if coded is None else f"all in {pointed.id}", coded),
        Offer("cancel_all", "all", everything),
    )


def meant(store: Store, scope: Scope) -> tuple[Order, ...]:
    """Return the working orders that a scope means now, newest first within each account."""
    return tuple(
        order for _, acc_id in scope.accounts for order in store.orders(acc_id) if scope.covers(order)
    )


def unlisted(store: Store, scope: Scope) -> int:
    """Count the orders of unknown outcome in these accounts: the broker shows no row to cancel."""
    acc_ids = {acc_id for _, acc_id in scope.accounts}
    tags = {one.tag for one in store.safety.unresolved if one.acc_id in acc_ids and not one.order_id}
    tags |= {
        one.intent.tag
        for acc_id in acc_ids
        for one in store.pending(acc_id)
        if one.outcome is None or (one.outcome.kind is OutcomeKind.UNKNOWN and not one.outcome.searched)
    }
    return len(tags)


def accounts_of(store: Store, acc_ids: Sequence[int]) -> tuple[tuple[Env, int], ...]:
    """Return accounts with their environments, as a scope names them."""
    known = (store.account(acc_id) for acc_id in acc_ids)
    return tuple((account.env, account.acc_id) for account in known if account is not None)


def account_words(scope: Scope) -> str:
    """Name the accounts of a scope: `PAPER *1001 *1002`."""
    envs = dict.fromkeys(env for env, _ in scope.accounts)
    tails = {env: [account_tail(acc_id) for of, acc_id in scope.accounts if of is env] for env in envs}
    return ", ".join(f"{ENVS[env][0]} {' '.join(tails[env])}" for env in envs)


def _scope_of(orders: Sequence[Order]) -> Scope | None:
    if not orders:
        return None
    accounts = tuple(dict.fromkeys((order.env, order.acc_id) for order in orders))
    return Scope(accounts, order_ids=tuple(order.order_id for order in orders))


def _price_words(store: Store, pointed: Pointed) -> str:
    if pointed.price is None or pointed.price_id is None:
        return "at a price"
    tick = tick_at(store.instruments.get(pointed.price_id), pointed.price)
    return f"all in {pointed.price_id} at {price_text(pointed.price, tick)}"
