"""The two lamps: this program to OpenD, and OpenD to Futu."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tui.domain.link import LinkPhase, NoticeKind, ProgramStatus, Severity
from tui.domain.rights import QuoteRight, RightScope, changes, lost_after

if TYPE_CHECKING:
    from tui.domain.events import LinkChanged, NoticeReceived, Resynced


_COUNTED = {
    "ORDER_FILLED": ("order", "filled"),
    "ORDER_ENDED": ("order", "ended"),
    "ORDER_NEW": ("order", "new"),
    "ORDER_GONE": ("order", "gone"),
    "ORDER_CHANGED": ("order", "changed"),
    "POSITION_CHANGED": ("position", "changed"),
    "SUBSCRIPTION_LOST": ("subscription", "lost"),
}
"""What is counted of each kind of difference, and what happened to it."""


@dataclass(frozen=True, slots=True)
class LinkState:
    """Where both links stand."""

    phase: LinkPhase = LinkPhase.DOWN
    reason: str = ""
    """Cause of the last DOWN, one line."""
    retry_in_s: float | None = None
    server_version: int | None = None
    encrypted: bool | None = None
    """Whether nobody on the way to OpenD can read along; None without a link."""
    quote_login: bool | None = None
    """OpenD's own link to the quote servers; None until it says so."""
    trade_login: bool | None = None
    program_status: ProgramStatus | None = None
    """What OpenD itself is doing; None until it says so."""
    rights: Mapping[RightScope, QuoteRight] = field(default_factory=dict)
    """Levels of quotes as OpenD told them last."""
    lost: frozenset[RightScope] = frozenset()
    """Parts of the markets whose quotes were pushed once and are not any more."""
    polled: tuple[int, ...] = ()
    """Accounts whose orders are not pushed but polled."""


def after_link(state: LinkState, event: LinkChanged) -> LinkState:
    """Return the state after our own link changed phase; what a lost OpenD said of Futu is forgotten."""
    connected = event.phase in (LinkPhase.SYNCING, LinkPhase.LIVE)
    version = event.server_version if event.server_version is not None else state.server_version
    return LinkState(
        phase=event.phase,
        reason=event.reason,
        retry_in_s=event.retry_in_s,
        server_version=version,
        encrypted=event.encrypted,
        quote_login=state.quote_login if connected else None,
        trade_login=state.trade_login if connected else None,
        program_status=state.program_status if connected else None,
        rights=state.rights,
        lost=state.lost,
        polled=state.polled if connected else (),
    )


def after_notice(state: LinkState, event: NoticeReceived) -> LinkState:
    """Return the state after a notice, which may speak of OpenD's logins, its status or quote rights."""
    return replace(
        state,
        quote_login=state.quote_login if event.quote_login is None else event.quote_login,
        trade_login=state.trade_login if event.trade_login is None else event.trade_login,
        program_status=state.program_status if event.program_status is None else event.program_status,
        rights={**state.rights, **dict(event.rights)} if event.rights else state.rights,
        lost=lost_after(state.lost, state.rights, event.rights),
    )


def worded(event: NoticeReceived, before: LinkState) -> NoticeReceived:
    """Tell a notice of quote rights as the change it is: which market, from what to what."""
    changed = changes(before.rights, event.rights)
    if event.kind is not NoticeKind.QUOTE_RIGHT or not changed:
        return event
    text = ", ".join(change.text for change in changed)
    if any(change.down and not change.after.streams for change in changed):
        return replace(event, text=f"quotes lost: {text}", severity=Severity.BAD)
    text = f"quote rights: {text}"
    worse = any(change.down for change in changed)
    return replace(event, text=text, severity=Severity.WARN if worse else Severity.INFO)


def resync_notices(event: Resynced) -> tuple[NoticeReceived, ...]:
    """Tell what changed while there was no link: the single things, and last, to be read first, how many."""
    from tui.domain.events import NoticeReceived

    away = f"connected again after {event.away_s:.0f} s"
    if not event.differences:
        text = f"{away}: nothing has changed"
        return (NoticeReceived(NoticeKind.RESYNC, text, severity=Severity.INFO, at=event.at),)
    counts = Counter(_COUNTED[difference.kind.name] for difference in event.differences)
    summary = ", ".join(
        f"{count} {noun if count == 1 else noun + 's'} {what}" for (noun, what), count in counts.items()
    )
    return (
        *(
            NoticeReceived(NoticeKind.RESYNC, difference.text, at=event.at)
            for difference in event.differences
        ),
        NoticeReceived(NoticeKind.RESYNC, f"{away}: {summary}", at=event.at),
    )
