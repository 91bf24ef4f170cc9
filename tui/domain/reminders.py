"""Price reminders that the broker keeps and fires."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.ids import SecurityId
from tui.domain.numbered import NumberedEnum


class ReminderType(NumberedEnum):
    """The condition of a reminder (numbers of PriceReminderType); rates are in percent, volumes in shares."""

    UNKNOWN = 0
    PRICE_UP = 1
    PRICE_DOWN = 2
    CHANGE_RATE_UP = 3
    CHANGE_RATE_DOWN = 4
    CHANGE_RATE_5M_UP = 5
    CHANGE_RATE_5M_DOWN = 6
    VOLUME_UP = 7
    TURNOVER_UP = 8
    TURNOVER_RATE_UP = 9
    BID_PRICE_UP = 10
    ASK_PRICE_DOWN = 11
    BID_VOLUME_UP = 12
    ASK_VOLUME_UP = 13
    CHANGE_RATE_3M_UP = 14
    CHANGE_RATE_3M_DOWN = 15

    @property
    def upwards(self) -> bool:
        """Whether it fires when its figure rises to the value, not when it falls to it."""
        return not self.name.endswith("_DOWN")


class ReminderFrequency(NumberedEnum):
    """How often a reminder fires (numbers of PriceReminderFreq)."""

    UNKNOWN = 0
    ALWAYS = 1
    """Each time the condition comes true again."""
    ONCE_A_DAY = 2
    ONLY_ONCE = 3
    """Then it is switched off."""


class ReminderSession(NumberedEnum):
    """When a reminder is looked at (numbers of PriceReminderMarketStatus); all but OPEN are US sessions."""

    UNKNOWN = 0
    OPEN = 1
    US_PRE = 2
    US_AFTER = 3
    US_OVERNIGHT = 4


class ReminderOp(NumberedEnum):
    """What to do with reminders (numbers of SetPriceReminderOp)."""

    UNKNOWN = 0
    ADD = 1
    DELETE = 2
    ENABLE = 3
    DISABLE = 4
    MODIFY = 5
    DELETE_ALL = 6


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder as the broker keeps it (3221)."""

    key: int
    """The broker's number of it."""
    type: ReminderType
    value: Decimal
    """A price, a percentage, a volume in shares or a turnover in currency, by type."""
    note: str
    frequency: ReminderFrequency
    enabled: bool
    sessions: tuple[ReminderSession, ...] = ()


@dataclass(frozen=True, slots=True)
class SecurityReminders:
    """All reminders of one security."""

    id: SecurityId
    name: str
    reminders: tuple[Reminder, ...]
