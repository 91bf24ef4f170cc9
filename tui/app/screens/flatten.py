"""The review before a position is closed or turned over: its orders as sentences, and one key that sends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.flatten_review import WITHIN_S, FlattenReview, rest_words
from tui.app.guard import QUIET_S
from tui.app.keymap import bindings_for, key_of
from tui.app.screens.base import BELOW
from tui.app.screens.question import Question
from tui.app.ticket_frame import filled, head_of, inner_width, key_hint
from tui.app.ticket_model import TOO_EARLY
from tui.app.ticket_review_view import warnings_of
from tui.app.ticket_text import moving_clauses, order_clause
from tui.app.widgets.lines import Line, Lines, Span, wrap
from tui.app.widgets.parts import packed
from tui.domain.accounts import Env, MaxQuantities
from tui.state.dirty import Dirty, Topic
from tui.state.rows_orders import account_tail

OTHER_KEY = "that is the key of the other environment: nothing was sent"
_TOPICS = frozenset({Topic.ORDERS, Topic.FILLS, Topic.POSITIONS, Topic.SAFETY, Topic.LINK, Topic.ACCOUNTS})
_MARKET = frozenset({Topic.QUOTE, Topic.BOOK, Topic.MARKET_STATE})


class FlattenScreen(Question[bool]):
    """Shows what would be sent, live; True means send it."""

    DEFAULT_CSS = """
    FlattenScreen { align: center bottom; }
    FlattenScreen #flatten { width: 100%; height: auto; max-height: 100%; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.FLATTEN)]

    def __init__(
        self, review: FlattenReview, ask_most: Callable[[], Awaitable[MaxQuantities | None]] | None = None
    ) -> None:
        """`ask_most` asks OpenD how much can be sold short, where that matters."""
        super().__init__()
        self._review = review
        self._ask_most = ask_most
        self._said = ""
        self._changed_at: float | None = None
        """When a key last changed what would be sent."""
        self._unread = 0
        """Lines that there is no room for: what cannot be read is not sent."""

    def compose(self) -> ComposeResult:
        """One block of lines."""
        yield Lines(id="flatten")

    def on_mount(self) -> None:
        """Show it, and ask what only OpenD knows."""
        self.paint()
        if self._ask_most is not None:
            self.run_worker(self._learn_most(self._ask_most), group="most")

    def wants(self, changes: Dirty) -> bool:
        """Whether the orders have to be judged again."""
        security = self._review.holding.id
        return any(topic in _TOPICS or (topic in _MARKET and key == security) for topic, key in changes)

    def paint(self) -> None:
        """Judge and show the orders as they are now."""
        if self.is_here:
            self._review.look()
            self.query_one("#flatten", Lines).show(self._lines())

    # ---- keys

    def action_flatten_paper(self) -> None:
        """Send the paper orders."""
        self._confirm(Env.PAPER)

    def action_flatten_real(self) -> None:
        """Send the real orders."""
        self._confirm(Env.REAL)

    def action_flatten_deeper(self) -> None:
        """Reach a tick further."""
        self._change(lambda: self._review.reach(1))

    def action_flatten_nearer(self) -> None:
        """Reach a tick less far."""
        self._change(lambda: self._review.reach(-1))

    def action_flatten_price(self) -> None:
        """Take the touch anew."""
        self._change(self._review.take)

    def action_flatten_cancels(self) -> None:
        """Cancel working orders first, or leave them."""
        self._change(self._review.switch_cancels)

    def action_leave_flatten(self) -> None:
        """Leave; nothing is sent."""
        self.dismiss(False)

    def _change(self, how: Callable[[], None]) -> None:
        how()
        self._said, self._changed_at = "", self._time()
        self.paint()

    def _confirm(self, env: Env) -> None:
        self._review.look()
        changed = self._changed_at
        if self._review.env is not env:
            self._said = OTHER_KEY
        elif changed is not None and self._time() - changed < QUIET_S:
            self._said = TOO_EARLY
        elif not self._review.why and not self._unread:
            self.dismiss(True)
            return
        self.paint()

    def _time(self) -> float:
        return self.clock() if self.clock else monotonic()

    async def _learn_most(self, ask: Callable[[], Awaitable[MaxQuantities | None]]) -> None:
        self._review.most = await ask()
        self.paint()

    # ---- what is shown

    def _lines(self) -> tuple[Line, ...]:
        review, width = self._review, self.app.size.width
        holding, inner = review.holding, inner_width(review.env, self.app.size.width)
        word = "REVERSE" if holding.reverse else "FLATTEN"
        head = head_of(
            review.env, f"account {account_tail(holding.account.acc_id)}", f"{word}  {holding.id}", width
        )
        room = max(self.app.size.height - BELOW - 2, 1)
        body = self._fitting(self._body(inner), room, inner)
        return filled(review.env, head, body, self._foot(inner), (width, len(body) + 2))

    def _fitting(self, body: list[Line], room: int, width: int) -> list[Line]:
        """Keep the first lines where not all can be seen, and say that."""
        self._unread = len(body) - room + 1 if len(body) > room else 0
        if not self._unread:
            return body
        more = f"{self._unread} more lines have no room: make the terminal taller"
        return [*body[: room - 1], *_wrapped(f"! {more}", width, ink="failed", bold=True)[:1]]

    def _body(self, inner: int) -> list[Line]:
        """Say what would be sent, what stays, what goes before, and why nothing may be sent."""
        review = self._review
        body: list[Line] = []
        for at, ticket in enumerate(review.tickets):
            number = f"{at + 1}. " if len(review.tickets) > 1 else ""
            when = f"once 1 is filled completely, within {WITHIN_S:g} s: " if at else ""
            body += _wrapped(f"{number}{when}{order_clause(ticket)}", inner, bold=True)
            body += [
                line
                for clause in moving_clauses(ticket, review.around(at))
                for line in _wrapped(f"{'   ' if number else ''}{clause}", inner)
            ]
            body += [
                line for text in warnings_of(ticket) for line in _wrapped(f"~ {text}", inner, ink="warn")
            ]
        for text in (self._bound_words(), rest_words(review.plan), self._cancel_words()):
            body += _wrapped(text, inner) if text else []
        if review.why:
            body += _wrapped(f"! {review.why}", inner, ink="failed", bold=True)
        return body

    def _bound_words(self) -> str:
        legs = self._review.plan.legs
        if not legs:
            return ""
        best = "ask" if legs[0].side.buys else "bid"
        ticks = self._review.bound
        return f"limit {ticks} {'tick' if ticks == 1 else 'ticks'} through the best {best}, as it was taken"

    def _cancel_words(self) -> str:
        count = len(self._review.working)
        if not count:
            return ""
        orders = f"{count} working order{'' if count == 1 else 's'} of the code"
        return f"first: cancel {orders}" if self._review.cancels else f"{orders} stay working"

    def _foot(self, width: int) -> Line:
        review = self._review
        real = review.env is Env.REAL
        parts: list[Line] = [(Span(f" {self._said}", "warn", bold=True),)] if self._said else []
        if not review.why and not self._unread:
            count = "orders" if len(review.tickets) > 1 else "order"
            what = f"(capital) sends the REAL MONEY {count}" if real else f"sends the PAPER {count}"
            parts.append(key_hint("flatten_real" if real else "flatten_paper", what))
        parts.append(key_hint("leave_flatten", "leaves"))
        if review.working:
            parts.append(
                key_hint("flatten_cancels", "keep orders" if review.cancels else "cancel them first")
            )
        updown = f"{key_of('flatten_deeper')}/{key_of('flatten_nearer')}"
        parts.append((Span(f" {updown}", bold=True), Span(" ticks", "dim")))
        parts.append(key_hint("flatten_price", "new price"))
        return packed(parts, width, 1)[0]


def _wrapped(text: str, width: int, *, ink: str = "", bold: bool = False) -> list[Line]:
    return [(Span(f" {line}", ink, bold=bold),) for line in wrap(text, width - 2)]
