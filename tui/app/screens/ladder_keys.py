"""What the ladder's own keys do: orders, moves and cancels at the price under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Set
from datetime import UTC, datetime
from decimal import Decimal
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import on

from tui.app.key_names import label_of
from tui.app.keymap import key_of
from tui.app.once import Once
from tui.app.screens.arming_keys import ArmingKeys
from tui.app.ticket_facts import touch_of
from tui.app.ticket_opening import READ_ONLY, TicketOpening
from tui.app.widgets.ladder import LadderPane
from tui.domain.decimals import price_text
from tui.domain.intents import OrderIntent, split_remark
from tui.domain.orders import Order, Side
from tui.state.rows import Tone
from tui.state.rows_ladder import resting, rowless
from tui.trading.tags import new_tag

if TYPE_CHECKING:
    from tui.app.ladder_moving import LadderMoving
    from tui.app.ladder_trading import LadderTrading, Surroundings

NONE_HERE = "no own order stands at this price"
BOTH_SIDES = "own buys and sells stand here: change one of them in the orders"
NO_STEPS = "the price steps of this code are not known: change the order in the ticket"


class LadderKeys(ArmingKeys):
    """Acts on the ladder by prices: there nothing moves under the cursor between the look and the key."""

    _trading_made: LadderTrading | None = None
    _moving_made: LadderMoving | None = None
    _move_timer: Once | None = None
    _cancelling: Set[str] = frozenset()
    """The orders that the last cancel at the cursor meant, by name."""
    ladder_clock: Callable[[], float] | None = None
    """A clock of a test; the times of the keys otherwise."""

    def action_switch_ladder(self) -> None:
        """Show prices in place of levels, or levels again."""
        self.ladder.switch(by_prices=not self.ladder.by_prices)

    def action_recentre(self) -> None:
        """Bring the market back to the middle."""
        if self._on_prices():
            self.ladder.recentre()

    def action_buy_at_cursor(self) -> None:
        """Send a buy at the cursor."""
        self._order_at_cursor(Side.BUY)

    def action_sell_at_cursor(self) -> None:
        """Send a sell at the cursor."""
        self._order_at_cursor(Side.SELL)

    def action_again_at_cursor(self) -> None:
        """Mean the order that was refused as a repeat."""
        if self._on_prices():
            self._trading.again()

    def action_move_up(self) -> None:
        """Move own orders at the cursor a tick up."""
        self._walk(1)

    def action_move_down(self) -> None:
        """Move own orders at the cursor a tick down."""
        self._walk(-1)

    def action_join_bid(self) -> None:
        """Move own orders at the cursor to the best bid."""
        self._join("bid")

    def action_join_ask(self) -> None:
        """Move own orders at the cursor to the best ask."""
        self._join("ask")

    def action_cancel_at_cursor(self) -> None:
        """Cancel all own orders at the cursor."""
        if not self._on_prices():
            return
        orders, sent = self._orders_here(), self._sent_here()
        security, price = self.ladder.security, self.ladder.selected_price
        if self._read_only or not (orders or sent) or security is None or price is None:
            self.keys.say(READ_ONLY if self._read_only else NONE_HERE, Tone.WARN)
            return
        from tui.app.cancelling import accounts_of
        from tui.app.withdrawing import Withdrawing
        from tui.domain.withdrawals import Scope

        meant: tuple[Order | OrderIntent, ...] = (*orders, *sent)
        sides = {one.side.buys: one.side for one in meant}
        scope = Scope(
            accounts_of(self._engine.store, tuple(dict.fromkeys(one.acc_id for one in meant))),
            side=next(iter(sides.values())) if len(sides) == 1 else None,
            id=security,
            price=price,
            how=f"ladder key {label_of(self.ladder.key[0])}",
        )
        now, names = self._withdrawing, {_name(one) for one in meant}
        if now is not None and now.scope == scope and not now.withdrawal.over and names <= self._cancelling:
            return  # the key is held: they are being cancelled
        self._cancelling = names
        self._moving.drop(orders)
        title = f"{security} at {price_text(price, self._tick_at(price))}"
        self._withdrawing = Withdrawing(title, scope)
        self.keys.say(f"cancelling {len(meant)} at {price_text(price, self._tick_at(price))}", Tone.OWN)
        self._withdrawing.start(self.app, self._engine, self._withdrawn)

    @on(LadderPane.Switched)
    def _ladder_switched(self, event: LadderPane.Switched) -> None:
        event.stop()
        self.on_descendant_focus()

    # ---- what they do

    def _order_at_cursor(self, side: Side) -> None:
        security = self.ladder.security
        if security is None or not self._on_prices():
            return
        from tui.app.ladder_trading import Wanted

        name, at = self._key()
        wanted = Wanted(side, security, self.ladder.selected_price, self.ladder.lots, label_of(name))
        self._trading.press(wanted, at)

    def _walk(self, ticks: int) -> None:
        steps = self.ladder.steps
        if steps is None:
            self.keys.say(NO_STEPS, Tone.WARN)
            return
        self._move(lambda price: steps.up(price) if ticks > 0 else steps.down(price))

    def _join(self, which: str) -> None:
        security = self.ladder.security
        if security is None:
            return
        touch = touch_of(self._engine.store, security)
        price = touch.bid if which == "bid" else touch.ask
        if price is None:
            self.keys.say(f"there is no live best {which} to join", Tone.WARN)
            return
        self._move(lambda _: price)

    def _move(self, to: Callable[[Decimal], Decimal | None]) -> None:
        if not self._on_prices():
            return
        orders = self._orders_here(wanted=True)
        if self._read_only or not orders:
            self.keys.say(READ_ONLY if self._read_only else NONE_HERE, Tone.WARN)
            return
        if len({order.side.buys for order in orders}) > 1:
            self.keys.say(BOTH_SIDES, Tone.WARN)
            return
        went = self._moving.move(orders, to, label_of(self.ladder.key[0]))
        if went is not None:
            self.ladder.go_to(went)

    def _on_prices(self) -> bool:
        """Whether each line is a price; says how to get there when not."""
        if self.ladder.key_is_fresh:
            self._trading.guard.other()
        if not self.ladder.by_prices:
            self.keys.say(
                f"levels move with the market: {key_of('switch_ladder')} shows prices that stay put",
                Tone.WARN,
            )
        return self.ladder.by_prices

    def _orders_here(self, *, wanted: bool = False) -> tuple[Order, ...]:
        """Return own orders at the cursor; with `wanted` where they are to be, not where they still are."""
        security, price = self.ladder.security, self.ladder.selected_price
        if security is None or price is None:
            return ()
        found = [one for acc_id in self.accounts.ids for one in resting(self._engine.store, security, acc_id)]
        prices = self._moving.moves.price_of
        return tuple(one for one in found if (prices(one) if wanted else one.price) == price)

    def _sent_here(self) -> tuple[OrderIntent, ...]:
        """Return own orders at the cursor of which there is no row yet."""
        security, price = self.ladder.security, self.ladder.selected_price
        if security is None or price is None:
            return ()
        found = [one for acc_id in self.accounts.ids for one in rowless(self._engine.store, security, acc_id)]
        return tuple(one for one in found if one.price == price)

    def _tick_at(self, price: Decimal) -> Decimal | None:
        return None if self.ladder.steps is None else self.ladder.steps.tick_up(price)

    def _key(self) -> tuple[str, float]:
        name, at = self.ladder.key
        return name, at if self.ladder_clock is None else self.ladder_clock()

    # ---- made when they are needed

    @property
    def _trading(self) -> LadderTrading:
        if self._trading_made is None:
            from tui.app.ladder_trading import LadderTrading

            self._trading_made = LadderTrading(self._engine, self._surroundings(), new_tag)
        return self._trading_made

    @property
    def _moving(self) -> LadderMoving:
        if self._moving_made is None:
            from tui.app.ladder_moving import LadderMoving

            self._moving_made = LadderMoving(
                self._engine,
                self._surroundings(),
                clock=self.ladder_clock or monotonic,
                wake=self._wake_moves,
                on_change=self.ladder.paint,
            )
            made = self._moving_made.moves
            self.ladder.going = lambda: made.wanted
            self.follow(self._moving_made)
        return self._moving_made

    def _surroundings(self) -> Surroundings:
        from tui.app.ladder_trading import Surroundings

        return Surroundings(
            TicketOpening(
                self._engine.store, read_only=self._read_only, real_allowed=self.accounts.real_allowed
            ),
            lambda: self.accounts.account_for(self.ladder.security),
            wall=lambda: datetime.now(UTC),
            say=self.keys.say,
            spawn=self._spawn,
        )

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Carry on whatever is on the screen."""
        self.app.run_worker(work, group="orders", name=name)

    def _wake_moves(self, seconds: float, then: Callable[[], None]) -> None:
        if self._move_timer is not None:
            self._move_timer.cancel()
        self._move_timer = Once(self, seconds, then)


def _name(one: Order | OrderIntent) -> str:
    """Return what an order is called before and after its row comes: our tag, else the broker's id."""
    if isinstance(one, OrderIntent):
        return one.tag
    return split_remark(one.remark)[0] or one.order_id
