"""The simulated broker: checks what the user asks for and keeps the books of all accounts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from tui.domain.accounts import Env, MaxQuantities
from tui.domain.combos import ComboEffect
from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityStatus, TradeMarket
from tui.domain.orders import ModifyOp, Order, OrderStatus, Side, TimeInForce, Trail
from tui.sim.market.exchange import Exchange
from tui.sim.market.reports import UserFill
from tui.sim.refusal import RefusalError
from tui.sim.trading.accounts import ACCOUNTS, TRADE_PASSWORD, AccountSpec
from tui.sim.trading.adjust import adjusted
from tui.sim.trading.books import AccountBooks
from tui.sim.trading.checks import Terms, Verdict, check_order, check_plain, check_remark, max_quantities
from tui.sim.trading.combo_checks import ComboTerms, check_combo, effect_of, money_needed
from tui.sim.trading.conditions import condition_of
from tui.sim.trading.contract import Contract
from tui.sim.trading.expiry import worth_at_expiry
from tui.sim.trading.lifetimes import check_lifetime, ends_at
from tui.sim.trading.numbering import Numbering
from tui.sim.trading.orders import LiveLeg, LiveOrder, Stage
from tui.sim.trading.past import write_past
from tui.sim.trading.permissions import COMBO_OPERATIONS, operations
from tui.sim.trading.picture import Picture
from tui.sim.trading.router import Router, TradePush, hold_legs, local_day, local_time, release_legs
from tui.sim.trading.sessions import check_session, session_for
from tui.sim.trading.settlement import Settlement
from tui.wire.messages.trade import GetMaxQuantities, ModifyOrder, PlaceOrder
from tui.wire.messages.trade_extras import GetComboEffect, PlaceComboOrder

_PASSWORD_MD5 = hashlib.md5(TRADE_PASSWORD.encode(), usedforsecurity=False).hexdigest()
_HIDEABLE = frozenset({OrderStatus.CANCELLED_ALL, OrderStatus.FAILED, OrderStatus.SUBMIT_FAILED})


class Brokerage:
    """All accounts of the one simulated user. Trading with real ones is locked at first."""

    def __init__(
        self, exchange: Exchange, *, seed: int, start: float, accounts: Iterable[AccountSpec] = ACCOUNTS
    ) -> None:
        self.exchange = exchange
        self.locked = True
        self._numbering = Numbering(start, seed)
        self._router = Router(exchange, Settlement(self._numbering), self._judge_again)
        self._books: dict[tuple[Env, int], AccountBooks] = {}
        for spec in accounts:
            books = AccountBooks(spec)
            write_past(books, exchange.universe, exchange.language, self._numbering, start)
            self._books[spec.account.env, spec.account.acc_id] = books

    # ---- accounts

    @property
    def accounts(self) -> tuple[AccountBooks, ...]:
        """The books of every account."""
        return tuple(self._books.values())

    def books(self, env: Env, acc_id: int) -> AccountBooks:
        """Return the books of one account; environment and id must both be right."""
        books = self._books.get((env, acc_id))
        if books is None:
            raise RefusalError(f"There is no {env.name} account {acc_id}.")
        return books

    def unlock(self, password_md5: str) -> str:
        """Unlock trading with real accounts, for every connection."""
        if password_md5.lower() != _PASSWORD_MD5:
            raise RefusalError("The trade password is wrong.")
        was_locked, self.locked = self.locked, False
        return "Trading is unlocked." if was_locked else "Trading was unlocked already."

    def lock(self) -> str:
        """Lock trading with real accounts again, for every connection."""
        self.locked = True
        return "Trading is locked."

    # ---- what happens by itself

    def settle(self, fills: Iterable[UserFill]) -> None:
        """Book what the exchange reports to have filled."""
        self._router.settle(fills)

    def end(self, ids: Iterable[SecurityId], now: float) -> None:
        """Take orders of securities that will never be traded again out; pay what expired options hold."""
        for id_ in ids:
            for books in self.accounts:
                for live in tuple(books.open_orders()):
                    if id_ in (live.order.id, *(leg.contract.id for leg in live.legs)):
                        self._router.end(books, live, self._why_over(id_), now)
                self._pay_out(books, id_, now)

    def _pay_out(self, books: AccountBooks, id_: SecurityId, now: float) -> None:
        qty, listing = books.ledger.qty(id_), self.exchange.universe[id_]
        if not qty or listing.option is None or listing.owner is None:
            return
        spot = self.exchange.last(listing.owner)
        worth = worth_at_expiry(listing.option, id_.market, books.account.env, spot)
        side = Side.SELL if qty > 0 else Side.BUY
        contract = Contract.of(listing, self.exchange.language)
        books.ledger.fill(contract, side, abs(qty), worth, local_day(now, id_))

    def _why_over(self, id_: SecurityId) -> str:
        status = self.exchange.status(id_)
        if status is SecurityStatus.NORMAL:
            return ""
        word = "was called" if status is SecurityStatus.CALLED else "has expired"
        return f"{id_} {word}: it is not traded any more."

    def move(self, now: float) -> None:
        """Take orders on their way one stage further; call it once a step, after the exchange advanced."""
        self._router.move(now)

    def take_pushes(self) -> list[TradePush]:
        """Return order and fill changes since the last call, in order."""
        return self._router.take_pushes()

    # ---- what the user asks for

    def place(self, request: PlaceOrder, now: float) -> Order:
        """Take an order; it is in the list at once and goes to the exchange with the next steps."""
        books = self._tradable_books(request.header.env, request.header.acc_id)
        contract = self._contract(request.id)
        check_remark(request.remark or "")
        terms = _new_terms(contract, request)
        verdict = self._check(books, contract, terms, now)
        moment, name = local_time(now, request.id), self._numbering.next(now)
        today = moment.date()
        check_lifetime(books.account, contract, request.type, request.tif, request.expires_on, today)
        session = session_for(contract, request.session, request.outside_rth)
        check_session(books.account, contract, request.type, request.tif, session)
        order = Order(
            order_id=name.text,
            acc_id=books.account.acc_id,
            env=books.account.env,
            id=request.id,
            name=contract.name,
            side=request.side,
            type=request.type,
            status=OrderStatus.WAITING_SUBMIT,
            qty=request.qty,
            price=terms.price,
            remark=request.remark or "",
            tif=request.tif,
            created_at=moment,
            updated_at=moment,
            trigger_price=terms.trigger,
            currency=contract.currency,
            market=contract.trade_market(books.account.env),
            number=name.number,
            trail=terms.trail,
            expires_on=request.expires_on if request.tif is TimeInForce.GTD else None,
            session=session,
        )
        live = LiveOrder(order, contract, verdict.opens, verdict.limit)
        live.condition = condition_of(order, self.exchange.last(order.id))
        live.ends_at = ends_at(order.tif, order.expires_on, today, order.id)
        self._router.accept(books, live)
        return order

    def place_combo(self, request: PlaceComboOrder, now: float) -> Order:
        """Take a combined order; the broker fills all its legs at once or none of them."""
        books = self._tradable_books(request.header.env, request.header.acc_id)
        check_remark(request.remark or "")
        terms = self._combo_terms(request)
        self._check_combo(books, terms, now)
        first = terms.legs[0]
        moment, name = local_time(now, first.contract.id), self._numbering.next(now)
        today = moment.date()
        check_lifetime(books.account, first.contract, request.type, request.tif, request.expires_on, today)
        order = Order(
            order_id=name.text,
            acc_id=books.account.acc_id,
            env=books.account.env,
            id=first.contract.id,
            name=" / ".join(leg.contract.name for leg in terms.legs),
            side=first.side,
            type=request.type,
            status=OrderStatus.WAITING_SUBMIT,
            qty=request.qty,
            price=terms.price,
            remark=request.remark or "",
            tif=request.tif,
            created_at=moment,
            updated_at=moment,
            currency=first.contract.currency,
            market=first.contract.trade_market(books.account.env),
            number=name.number,
            expires_on=request.expires_on if request.tif is TimeInForce.GTD else None,
            legs=request.legs,
        )
        live = LiveOrder(order, first.contract, True, terms.price or Decimal(0), legs=terms.legs)
        live.needed = money_needed(books.account, terms, self.exchange.last)
        live.ends_at = ends_at(order.tif, order.expires_on, today, order.id)
        self._router.accept(books, live)
        return order

    def combo_effect(self, request: GetComboEffect, now: float) -> ComboEffect:
        """Say what a combined order would do to an account."""
        books = self.books(request.header.env, request.header.acc_id)
        if books.paper:
            raise RefusalError("Simulated trade does not support combo queries")
        terms = self._combo_terms(request)
        self._check_combo(books, terms, now)
        return effect_of(books.account, terms, books.ledger, self.exchange.last)

    def modify(self, request: ModifyOrder, now: float) -> Order | None:
        """Amend, cancel, disable, enable or delete; None when all orders were cancelled at once."""
        books = self._tradable_books(request.header.env, request.header.acc_id)
        if request.everything:
            self._cancel_all(books, request, now)
            return None
        live = books.find(request.order_id)
        allowed = COMBO_OPERATIONS if live.legs else operations(books.account, live.contract)
        if request.op not in allowed:
            raise RefusalError(
                f"{request.op.name} is not possible for orders of {live.order.id} in account "
                f"{books.account.acc_id}: use {', '.join(op.name for op in allowed)}."
            )
        match request.op:
            case ModifyOp.AMEND:
                self._amend(books, live, request, now)
            case ModifyOp.CANCEL:
                _require_open(live, "cancelled")
                self._router.ask_cancel(books, live, now)
            case ModifyOp.DISABLE:
                _require_open(live, "disabled")
                self._router.disable(books, live, now)
            case ModifyOp.ENABLE:
                self._enable(books, live, now)
            case _:
                if live.order.status not in _HIDEABLE:
                    raise RefusalError(
                        f"Only a cancelled or failed order can be deleted, not {_named(live)}."
                    )
                self._router.delete(books, live, now)
        return live.order

    def max_quantities(self, request: GetMaxQuantities, now: float) -> MaxQuantities:
        """Say how much could be traded at a price."""
        books = self.books(request.header.env, request.header.acc_id)
        contract = self._contract(request.id)
        price = request.price if request.type.needs_price else self.exchange.last(request.id)
        live = books.find(request.order_id) if request.order_id else None
        terms = Terms(
            side=live.order.side if live else Side.UNKNOWN,
            type=request.type,
            qty=Decimal(0),
            price=price,
            filled=live.order.filled_qty if live else Decimal(0),
            order_id=request.order_id,
        )
        return max_quantities(books.account, contract, terms, books.ledger, local_day(now, request.id))

    def _amend(self, books: AccountBooks, live: LiveOrder, request: ModifyOrder, now: float) -> None:
        _require_open(live, "amended")
        wanted = _amended(live, request)
        if live.legs:
            self._amend_combo(books, live, wanted, now)
            return
        verdict = self._check(books, live.contract, _terms(live, wanted), now)
        self._router.amend(books, live, wanted, verdict, now)

    def _amend_combo(self, books: AccountBooks, live: LiveOrder, wanted: Order, now: float) -> None:
        terms = ComboTerms(live.legs, wanted.type, wanted.qty, wanted.price)
        release_legs(books, live)
        try:
            self._check_combo(books, terms, now)
            live.needed = money_needed(books.account, terms, self.exchange.last)
        finally:
            hold_legs(books, live)
        verdict = Verdict(opens=True, limit=terms.price or Decimal(0))
        self._router.amend(books, live, wanted, verdict, now)

    def _combo_terms(self, request: PlaceComboOrder | GetComboEffect) -> ComboTerms:
        legs = tuple(LiveLeg(self._contract(leg.id), leg.side, leg.ratio) for leg in request.legs)
        price = request.price if request.type.needs_price else None
        return ComboTerms(legs, request.type, request.qty, price)

    def _check_combo(self, books: AccountBooks, terms: ComboTerms, now: float) -> None:
        universe = self.exchange.universe
        underlyings = [universe[leg.contract.id].owner or leg.contract.id for leg in terms.legs]
        check_combo(
            books.account,
            terms,
            underlyings,
            books.ledger,
            self.exchange.last,
            lambda id_: local_day(now, id_),
        )

    def _enable(self, books: AccountBooks, live: LiveOrder, now: float) -> None:
        if live.stage is not Stage.DISABLED or live.cancel_wanted:
            raise RefusalError(f"Only a disabled order can be enabled, not {_named(live)}.")
        verdict = self._check(books, live.contract, _terms(live, live.order), now)
        self._router.enable(books, live, verdict, now)

    def _cancel_all(self, books: AccountBooks, request: ModifyOrder, now: float) -> None:
        if request.op is not ModifyOp.CANCEL:
            raise RefusalError("Only CANCEL can be asked for all orders at once.")
        if books.paper:
            raise RefusalError("A paper account cannot cancel all orders at once: cancel them one by one.")
        if request.market is TradeMarket.HKCC:
            raise RefusalError(
                "Stock Connect orders cannot be cancelled all at once: cancel them one by one."
            )
        for live in tuple(books.open_orders()):
            wanted = request.market in (TradeMarket.UNKNOWN, live.order.market)
            if wanted and not live.cancel_wanted and live.order.market is not TradeMarket.HKCC:
                self._router.ask_cancel(books, live, now)

    def _tradable_books(self, env: Env, acc_id: int) -> AccountBooks:
        books = self.books(env, acc_id)
        if self.locked and not books.paper:
            raise RefusalError("Trading is locked: unlock it with the trade password first.")
        return books

    def _contract(self, id_: SecurityId) -> Contract:
        listing = self.exchange.universe.find(id_)
        if listing is None:
            raise RefusalError(f"Unknown stock {id_}.")
        over = self._why_over(id_)
        if over:
            raise RefusalError(over)
        return Contract.of(listing, self.exchange.language)

    def _check(self, books: AccountBooks, contract: Contract, terms: Terms, now: float) -> Verdict:
        picture, day = Picture.of(self.exchange, contract.id), local_day(now, contract.id)
        return check_order(books.account, contract, terms, books.ledger, picture, day)

    def _judge_again(self, books: AccountBooks, live: LiveOrder, now: float) -> Verdict:
        """Judge what a conditional order has become, as the market and the account stand now."""
        contract, terms = live.contract, _terms(live, live.order)
        picture, day = Picture.of(self.exchange, contract.id), local_day(now, contract.id)
        return check_plain(books.account, contract, terms, books.ledger, picture, day)


def _new_terms(contract: Contract, request: PlaceOrder) -> Terms:
    kind = request.type
    return Terms(
        side=request.side,
        type=kind,
        qty=request.qty,
        price=adjusted(contract, request.price, request.adjust) if kind.needs_price else None,
        trigger=request.trigger_price if kind.needs_trigger else None,
        trail=request.trail if kind.trails else None,
    )


def _terms(live: LiveOrder, order: Order) -> Terms:
    """What an order of this run asks for; one that waits for nothing any more is a plain one."""
    terms = Terms(
        order.side,
        order.type,
        order.qty,
        order.price,
        order.filled_qty,
        order.order_id,
        order.trigger_price,
        order.trail,
    )
    return terms if live.condition is not None else terms.once_triggered


def _amended(live: LiveOrder, request: ModifyOrder) -> Order:
    """The order as a request wants it; what the request leaves out, or the type has not, stays."""
    order = live.order
    price, trigger, trail = order.price, order.trigger_price, order.trail
    if request.price is not None and order.type.needs_price:
        price = adjusted(live.contract, request.price, request.adjust)
    if live.condition is not None:
        if request.trigger_price is not None and order.type.needs_trigger:
            trigger = request.trigger_price
        if trail is not None:
            trail = Trail(
                trail.type if request.trail_type is None else request.trail_type,
                trail.value if request.trail_value is None else request.trail_value,
                trail.spread if request.trail_spread is None else request.trail_spread,
            )
    qty = order.qty if request.qty is None else request.qty
    return replace(order, qty=qty, price=price, trigger_price=trigger, trail=trail)


def _require_open(live: LiveOrder, verb: str) -> None:
    if live.stage is Stage.DONE or live.cancel_wanted:
        raise RefusalError(f"The order cannot be {verb}: it is {_named(live)}.")


def _named(live: LiveOrder) -> str:
    return live.order.status.name
