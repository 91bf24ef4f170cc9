"""Money and holdings of one account, and what its working orders hold back. Pure: `day` is an argument."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.domain.ids import SecurityId
from tui.domain.markets import Currency
from tui.domain.orders import Side
from tui.sim.trading.accounts import AccountSpec
from tui.sim.trading.contract import Contract
from tui.sim.trading.holding import Holding

FUTURES_MARGIN = Decimal("0.10")
"""Initial margin of a future as a fraction of its contract value."""
SHORT_MARGIN = Decimal("0.50")
"""Own money behind a short sale as a fraction of its value, on top of the proceeds."""
HKD_RATES = {Currency.HKD: Decimal(1), Currency.USD: Decimal("7.8"), Currency.CNH: Decimal("1.08")}
"""Fixed rates for totals over several currencies; no order is ever paid from another currency."""

PriceOf = Callable[[SecurityId], Decimal]
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Hold:
    """What a working order keeps from being used twice."""

    contract: Contract
    side: Side
    qty: Decimal
    price: Decimal
    opens: bool
    """Whether the order opens or adds to a position, so that it needs money."""
    extra: Decimal = _ZERO
    """Money on top of what quantity and price need: fees, or all that a combined order needs."""


class Ledger:
    """One account's books."""

    def __init__(self, spec: AccountSpec) -> None:
        self.spec = spec
        self.cash: dict[Currency, Decimal] = dict(spec.cash)
        self._holdings: dict[SecurityId, Holding] = {}
        self._holds: dict[str, Hold] = {}
        self._next_number = 1

    # ---- what there is

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Everything held, in the order it was opened."""
        return tuple(self._holdings.values())

    def qty(self, id_: SecurityId) -> Decimal:
        """Signed quantity held."""
        holding = self._holdings.get(id_)
        return holding.qty if holding else _ZERO

    def closable(self, id_: SecurityId, day: date, *, without: str | None = None) -> Decimal:
        """Quantity that may still be sold (bought back when short), leaving one order out of account."""
        holding = self._holdings.get(id_)
        if holding is None:
            return _ZERO
        side = Side.SELL if holding.qty > 0 else Side.BUY
        held = sum(
            (
                hold.qty
                for order_id, hold in self._holds.items()
                if hold.contract.id == id_ and hold.side is side and order_id != without
            ),
            _ZERO,
        )
        locked = holding.bought_today(day) if holding.contract.a_share else _ZERO
        return max(abs(holding.qty) - held - locked, _ZERO)

    def frozen(self, currency: Currency, *, without: str | None = None) -> Decimal:
        """Money held back by working orders that open positions."""
        return sum(
            (
                required(hold.contract, hold.side, hold.qty, hold.price) + hold.extra
                for order_id, hold in self._holds.items()
                if hold.opens and hold.contract.currency is currency and order_id != without
            ),
            _ZERO,
        )

    def collateral(self, currency: Currency) -> Decimal:
        """Money bound by open futures and short positions, at their average cost."""
        bound = _ZERO
        for holding in self._holdings.values():
            if holding.contract.currency is not currency:
                continue
            value = abs(holding.value(holding.average_cost))
            if holding.contract.margined:
                bound += value * FUTURES_MARGIN
            elif holding.qty < 0:
                bound += value * (1 + SHORT_MARGIN)
        return bound

    def power(self, currency: Currency, *, without: str | None = None) -> Decimal:
        """Money that a new order may use, leaving one order out of account."""
        cash = self.cash.get(currency, _ZERO)
        return cash - self.collateral(currency) - self.frozen(currency, without=without)

    def market_value(self, currency: Currency, price_of: PriceOf) -> Decimal:
        """Worth of all positions in a currency; of futures, their open profit."""
        worth = _ZERO
        for holding in self._holdings.values():
            if holding.contract.currency is currency:
                price = price_of(holding.contract.id)
                worth += holding.unrealized(price) if holding.contract.margined else holding.value(price)
        return worth

    # ---- what happens

    def hold(self, order_id: str, hold: Hold) -> None:
        """Hold money or shares for an order, replacing what it held; nothing when its quantity is zero."""
        if hold.qty > 0:
            self._holds[order_id] = hold
        else:
            self.release(order_id)

    def release(self, order_id: str) -> None:
        """Give back what an order held."""
        self._holds.pop(order_id, None)

    def fill(self, contract: Contract, side: Side, qty: Decimal, price: Decimal, day: date) -> Decimal:
        """Book one execution: cash and position change together. Return the change of cash."""
        signed = qty if side.buys else -qty
        holding = self._holdings.get(contract.id)
        if holding is None:
            holding = self._holdings[contract.id] = Holding(contract, self._next_number)
            self._next_number += 1
        profit = holding.apply(signed, price, day)
        paid = -profit if contract.margined else contract.value(signed, price)
        self.charge(contract.currency, paid)
        if not holding.qty:
            del self._holdings[contract.id]
        return -paid

    def charge(self, currency: Currency, amount: Decimal) -> None:
        """Take money, whether or not it is there."""
        self.cash[currency] = self.cash.get(currency, _ZERO) - amount

    def open_with(self, contract: Contract, qty: Decimal, cost: Decimal, day: date) -> None:
        """Book a holding the account starts with: it was paid for before the opening balance."""
        cash = dict(self.cash)
        self.fill(contract, Side.BUY, qty, cost, day)
        self.cash = cash


def required(contract: Contract, side: Side, qty: Decimal, price: Decimal) -> Decimal:
    """Return the money an order that opens a position needs."""
    value = contract.value(qty, price)
    if contract.margined:
        return value * FUTURES_MARGIN
    return value if side.buys else value * SHORT_MARGIN


def convert(amount: Decimal, source: Currency, target: Currency) -> Decimal:
    """Turn money of one currency into another at the simulator's fixed rates."""
    if source is target:
        return amount
    return (amount * HKD_RATES[source] / HKD_RATES[target]).quantize(Decimal("0.01"))


def total(amounts: Iterable[tuple[Currency, Decimal]], target: Currency) -> Decimal:
    """Sum money of several currencies in one."""
    return sum((convert(amount, source, target) for source, amount in amounts), _ZERO)
