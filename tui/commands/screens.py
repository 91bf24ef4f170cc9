"""warrants, screen: what passes filters, once."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from tui.client.link import Link
from tui.commands.args_lists import SCREEN_FIELDS
from tui.commands.arguments import count_of, market_of, member_of, number_of, one_of, security_of
from tui.commands.exit import UsageError
from tui.commands.run import Shown, show_once
from tui.commands.tables import table
from tui.domain.extras import WarrantType
from tui.domain.ranges import Range
from tui.domain.screen_fields import (
    AccumulatedField,
    FinancialField,
    PresentField,
    ReportPeriod,
    SortOrder,
)
from tui.domain.screens import AccumulatedFilter, FinancialFilter, PresentFilter, ScreenedStock
from tui.domain.sorting import SortField
from tui.domain.warrants import Issuer, Warrant
from tui.wire.messages.lists import GetWarrants, ScreenStocks, WarrantFilter

MOST_ROWS = 200
_PRESENT = {
    "price": PresentField.LAST,
    "cap": PresentField.MARKET_VALUE,
    "pe": PresentField.PE_ANNUAL,
    "pe-ttm": PresentField.PE_TTM,
    "pb": PresentField.PB,
    "volume-ratio": PresentField.VOLUME_RATIO,
    "change-5m": PresentField.CHANGE_5M,
    "change-year": PresentField.CHANGE_THIS_YEAR,
}
_OF_THE_DAY = {
    "change": AccumulatedField.CHANGE_PERCENT,
    "amplitude": AccumulatedField.AMPLITUDE,
    "volume": AccumulatedField.VOLUME,
    "turnover": AccumulatedField.TURNOVER,
    "turnover-rate": AccumulatedField.TURNOVER_RATE,
}
_REPORTED = {
    "profit": FinancialField.NET_PROFIT,
    "profit-growth": FinancialField.NET_PROFIT_GROWTH,
    "revenue": FinancialField.REVENUE,
    "revenue-growth": FinancialField.REVENUE_GROWTH,
    "margin": FinancialField.NET_PROFIT_RATE,
    "roe": FinancialField.RETURN_ON_EQUITY_RATE,
    "debt": FinancialField.DEBT_ASSETS_RATE,
    "eps": FinancialField.BASIC_EPS,
}
_WARRANT_SORTS = {
    "code": SortField.CODE,
    "price": SortField.LAST,
    "change": SortField.CHANGE_PERCENT,
    "volume": SortField.VOLUME,
    "turnover": SortField.TURNOVER,
    "strike": SortField.STRIKE,
    "maturity": SortField.MATURITY,
    "premium": SortField.PREMIUM,
    "leverage": SortField.LEVERAGE,
    "effective-leverage": SortField.EFFECTIVE_LEVERAGE,
    "delta": SortField.DELTA,
    "iv": SortField.IMPLIED_VOLATILITY,
    "street": SortField.STREET_RATE,
    "recovery": SortField.RECOVERY_PRICE,
    "in-the-money": SortField.IN_THE_MONEY,
}
_WARRANT_COLUMNS = [
    *("code", "name", "type", "last", "change_percent", "strike", "recovery", "maturity", "premium"),
    *("leverage", "effective_leverage", "iv", "delta", "street_rate"),
]


def warrants(options: argparse.Namespace) -> int:
    """Print warrants and CBBCs."""
    request = GetWarrants(
        filter=WarrantFilter(
            owner=None if options.code is None else security_of(options.code),
            types=tuple(WarrantType[name.upper()] for name in options.type or ()),
            issuers=tuple(member_of(Issuer, name, "--issuer") for name in options.issuer or ()),
        ),
        sort=_WARRANT_SORTS[options.sort],
        ascending=not options.desc,
        count=count_of(options.num, MOST_ROWS),
    )
    return show_once(options, lambda link: _warrants(link, request))


def screen(options: argparse.Namespace) -> int:
    """Print the stocks that pass."""
    ranges = _ranges(options.min, options.max)
    if not ranges:
        raise UsageError("name at least one range with --min or --max")
    order = SortOrder.DESCENDING if options.desc else SortOrder.ASCENDING
    if options.sort is not None:
        ranges.setdefault(options.sort, Range())
    elif options.desc:
        raise UsageError("--desc needs --sort")
    orders = {name: order if name == options.sort else SortOrder.NONE for name in ranges}
    request = ScreenStocks(
        market=market_of(options.market),
        plate=None if options.plate is None else security_of(options.plate),
        present=tuple(
            PresentFilter(_PRESENT[name], wanted, not wanted, orders[name])
            for name, wanted in ranges.items()
            if name in _PRESENT
        ),
        accumulated=tuple(
            AccumulatedFilter(_OF_THE_DAY[name], 1, wanted, not wanted, orders[name])
            for name, wanted in ranges.items()
            if name in _OF_THE_DAY
        ),
        financial=tuple(
            FinancialFilter(_REPORTED[name], ReportPeriod.ANNUAL, wanted, not wanted, orders[name])
            for name, wanted in ranges.items()
            if name in _REPORTED
        ),
        count=count_of(options.num, MOST_ROWS),
    )
    return show_once(options, lambda link: _screen(link, request, list(ranges)))


def _ranges(lows: Iterable[str], highs: Iterable[str]) -> dict[str, Range]:
    """Join the bounds of each field, in the order in which the fields were named."""
    low = dict(_bound("--min", text) for text in lows)
    high = dict(_bound("--max", text) for text in highs)
    return {name: Range(low.get(name), high.get(name)) for name in {**low, **high}}


def _bound(option: str, text: str) -> tuple[str, Decimal]:
    field, separator, number = text.partition("=")
    if not separator:
        raise UsageError(f"{option} {text!r} is not FIELD=VALUE, such as price=50")
    field = one_of({name: name for name in SCREEN_FIELDS}, field, option)
    return field, number_of(number, f"{option} {field}:")


async def _warrants(link: Link, request: GetWarrants) -> Shown:
    page = await link.request(request)
    rows = [warrant_record(one) for one in page.warrants]
    return Shown(rows, table(rows, _WARRANT_COLUMNS) + _rest(len(rows), page.total))


def warrant_record(one: Warrant) -> dict[str, Any]:
    """Return a warrant as scripts see it."""
    terms = one.terms
    return {
        "code": str(one.id),
        "name": one.name,
        "underlying": None if terms.owner is None else str(terms.owner),
        "type": terms.type.name,
        "issuer": one.issuer.name,
        "last": one.last,
        "change_percent": one.change_percent,
        "bid": one.bid,
        "ask": one.ask,
        "volume": one.volume,
        "turnover": one.turnover,
        "lot": one.lot,
        "strike": terms.strike,
        "recovery": terms.recovery_price,
        "conversion_ratio": terms.conversion_rate,
        "maturity": terms.maturity,
        "last_day": terms.last_trade_day,
        "premium": terms.premium,
        "break_even": terms.break_even,
        "leverage": terms.leverage,
        "effective_leverage": one.effective_leverage,
        "in_the_money": terms.in_the_money,
        "iv": terms.implied_volatility,
        "delta": terms.delta,
        "street_rate": terms.street_rate,
    }


async def _screen(link: Link, request: ScreenStocks, names: list[str]) -> Shown:
    page = await link.request(request)
    rows = [
        {
            "code": str(stock.id),
            "name": stock.name,
            **dict.fromkeys(map(_column, names)),
            **dict(_values(stock)),
        }
        for stock in page.stocks
    ]
    columns = ["code", "name", *map(_column, names)]
    return Shown(rows, table(rows, columns) + _rest(len(rows), page.total))


def _values(stock: ScreenedStock) -> Iterator[tuple[str, Decimal]]:
    for present in stock.present:
        yield from (
            (_column(name), present.value) for name, field in _PRESENT.items() if field is present.field
        )
    for day in stock.accumulated:
        yield from ((_column(name), day.value) for name, field in _OF_THE_DAY.items() if field is day.field)
    for figure in stock.financial:
        yield from (
            (_column(name), figure.value) for name, field in _REPORTED.items() if field is figure.field
        )


def _column(name: str) -> str:
    return name.replace("-", "_")


def _rest(shown: int, total: int) -> str:
    return "" if shown >= total else f"\n{total - shown} more"
