"""Funds and positions as OpenD reports them, from an account's books and the current prices. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from tui.domain.accounts import AccountType, Cash, Funds, Position, PositionSide
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency
from tui.sim.refusal import RefusalError
from tui.sim.trading.books import AccountBooks
from tui.sim.trading.holding import Holding
from tui.sim.trading.ledger import SHORT_MARGIN, PriceOf, total

DayOf = Callable[[SecurityId], date]
_ZERO = Decimal(0)
_COST_STEP = Decimal("0.000001")


def funds(books: AccountBooks, currency: Currency | None, price_of: PriceOf) -> Funds:
    """Return the money of an account, totals in `currency` where the account has a choice.

    Totals add up over currencies at fixed rates; `power` is that of the one currency alone, because no
    order is paid from another.
    """
    spec, ledger = books.spec, books.ledger
    unit = spec.base if currency in (None, Currency.UNKNOWN) or not spec.universal else currency
    assert unit is not None
    if unit not in ledger.cash:
        raise RefusalError(f"Account {books.account.acc_id} has no {unit.name}.")
    worth = total(((one, ledger.market_value(one, price_of)) for one in ledger.cash), unit)
    cash = total(ledger.cash.items(), unit)
    power = max(ledger.power(unit), _ZERO)
    margin = books.account.type is AccountType.MARGIN
    return Funds(
        acc_id=books.account.acc_id,
        env=books.account.env,
        currency=unit,
        power=power,
        total_assets=cash + worth,
        cash=cash,
        market_value=worth,
        frozen_cash=total(((one, ledger.frozen(one)) for one in ledger.cash), unit),
        debt=total(((one, max(-amount, _ZERO)) for one, amount in ledger.cash.items()), unit),
        withdrawable=total(((one, max(ledger.power(one), _ZERO)) for one in ledger.cash), unit),
        short_power=power / SHORT_MARGIN if margin else None,
        net_cash_power=power,
        cash_by_currency=tuple(
            Cash(one, amount, max(ledger.power(one), _ZERO), max(ledger.power(one), _ZERO))
            for one, amount in ledger.cash.items()
        ),
    )


def positions(books: AccountBooks, price_of: PriceOf, day_of: DayOf) -> tuple[Position, ...]:
    """Return what an account holds, in the order it was opened."""
    return tuple(_position(books, holding, price_of, day_of) for holding in books.ledger.holdings)


def _position(books: AccountBooks, holding: Holding, price_of: PriceOf, day_of: DayOf) -> Position:
    contract, price = holding.contract, price_of(holding.contract.id)
    futures = contract.margined
    # OpenD leaves the average basis out for paper securities, and the diluted one out for futures.
    averaged = futures or not books.paper
    unrealized = holding.unrealized(price)
    diluted = holding.diluted_cost
    profit = unrealized if futures else contract.value(holding.qty, price - diluted)
    invested = contract.value(holding.qty, diluted)
    return Position(
        acc_id=books.account.acc_id,
        env=books.account.env,
        position_id=holding.number,
        id=contract.id,
        name=contract.name,
        side=PositionSide.LONG if holding.qty > 0 else PositionSide.SHORT,
        qty=holding.qty,
        can_sell_qty=books.ledger.closable(contract.id, day_of(contract.id)),
        price=price,
        market_value=_ZERO if futures else holding.value(price),
        pl=profit,
        average_cost=_rounded(holding.average_cost) if averaged else None,
        diluted_cost=None if futures else _rounded(diluted),
        cost=_rounded(holding.average_cost if futures else diluted),
        pl_ratio=None if futures or invested <= 0 else (profit / invested).quantize(_COST_STEP),
        unrealized_pl=unrealized if averaged else None,
        realized_pl=holding.realized if averaged else None,
        currency=contract.currency,
        market=contract.trade_market(books.account.env),
    )


def _rounded(cost: Decimal) -> Decimal:
    exponent = cost.as_tuple().exponent
    return cost.quantize(_COST_STEP) if isinstance(exponent, int) and exponent < -6 else cost
