"""How OpenD itself is doing: read on connecting, whenever it says something of itself, and every minute."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from tui.client.alarm import Alarm
from tui.client.errors import RequestTimeoutError
from tui.client.governor import Urgency
from tui.client.link import Link
from tui.domain.events import Event, NoticeKind, NoticeReceived
from tui.domain.link import ProgramStatus, Severity
from tui.domain.opend_words import program_words
from tui.domain.rights import RIGHT_WORDS, QuoteRight, RightScope, lost_after
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages.session import GetGlobalState, GetUserInfo, GlobalState, UserInfo

_log = logging.getLogger(__name__)

EVERY_S = 60.0
SPACING_S = 1.0
"""A burst of notices is followed by one read."""
_SERVERS = ("quote", "trade")
_SPEAKS_OF_ITSELF = frozenset(
    {NoticeKind.GATEWAY, NoticeKind.PROGRAM_STATUS, NoticeKind.LOGIN, NoticeKind.QUOTE_RIGHT}
)
_SPEAKS_OF_RIGHTS = 4
"""Bit of GetUserInfo for the quote rights."""


class Health:
    """Tells logins, program status and quote rights when they differ from what was told last."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self.lost: frozenset[RightScope] = frozenset()
        """Parts of the markets whose quotes were taken away."""
        self._emit = emit
        self._rights: dict[RightScope, QuoteRight] = {}
        self._told_state: NoticeReceived | None = None
        self._told_status: ProgramStatus | None = None
        self._due: float | None = None
        self._alarm = Alarm()

    def link_lost(self) -> None:
        """Tell everything anew on the next link."""
        self._told_state = self._told_status = None

    def heard(self, event: Event) -> bool:
        """Look at a push; True when it changed which quotes are lost."""
        if not isinstance(event, NoticeReceived) or event.kind not in _SPEAKS_OF_ITSELF:
            return False
        if event.kind is not NoticeKind.QUOTE_RIGHT:
            # What it says may be the whole truth or half of it.
            self._told_state = None
            if event.program_status is not None:
                self._told_status = event.program_status
            self.read_soon()
        return self._learn(event.rights)

    def read_soon(self) -> None:
        """Read everything again, soon."""
        # Not later for being asked for again: a stream of notices must not put it off for ever.
        due = _now() + SPACING_S
        self._due = due if self._due is None else min(self._due, due)
        self._alarm.ring()

    async def read_state(self, link: Link) -> None:
        """Read logins and program status now; failures are the caller's business."""
        await link.request(
            GetGlobalState(user_id=link.user_id), then=self._report_state, urgency=Urgency.BACKGROUND
        )

    async def read_rights(self, link: Link) -> None:
        """Read the quote rights now; an OpenD that does not tell them is none the worse."""
        try:
            user = await link.request(GetUserInfo(_SPEAKS_OF_RIGHTS), urgency=Urgency.BACKGROUND)
        except (RefusedError, RequestTimeoutError, BodyError) as error:
            _log.info("Quote rights not read: %s", error)
            return
        levels = tuple((scope, level) for scope, level in _rights_of(user) if level is not QuoteRight.UNKNOWN)
        changed = any(self._rights.get(scope) is not level for scope, level in levels)
        self._learn(levels)
        if changed:
            text = ", ".join(f"{scope.value} {RIGHT_WORDS[level]}" for scope, level in levels)
            self._emit(
                NoticeReceived(
                    NoticeKind.QUOTE_RIGHT, f"quote rights: {text}", severity=Severity.INFO, rights=levels
                )
            )

    async def run(self, link: Link, learned: Callable[[], None]) -> None:
        """Read what becomes due until the link is over; `learned` is called when lost quotes changed."""
        while True:
            self._due = None
            before = self.lost
            await self.read_rights(link)
            if self.lost != before:
                learned()
            until = _now() + EVERY_S
            while (due := self._due) is None or due > _now():
                await self._alarm.wait(until if due is None else min(due, until))
                if _now() >= until:
                    break
            try:
                await self.read_state(link)
            except (RefusedError, RequestTimeoutError, BodyError) as error:
                _log.info("State of OpenD not read: %s", error)

    def _learn(self, levels: tuple[tuple[RightScope, QuoteRight], ...]) -> bool:
        before, self.lost = self.lost, lost_after(self.lost, self._rights, levels)
        self._rights.update(levels)
        return self.lost != before

    def _report_state(self, state: GlobalState) -> None:
        notice = _login_notice(state)
        if notice != self._told_state:
            self._told_state = notice
            self._emit(notice)
        status = state.program_status
        if status is not self._told_status:
            before, self._told_status = self._told_status, status
            if status is not None and (status is not ProgramStatus.READY or before is not None):
                words = program_words(status)
                self._emit(
                    NoticeReceived(
                        NoticeKind.PROGRAM_STATUS,
                        words.text,
                        severity=words.severity,
                        fix=words.fix,
                        program_status=status,
                    )
                )


def _login_notice(state: GlobalState) -> NoticeReceived:
    missing = [
        name
        for name, there in zip(_SERVERS, (state.quote_login, state.trade_login), strict=True)
        if not there
    ]
    word = "not logged in" if missing else "logged in"
    text = f"OpenD is {word} to its {' and '.join(missing or _SERVERS)} servers"
    notice = NoticeReceived(NoticeKind.LOGIN, text, state.quote_login, state.trade_login)
    severity = Severity.BAD if missing else Severity.INFO
    return replace(notice, severity=severity, program_status=state.program_status)


def _rights_of(user: UserInfo) -> tuple[tuple[RightScope, QuoteRight], ...]:
    return (
        (RightScope.HK, user.hk_right),
        (RightScope.HK_OPTION, user.hk_option_right),
        (RightScope.HK_FUTURE, user.hk_future_right),
        (RightScope.US, user.us_right),
        (RightScope.US_OPTION, user.us_option_right),
        (RightScope.SH, user.sh_right),
        (RightScope.SZ, user.sz_right),
    )


def _now() -> float:
    return asyncio.get_running_loop().time()
