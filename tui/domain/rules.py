"""Pre-trade checks, run on every edit of a ticket: which field is wrong, why, and what would be right.

The tables behind them are a first guess with a date; OpenD's own answer comes before them and the
broker's refusal after them. Only rules known for certain block, the others warn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tui.domain.rules_account import account_rules, kind_rules, tif_rules
from tui.domain.rules_collar import collar_rules
from tui.domain.rules_market import market_rules
from tui.domain.rules_model import Field, Finding, Severity, TicketDraft, TicketFacts
from tui.domain.rules_power import power_rules
from tui.domain.rules_price import price_rules
from tui.domain.rules_qty import qty_rules
from tui.domain.rules_trigger import trigger_rules

__all__ = ["Field", "Finding", "Severity", "TicketDraft", "TicketFacts", "check"]

_RULES: tuple[Callable[[TicketDraft, TicketFacts], Iterator[Finding]], ...] = (
    kind_rules,
    account_rules,
    tif_rules,
    qty_rules,
    price_rules,
    trigger_rules,
    power_rules,
    collar_rules,
    market_rules,
)


def check(ticket: TicketDraft, facts: TicketFacts) -> tuple[Finding, ...]:
    """Return everything wrong with a ticket, what blocks first, then in the order of the fields."""
    found = [finding for rule in _RULES for finding in rule(ticket, facts)]
    return tuple(sorted(found, key=lambda one: (one.severity.value, one.field.value)))
