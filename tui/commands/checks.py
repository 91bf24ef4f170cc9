"""What the rules say of the order of a command before it leaves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from tui.commands.exit import DeniedError
from tui.domain.decimals import quantity_text
from tui.domain.ids import SecurityId
from tui.domain.rules import Field, Finding, TicketDraft, TicketFacts, check
from tui.domain.rules_trigger import triggers_at_once

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def check_order(draft: TicketDraft, facts: TicketFacts, refused: str = "") -> tuple[str, ...]:
    """Return what the rules warn of; the broker's own checks come after. `refused` is what OpenD said to us.

    Raises DeniedError with the first thing that forbids the order. A trigger that would go off at once does
    here, too: what a command warns of is read when the order has left.
    """
    if facts.instrument is None:
        raise DeniedError(f"{draft.id} is not known to OpenD: {refused or 'it told no terms'}")
    found = check(draft, facts)
    goes_off = triggers_at_once(draft, facts)
    blocking = [one for one in found if one.blocks or (goes_off and one.field is Field.TRIGGER)]
    if blocking:
        raise DeniedError(_told(draft.id, blocking))
    return tuple(finding.cause for finding in found)


def _told(security: SecurityId, findings: Sequence[Finding]) -> str:
    """Return the first cause, its cure, and how many more there are."""
    first = findings[0]
    name = "" if first.field is Field.CODE else f" {first.field.name.lower()}"
    text = f"{security}{name}: {first.cause}"
    named = {Decimal(number.replace(",", "")) for number in _NUMBER.findall(first.cause)}
    if not named.issuperset(first.legal):
        text += f" (nearest: {' or '.join(quantity_text(value) for value in first.legal)})"
    more = len(findings) - 1
    return f"{text}; and {more} more" if more else text
