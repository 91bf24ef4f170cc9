"""New tickets: on a security, on a working order; or the cause why there can be none."""

from __future__ import annotations

from decimal import Decimal

from tui.app.ticket_accounts import AccountChoice, choose_account
from tui.app.ticket_facts import touch_of
from tui.app.ticket_model import TicketModel
from tui.domain.accounts import Account, Env
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType
from tui.domain.orders import Order, Side
from tui.state.dirty import Topic
from tui.state.prices import ladder_of
from tui.state.store import Store

READ_ONLY = "read-only: this program was started to watch, it sends no orders"
NOT_DESCRIBED = "{}: OpenD has not described it yet"
NOT_TRADED = "{} is {}: it cannot be traded"
OVER = "that order is over: nothing is left to change or cancel"
NO_REAL = "real accounts need a start with --real"


class CannotOpenError(Exception):
    """There can be no ticket; the text says why, for the trader."""


class TicketOpening:
    """Makes tickets from what the store knows."""

    def __init__(self, store: Store, *, read_only: bool, real_allowed: bool) -> None:
        self._store = store
        self._read_only = read_only
        self._real_allowed = real_allowed

    def on_security(
        self,
        security: SecurityId,
        side: Side,
        account: Account | None,
        *,
        qty: Decimal | None = None,
        price: Decimal | None = None,
    ) -> tuple[TicketModel, str]:
        """Return a ticket and why no account fits, if none does; CannotOpenError when there can be none.

        `price` is one the trader pointed at in the book: it is taken unless that is stale.
        """
        instrument = self._tradable(security)
        choice = self._choice(instrument, account)
        store = self._store
        ticket = TicketModel(
            instrument,
            ladder_of(instrument, store.quote(security)),
            side,
            choice.eligible,
            touch_of(store, security),
            account=choice.account,
            qty=qty,
        )
        if price is not None and not store.is_stale(Topic.BOOK, security):
            ticket.price.set(price)
            ticket.said = ""
        return ticket, choice.refusal

    def on_order(self, order: Order) -> TicketModel:
        """Return a ticket that changes a working order; CannotOpenError when that cannot be."""
        self.check(order)
        store = self._store
        instrument, account = store.instruments.get(order.id), store.account(order.acc_id)
        if instrument is None or account is None:
            raise CannotOpenError(NOT_DESCRIBED.format(order.id))
        ladder = ladder_of(instrument, store.quote(order.id))
        return TicketModel.amending(order, instrument, ladder, account, touch_of(store, order.id))

    def check(self, order: Order) -> None:
        """Raise CannotOpenError unless an order can be changed or cancelled."""
        now = self._store.order(order.acc_id, order.order_id) or order
        if self._read_only or now.status.terminal:
            raise CannotOpenError(READ_ONLY if self._read_only else OVER)
        if order.env is Env.REAL and self._why_not_real:
            raise CannotOpenError(self._why_not_real)

    @property
    def _why_not_real(self) -> str:
        return self._store.safety.why_not_real or ("" if self._real_allowed else NO_REAL)

    def _tradable(self, security: SecurityId) -> Instrument:
        instrument = self._store.instruments.get(security)
        if self._read_only or instrument is None:
            raise CannotOpenError(READ_ONLY if self._read_only else NOT_DESCRIBED.format(security))
        if not instrument.type.tradable:
            kind = "an index" if instrument.type is SecurityType.INDEX else "a plate"
            raise CannotOpenError(NOT_TRADED.format(security, kind))
        return instrument

    def _choice(self, instrument: Instrument, account: Account | None) -> AccountChoice:
        why = self._why_not_real
        if account is not None and account.env is Env.REAL and why:
            return AccountChoice((), None, why)
        return choose_account(self._store.accounts, instrument, account, real_allowed=not why)
