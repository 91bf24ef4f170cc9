"""What is filled in on a ticket: the fields an order of its type has, and what the keys do to them.

Pure: no Textual, no clock, no store. The state of the market comes in through `update`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeVar

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
from tui.domain.rules_trigger import rises_to
from tui.domain.ticks import Ladder

T = TypeVar("T")

_RATIO_STEP = Decimal("0.1")


class TicketForm:
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
        self._fall_into_line()

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

    # ---- typing

    def type_key(self, char: str) -> None:
        """Type into the field at the cursor; where nothing is typed 1-9 are quick sizes in lots."""
        self.said = ""
        number = self.number()
        if number is not None:
            number.type(char)
        elif self.field is Field.EXPIRES:
            self.expires.type(char)
        elif self.field is Field.NOTE:
            self.write(char)
        elif self.field in (Field.TIF, Field.SESSION):
            self.said = "up and down change it; numbers are typed into their own fields"
        elif char in "123456789":
            self.set_lots(int(char))

    def write(self, text: str) -> None:
        """Add to the note."""
        if not self.remark.type(text):
            self.said = f"a note has room for {NOTE_BYTES} bytes"

    def paste(self, text: str) -> bool:
        """Take a pasted text where one is typed: a note, or a number and nothing else. Never a command."""
        number, text = self.number(), text.strip()
        if self.field is Field.NOTE:
            self.write(text)
            return True
        if number is None or not text or not all(char.isascii() and char in "0123456789." for char in text):
            return False
        number.clear()
        for char in text:
            number.type(char)
        return True

    def erase(self) -> None:
        """Take back the last character of the field at the cursor."""
        typed = self._typed_field()
        if typed is not None:
            typed.erase()

    def clear(self) -> None:
        """Empty the field at the cursor."""
        typed = self._typed_field()
        if typed is not None:
            typed.clear()

    def set_lots(self, lots: int) -> None:
        """Ask for this many lots."""
        self.qty.set(self.lot * lots)

    # ---- stepping

    def move(self, steps: int) -> None:
        """Go to another field; the number there is replaced by what is typed next."""
        fields = self.fields
        at = fields.index(self.field) if self.field in fields else 0
        self.field = fields[(at + steps) % len(fields)]
        number = self.number()
        if number is not None:
            number.select()
        self.expires.select()

    def step(self, steps: int) -> None:
        """Walk the field at the cursor: lots, ticks along the real ladder, days, or the next choice."""
        self.said = ""
        if self.field is Field.QTY:
            self.qty.set(self._walked_qty(steps))
        elif self.field is Field.PRICE:
            self._walk(self.price, steps, self._touch.join(self.side))
        elif self.field in (Field.TRIGGER, Field.SPREAD):
            self._walk_condition(steps)
        elif self.field is Field.EXPIRES:
            self._walk_day(steps)
        else:
            self._choose(1 if steps > 0 else -1)

    def set_side(self, side: Side) -> None:
        """Buy or sell; a price nobody touched goes to the other side of the book with it."""
        if self.order is not None:
            self.said = "an order keeps its side: cancel it and place another"
        elif side is not self.side:
            self.side = side
            if not self.price.touched:
                self.price.set(self._touch.join(side), touched=False)

    def switch_type(self, steps: int = 1) -> None:
        """Take the next order type that can be placed now."""
        if self.order is not None:
            self.said = "an order keeps its type: cancel it and place another"
            return
        self.type = _next(self.types, self.type, steps) or self.type
        self._fall_into_line()

    def switch_trail(self) -> None:
        """Trail by per cent or by an amount; the number begins anew, it means something else."""
        if not self.type.trails:
            self.said = "only trailing orders have a distance"
            return
        self.trail_type = TrailType.AMOUNT if self.trail_type is TrailType.RATIO else TrailType.RATIO
        self.distance.set(None)

    def next_account(self, steps: int = 1) -> None:
        """Take another account that may trade the code."""
        if self.order is None and self.accounts:
            self.account = _next(self.accounts, self.account, steps)
            self._fall_into_line()

    def take_bid(self) -> None:
        """Take the best bid as price."""
        self._take(self._touch.bid, "bid")

    def take_ask(self) -> None:
        """Take the best ask as price."""
        self._take(self._touch.ask, "ask")

    def take_last(self) -> None:
        """Take the last price as price."""
        self._take(self._touch.last, "last price")

    @property
    def hint(self) -> Finding | None:
        """The finding whose nearest legal value is offered: of the field at the cursor, else the first."""
        offers = [one for one in self.findings if one.nearest is not None and self._takes_hint(one.field)]
        return min(offers, key=lambda one: one.field is not self.field, default=None)

    def accept_hint(self) -> None:
        """Take the value that is offered; one for the type is the price of a limit order in its place."""
        hint = self.hint
        if hint is None:
            return
        if hint.field is Field.TYPE:
            self.type = OrderType.LIMIT
            self._fall_into_line()
        number = self.number(Field.PRICE if hint.field is Field.TYPE else hint.field)
        if number is not None:
            number.set(hint.nearest)

    # ---- helpers

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

    @property
    def _asked_env(self) -> Env:
        """Without an account, what every one takes is offered: paper takes the least."""
        return Env.PAPER if self.account is None else self.env

    def _only_account(self) -> Account | None:
        return self.accounts[0] if len(self.accounts) == 1 else None

    def _typed_field(self) -> NumberField | DateField | NoteField | None:
        if self.field is Field.NOTE:
            return self.remark
        return self.expires if self.field is Field.EXPIRES else self.number()

    def _takes_hint(self, field: Field) -> bool:
        if field is Field.TYPE:
            return self.order is None and OrderType.LIMIT in self.types
        return field in self.fields and self.number(field) is not None

    def _fall_into_line(self) -> None:
        """Let life, session and cursor be ones that orders of this type and account have."""
        if self.order is not None:
            return
        if self.tif not in self.tifs:
            self.tif = TimeInForce.DAY
        if self.session not in self.sessions:
            self.session = next(iter(self.sessions), TradeSession.NONE)
        if self.field not in self.fields:
            self.field = Field.QTY

    def _choose(self, steps: int) -> None:
        if self.field is Field.SIDE:
            self.set_side(Side.SELL if self.side is Side.BUY else Side.BUY)
        elif self.field is Field.TYPE:
            self.switch_type(steps)
        elif self.field is Field.TIF:
            self.tif = _next(self.tifs, self.tif, steps) or self.tif
        elif self.field is Field.SESSION:
            self.session = _next(self.sessions, self.session, steps) or self.session
        elif self.field is Field.ACCOUNT:
            self.next_account(steps)

    def _walked_qty(self, steps: int) -> Decimal:
        qty = self.qty.value or Decimal(0)
        rounding = ROUND_FLOOR if steps > 0 else ROUND_CEILING
        lots = (qty / self.lot).to_integral_value(rounding) + steps
        return max(lots, Decimal(1)) * self.lot

    def _walk(self, number: NumberField, steps: int, start: Decimal | None) -> None:
        price = number.value
        if price is None:
            if start is None:
                self.said = "there is no live price to start from: type one"
            else:
                number.set(start)
        elif self.ladder is None:
            self.said = "the ticks of this code are not known"
        else:
            number.set(self.ladder.up(price, steps) if steps > 0 else self.ladder.down(price, -steps))

    def _walk_condition(self, steps: int) -> None:
        last = self._touch.last if self._touch.fresh else None
        if self.type.needs_trigger:
            start = last
            if last is not None and self.ladder is not None:
                start = self.ladder.up(last) if rises_to(self.type, self.side) else self.ladder.down(last)
            self._walk(self.trigger, steps, start)
            return
        number = self.spread if self.field is Field.SPREAD else self.distance
        by_ratio = self.field is Field.TRIGGER and self.trail_type is TrailType.RATIO
        unit = _RATIO_STEP if by_ratio else self.tick_at(last)
        if unit is None:
            self.said = "the tick is not known while there is no live price: type the number"
        else:
            number.set(max((number.value or Decimal(0)) + steps * unit, unit))

    def _walk_day(self, steps: int) -> None:
        if self._today is None:
            self.said = "type the last day: 20261231 is 2026-12-31"
        else:
            self.expires.step(steps, self._today + timedelta(days=1))

    def _take(self, price: Decimal | None, what: str) -> None:
        if not self.type.needs_price:
            self.said = "this order carries no price"
        elif not self._touch.fresh:
            self.said = f"the {what} is stale: type a price"
        elif price is None:
            self.said = f"there is no {what}"
        else:
            self.price.set(price)
            self.said = ""


def _next(choices: Sequence[T], now: T | None, steps: int) -> T | None:
    """Return another choice; the first one when the present one is none of them."""
    if not choices:
        return None
    return choices[(choices.index(now) + steps) % len(choices)] if now in choices else choices[0]
