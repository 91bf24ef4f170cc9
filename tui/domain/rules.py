"""Pre-trade checks, run on every edit of a ticket: which field is wrong, why, and what would be right.

The tables behind them are a first guess with a date; OpenD's own answer comes before them and the
broker's refusal after them. Only rules known for certain block, the others warn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tui.domain.rules_account import account_rules, kind_rules
from tui.domain.rules_collar import collar_rules
from tui.domain.rules_limits import limit_rules
from tui.domain.rules_market import market_rules
from tui.domain.rules_model import Check, Field, Finding, Severity, TicketDraft, TicketFacts
from tui.domain.rules_power import power_rules
from tui.domain.rules_price import missing_price, price_rules
from tui.domain.rules_qty import qty_rules
from tui.domain.rules_sending import market_cost_rules, note_rules, pace_rules
from tui.domain.rules_session import session_rules
from tui.domain.rules_side import side_rules
from tui.domain.rules_tif import tif_rules
from tui.domain.rules_trigger import trigger_rules
from tui.domain.rules_types import type_rules

__all__ = ["Check", "Field", "Finding", "Severity", "TicketDraft", "TicketFacts", "check"]

_RULES: tuple[tuple[Check, Callable[[TicketDraft, TicketFacts], Iterator[Finding]]], ...] = (
    (Check.PERMISSION, kind_rules),
    (Check.PERMISSION, account_rules),
    (Check.ORDER_TYPE, type_rules),
    (Check.REQUIRED, missing_price),
    (Check.REQUIRED, trigger_rules),
    (Check.PRICE_STEP, price_rules),
    (Check.QUANTITY, qty_rules),
    (Check.PHASE, session_rules),
    (Check.PHASE, market_rules),
    (Check.COLLAR, collar_rules),
    (Check.LIMITS, limit_rules),
    (Check.POWER, power_rules),
    (Check.MARKET_COST, market_cost_rules),
    (Check.TIME_IN_FORCE, tif_rules),
    (Check.SHORT, side_rules),
    (Check.NOTE, note_rules),
    (Check.PACE, pace_rules),
)


def check(ticket: TicketDraft, facts: TicketFacts) -> tuple[Finding, ...]:
    """Return everything wrong with a ticket, what blocks first, then in the order of the fields."""
    found = [replace(finding, check=which) for which, rule in _RULES for finding in rule(ticket, facts)]
    return tuple(sorted(found, key=lambda one: (one.severity.value, one.field.value)))
