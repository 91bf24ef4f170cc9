"""Requests and replies about what the broker keeps for the user: watchlist groups and price reminders."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from tui.domain.groups import Group, GroupKind, GroupOp
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market
from tui.domain.reminders import (
    ReminderFrequency,
    ReminderOp,
    ReminderSession,
    ReminderType,
    SecurityReminders,
)
from tui.wire.messages.base import Request
from tui.wire.protoids import ProtoId

# ---- groups


@dataclass(frozen=True, slots=True)
class GetGroups(Request[tuple[Group, ...]]):
    """Ask for the names of the user's groups (3222)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_USER_SECURITY_GROUP
    kind: GroupKind = GroupKind.ALL


@dataclass(frozen=True, slots=True)
class GetGroupMembers(Request[tuple[Instrument, ...]]):
    """Ask which securities are in a group (3213)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_USER_SECURITY
    group: str


@dataclass(frozen=True, slots=True)
class ModifyGroup(Request[None]):
    """Put securities into a group, or take them out (3214)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_MODIFY_USER_SECURITY
    group: str
    op: GroupOp
    ids: tuple[SecurityId, ...]


# ---- reminders


@dataclass(frozen=True, slots=True)
class SetReminder(Request[int]):
    """Add, change, switch or delete reminders of a security (3220); the answer is the key of the one meant.

    ADD needs type, frequency and value; MODIFY those and the key; DELETE, ENABLE and DISABLE the key alone;
    DELETE_ALL nothing.
    """

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_SET_PRICE_REMINDER
    id: SecurityId
    op: ReminderOp
    key: int | None = None
    type: ReminderType | None = None
    frequency: ReminderFrequency | None = None
    value: Decimal | None = None
    note: str | None = None
    sessions: tuple[ReminderSession, ...] = ()
    """Empty leaves the choice to OpenD."""


@dataclass(frozen=True, slots=True)
class GetReminders(Request[tuple[SecurityReminders, ...]]):
    """Ask for the reminders of a security, or of a whole market (3221); one of the two."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_PRICE_REMINDER
    id: SecurityId | None = None
    market: Market | None = None


@dataclass(frozen=True, slots=True)
class ReminderPush:
    """A reminder fired (3019)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_UPDATE_PRICE_REMINDER
    id: SecurityId
    name: str
    price: Decimal
    change_rate: Decimal
    """Percent."""
    session: ReminderSession
    content: str
    """What happened, in words."""
    note: str
    key: int
    type: ReminderType
    value: Decimal
    """What was set."""
    current: Decimal
    """What it is now."""
