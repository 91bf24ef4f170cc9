"""A sound ticket and sound facts, from which every test departs in one point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.domain import makers
from tests.domain.makers import PAPER, REAL, TENCENT, account, book, funds, instrument, position
from tui.domain.accounts import Env, MaxQuantities
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, Market, MarketState, SecurityType, TradeMarket
from tui.domain.orders import OrderType, Side
from tui.domain.quotes import Quote
from tui.domain.rules import Field, Finding, TicketDraft, TicketFacts, check
from tui.domain.ticks import ladder_for

D = Decimal


def quote(
    last: str | None = "419.8",
    prev_close: str | None = "415.2",
    security: SecurityId = TENCENT,
    *,
    suspended: bool = False,
) -> Quote:
    """A quote that does not tell the price step, so that the tables do."""
    return replace(makers.quote(last, prev_close, security, suspended=suspended), tick=None)


DRAFT = TicketDraft(TENCENT, Side.BUY, OrderType.LIMIT, D(200), D("419.8"), Env.PAPER, PAPER)
FACTS = TicketFacts(
    instrument=instrument(),
    account=account(TradeMarket.HK),
    ladder=ladder_for(Market.HK, SecurityType.STOCK),
    quote=quote(),
    book=book(),
    market_state=MarketState.AFTERNOON,
    funds=funds(),
    position=position("500"),
)


def paper(
    code: str, kind: SecurityType, lot: int, last: str, *, bid: str, ask: str
) -> tuple[TicketDraft, TicketFacts]:
    """Return a sound paper ticket to buy one lot at the bid of another security."""
    security = SecurityId.parse(code)
    trade_market = {Market.HK: TradeMarket.HK, Market.US: TradeMarket.US}.get(security.market, TradeMarket.CN)
    currency = {Market.HK: Currency.HKD, Market.US: Currency.USD}.get(security.market, Currency.CNH)
    facts = replace(
        FACTS,
        instrument=instrument(code, kind, lot),
        account=account(trade_market),
        ladder=ladder_for(security.market, kind, D("0.01")),
        quote=quote(last, last, security),
        book=book(bid, ask, security),
        funds=funds(currency=currency),
        position=None,
    )
    return replace(DRAFT, id=security, qty=D(lot), price=D(bid)), facts


APPLE_DRAFT, APPLE_FACTS = paper("US.AAPL", SecurityType.STOCK, 1, "190", bid="189.99", ask="190.01")
MOUTAI_DRAFT, MOUTAI_FACTS = paper("SH.600519", SecurityType.STOCK, 100, "1500", bid="1499.99", ask="1500.01")
STAR_DRAFT, STAR_FACTS = paper("SH.688981", SecurityType.STOCK, 100, "90", bid="89.99", ask="90.01")
FUTURE_DRAFT, FUTURE_FACTS = paper("HK.MHImain", SecurityType.FUTURE, 10, "25000", bid="24999", ask="25001")
FUTURE_FACTS = replace(FUTURE_FACTS, account=account(TradeMarket.FUTURES))
APPLE_REAL_DRAFT = replace(APPLE_DRAFT, env=Env.REAL, acc_id=REAL)
APPLE_REAL_FACTS = replace(APPLE_FACTS, account=account(TradeMarket.US, acc_id=REAL, env=Env.REAL))
CONNECT_DRAFT = replace(MOUTAI_DRAFT, env=Env.REAL, acc_id=REAL)
CONNECT_FACTS = replace(MOUTAI_FACTS, account=account(TradeMarket.HKCC, acc_id=REAL, env=Env.REAL))
REAL_DRAFT = replace(DRAFT, env=Env.REAL, acc_id=REAL)
REAL_FACTS = replace(FACTS, account=account(TradeMarket.HK, acc_id=REAL, env=Env.REAL))


def limits(
    buy: str = "0", sell: str = "0", *, margin: str | None = None, short: str | None = None
) -> MaxQuantities:
    """Return what OpenD says could be traded."""
    return MaxQuantities(
        D(buy), D(sell), None if margin is None else D(margin), None if short is None else D(short)
    )


def findings(
    draft: TicketDraft, facts: TicketFacts, changes: dict[str, Any], known: dict[str, Any] | None = None
) -> tuple[Finding, ...]:
    """Check a ticket after these changes to it and to the facts."""
    return check(replace(draft, **changes), replace(facts, **(known or {})))


def brief(found: Iterable[Finding]) -> list[tuple[Field, bool, str]]:
    """Return what findings say, without legal values."""
    return [(one.field, one.blocks, one.cause) for one in found]
