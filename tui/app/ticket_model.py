"""The order ticket as a state machine: what each key changes, and the one intent that may come out.

Pure: no Textual, no clock, no store. Times and the state of the market come in as arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import Enum, auto

from tui.app.guard import KeyGuard
from tui.app.number_field import NumberField
from tui.domain.accounts import Account, Env
from tui.domain.instruments import Instrument
from tui.domain.intents import AmendIntent, OrderIntent
from tui.domain.markets import SecurityType
from tui.domain.orders import Order, OrderType, Side
from tui.domain.rules import Field, Finding, TicketDraft
from tui.domain.ticks import Ladder


class Stage(Enum):
    """How far a ticket is."""

    EDIT = auto()
    REVIEW = auto()
    SENT = auto()
    """The one intent is out; nothing can be sent from this ticket again."""


@dataclass(frozen=True, slots=True)
class Touch:
    """The prices around which a ticket works."""

    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None
    fresh: bool = False
    """False when the link is down or the numbers are old: then none of them is offered as a price."""

    def join(self, side: Side) -> Decimal | None:
        """Return the best price of the order's own side: it rests there and takes nothing."""
        if not self.fresh:
            return None
        return self.bid if side.buys else self.ask


class TicketModel:
    """One ticket, from opening to its one intent."""

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
        self.field = Field.QTY
        self.stage = Stage.EDIT
        self.findings: tuple[Finding, ...] = ()
        self.note = "" if self.price.value is not None else _why_no_price(side, touch)
        self._touch = touch
        self._guard = KeyGuard()

    @classmethod
    def amending(
        cls, order: Order, instrument: Instrument, ladder: Ladder | None, account: Account, touch: Touch
    ) -> TicketModel:
        """Open on a working order, with its own total quantity and its own exact price."""
        ticket = cls(instrument, ladder, order.side, (account,), touch, qty=order.qty)
        ticket.order, ticket.type = order, order.type
        ticket.price.set(order.price, touched=False)
        ticket.note = ""
        return ticket

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
    def fields(self) -> tuple[Field, ...]:
        """The fields the cursor visits, in order."""
        if self.order is not None:
            return (Field.QTY, Field.PRICE) if self.type.needs_price else (Field.QTY,)
        price = (Field.PRICE,) if self.type.needs_price else ()
        account = (Field.ACCOUNT,) if len(self.accounts) > 1 else ()
        return (Field.SIDE, Field.TYPE, Field.QTY, *price, *account)

    @property
    def limit(self) -> Decimal | None:
        """The price the order will carry; None for market orders and unfinished input."""
        return self.price.value if self.type.needs_price else None

    @property
    def draft(self) -> TicketDraft:
        """The order as it stands, for the rules."""
        return TicketDraft(
            id=self.instrument.id,
            side=self.side,
            type=self.type,
            qty=self.qty.value,
            price=self.limit,
            env=Env.UNKNOWN if self.account is None else self.account.env,
            acc_id=None if self.account is None else self.account.acc_id,
            trigger=None if self.order is None else self.order.trigger_price,
            trail=None if self.order is None else self.order.trail,
        )

    @property
    def blocking(self) -> Finding | None:
        """The first finding that forbids sending."""
        return next((finding for finding in self.findings if finding.blocks), None)

    # ---- filling in

    @property
    def touch(self) -> Touch:
        """The market as last told."""
        return self._touch

    def update(self, touch: Touch) -> None:
        """Know the market as it is now. What is filled in stays; an empty untouched price is filled in."""
        self._touch = touch
        empty = self.price.value is None and not self.price.touched
        if empty and self.order is None and self.stage is Stage.EDIT and touch.join(self.side) is not None:
            self.price.set(touch.join(self.side), touched=False)
            self.note = ""

    def follow(self, order: Order) -> None:
        """Know the order under change as it is now; numbers nobody touched stay its own."""
        known, self.order = self.order, order
        if known is None or (known.qty, known.price) == (order.qty, order.price):
            return
        for number, value in ((self.qty, order.qty), (self.price, order.price)):
            if not number.touched:
                number.set(value, touched=False)
        self.back()
        self.note = "the order was changed meanwhile"

    def type_key(self, char: str) -> None:
        """Type into the number at the cursor; elsewhere 1-9 are quick sizes in lots."""
        number = self._number()
        if number is not None:
            number.type(char)
            self.note = ""
        elif char in "123456789":
            self.set_lots(int(char))

    def erase(self) -> None:
        """Take back the last character of the number at the cursor."""
        number = self._number()
        if number is not None:
            number.erase()

    def clear(self) -> None:
        """Empty the number at the cursor."""
        number = self._number()
        if number is not None:
            number.clear()

    def set_lots(self, lots: int) -> None:
        """Ask for this many lots."""
        self.qty.set(self.lot * lots)

    def step(self, steps: int) -> None:
        """Walk the field at the cursor: lots, ticks along the real ladder, or the next choice."""
        self.note = ""
        if self.field is Field.QTY:
            self.qty.set(self._walked_qty(steps))
        elif self.field is Field.PRICE:
            self._walk_price(steps)
        elif self.field is Field.SIDE:
            self.set_side(Side.SELL if self.side is Side.BUY else Side.BUY)
        elif self.field is Field.TYPE:
            self.switch_type()
        elif self.field is Field.ACCOUNT:
            self.next_account(1 if steps > 0 else -1)

    def move(self, steps: int) -> None:
        """Go to another field; the number there is replaced by what is typed next."""
        fields = self.fields
        at = fields.index(self.field) if self.field in fields else 0
        self.field = fields[(at + steps) % len(fields)]
        number = self._number()
        if number is not None:
            number.select()

    def set_side(self, side: Side) -> None:
        """Buy or sell; a price nobody touched goes to the other side of the book with it."""
        if self.order is not None:
            self.note = "an order keeps its side: cancel it and place another"
        elif side is not self.side:
            self.side = side
            if not self.price.touched:
                self.price.set(self._touch.join(side), touched=False)

    def switch_type(self) -> None:
        """Limit or market."""
        if self.order is not None:
            self.note = "an order keeps its type: cancel it and place another"
            return
        self.type = OrderType.MARKET if self.type is OrderType.LIMIT else OrderType.LIMIT
        if self.field not in self.fields:
            self.field = Field.QTY

    def next_account(self, steps: int = 1) -> None:
        """Take another account that may trade the code."""
        if self.order is not None or not self.accounts:
            return
        at = self.accounts.index(self.account) + steps if self.account in self.accounts else 0
        self.account = self.accounts[at % len(self.accounts)]

    def take_bid(self) -> None:
        """Take the best bid as price."""
        self._take(self._touch.bid, "bid")

    def take_ask(self) -> None:
        """Take the best ask as price."""
        self._take(self._touch.ask, "ask")

    def take_last(self) -> None:
        """Take the last price as price."""
        self._take(self._touch.last, "last price")

    def accept_hint(self) -> None:
        """Take the nearest legal value of the first finding that offers one."""
        for finding in self.findings:
            if finding.nearest is None:
                continue
            if finding.field is Field.QTY:
                self.qty.set(finding.nearest)
                return
            if finding.field is Field.PRICE:
                self.price.set(finding.nearest)
                return

    # ---- review and send

    def review(self) -> bool:
        """Go from filling in to reading; False, with the cursor on the cause, when something forbids it."""
        blocking = self.blocking
        if self.stage is Stage.EDIT and blocking is not None and blocking.field in self.fields:
            self.move(self.fields.index(blocking.field) - self.fields.index(self.field))
        if self.stage is not Stage.EDIT or blocking is not None:
            return False
        self.stage = Stage.REVIEW
        self.note = ""
        self._guard.ask()
        return True

    def painted(self, at: float) -> None:
        """The review is on the screen since `at`."""
        if self.stage is Stage.REVIEW:
            self._guard.painted(at)

    def pressed(self, at: float) -> bool:
        """Tell of a key pressed in review; False when it came too early to be an answer."""
        return self._guard.accepts(at)

    def back(self) -> None:
        """Go back from reading to filling in."""
        if self.stage is Stage.REVIEW:
            self.stage = Stage.EDIT
            self.qty.select()
            self.price.select()

    def send(self, confirmed: Env, at: float, tag: str) -> OrderIntent | AmendIntent | None:
        """Return the intent, once in the life of a ticket; None and a note for every other press.

        `confirmed` is the environment whose confirm key was pressed.
        """
        if self.stage is not Stage.REVIEW or not self.pressed(at):
            return None
        if self.blocking is not None:
            self.back()
            return None
        account = self.account
        if account is None or account.env is not confirmed:
            self.note = "that is the key of the other environment: nothing was sent"
            return None
        intent = self._intent(account, tag)
        if intent is not None:
            self.stage = Stage.SENT
        return intent

    # ---- helpers

    def _intent(self, account: Account, tag: str) -> OrderIntent | AmendIntent | None:
        qty, price = self.qty.value, self.limit
        if qty is None or (price is None and self.type.needs_price):
            return None
        if self.order is not None:
            return AmendIntent(
                account.env,
                account.acc_id,
                self.order.order_id,
                qty,
                price,
                trigger_price=self.order.trigger_price,
                trail=self.order.trail,
            )
        return OrderIntent(
            tag=tag,
            env=account.env,
            acc_id=account.acc_id,
            id=self.instrument.id,
            side=self.side,
            type=self.type,
            qty=qty,
            price=price,
        )

    def _only_account(self) -> Account | None:
        return self.accounts[0] if len(self.accounts) == 1 else None

    def _number(self) -> NumberField | None:
        return {Field.QTY: self.qty, Field.PRICE: self.price}.get(self.field)

    def _walked_qty(self, steps: int) -> Decimal:
        qty = self.qty.value or Decimal(0)
        rounding = ROUND_FLOOR if steps > 0 else ROUND_CEILING
        lots = (qty / self.lot).to_integral_value(rounding) + steps
        return max(lots, Decimal(1)) * self.lot

    def _walk_price(self, steps: int) -> None:
        price = self.price.value
        if price is None:
            self._take(self._touch.join(self.side), "price")
        elif self.ladder is None:
            self.note = "the ticks of this code are not known"
        else:
            self.price.set(self.ladder.up(price, steps) if steps > 0 else self.ladder.down(price, -steps))

    def _take(self, price: Decimal | None, what: str) -> None:
        if not self.type.needs_price:
            self.note = "a market order carries no price"
        elif not self._touch.fresh:
            self.note = f"the {what} is stale: type a price"
        elif price is None:
            self.note = f"there is no {what}"
        else:
            self.price.set(price)
            self.note = ""


def _why_no_price(side: Side, touch: Touch) -> str:
    if not touch.fresh:
        return "prices are stale: none is filled in"
    return f"there is no best {'bid' if side.buys else 'ask'} to join: type a price"
