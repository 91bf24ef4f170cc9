"""reminders, remind: price reminders that the broker keeps."""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import Any

from tui.client.link import Link
from tui.commands.arguments import member_of, number_of, security_of
from tui.commands.exit import UsageError
from tui.commands.run import Shown, show_once
from tui.commands.tables import table
from tui.domain.markets import Market
from tui.domain.reminders import ReminderFrequency, ReminderOp, ReminderType, SecurityReminders
from tui.wire.messages.user import GetReminders, SetReminder

_COLUMNS = ["code", "key", "type", "value", "often", "enabled", "note"]
_OFTEN = {
    "always": ReminderFrequency.ALWAYS,
    "once-a-day": ReminderFrequency.ONCE_A_DAY,
    "once": ReminderFrequency.ONLY_ONCE,
}


def reminders(options: argparse.Namespace) -> int:
    """Print the reminders of a security or a market."""
    market = Market.__members__.get(options.where.upper())
    asked = GetReminders(market=market) if market else GetReminders(security_of(options.where))
    return show_once(options, lambda link: _listed(link, asked))


def remind(options: argparse.Namespace) -> int:
    """Set or delete a reminder and print those of the security."""
    security = security_of(options.code)
    if options.delete is not None:
        if options.type is not None:
            raise UsageError("--delete takes no type and no value")
        change = SetReminder(security, ReminderOp.DELETE, key=options.delete)
    else:
        change = SetReminder(
            security,
            ReminderOp.ADD,
            type=_type_of(options.type),
            frequency=_OFTEN[options.often],
            value=_value_of(options.value),
            note=options.note,
        )
    return show_once(options, lambda link: _set(link, change))


async def _set(link: Link, change: SetReminder) -> Shown:
    await link.request(change)
    return await _listed(link, GetReminders(change.id))


async def _listed(link: Link, asked: GetReminders) -> Shown:
    rows = [row for listed in await link.request(asked) for row in _records(listed)]
    return Shown(rows, table(rows, _COLUMNS))


def _records(listed: SecurityReminders) -> list[dict[str, Any]]:
    return [
        {
            "code": str(listed.id),
            "name": listed.name,
            "key": one.key,
            "type": one.type.name,
            "value": one.value,
            "often": one.frequency.name,
            "enabled": one.enabled,
            "note": one.note,
        }
        for one in listed.reminders
    ]


def _type_of(text: str | None) -> ReminderType:
    if not text:
        raise UsageError("a type is needed, such as PRICE_UP")
    return member_of(ReminderType, text, "type")


def _value_of(text: str | None) -> Decimal:
    if not text:
        raise UsageError("a value is needed")
    return number_of(text, "value")
