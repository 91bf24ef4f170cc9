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


class ProgramStatus(NumberedEnum):
    """What OpenD itself is doing (numbers of ProgramStatusType)."""

    UNKNOWN = -1
    NONE = 0
    LOADED = 1
    LOGGING_IN = 2
    NEED_PICTURE_CODE = 3
    NEED_PHONE_CODE = 4
    LOGIN_FAILED = 5
    FORCE_UPDATE = 6
    PREPARING_DATA = 7
    MISSING_DATA = 8
    DISCLAIMER_PENDING = 9
    READY = 10
    FORCED_LOGOUT = 11
    DISCLAIMER_FAILED = 12


class Severity(Enum):
    """How much a notice matters."""

    INFO = auto()
    """Good to know; nothing stops."""
    WARN = auto()
    """Something works less well than before."""
    BAD = auto()
    """Something does not work any more."""


class NoticeKind(NumberedEnum):
    """What a notice of OpenD is about (numbers of NotifyType)."""

    RESYNC = -1
    """Not one of OpenD's numbers: what has changed while there was no link."""
    UNKNOWN = 0
    GATEWAY = 1
    PROGRAM_STATUS = 2
    LOGIN = 3
    QUOTE_RIGHT = 4
    API_LEVEL = 5
    QUOTA = 6
    USED_QUOTA = 7
    REMINDER = 3019
    """Not one of OpenD's numbers: a price reminder came true, which has a push of its own."""
