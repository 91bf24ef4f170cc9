"""Figures of reports as a screen names them: profits are those of the snapshot, the rest fits to them.

What a company's business is like beyond its profits is invented, the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import NamedTuple

from tui.domain.extras import EquityFigures
from tui.domain.screen_fields import FinancialField, ReportPeriod
from tui.sim.listings.universe import Listing
from tui.sim.refusal import RefusalError

Figure = Callable[[Listing, EquityFigures], Decimal | None]
_GRAIN = Decimal("0.001")
_CENT = Decimal("0.01")
_SHARE_GRAIN = Decimal("0.0001")
_F = FinancialField
_PARTS = {
    ReportPeriod.ANNUAL: Decimal(1),
    ReportPeriod.FIRST_QUARTER: Decimal("0.24"),
    ReportPeriod.INTERIM: Decimal("0.49"),
    ReportPeriod.THIRD_QUARTER: Decimal("0.74"),
    ReportPeriod.MOST_RECENT_QUARTER: Decimal("0.26"),
}
"""How much of a year's business a report covers."""


class _Habits(NamedTuple):
    """What a company's business is like, in parts of one."""

    margin: Decimal
    gross_margin: Decimal
    debt: Decimal
    """Of all it owns."""
    growth: Decimal
    sales_growth: Decimal


@lru_cache(maxsize=1024)
def _habits(listing: Listing) -> _Habits:
    random = Random(f"{listing.id}:habits")
    margin, growth = random.uniform(0.04, 0.32), random.uniform(-0.15, 0.45)
    parts = (margin, margin + random.uniform(0.05, 0.35), random.uniform(0.15, 0.8), growth, growth * 0.7)
    return _Habits(*(Decimal(str(round(part, 4))) for part in parts))


def yearly_sales(listing: Listing, figures: EquityFigures) -> Decimal | None:
    """Return what a company sold in its last financial year."""
    if figures.net_profit is None:
        return None
    return (figures.net_profit / _habits(listing).margin).quantize(_CENT)


def financial(field: FinancialField, period: ReportPeriod) -> Figure:
    """Return how a figure is found; refuse one that cannot be."""
    part = _PARTS.get(period)
    if part is None:
        raise RefusalError("Unknown report of a financial figure.")
    rate, amount = _RATES.get(field), _AMOUNTS.get(field)
    if rate is not None:
        return lambda listing, _: (rate(_habits(listing)) * 100).quantize(_GRAIN)
    if amount is None:
        raise RefusalError(f"The filter field {field.name} is not computed by this simulator.")
    if field in _OF_YEARS and period is not ReportPeriod.ANNUAL:
        raise RefusalError(f"{field.name} is known for the annual report only.")
    return lambda listing, figures: _of_period(amount(listing, figures), part, field)


def _of_period(yearly: Decimal | None, part: Decimal, field: FinancialField) -> Decimal | None:
    if yearly is None:
        return None
    grain = _SHARE_GRAIN if field in (_F.BASIC_EPS, _F.DILUTED_EPS) else _GRAIN
    return yearly if field in _STANDING else (yearly * part).quantize(grain)


def _on_equity(listing: Listing, figures: EquityFigures) -> Decimal | None:
    del listing
    if figures.net_profit is None or not figures.net_assets:
        return None
    return figures.net_profit / figures.net_assets * 100


def _on_assets(listing: Listing, figures: EquityFigures) -> Decimal | None:
    on_equity = _on_equity(listing, figures)
    return None if on_equity is None else on_equity * (1 - _habits(listing).debt)


def _profit(listing: Listing, figures: EquityFigures) -> Decimal | None:
    del listing
    return figures.net_profit


def _a_share(listing: Listing, figures: EquityFigures) -> Decimal | None:
    del listing
    return figures.earnings_a_share


def _multiplier(listing: Listing, figures: EquityFigures) -> Decimal:
    del figures
    return (1 / (1 - _habits(listing).debt)).quantize(_GRAIN)


_RATES: dict[FinancialField, Callable[[_Habits], Decimal]] = {
    _F.NET_PROFIT_GROWTH: lambda habits: habits.growth,
    _F.PROFIT_TO_SHAREHOLDERS_GROWTH_RATE: lambda habits: habits.growth,
    _F.EPS_GROWTH_RATE: lambda habits: habits.growth,
    _F.REVENUE_GROWTH: lambda habits: habits.sales_growth,
    _F.NET_PROFIT_RATE: lambda habits: habits.margin,
    _F.GROSS_PROFIT_RATE: lambda habits: habits.gross_margin,
    _F.DEBT_ASSETS_RATE: lambda habits: habits.debt,
    _F.PROPERTY_RATIO: lambda habits: habits.debt / (1 - habits.debt),
}
"""Figures that are the same in each report."""
_AMOUNTS: dict[FinancialField, Figure] = {
    _F.NET_PROFIT: _profit,
    _F.SHAREHOLDER_NET_PROFIT_TTM: _profit,
    _F.REVENUE: yearly_sales,
    _F.RETURN_ON_EQUITY_RATE: _on_equity,
    _F.ROA_TTM: _on_assets,
    _F.EQUITY_MULTIPLIER: _multiplier,
    _F.BASIC_EPS: _a_share,
    _F.DILUTED_EPS: _a_share,
}
"""Figures of a year, of which shorter reports have a part."""
_STANDING = frozenset({_F.EQUITY_MULTIPLIER})
_OF_YEARS = frozenset({_F.ROA_TTM, _F.SHAREHOLDER_NET_PROFIT_TTM})
"""Told of the annual report only."""
