"""What is shown while OpenD was never reached: where it was looked for, why not, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from tui.app.actions import Where, actions_in
from tui.app.keymap import bindings_for, key_of
from tui.app.line_watch import profile_of
from tui.app.link_clock import LinkClock, retry_words
from tui.app.ports import EnginePort
from tui.app.screens.base import BaseScreen
from tui.app.widgets.lines import BLANK, Line, Lines, Span, wrap
from tui.client.address import Address
from tui.domain.link import LinkPhase
from tui.state.link import LinkState

_WIDTH = 64
_ADVICE = (
    "OpenD is the gateway program of Futu and moomoo. Start it, log in, and leave its API port as it is; "
    "this screen goes away by itself. FUTU_OPEND_HOST and FUTU_OPEND_PORT, or --host and --port, name "
    "another place."
)


class OfflineScreen(BaseScreen[None]):
    """Names the address and the cause, counts down to the next attempt, and offers the demo."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.OFFLINE)]
    DEFAULT_CSS = f"""
    OfflineScreen {{ align: center middle; background: $background; }}
    OfflineScreen Lines {{ width: {_WIDTH + 4}; max-width: 100%; height: auto; padding: 0 2; }}
    """

    class DemoWanted(Message):
        """The demo key was pressed."""

    def __init__(self, engine: EnginePort, *, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._engine = engine
        self._now = now
        self._link_clock = LinkClock()
        self._doing = ""
        self._failed = ""

    def compose(self) -> ComposeResult:
        """One block of lines."""
        yield Lines(id="offline")

    def on_mount(self) -> None:
        """Show the state now and follow it."""
        self.paint()
        self.set_interval(0.5, self.paint, name="countdown")

    def paint(self) -> None:
        """Show what the store says of the link, and the countdown."""
        now, link = self._now(), self._engine.store.link
        self._link_clock.follow(link, now)
        retry = retry_words(self._link_clock, now, coarse=profile_of(self.app).coarse)
        lines = offline_lines(self._engine.address, link, retry, doing=self._doing, failed=self._failed)
        self.query_one("#offline", Lines).show(lines)

    def say(self, doing: str = "", *, failed: str = "") -> None:
        """Show what is being done, or what did not work."""
        self._doing, self._failed = doing, failed
        self.paint()

    def action_retry_now(self) -> None:
        """Try to reach OpenD at once."""
        self.say()
        self._engine.retry_now()

    def action_start_demo(self) -> None:
        """Ask for the demo."""
        if not self._doing:
            self.say("starting the demo...")
            self.post_message(self.DemoWanted())

    def action_leave_offline(self) -> None:
        """Leave: without a link no order of ours can be on its way."""
        self.app.exit(0)


def offline_lines(
    address: Address, link: LinkState, retry: str, *, doing: str = "", failed: str = ""
) -> tuple[Line, ...]:
    """Say where, why and what next."""
    keys = [
        (Span(f" {key_of(action.id)} ", bold=True, reverse=True), Span(f" {action.help}"))
        for action in actions_in(Where.OFFLINE)
    ]
    if link.phase in (LinkPhase.CONNECTING, LinkPhase.SYNCING):
        state: Line = (Span("connecting...", "lamp-wait"),)
    elif retry:
        state = (Span(f"next try {retry}"),)
    else:
        state = (Span("waiting"),)
    lines: list[Line] = [
        (Span(" NO OPEND ", "lamp-down", bold=True, reverse=True), Span(f"  {address}", bold=True)),
        BLANK,
        *((Span(text, "failed"),) for text in wrap(link.reason or "not reached yet", _WIDTH)),
        (Span(doing, "lamp-wait"),) if doing else state,
        *((Span(text, "failed"),) for text in wrap(failed, _WIDTH)),
        BLANK,
        *keys,
        BLANK,
        *((Span(text, "dim"),) for text in wrap(_ADVICE, _WIDTH)),
    ]
    return tuple(lines)
