"""What the keys do to the fields of a ticket: typing, stepping along the ladder, choosing.

Pure: no Textual, no clock, no store.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeVar

from tui.app.date_field import DateField
from tui.app.note_field import NoteField
from tui.app.number_field import NumberField
from tui.app.ticket_fields import TicketFields
from tui.domain.orders import OrderType, Side, TrailType
from tui.domain.rules import Field, Finding
from tui.domain.rules_sending import NOTE_BYTES
from tui.domain.rules_trigger import rises_to

T = TypeVar("T")

_RATIO_STEP = Decimal("0.1")


class TicketForm(TicketFields):
    """The fields of one ticket under the keys."""

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
        self.fall_into_line()

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
            self.fall_into_line()

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
            self.fall_into_line()
        number = self.number(Field.PRICE if hint.field is Field.TYPE else hint.field)
        if number is not None:
            number.set(hint.nearest)

    # ---- helpers

    def _typed_field(self) -> NumberField | DateField | NoteField | None:
        if self.field is Field.NOTE:
            return self.remark
        return self.expires if self.field is Field.EXPIRES else self.number()

    def _takes_hint(self, field: Field) -> bool:
        if field is Field.TYPE:
            return self.order is None and OrderType.LIMIT in self.types
        return field in self.fields and self.number(field) is not None

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
