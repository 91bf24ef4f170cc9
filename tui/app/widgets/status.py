"""The two bottom lines: what is connected and with which account, and which keys work here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

from textual import events

from tui.app.actions import Action
from tui.app.keymap import key_of, keys_of
from tui.app.line_figures import LineFigures
from tui.app.line_watch import profile_of, rates_of
from tui.app.link_clock import LinkClock, retry_words
from tui.app.once import Once
from tui.app.widgets.fit import fit
from tui.app.widgets.lines import Line, Lines, Span
from tui.app.widgets.parts import BETWEEN, labelled, packed, span_of, spread_out, width_of
from tui.domain.accounts import Account
from tui.domain.link import NoticeKind, Severity
from tui.state.dirty import Dirty, Topic
from tui.state.rows import Cell, Tone
from tui.state.rows_status import StatusView, arming_cell, quota_of, status_view, unknown_orders
from tui.state.store import Store

if TYPE_CHECKING:
    from tui.domain.events import NoticeReceived

_SECRECY_FROM = 100
"""Cells from which on the bar says whether the link is encrypted."""
_LEAST_CAUSE = 60
"""Cells from which on a cause that is cut short still tells something."""
SAID_S = 8.0
"""How long a sentence stays."""
_TOPICS = frozenset({Topic.LINK, Topic.ORDERS, Topic.ACCOUNTS, Topic.SAFETY})
_SHOWN_ELSEWHERE = frozenset({NoticeKind.LOGIN, NoticeKind.USED_QUOTA})
"""The lamps tell the logins; the use of quota changes with every code looked at."""


_SEVERITIES = {Severity.INFO: Tone.PLAIN, Severity.WARN: Tone.WARN, Severity.BAD: Tone.BAD}


def tone_of_notice(notice: NoticeReceived) -> Tone:
    """Return how a notice looks: a reminder of ours is none of OpenD's troubles."""
    return Tone.OWN if notice.kind is NoticeKind.REMINDER else _SEVERITIES[notice.severity]


def _worth_saying(notice: NoticeReceived) -> bool:
    """Whether a notice is read in the key line; what is only good to know is on the page of notices."""
    quiet = notice.severity is Severity.INFO and notice.kind is not NoticeKind.RESYNC
    return bool(notice.text) and notice.kind not in _SHOWN_ELSEWHERE and not quiet


def notice_words(notice: NoticeReceived, store: Store) -> str:
    """Tell a notice in one line: the key that helps, else the cure, after the cause."""
    if notice.kind is NoticeKind.REMINDER:
        return notice.text
    text = f"notice: {notice.text}"
    if notice.kind is NoticeKind.QUOTE_RIGHT and store.link.lost:
        return f"{text}; {key_of('regain_quotes')} asks for them"
    if notice.fix or notice.kind is NoticeKind.RESYNC:
        return f"{text}; {key_of('show_notices')} shows more"
    return text


class StatusBar(Lines):
    """Environment and account, lamps as words, working orders, cause of trouble, update rate, clock."""

    DEFAULT_CSS = "StatusBar { height: 1; background: $pane-header; }"

    def __init__(
        self,
        store: Store,
        acc_ids: Callable[[], Sequence[int]],
        account: Callable[[], Account | None],
        now: Callable[[], datetime],
        link_clock: LinkClock,
        *,
        clock: Callable[[], float] = monotonic,
        id: str | None = None,
    ) -> None:
        """`clock` is the one that arming ends by."""
        super().__init__(id=id)
        self._clock = clock
        self._store = store
        self._acc_ids = acc_ids
        self._account = account
        self._now = now
        self._link_clock = link_clock
        self.changes_per_s: float | None = None
        """What the feed brings; None hides it."""
        self._figures = LineFigures()
        self._line: bool | None = None
        """Whether the line's figures are wished for by key; None is as the settings have it."""

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        return any(topic in _TOPICS for topic, _ in changes)

    def paint(self) -> None:
        """Show the link and the time; also called once a second, for clock and countdown."""
        now, store, link_clock = self._now(), self._store, self._link_clock
        profile = profile_of(self.app)
        link_clock.follow(store.link, now)
        unknown, elsewhere = unknown_orders(store, self._acc_ids())
        view = status_view(
            store.link,
            self._account(),
            working=sum(len(store.working_orders(acc_id)) for acc_id in self._acc_ids()),
            unknown=unknown,
            unknown_elsewhere=elsewhere,
            quota=quota_of(store),
            flags=len(store.flags),
            arming=arming_cell(store.safety, self._account(), self._clock(), coarse=profile.coarse),
        )
        retry = retry_words(link_clock, now, coarse=profile.coarse)
        trouble = trouble_words(store.link.reason, link_clock.lost_at, retry)
        brief = brief_trouble(link_clock.lost_at, retry) if store.link.reason else ()
        figures = self._figures.words(rates_of(self.app)) if self.shows_line else ""
        changes = self.changes_per_s if profile.rates else None
        width = self.size.width
        self.show((status_line(view, trouble, now, changes, width, profile.clock, figures, brief),))

    @property
    def shows_line(self) -> bool:
        """Whether the figures of the line to the terminal are shown."""
        return profile_of(self.app).line if self._line is None else self._line

    def switch_line(self) -> None:
        """Show the figures of the line, or put them away."""
        self._line = not self.shows_line
        self.paint()

    def on_resize(self, event: events.Resize) -> None:
        """Choose anew what fits."""
        del event
        self.paint()


def trouble_words(reason: str, lost_at: datetime | None, retry: str) -> str:
    """Say since when the link is lost, when it is tried again and why; empty while it stands."""
    if lost_at is None:
        return ""
    again = f", retry {retry}" if retry else ""
    return f"since {lost_at:%H:%M:%S}{again}{f': {reason}' if reason else ''}"


def brief_trouble(lost_at: datetime | None, retry: str) -> tuple[str, ...]:
    """Say the same with the key that tells why, longest first: half a cause tells none."""
    if lost_at is None:
        return ()
    why = f"{key_of('show_notices')}: why"
    again = f"retry {retry}; {why}" if retry else why
    return (f"since {lost_at:%H:%M:%S}, {again}", again, why)


_CLOCKS = {"second": "%H:%M:%S", "minute": "%H:%M"}


def status_line(
    view: StatusView,
    trouble: str,
    now: datetime,
    changes_per_s: float | None,
    width: int,
    clock: str = "second",
    figures: str = "",
    brief: Sequence[str] = (),
) -> Line:
    """Lay the bar out: what matters least is left out first, and trouble takes the room that is left.

    `figures` are those of the line to the terminal; without a `clock` no time is shown. `brief` is what takes
    the place of a trouble of which little could be read.
    """
    form = _CLOCKS.get(clock)
    time: Line = (Span(f"{now:{form}} {now.tzname()} "),) if form else ()
    rate: Line = () if changes_per_s is None else (Span(f"{changes_per_s:.0f} upd/s", "dim"),)
    env = span_of(view.env)
    parts: list[Line] = [
        (replace(env, text=f" {env.text} ", reverse=True), Span(" "), span_of(view.account)),
        (_arming(span_of(view.arming)),) if view.arming.text else (),
        (_lamp(span_of(view.opend)),),
    ]
    if figures:
        parts.append((Span(figures, "dim"),))
    if not trouble:
        parts += [(_lamp(span_of(view.futu)),), (span_of(view.pushes, reverse=True),)]
        parts += [(span_of(view.orders),), (span_of(view.counters),)]
        parts += [(span_of(view.quota),), rate]
        if view.secrecy.text and width >= _SECRECY_FROM:
            parts.append(labelled("link", view.secrecy))
    left = packed(parts, width - width_of(time) - len(BETWEEN), 1)[0]
    room = width - width_of(left) - width_of(time) - 2 * len(BETWEEN)
    if room < min(width_of((Span(trouble),)), _LEAST_CAUSE):
        trouble = next((text for text in brief if width_of((Span(text),)) <= room), trouble)
    if trouble and room > 0:
        left = (*left, Span(BETWEEN), Span(fit(trouble, room), "failed"))
    return spread_out(left, time, width)


def _arming(span: Span) -> Span:
    """Make what matters stand out, and what does not matter stay quiet."""
    return span if span.ink == "dim" else _lamp(span)


def _lamp(span: Span) -> Span:
    return replace(span, text=f" {span.text} ", reverse=True, bold=True)


class KeyBar(Lines):
    """The first of the keys that work in the focused pane; for a while, something to read instead.

    What OpenD has to say is read here too, the worst and newest only, as plain text.
    """

    DEFAULT_CSS = "KeyBar { height: 1; }"

    def __init__(
        self, store: Store, on: Callable[[], frozenset[str]] = frozenset, *, id: str | None = None
    ) -> None:
        """`on` names the actions whose keys would switch off what is on."""
        super().__init__(id=id)
        self._store = store
        self._on = on
        self._named_on: frozenset[str] = frozenset()
        """What was on when the keys were named."""
        self._heard = 0
        self._actions: tuple[Action, ...] = ()
        self._always: tuple[Action, ...] = ()
        self._more: tuple[Action, ...] = ()
        self._said: Cell | None = None
        self._notice: Severity | None = None
        """How bad the notice is that is being said; None for anything else."""
        self._timer: Once | None = None

    def wants(self, changes: Dirty) -> bool:
        """Whether OpenD said something, or a key would do the opposite now."""
        return any(topic in (Topic.NOTICE, Topic.SAFETY) for topic, _ in changes)

    def paint(self) -> None:
        """Say the worst notice that was not said yet and that no lamp shows, after what is being said.

        Only what is bad does not wait for the end of a notice that is less so.
        """
        if self._on() != self._named_on:
            self._draw()
        if self._said is not None and self._notice in (None, Severity.BAD):
            return
        notices = self._store.notices
        ever = len(notices) + notices.dropped
        worth = [one for one in notices.tail(ever - self._heard) if _worth_saying(one)]
        # Of equally bad ones the newest.
        worst = max(worth, key=lambda one: one.severity.value, default=None)
        if self._said is not None and (worst is None or worst.severity is not Severity.BAD):
            return
        self._heard = ever
        if worst is not None:
            self.say(notice_words(worst, self._store), tone_of_notice(worst))
            self._notice = worst.severity

    def tell(
        self, actions: Sequence[Action], always: Sequence[Action] = (), more: Sequence[Action] = ()
    ) -> None:
        """Show the keys of these actions as far as they fit, and `always`; `more` on a wide line."""
        self._actions = tuple(action for action in actions if keys_of(action.id))
        self._always = tuple(action for action in always if keys_of(action.id))
        self._more = tuple(action for action in more if keys_of(action.id))
        self._draw()

    @property
    def said(self) -> str:
        """The sentence shown now, empty without."""
        return "" if self._said is None else self._said.text

    def say(self, text: str, tone: Tone = Tone.PLAIN, *, for_s: float = SAID_S) -> None:
        """Show a sentence in place of the keys."""
        if self._timer is not None:
            self._timer.cancel()
        self._said, self._notice = Cell(text, tone), None
        self._timer = Once(self, for_s, self._be_quiet)
        self._draw()

    def hush(self, tone: Tone) -> None:
        """Take back a sentence of this tone: what it asked for was done."""
        if self._said is not None and self._said.tone is tone:
            self._be_quiet()

    def on_resize(self, event: events.Resize) -> None:
        """Choose anew what fits."""
        del event
        self._draw()

    def _be_quiet(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._said = self._notice = None
        self._draw()
        self.paint()

    def _draw(self) -> None:
        width = self.size.width
        if self._said is not None:
            self.show(((replace(span_of(self._said), text=fit(f" {self._said.text}", width)),),))
            return
        on = self._named_on = self._on()
        actions, always, more = (
            [action.titled(on) for action in some] for some in (self._actions, self._always, self._more)
        )
        self.show((key_line(actions, always, width, more),))


def key_line(
    actions: Sequence[Action], always: Sequence[Action], width: int, more: Sequence[Action] = ()
) -> Line:
    """Name keys: all of them by their titles where there is room, else as many as fit by shorter ones.

    `always` ends the line, however short that is; the others are named in their order as far as they fit,
    and `more` only after all of them by their titles.
    """
    for count in range(len(more), -1, -1):
        whole = _named((*actions, *more[:count], *always), gap=3, shortly=False)
        if width_of(whole) <= width:
            return whole
    named = [
        line
        for count in range(len(actions) + 1)
        if width_of(line := _named((*actions[:count], *always), gap=2, shortly=True)) <= width
    ]
    return named[-1] if named else ()


def _named(actions: Sequence[Action], *, gap: int, shortly: bool) -> Line:
    line: Line = ()
    for action in actions:
        title = action.short if shortly and action.short else action.title
        key = f"{' ' * (gap if line else 1)}{key_of(action.id)}"
        line = (*line, Span(key, bold=True), Span(f" {title}", "dim"))
    return line
