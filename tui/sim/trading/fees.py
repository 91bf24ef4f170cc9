"""What an order costs on top of its price, item by item. Pure.

Hong Kong's rates of exchange and government are those in force since 2025-06-30; commissions, platform
fees and everything outside Hong Kong are plausible figures, good enough to be told from zero.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import Enum, auto
from typing import NamedTuple

from tui.domain.accounts import Env
from tui.domain.fees import FeeItem
from tui.domain.markets import Market, SecurityType
from tui.domain.orders import Side
from tui.sim.trading.contract import Contract

_CENT = Decimal("0.01")
_ZERO = Decimal(0)


class Per(Enum):
    """What a rate is multiplied by."""

    VALUE = auto()
    UNIT = auto()
    """A share or a contract."""
    ORDER = auto()


class Rate(NamedTuple):
    """One kind of fee."""

    title: str
    per: Per
    rate: Decimal
    least: Decimal = _ZERO
    most: Decimal | None = None
    sells_only: bool = False
    whole: bool = False
    """Rounded up to whole money instead of to the nearest cent."""

    def amount(self, qty: Decimal, value: Decimal) -> Decimal:
        """Return the fee of so many units worth so much."""
        base = {Per.VALUE: value, Per.UNIT: qty, Per.ORDER: Decimal(1)}[self.per]
        exact = max(base * self.rate, self.least)
        if self.most is not None:
            exact = min(exact, self.most)
        if self.whole:
            return exact.to_integral_value(ROUND_CEILING)
        return exact.quantize(_CENT, ROUND_HALF_UP)


def _rate(title: str, per: Per, rate: str, least: str = "0", most: str | None = None) -> Rate:
    return Rate(title, per, Decimal(rate), Decimal(least), None if most is None else Decimal(most))


def _sale(title: str, per: Per, rate: str, least: str = "0", most: str | None = None) -> Rate:
    return _rate(title, per, rate, least, most)._replace(sells_only=True)


_STAMP_DUTY = _rate("Stamp Duty", Per.VALUE, "0.001")._replace(whole=True)
_HK_STOCK = (
    _rate("Commission", Per.VALUE, "0.0003", "3"),
    _rate("Platform Fee", Per.ORDER, "15"),
    _STAMP_DUTY,
    _rate("SFC Levy", Per.VALUE, "0.000027"),
    _rate("AFRC Levy", Per.VALUE, "0.0000015"),
    _rate("Trading Fee", Per.VALUE, "0.0000565", "0.01"),
    _rate("Settlement Fee", Per.VALUE, "0.000042"),
)
_CN_STOCK = (
    _rate("Commission", Per.VALUE, "0.0003", "3"),
    _rate("Platform Fee", Per.ORDER, "15"),
    _rate("Handling Fee", Per.VALUE, "0.0000341"),
    _rate("Securities Management Fee", Per.VALUE, "0.00002"),
    _rate("Transfer Fee", Per.VALUE, "0.00003"),
    _sale("Stamp Duty", Per.VALUE, "0.0005"),
)
_US_STOCK = (
    _rate("Commission", Per.UNIT, "0.0049", "0.99"),
    _rate("Platform Fee", Per.UNIT, "0.005", "1"),
    _rate("Settlement Fee", Per.UNIT, "0.003"),
    _sale("SEC Fee", Per.VALUE, "0.0000278", "0.01"),
    _sale("Trading Activity Fee", Per.UNIT, "0.000166", "0.01", "8.30"),
)
_HK_OPTION = (
    _rate("Commission", Per.VALUE, "0.002", "3"),
    _rate("Platform Fee", Per.ORDER, "15"),
    _rate("Trading Tariff", Per.UNIT, "3"),
)
_US_OPTION = (
    _rate("Commission", Per.UNIT, "0.65", "1.99"),
    _rate("Platform Fee", Per.UNIT, "0.30"),
    _rate("Settlement Fee", Per.UNIT, "0.02"),
    _rate("Option Regulatory Fee", Per.UNIT, "0.013"),
    _sale("SEC Fee", Per.VALUE, "0.0000278", "0.01"),
    _sale("Trading Activity Fee", Per.UNIT, "0.00279", "0.01"),
)
_HK_FUTURE = (
    _rate("Commission", Per.UNIT, "2.50"),
    _rate("Platform Fee", Per.UNIT, "2.50"),
    _rate("Exchange Fee", Per.UNIT, "3.50"),
    _rate("SFC Levy", Per.UNIT, "0.10"),
)
_US_FUTURE = (
    _rate("Commission", Per.UNIT, "0.99"),
    _rate("Platform Fee", Per.UNIT, "0.99"),
    _rate("Exchange Fee", Per.UNIT, "0.62"),
    _rate("NFA Fee", Per.UNIT, "0.02"),
)
_PAPER_HK_STOCK = (_rate("Commission", Per.VALUE, "0.0003", "3"),)
_REAL: dict[tuple[Market, str], tuple[Rate, ...]] = {
    (Market.HK, "stock"): _HK_STOCK,
    (Market.HK, "option"): _HK_OPTION,
    (Market.HK, "future"): _HK_FUTURE,
    (Market.SH, "stock"): _CN_STOCK,
    (Market.SZ, "stock"): _CN_STOCK,
    (Market.US, "stock"): _US_STOCK,
    (Market.US, "option"): _US_OPTION,
    (Market.US, "future"): _US_FUTURE,
}
_PAPER: dict[tuple[Market, str], tuple[Rate, ...]] = {(Market.HK, "stock"): _PAPER_HK_STOCK}


def fee_items(env: Env, contract: Contract, side: Side, qty: Decimal, value: Decimal) -> tuple[FeeItem, ...]:
    """Return the fees of an order of which so many units, worth so much, were filled."""
    if qty <= 0:
        return ()
    rates = (_PAPER if env is Env.PAPER else _REAL).get((contract.id.market, contract.kind), ())
    return tuple(
        FeeItem(rate.title, amount)
        for rate in rates
        if (not rate.sells_only or not side.buys) and not (rate is _STAMP_DUTY and _unstamped(contract))
        if (amount := rate.amount(qty, value))
    )


def fee_total(env: Env, contract: Contract, side: Side, qty: Decimal, value: Decimal) -> Decimal:
    """Return the sum of those fees."""
    return sum((item.amount for item in fee_items(env, contract, side, qty, value)), _ZERO)


def _unstamped(contract: Contract) -> bool:
    return contract.type in (SecurityType.ETF, SecurityType.WARRANT)
