"""What OpenD said of itself and what changed while away, newest first, each with what helps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.keymap import bindings_for, key_of
from tui.app.palette import ink_of, is_bold
from tui.app.screens.base import BaseModal
from tui.app.widgets.lines import Line, Lines, Span, wrap
from tui.app.widgets.parts import width_of
from tui.domain.events import LinkPhase, NoticeReceived
from tui.domain.link import NoticeKind, Severity
from tui.state.rows import Tone
from tui.state.store import Store

_TONES = {Severity.INFO: Tone.PLAIN, Severity.WARN: Tone.WARN, Severity.BAD: Tone.BAD}
_HIDDEN = frozenset({NoticeKind.USED_QUOTA})
"""Changes with every code looked at."""
_INDENT = 10
_ZONE = ZoneInfo("Asia/Hong_Kong")


def notice_blocks(notices: Iterable[NoticeReceived], width: int) -> list[tuple[Line, ...]]:
    """Return the lines of each notice, newest first."""
    room = max(width - _INDENT - 1, 20)
    return [_block(notice, room) for notice in notices if notice.kind not in _HIDDEN and notice.text]


def notice_pages(blocks: Iterable[tuple[Line, ...]], height: int) -> tuple[tuple[Line, ...], ...]:
    """Fill pages of `height` lines; a notice is not torn apart while it fits a page."""
    pages: list[tuple[Line, ...]] = []
    page: list[Line] = []
    for block in blocks:
        if page and len(page) + len(block) > height:
            pages.append(tuple(page))
            page = []
        page += block[:height]
    return (*pages, tuple(page)) if page else tuple(pages)


def _block(notice: NoticeReceived, room: int) -> tuple[Line, ...]:
    tone = Tone.OWN if notice.kind is NoticeKind.REMINDER else _TONES[notice.severity]
    time = "" if notice.at is None else f"{notice.at.astimezone(_ZONE):%H:%M:%S}"
    first, *rest = wrap(notice.text, room)
    lines: list[Line] = [
        (Span(f" {time}".ljust(_INDENT), "dim"), Span(first, ink_of(tone), bold=is_bold(tone)))
    ]
    lines += [(Span(" " * _INDENT), Span(more, ink_of(tone), bold=is_bold(tone))) for more in rest]
    if notice.fix:
        lines += [(Span(" " * _INDENT), Span(more, "dim")) for more in wrap(f"-> {notice.fix}", room)]
    return tuple(lines)


def _why_away(store: Store) -> tuple[NoticeReceived, ...]:
    """Tell the whole cause of a link that is down: the status bar may have no room for it."""
    link = store.link
    if link.phase is not LinkPhase.DOWN or not link.reason:
        return ()
    return (NoticeReceived(NoticeKind.GATEWAY, f"no link to OpenD: {link.reason}", severity=Severity.BAD),)


class NoticesScreen(BaseModal[None]):
    """The notices over the whole screen, page by page, as they were when it was opened."""

    DEFAULT_CSS = """
    NoticesScreen { background: $background; }
    NoticesScreen Lines { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.NOTICES)]

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._notices = (*_why_away(store), *reversed(store.notices))
        self._fell_out = store.notices.dropped
        self._encrypted = store.link.encrypted
        self._page = 0
        self._pages: tuple[tuple[Line, ...], ...] = ()

    def compose(self) -> ComposeResult:
        """One block of lines."""
        yield Lines(id="notices")

    def on_resize(self, event: events.Resize) -> None:
        """Make new pages for the new size."""
        blocks = notice_blocks(self._notices, event.size.width)
        self._pages = notice_pages(blocks, max(event.size.height - 1, 1))
        self._turn(0)

    def action_notices_older(self) -> None:
        """Show the next page."""
        self._turn(1)

    def action_notices_newer(self) -> None:
        """Show the page before."""
        self._turn(-1)

    def action_leave_notices(self) -> None:
        """Close."""
        self.dismiss(None)

    def _turn(self, by: int) -> None:
        self._page = max(0, min(self._page + by, len(self._pages) - 1))
        counter = f"page {self._page + 1} of {len(self._pages)}" if self._pages else "nothing was said yet"
        if self._fell_out:
            counter += f", {self._fell_out} older ones are gone"
        keys = (
            f"{key_of('notices_older')} older  {key_of('notices_newer')} newer  "
            f"{key_of('leave_notices')} close"
        )
        title: Line = (Span(" Notices ", bold=True, reverse=True), Span(f"  {counter}   {keys}", "dim"))
        if self._encrypted is not None:
            link: Line = (Span(f"   link to OpenD {'encrypted' if self._encrypted else 'plain'}", "dim"),)
            title = (*title, *link) if width_of((*title, *link)) <= self.size.width else title
        page = self._pages[self._page] if self._pages else ()
        self.query_one("#notices", Lines).show((title, *page))
