"""The money of an account in one short line."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.accounts import Funds
from tui.domain.decimals import money_text
from tui.domain.markets import Currency


def power_text(funds: Funds) -> str:
    """Write what can still be bought for: `power HKD 902,640`."""
    return f"power {_money(funds, funds.power)}"


def funds_text(funds: Funds) -> str:
    """Write buying power, cash, what working orders hold and the whole: no digits after the point."""
    frozen = f"  held by orders {_money(funds, funds.frozen_cash)}" if funds.frozen_cash else ""
    return f"{short_funds_text(funds)}{frozen}  assets {_money(funds, funds.total_assets)}"


def short_funds_text(funds: Funds) -> str:
    """Write buying power and cash only."""
    return f"{power_text(funds)}  cash {_money(funds, funds.cash)}"


def _money(funds: Funds, amount: Decimal) -> str:
    currency = "" if funds.currency is Currency.UNKNOWN else f"{funds.currency.name} "
    return f"{currency}{money_text(amount, 0)}"
