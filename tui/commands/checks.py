"""Checks of an order before it leaves: what the rules say of it, on facts read for this one order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from tui.client.link import Link
from tui.client.portfolio import header_of
from tui.commands.exit import DeniedError
from tui.domain.accounts import Account
from tui.domain.decimals import quantity_text
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, MarketState, zone_of
from tui.domain.orders import Order
from tui.domain.quotes import Quote
from tui.domain.rules import Field, Finding, TicketDraft, TicketFacts, check
from tui.domain.rules_trigger import triggers_at_once
from tui.domain.ticks import ladder_for
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import GetInstruments, GetMarketStates, GetSnapshots
from tui.wire.messages.trade import GetPositions

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


async def check_order(
    link: Link, account: Account, draft: TicketDraft, amending: Order | None = None
) -> tuple[str, ...]:
    """Return what the rules warn of; the broker's own checks come after.

    Raises DeniedError with the first thing that forbids the order. A trigger that would go off at once does
    here, too: what a command warns of is read when the order has left.
    """
    instrument = await _instrument(link, draft.id)
    quote = await _quote(link, draft.id)
    state = await _market_state(link, draft.id)
    now = datetime.now(zone_of(draft.id.market))
    facts = TicketFacts(
        instrument=instrument,
        account=account,
        ladder=ladder_for(instrument.id.market, instrument.type, None if quote is None else quote.tick),
        quote=quote,
        market_state=state,
        positions_known=False,
        amending=amending,
        today=now.date(),
        now=now,
    )
    if not draft.side.buys and draft.id.market in (Market.SH, Market.SZ):
        # The mainland lets one sell the odd rest of a holding, so the holding must be known.
        held = await link.request(GetPositions(header_of(account)))
        position = next((one for one in held if one.id == draft.id), None)
        facts = replace(facts, position=position, positions_known=True)
    found = check(draft, facts)
    goes_off = triggers_at_once(draft, facts)
    blocking = [one for one in found if one.blocks or (goes_off and one.field is Field.TRIGGER)]
    if blocking:
        raise DeniedError(_told(draft.id, blocking))
    return tuple(finding.cause for finding in found)


async def _instrument(link: Link, security: SecurityId) -> Instrument:
    try:
        found = await link.request(GetInstruments(ids=(security,)))
    except RefusedError as error:
        raise DeniedError(f"{security} is not known to OpenD: {error}") from error
    for instrument in found:
        if instrument.id == security:
            return instrument
    raise DeniedError(f"{security} is not known to OpenD")


async def _quote(link: Link, security: SecurityId) -> Quote | None:
    """Return prices to judge the order by; without the right to see them it is judged without."""
    try:
        found = await link.request(GetSnapshots((security,)))
    except RefusedError:
        return None
    return found[0].quote if found else None


async def _market_state(link: Link, security: SecurityId) -> MarketState | None:
    """Return the phase of the day, where OpenD tells it."""
    try:
        found = await link.request(GetMarketStates((security,)))
    except RefusedError:
        return None
    return next((one.state for one in found if one.id == security), None)


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
