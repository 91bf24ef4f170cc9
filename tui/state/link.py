"""The two lamps: this program to OpenD, and OpenD to Futu."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.domain.link import LinkPhase

if TYPE_CHECKING:
    from tui.domain.events import LinkChanged, NoticeReceived


@dataclass(frozen=True, slots=True)
class LinkState:
    """Where both links stand."""

    phase: LinkPhase = LinkPhase.DOWN
    reason: str = ""
    """Cause of the last DOWN, one line."""
    retry_in_s: float | None = None
    server_version: int | None = None
    quote_login: bool | None = None
    """OpenD's own link to the quote servers; None until it says so."""
    trade_login: bool | None = None


def after_link(state: LinkState, event: LinkChanged) -> LinkState:
    """Return the state after our own link changed phase; what a lost OpenD said of Futu is forgotten."""
    connected = event.phase in (LinkPhase.SYNCING, LinkPhase.LIVE)
    version = event.server_version if event.server_version is not None else state.server_version
    return LinkState(
        phase=event.phase,
        reason=event.reason,
        retry_in_s=event.retry_in_s,
        server_version=version,
        quote_login=state.quote_login if connected else None,
        trade_login=state.trade_login if connected else None,
    )


def after_notice(state: LinkState, event: NoticeReceived) -> LinkState:
    """Return the state after a notice, which may or may not speak of OpenD's logins."""
    if event.quote_login is None and event.trade_login is None:
        return state
    return replace(
        state,
        quote_login=state.quote_login if event.quote_login is None else event.quote_login,
        trade_login=state.trade_login if event.trade_login is None else event.trade_login,
    )
