"""Cancelling many orders: which ones, then the question with the list of them. Neither sends anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from tui.app.actions import Where
from tui.app.cancelling import Offer, account_words, meant, unlisted
from tui.app.keymap import bindings_for, key_of
from tui.app.screens.base import BELOW
from tui.app.screens.progress import Scrolls, cell_lines
from tui.app.screens.question import Question
from tui.app.widgets.lines import BLANK, Line, Lines, Span, pad, wrap
from tui.app.widgets.parts import span_of
from tui.app.widgets.scrolled import Scrolled
from tui.domain.withdrawals import Scope
from tui.state.dirty import Dirty, Topic
from tui.state.rows import Cell, Tone
from tui.state.rows_withdrawal import order_brief
from tui.state.store import Store

WATCH = "watch"
_WIDTH = 66
_TITLE = 44


class CancelMenu(Question[Offer | str | None]):
    """Offers scopes with their counts; gives back the offer taken, WATCH, or None."""

    DEFAULT_CSS = f"""
    CancelMenu {{ align: center middle; }}
    CancelMenu Lines {{
        width: {_WIDTH + 4}; max-width: 100%; height: auto; padding: 1 2; background: $surface;
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.CANCEL_MENU)]

    def __init__(self, store: Store, offered: tuple[Offer, ...], *, watchable: bool) -> None:
        super().__init__()
        self._store = store
        self._offered = {offer.action_id: offer for offer in offered}
        self._watchable = watchable
        self._why = ""

    def compose(self) -> ComposeResult:
        """One block of lines, always as many."""
        yield Lines(self._lines(), id="cancel-menu")

    def wants(self, changes: Dirty) -> bool:
        """Whether orders changed."""
        return any(topic in (Topic.ORDERS, Topic.SAFETY) for topic, _ in changes)

    def paint(self) -> None:
        """Count again."""
        if self.is_here:
            self.query_one("#cancel-menu", Lines).show(self._lines())

    def action_cancel_marked(self) -> None:
        """Take the marked ones."""
        self._take(
            "cancel_marked", f"no order is marked: {key_of('mark_order')} marks one in the orders pane"
        )

    def action_cancel_at_price(self) -> None:
        """Take those at the price pointed at."""
        self._take("cancel_at_price", "no price is pointed at: choose an order, or a price in the ladder")

    def action_cancel_buys(self) -> None:
        """Take the buys."""
        self._take("cancel_buys")

    def action_cancel_sells(self) -> None:
        """Take the sells."""
        self._take("cancel_sells")

    def action_cancel_code(self) -> None:
        """Take those in the code."""
        self._take("cancel_code", "no code is selected")

    def action_cancel_all(self) -> None:
        """Take all."""
        self._take("cancel_all")

    def action_watch_cancels(self) -> None:
        """See how far the cancels are."""
        if self._watchable:
            self.dismiss(WATCH)
        else:
            self._say("no cancels are under way")

    def action_leave_cancel_menu(self) -> None:
        """Leave; nothing is cancelled."""
        self.dismiss(None)

    def _take(self, action_id: str, why_not: str = "") -> None:
        offer = self._offered[action_id]
        if offer.scope is None:
            self._say(why_not)
        elif not meant(self._store, offer.scope):
            self._say(f"no working order to cancel: {offer.title}")
        else:
            self.dismiss(offer)

    def _say(self, why: str) -> None:
        self._why = why
        self.paint()

    def _lines(self) -> tuple[Line, ...]:
        scope = self._offered["cancel_all"].scope
        of = "" if scope is None else f"  {account_words(scope)}"
        lines: list[Line] = [
            (Span(" Cancel working orders ", bold=True, reverse=True), Span(of, "dim")),
            BLANK,
        ]
        for offer in self._offered.values():
            count = 0 if offer.scope is None else len(meant(self._store, offer.scope))
            shade = "" if count else "dim"
            lines.append(
                (
                    Span(f" {key_of(offer.action_id)}  ", shade, bold=bool(count)),
                    Span(pad(offer.title, _TITLE), shade),
                    Span(f"{count:>5}", shade, bold=bool(count)),
                )
            )
        if self._watchable:
            lines.append((Span(f" {key_of('watch_cancels')}  ", bold=True), Span("how far the cancels are")))
        foot = f"{key_of('leave_cancel_menu')} leaves; the next question lists them before anything is sent"
        feet = ((Span(f" {text}", "dim"),) for text in wrap(foot, self.inner(_WIDTH) - 1))
        return (*lines, BLANK, (Span(f" {self._why}", "failed", bold=True),), *feet)


class CancelConfirm(Scrolls, Question[bool]):
    """Lists the orders meant, live, and asks; True means cancel them."""

    # Styles come by way of `Scrolls`, and none of them from `BaseBox`.
    DEFAULT_CSS = f"""
    CancelConfirm {{ align: center bottom; background: transparent; }}
    CancelConfirm #confirm {{ width: 100%; height: 8; margin-bottom: {BELOW}; background: $surface; }}
    CancelConfirm #confirm-title, CancelConfirm #confirm-keys {{ height: 1; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.CANCEL)]

    def __init__(
        self, store: Store, offer: Offer, scope: Scope, *, clock: Callable[[], float] | None = None
    ) -> None:
        super().__init__()
        self.clock = clock
        self._store = store
        self._offer = offer
        self._scope = scope

    def compose(self) -> ComposeResult:
        """The question, the orders, the keys."""
        with Vertical(id="confirm"):
            yield Lines(((),), id="confirm-title")
            yield Scrolled(id="confirm-orders")
            yield Lines(((),), id="confirm-keys")

    def on_mount(self) -> None:
        """List the orders."""
        self.paint()

    def on_resize(self) -> None:
        """Choose anew what fits."""
        self.call_after_refresh(self.paint)

    def wants(self, changes: Dirty) -> bool:
        """Whether orders changed."""
        return any(topic in (Topic.ORDERS, Topic.SAFETY) for topic, _ in changes)

    def paint(self) -> None:
        """List what is meant now."""
        if not self.is_here:
            return
        orders = meant(self._store, self._scope)
        count = f"{len(orders)} {'order' if len(orders) == 1 else 'orders'}"
        title: Line = (
            Span(" CANCEL? ", "failed", bold=True, reverse=True),
            Span(f"  {count}: {self._offer.title}; {account_words(self._scope)}", bold=True),
        )
        self.query_one("#confirm-title", Lines).show((title,))
        lines = [*cell_lines(tuple(order_brief(order) for order in orders))]
        unseen = unlisted(self._store, self._scope)
        if unseen:
            words = f"{unseen} of unknown outcome: the broker shows no row yet, they cannot be cancelled now"
            lines.insert(0, (Span(" "), span_of(Cell(words, Tone.WARN))))
        listed = self.query_one("#confirm-orders", Scrolled)
        self.grow(self.query_one("#confirm"), len(lines))
        listed.fill(lines or [(Span(" none of them is working any more", "dim"),)])
        keys: Line = (Span(f" {key_of('keep_order')}", bold=True), Span(" leaves", "dim"))
        if orders:
            keys = (
                Span(f" {key_of('confirm_cancel')}", bold=True),
                Span(f" cancels {count}", "dim"),
                Span(f"   {key_of('keep_order')}", bold=True),
                Span(" keeps them", "dim"),
            )
        if listed.hidden:
            keys = (*keys, Span(f"   {listed.hidden}: {key_of('progress_next')}", "dim"))
        self.query_one("#confirm-keys", Lines).show((keys,))

    def action_confirm_cancel(self) -> None:
        """Cancel them."""
        self.dismiss(bool(meant(self._store, self._scope)))

    def action_keep_order(self) -> None:
        """Leave them as they are."""
        self.dismiss(False)
