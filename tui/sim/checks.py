"""What the broker refuses before anything is sent to the exchange. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from tui.domain.accounts import Account, MaxQuantities
from tui.domain.book import Book
from tui.domain.intents import REMARK_LIMIT_BYTES
from tui.domain.markets import Market, SecurityType
from tui.domain.numbered import NumberedEnum
from tui.domain.orders import OrderType, Side, TimeInForce
from tui.sim.contract import Contract
from tui.sim.ledger import Ledger, required
from tui.sim.permissions import lifetimes, may_short, order_types
from tui.sim.refusal import RefusalError

MAX_LOTS_HK = 3000
MAX_SHARES = {Market.US: 500_000, Market.SH: 1_000_000, Market.SZ: 1_000_000}
SWEEP_LEVELS = 5
"""A market order trades at the five best prices of the other side at most."""
_BAND = 9
"""Hong Kong takes no price of nine times the nominal one or more, nor a ninth of it or less."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order asks for, placed or amended."""

    side: Side
    type: OrderType
    qty: Decimal
    price: Decimal | None
    filled: Decimal = Decimal(0)
    """Part of qty that is filled already; only the rest needs money or shares."""
    order_id: str | None = None
    """The order being amended: what it holds back is free for it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An order that may go to the exchange."""

    opens: bool
    limit: Decimal
    """Worst price it may trade at."""


def check_order(
    account: Account,
    contract: Contract,
    terms: Terms,
    ledger: Ledger,
    book: Book,
    nominal: Decimal,
    day: date,
) -> Verdict:
    """Let an order pass, or raise a RefusalError with the first thing that is wrong with it."""
    _check_permission(account, contract, terms)
    _check_quantity(contract, terms, ledger)
    limit = _limit(contract, terms, book, nominal)
    opens = _check_position(account, contract, terms, ledger, day)
    if opens:
        needed = required(contract, terms.side, terms.qty - terms.filled, limit)
        power = ledger.power(contract.currency, without=terms.order_id)
        if needed > power:
            raise RefusalError(
                f"Buying power is not enough: {needed:,.2f} {contract.currency.name} needed, "
                f"{max(power, Decimal(0)):,.2f} available."
            )
    return Verdict(opens, limit)


def check_lifetime(account: Account, contract: Contract, order_type: OrderType, tif: TimeInForce) -> None:
    """Refuse a time in force that the account or the order type does not take."""
    allowed = lifetimes(account, contract, order_type)
    if tif not in allowed:
        raise RefusalError(
            f"Time in force {tif.name} is not accepted for {order_type.name} orders of {contract.id} "
            f"in account {account.acc_id}: use {_names(allowed)}."
        )


def check_remark(remark: str) -> None:
    """Refuse a remark that is longer than OpenD carries."""
    if len(remark.encode()) > REMARK_LIMIT_BYTES:
        raise RefusalError(f"The remark is longer than {REMARK_LIMIT_BYTES} bytes.")


def max_quantities(
    account: Account, contract: Contract, terms: Terms, ledger: Ledger, day: date
) -> MaxQuantities:
    """Say how much could be traded at the price of `terms`; its side and quantity do not matter."""
    price = terms.price if terms.price is not None and terms.price > 0 else Decimal(0)
    power = ledger.power(contract.currency, without=terms.order_id)
    held = ledger.qty(contract.id)
    closable = ledger.closable(contract.id, day, without=terms.order_id)
    short = Decimal(0)
    if held <= 0 and may_short(account, contract):
        short = terms.filled + _affordable(contract, Side.SELL, power, price)
    buy = Decimal(0) if held < 0 else terms.filled + _affordable(contract, Side.BUY, power, price)
    return MaxQuantities(
        cash_buy=buy,
        position_sell=closable + terms.filled if held > 0 else Decimal(0),
        margin_buy=buy,
        sell_short=short,
        buy_back=closable + terms.filled if held < 0 else Decimal(0),
    )


def _check_permission(account: Account, contract: Contract, terms: Terms) -> None:
    if contract.type in (SecurityType.INDEX, SecurityType.PLATE, SecurityType.PLATE_SET):
        raise RefusalError(f"{contract.id} cannot be traded.")
    if not account.may_trade(frozenset({contract.trade_market(account.env)})):
        kind = "futures" if contract.margined else "securities"
        raise RefusalError(
            f"Account {account.acc_id} may not trade {contract.id.market.name} {kind} such as {contract.id}."
        )
    if terms.side not in (Side.BUY, Side.SELL):
        raise RefusalError("The side of an order must be BUY or SELL.")
    types = order_types(account, contract)
    if terms.type not in types:
        raise RefusalError(
            f"Order type {terms.type.name} is not accepted for {contract.id} in account "
            f"{account.acc_id}: use {_names(types)}."
        )


def _check_quantity(contract: Contract, terms: Terms, ledger: Ledger) -> None:
    qty = terms.qty
    if qty <= 0 or qty != qty.to_integral_value():
        raise RefusalError("The quantity must be a positive whole number.")
    if qty < terms.filled:
        raise RefusalError(f"The quantity cannot be less than the {terms.filled:f} that are filled.")
    if qty % contract.lot and not _sells_odd_rest(contract, terms, ledger):
        raise RefusalError(f"The quantity must be a multiple of the lot size {contract.lot}.")
    limit = MAX_SHARES.get(contract.id.market)
    if contract.id.market is Market.HK and not contract.margined:
        limit = MAX_LOTS_HK * contract.lot
    if limit is not None and not contract.margined and qty > limit:
        raise RefusalError(f"The quantity is more than one order may carry: {limit} at most.")


def _sells_odd_rest(contract: Contract, terms: Terms, ledger: Ledger) -> bool:
    """Mainland shares: the odd part of a holding may be sold, in one order."""
    held = ledger.qty(contract.id)
    odd = held % contract.lot
    return contract.a_share and terms.side is Side.SELL and held > 0 and terms.qty % contract.lot == odd


def _limit(contract: Contract, terms: Terms, book: Book, nominal: Decimal) -> Decimal:
    if not terms.type.needs_price:
        levels = (book.asks if terms.side is Side.BUY else book.bids)[:SWEEP_LEVELS]
        if not levels:
            raise RefusalError(f"Nobody {'offers' if terms.side is Side.BUY else 'bids for'} {contract.id}.")
        return levels[-1].price
    price = terms.price
    if price is None or price <= 0:
        raise RefusalError("The price must be more than 0.")
    if not contract.ladder.is_on_tick(price):
        if not contract.ladder.in_range(price):
            raise RefusalError(f"The price {price:f} is outside of what {contract.id} may cost.")
        raise RefusalError(
            f"The minimum tick size for this product is {contract.ladder.tick_up(price):f}: "
            f"{price:f} is between {contract.ladder.floor(price):f} and {contract.ladder.ceil(price):f}."
        )
    banded = contract.id.market is Market.HK and not contract.margined
    if banded and not nominal < price * _BAND < nominal * _BAND * _BAND:
        raise RefusalError(f"The price {price:f} is {_BAND} times away from the nominal price {nominal:f}.")
    return price


def _check_position(account: Account, contract: Contract, terms: Terms, ledger: Ledger, day: date) -> bool:
    """Return whether the order opens a position; refuse more than can be closed, and forbidden shorts."""
    held = ledger.qty(contract.id)
    against = held > 0 if terms.side is Side.SELL else held < 0
    if against:
        closable = ledger.closable(contract.id, day, without=terms.order_id)
        if terms.qty - terms.filled > closable:
            verb = "sold" if held > 0 else "bought back"
            raise RefusalError(
                f"The position is not enough: {closable:f} of {contract.id} can be {verb} now, "
                f"{terms.qty - terms.filled:f} asked for."
            )
        return False
    if terms.side is Side.SELL and not may_short(account, contract):
        raise RefusalError(
            f"The position is not enough: account {account.acc_id} holds no {contract.id} to sell, "
            "and short selling is not allowed."
        )
    return True


def _affordable(contract: Contract, side: Side, power: Decimal, price: Decimal) -> Decimal:
    a_lot = required(contract, side, Decimal(contract.lot), price)
    if a_lot <= 0 or power <= 0:
        return Decimal(0)
    return (power / a_lot).to_integral_value(ROUND_FLOOR) * contract.lot


def _names(members: Iterable[NumberedEnum]) -> str:
    return ", ".join(member.name for member in members)
