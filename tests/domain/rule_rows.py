"""What a row of the table of rules is: a ticket, what is known, and what the checks must say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.domain.makers import account, instrument
from tests.domain.tickets import (
    APPLE_DRAFT,
    APPLE_FACTS,
    APPLE_REAL_DRAFT,
    APPLE_REAL_FACTS,
    CONNECT_DRAFT,
    CONNECT_FACTS,
    DRAFT,
    FACTS,
    FUTURE_DRAFT,
    FUTURE_FACTS,
    MOUTAI_DRAFT,
    MOUTAI_FACTS,
    REAL_DRAFT,
    REAL_FACTS,
    STAR_DRAFT,
    STAR_FACTS,
    paper,
    quote,
)
from tui.domain.accounts import Env, Firm
from tui.domain.markets import MarketState, SecurityType, TradeMarket
from tui.domain.orders import OrderType, Side
from tui.domain.rules import Check, Field, TicketDraft, TicketFacts

D = Decimal
Base = tuple[TicketDraft, TicketFacts]
MANY = D(10**9)


@dataclass(frozen=True)
class Row:
    """One case; without a field nothing at all may be found."""

    name: str
    draft: TicketDraft
    facts: TicketFacts
    check: Check
    field: Field | None = None
    blocks: bool = False
    words: str = ""
    legal: tuple[Decimal, ...] = ()
    """Nearest first."""


def real(base: Base, *markets: TradeMarket, firm: Firm = Firm.UNKNOWN) -> Base:
    """Return the ticket in a real account."""
    draft, facts = base
    owner = replace(account(*markets, acc_id=2002, env=Env.REAL), firm=firm)
    return replace(draft, env=Env.REAL, acc_id=owner.acc_id), replace(facts, account=owner)


HK: Base = (DRAFT, FACTS)
HK_REAL: Base = (REAL_DRAFT, REAL_FACTS)
US: Base = (APPLE_DRAFT, APPLE_FACTS)
US_REAL: Base = (APPLE_REAL_DRAFT, APPLE_REAL_FACTS)
CN: Base = (MOUTAI_DRAFT, MOUTAI_FACTS)
CONNECT: Base = (CONNECT_DRAFT, CONNECT_FACTS)
STAR: Base = (STAR_DRAFT, STAR_FACTS)
CHINEXT = paper("SZ.300750", SecurityType.STOCK, 100, "200", bid="199.99", ask="200.01")
HK_FUTURE: Base = (FUTURE_DRAFT, FUTURE_FACTS)
ETF = paper("HK.02800", SecurityType.ETF, 500, "25.5", bid="25.48", ask="25.5")
WARRANT = paper("HK.13700", SecurityType.WARRANT, 1000, "0.6", bid="0.6", ask="0.61")
BOND = paper("HK.04228", SecurityType.BOND, 100, "100", bid="100", ask="100.05")
SELL = {"side": Side.SELL}
MARKET: dict[str, Any] = {"type": OrderType.MARKET, "price": None}
RICH: dict[str, Any] = {"funds": None}
ALONE: dict[str, Any] = {"book": None, "funds": None}


def clock(text: str, zone: str = "Asia/Hong_Kong") -> datetime:
    """Return a moment at an exchange: `10:30` is of Monday 2026-11-23, else `2026-11-28 10:30`."""
    day, _, time = text.rpartition(" ")
    return datetime.fromisoformat(f"{day or '2026-11-23'} {time}").replace(tzinfo=ZoneInfo(zone))


def hk_at(text: str, state: MarketState) -> dict[str, Any]:
    """Return the clock and state of Hong Kong."""
    return {"now": clock(text), "market_state": state}


def us_at(text: str, state: MarketState) -> dict[str, Any]:
    """Return the clock and state of New York."""
    return {"now": clock(text, "America/New_York"), "market_state": state}


def fine(
    check: Check,
    name: str,
    base: Base,
    changes: dict[str, Any] | None = None,
    known: dict[str, Any] | None = None,
) -> Row:
    """Return a row in which nothing is found."""
    draft, facts = base
    return Row(name, replace(draft, **(changes or {})), replace(facts, **(known or {})), check)


def said(
    check: Check,
    name: str,
    base: Base,
    changes: dict[str, Any],
    known: dict[str, Any],
    expected: tuple[Field, str],
    *legal: str,
    blocks: bool,
) -> Row:
    """Return a row in which one thing is found."""
    field, words = expected
    draft, facts = base
    values = tuple(map(Decimal, legal))
    return Row(name, replace(draft, **changes), replace(facts, **known), check, field, blocks, words, values)


def blocked(
    check: Check,
    name: str,
    base: Base,
    changes: dict[str, Any],
    known: dict[str, Any],
    field: Field,
    words: str,
    *legal: str,
) -> Row:
    """Return a row in which one thing is found that lets nothing leave."""
    return said(check, name, base, changes, known, (field, words), *legal, blocks=True)


def warned(
    check: Check,
    name: str,
    base: Base,
    changes: dict[str, Any],
    known: dict[str, Any],
    field: Field,
    words: str,
    *legal: str,
) -> Row:
    """Return a row in which one thing is found that is only told."""
    return said(check, name, base, changes, known, (field, words), *legal, blocks=False)


def prices(base: Base, name: str, text: str, *, blocks: bool = True) -> list[Row]:
    """Return rows of prices: `price` alone is legal, else `price step|lowest|highest nearest [other]`."""
    found = []
    for line in text.strip().splitlines():
        price, *rest = line.split()
        known = {**ALONE, "quote": quote(price, price, base[0].id)}
        changes: dict[str, Any] = {"price": D(price)}
        title = f"{name} at {price}"
        if not rest:
            found.append(fine(Check.PRICE_STEP, title, base, changes, known))
            continue
        what, *legal = rest
        words = f"the {what} price is" if what in ("lowest", "highest") else f"the step is {what}"
        expected = Field.PRICE, words
        found.append(said(Check.PRICE_STEP, title, base, changes, known, expected, *legal, blocks=blocks))
    return found


def listing(code: str, kind: SecurityType = SecurityType.STOCK, lot: int = 100) -> dict[str, Any]:
    """Return a security in the place of another one."""
    return {"instrument": instrument(code, kind, lot)}
