"""What is filled in on a ticket: the fields that an order of its type has, and what may be chosen in them.

Pure: no Textual, no clock, no store. The state of the market comes in through `TicketModel.update`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from tui.app.date_field import DateField
from tui.app.note_field import NoteField
from tui.app.number_field import NumberField
from tui.app.ticket_touch import Touch
from tui.domain.accounts import Account, Env
from tui.domain.instruments import Instrument
from tui.domain.markets import MarketState, SecurityType
from tui.domain.offers import order_types_for, sessions_for, tifs_for
from tui.domain.orders import Order, OrderType, Side, TimeInForce, TradeSession, Trail, TrailType
from tui.domain.rules import Field, Finding, TicketDraft
from tui.domain.rules_sending import NOTE_BYTES
from tui.domain.ticks import Ladder


class TicketFields:
    """The fields of one ticket and the cursor among them."""

    def __init__(
        self,
        instrument: Instrument,
        ladder: Ladder | None,
        side: Side,
        accounts: Sequence[Account],
        touch: Touch,
        *,
        account: Account | None = None,
        qty: Decimal | None = None,
    ) -> None:
        self.instrument = instrument
        self.ladder = ladder
        self.side = side
        self.type = OrderType.LIMIT
        self.accounts = tuple(accounts)
        self.account = account if account is not None else self._only_account()
        self.order: Order | None = None
        self.qty = NumberField(self.lot if qty is None else qty, fractions=False)
        self.price = NumberField(touch.join(side), fractions=True)
        self.trigger = NumberField(None, fractions=True)
        self.distance = NumberField(None, fractions=True)
        """How far a trailing order stays behind, in per cent or money as `trail_type` says."""
        self.trail_type = TrailType.RATIO
        self.spread = NumberField(None, fractions=True)
        self.tif = TimeInForce.DAY
        self.expires = DateField()
        self.session = TradeSession.NONE
        self.remark = NoteField(NOTE_BYTES)
        self.field = Field.QTY
        self.findings: tuple[Finding, ...] = ()
        self.said = "" if self.price.value is not None else touch.why_no_price(side)
        """What the last key could not do, or what changed by itself."""
        self._touch = touch
        self._state: MarketState | None = None
        self._now: datetime | None = None
        self._today: date | None = None
        self.fall_into_line()

    # ---- what there is

    @property
    def lot(self) -> Decimal:
        """Shares a lot; one for contracts, whose size is no lot."""
        return Decimal(1 if self.in_contracts else max(self.instrument.lot, 1))

    @property
    def in_contracts(self) -> bool:
        """Whether a quantity counts contracts and not shares."""
        return self.instrument.type in (SecurityType.FUTURE, SecurityType.OPTION)

    def tick_at(self, price: Decimal | None) -> Decimal | None:
        """Return the step at a price, None when it is not known."""
        return None if price is None or self.ladder is None else self.ladder.tick_up(price)

    @property
    def touch(self) -> Touch:
        """The market as last told."""
        return self._touch

    @property
    def env(self) -> Env:
        """The environment of the account."""
        return Env.UNKNOWN if self.account is None else self.account.env

    @property
    def types(self) -> tuple[OrderType, ...]:
        """The order types that can be placed now; without an account those that every one takes."""
        return order_types_for(self._asked_env, self.instrument, self._state, self._now)

    @property
    def tifs(self) -> tuple[TimeInForce, ...]:
        """How long an order of this type may live."""
        return tifs_for(self._asked_env, self.instrument, self.type)

    @property
    def sessions(self) -> tuple[TradeSession, ...]:
        """The sessions an order of this type may be for; one of them where there is no choice."""
        return sessions_for(self._asked_env, self.instrument, self.type)

    @property
    def conditions(self) -> tuple[Field, ...]:
        """The fields of what an order of this type waits for."""
        trigger = (Field.TRIGGER,) if self.type.conditional else ()
        return (*trigger, Field.SPREAD) if self.type is OrderType.TRAILING_STOP_LIMIT else trigger

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields the cursor visits, in order."""
        price = (Field.PRICE,) if self.type.needs_price else ()
        if self.order is not None:
            return (Field.QTY, *price, *self.conditions)
        tif = (Field.TIF,) if len(self.tifs) > 1 else ()
        expires = (Field.EXPIRES,) if self.tif is TimeInForce.GTD else ()
        session = (Field.SESSION,) if len(self.sessions) > 1 else ()
        account = (Field.ACCOUNT,) if len(self.accounts) > 1 else ()
        life = (*tif, *expires, *session)
        return (Field.SIDE, Field.TYPE, Field.QTY, *price, *self.conditions, *life, Field.NOTE, *account)

    @property
    def limit(self) -> Decimal | None:
        """The price the order will carry; None for market orders and unfinished input."""
        return self.price.value if self.type.needs_price else None

    @property
    def stop(self) -> Decimal | None:
        """The trigger price the order will carry."""
        return self.trigger.value if self.type.needs_trigger else None

    @property
    def trail(self) -> Trail | None:
        """How the order will trail the market; None for other types and unfinished input."""
        if not self.type.trails or self.distance.value is None:
            return None
        spread = self.spread.value if Field.SPREAD in self.conditions else None
        return Trail(self.trail_type, self.distance.value, spread)

    @property
    def draft(self) -> TicketDraft:
        """The order as it stands, for the rules."""
        return TicketDraft(
            id=self.instrument.id,
            side=self.side,
            type=self.type,
            qty=self.qty.value,
            price=self.limit,
            env=self.env,
            acc_id=None if self.account is None else self.account.acc_id,
            tif=self.tif,
            trigger=self.stop,
            trail=self.trail,
            expires_on=self.expires.value if self.tif is TimeInForce.GTD else None,
            session=self.session,
            note=self.remark.text,
        )

    @property
    def blocking(self) -> Finding | None:
        """The first finding that forbids sending."""
        return next((finding for finding in self.findings if finding.blocks), None)

    def number(self, field: Field | None = None) -> NumberField | None:
        """Return the number of a field, of the one at the cursor unless another is named."""
        trigger = self.distance if self.type.trails else self.trigger
        numbers = {
            Field.QTY: self.qty,
            Field.PRICE: self.price,
            Field.TRIGGER: trigger,
            Field.SPREAD: self.spread,
        }
        return numbers.get(self.field if field is None else field)

    def fall_into_line(self) -> None:
        """Let life, session and cursor be ones that orders of this type and account have."""
        if self.order is not None:
            return
        if self.tif not in self.tifs:
            self.tif = TimeInForce.DAY
        if self.session not in self.sessions:
            self.session = next(iter(self.sessions), TradeSession.NONE)
        if self.field not in self.fields:
            self.field = Field.QTY

    # ---- helpers

    @property
    def _asked_env(self) -> Env:
        """Without an account, what every one takes is offered: paper takes the least."""
        return Env.PAPER if self.account is None else self.env

    def _only_account(self) -> Account | None:
        return self.accounts[0] if len(self.accounts) == 1 else None
