"""Words for the link to OpenD and for what OpenD says of itself."""

from __future__ import annotations

from enum import Enum, auto

from tui.domain.numbered import NumberedEnum


class LinkPhase(Enum):
    """Where the link between us and OpenD stands."""

    DOWN = auto()
    """Not connected; the next attempt is scheduled."""
    CONNECTING = auto()
    SYNCING = auto()
    """Connected; subscriptions and account data are being re-read."""
    LIVE = auto()


class NoticeKind(NumberedEnum):
    """What a notice of OpenD is about (numbers of NotifyType)."""

    UNKNOWN = 0
    GATEWAY = 1
    PROGRAM_STATUS = 2
    LOGIN = 3
    QUOTE_RIGHT = 4
    API_LEVEL = 5
    QUOTA = 6
    USED_QUOTA = 7
