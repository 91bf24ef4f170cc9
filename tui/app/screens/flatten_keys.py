"""What the keys do that close a position or turn it over: the review, then the orders."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from tui.app.keymap import key_of
from tui.app.screens.ladder_keys import LadderKeys
from tui.app.ticket_opening import READ_ONLY, TicketOpening
from tui.domain.accounts import Account, Env, MaxQuantities
from tui.domain.ids import SecurityId
from tui.domain.orders import OrderType
from tui.state.rows import Tone
from tui.trading.tags import new_tag

if TYPE_CHECKING:
    from tui.app.flatten_review import FlattenReview
    from tui.app.flattening import Flattening

_RESULT_S = 20.0
UNDER_WAY = "a flatten or reverse of {} is under way: wait until it is over"


def _wall() -> datetime:
    return datetime.now(UTC)


class FlattenKeys(LadderKeys):
    """Closes the position at the cursor, else the one in the code shown; one at a time of each holding."""

    under_way: frozenset[tuple[int, SecurityId]] = frozenset()
    """Whose positions in what are being closed or turned over now."""

    def action_flatten(self) -> None:
        """Review closing the position."""
        self._review_closing(reverse=False)

    def action_reverse(self) -> None:
        """Review turning the position over."""
        self._review_closing(reverse=True)

    def _review_closing(self, *, reverse: bool) -> None:
        from tui.app.flatten_review import FlattenReview, Holding
        from tui.app.screens.flatten import FlattenScreen

        if self._read_only:
            self.keys.say(READ_ONLY, Tone.WARN)
            return
        meant = self._position_meant()
        if isinstance(meant, str):
            self.keys.say(meant, Tone.WARN)
            return
        account, security = meant
        if (account.acc_id, security) in self.under_way:
            self.keys.say(UNDER_WAY.format(security), Tone.WARN)
            return
        if security != self.security:
            self.show_security(security)
        opening = TicketOpening(self._engine.store, read_only=False, real_allowed=self.accounts.real_allowed)
        review = FlattenReview(self._engine, opening, Holding(account, security, reverse), _wall)
        screen = FlattenScreen(review, self._short_question(review) if reverse else None)
        self._show_over(screen, screen, lambda yes: self._close_position(review) if yes else None)

    def _position_meant(self) -> tuple[Account, SecurityId] | str:
        """Return whose position in what is meant, or why that is not sure."""
        store = self._engine.store
        row = self.positions.cursor_row if self.positions.has_focus else None
        if row is not None:
            account = store.account(row.acc_id)
            return "that account is not listed by OpenD now" if account is None else (account, row.id)
        security = self.security
        if security is None:
            return "no code selected"
        held = [(acc_id, store.position(acc_id, security)) for acc_id in self.accounts.ids]
        holders = [acc_id for acc_id, position in held if position is not None and position.qty]
        if not holders:
            read = all(store.positions_known(acc_id) for acc_id in self.accounts.ids)
            return (
                f"there is no position in {security}" if read else "positions are not read yet: wait a moment"
            )
        account = store.account(holders[0]) if len(holders) == 1 else self.accounts.account_for(security)
        if account is None or account.acc_id not in holders:
            return (
                f"several accounts hold {security}: choose one in the positions ({key_of('show_positions')})"
            )
        return account, security

    def _short_question(self, review: FlattenReview) -> Callable[[], Awaitable[MaxQuantities | None]] | None:
        """Return what asks how much can be sold short; None where it need not be asked."""
        holding, legs = review.holding, review.plan.legs
        if len(legs) < 2 or legs[1].side.buys or holding.account.env is not Env.REAL:
            return None
        account = holding.account
        return partial(
            self._engine.max_quantities,
            account.env,
            account.acc_id,
            holding.id,
            OrderType.LIMIT,
            legs[1].price,
        )

    def _close_position(self, review: FlattenReview) -> None:
        from tui.app.flattening import Flattening

        holding = review.holding.account.acc_id, review.holding.id
        if holding in self.under_way:
            self.keys.say(UNDER_WAY.format(review.holding.id), Tone.WARN)
            return
        key = key_of("flatten_real" if review.env is Env.REAL else "flatten_paper")
        work = Flattening(
            self._engine,
            review,
            new_tag=new_tag,
            wall=_wall,
            say=self._say_of_closing,
            how=f"key {key}",
        )
        self.under_way |= {holding}
        self._bridge.add(work)
        self._spawn(self._carry_out(work, holding), f"close {review.holding.id}")

    def _say_of_closing(self, text: str, tone: Tone) -> None:
        if tone is Tone.BAD:
            self._bridge.tick()  # The fill that stopped it is told first: why nothing was sent must stay.
        self.keys.say(text, tone, for_s=_RESULT_S)

    async def _carry_out(self, work: Flattening, holding: tuple[int, SecurityId]) -> None:
        try:
            await work.run()
        finally:
            self.under_way -= {holding}
            self._bridge.drop(work)
