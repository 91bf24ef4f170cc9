"""The orders and fills of one day in one account, and what they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.decimals import money_text
from tui.domain.fees import OrderFee
from tui.domain.instruments import Instrument
from tui.domain.markets import Currency, TradeMarket, currency_of
from tui.domain.option_codes import chain_of
from tui.domain.orders import Fill, Order
from tui.domain.pnl import multiplier_of, order_value
from tui.state.local_fills import Accounted, fill_of_growth
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_orders import Instruments, OrderRow, order_row

_FUTURES = frozenset(
    {
        TradeMarket.FUTURES,
        TradeMarket.FUTURES_PAPER_HK,
        TradeMarket.FUTURES_PAPER_US,
        TradeMarket.FUTURES_PAPER_SG,
        TradeMarket.FUTURES_PAPER_JP,
    }
)
Fees = Mapping[str, OrderFee]


@dataclass(frozen=True, slots=True)
class DayOrder:
    """One order of a day."""

    row: OrderRow
    fees: Cell


def day_orders(orders: Iterable[Order], instruments: Instruments, fees: Fees) -> tuple[DayOrder, ...]:
    """Make the rows of a day's orders."""
    return tuple(
        DayOrder(order_row(order, instruments), fees_cell(fees.get(order.order_id))) for order in orders
    )


def fees_cell(fee: OrderFee | None) -> Cell:
    """Write what an order cost; empty while that is not known."""
    return EMPTY if fee is None or fee.total is None else Cell(money_text(fee.total))


def paper_fills(orders: Iterable[Order]) -> tuple[Fill, ...]:
    """Work the fills of paper orders out, one an order at its average price: OpenD reports none."""
    grown = (fill_of_growth(order, Accounted()) for order in orders)
    return tuple(one[0] for one in grown if one is not None)


def day_totals(orders: Sequence[Order], instruments: Instruments, fees: Fees | None) -> tuple[Cell, ...]:
    """Return counts, what was bought and sold, and the fees where they are told, by currency."""
    filled = [order for order in orders if order.filled_qty]
    count = f"{len(orders)} {'order' if len(orders) == 1 else 'orders'}, {len(filled)} filled"
    cells = [Cell(count, Tone.STRONG)]
    unvalued = 0
    for word, buys in (("bought", True), ("sold", False)):
        sums: dict[Currency, Decimal] = defaultdict(Decimal)
        for order in (one for one in filled if one.side.buys is buys):
            value = _filled_value(order, instruments.get(order.id))
            if value is None:
                unvalued += 1
            else:
                sums[_currency(order)] += value
        if sums:
            cells.append(Cell(f"{word} {_amounts(sums)}"))
    if unvalued:
        cells.append(Cell(f"{unvalued} not valued: contract size or price not known", Tone.WARN))
    if fees is not None and filled:
        cells.append(_fees_told(filled, fees))
    return tuple(cells)


def _fees_told(filled: Sequence[Order], fees: Fees) -> Cell:
    sums: dict[Currency, Decimal] = defaultdict(Decimal)
    told = 0
    for order in filled:
        fee = fees.get(order.order_id)
        if fee is not None and fee.total is not None:
            sums[_currency(order)] += fee.total
            told += 1
    of = "" if told == len(filled) else f" (of {told} of {len(filled)} orders)"
    return Cell(f"fees {_amounts(sums)}{of}" if told else "fees not told", Tone.PLAIN if told else Tone.DIM)


def _filled_value(order: Order, instrument: Instrument | None) -> Decimal | None:
    if order.avg_fill_price is None or order.legs:
        return None
    if instrument is None and (order.market in _FUTURES or chain_of(order.id) is not None):
        return None
    return order_value(order.filled_qty, order.avg_fill_price, multiplier_of(instrument))


def _currency(order: Order) -> Currency:
    return currency_of(order.id.market) if order.currency is Currency.UNKNOWN else order.currency


def _amounts(sums: Mapping[Currency, Decimal]) -> str:
    return " + ".join(
        money_text(amount) if currency is Currency.UNKNOWN else f"{currency.name} {money_text(amount)}"
        for currency, amount in sums.items()
    )
