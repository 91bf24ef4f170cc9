"""What the broker refuses before anything is sent to the exchange. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from tui.domain.accounts import Account, Env, MaxQuantities
from tui.domain.intents import REMARK_LIMIT_BYTES
from tui.domain.markets import MarketState
from tui.domain.numbered import NumberedEnum
from tui.domain.orders import OrderType, Side, Trail
from tui.sim.refusal import RefusalError
from tui.sim.trading.bands import check_bands
from tui.sim.trading.conditions import BECOMES, check_condition
from tui.sim.trading.contract import Contract
from tui.sim.trading.fees import fee_total
from tui.sim.trading.ledger import Ledger, required
from tui.sim.trading.permissions import may_short, order_types, trades_kind
from tui.sim.trading.picture import Picture
from tui.sim.trading.quantities import check_quantity, check_value

SWEEP_LEVELS = 5
"""A market order trades at the five best prices of the other side at most."""
_AUCTIONS = frozenset({OrderType.AUCTION, OrderType.AUCTION_LIMIT})
_AUCTION_PHASES = frozenset({MarketState.AUCTION, MarketState.CLOSING_AUCTION_HK})
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order asks for, placed or amended."""

    side: Side
    type: OrderType
    qty: Decimal
    price: Decimal | None
    filled: Decimal = _ZERO
    """Part of qty that is filled already; only the rest needs money or shares."""
    order_id: str | None = None
    """The order being amended: what it holds back is free for it."""
    trigger: Decimal | None = None
    trail: Trail | None = None

    @property
    def rest(self) -> Decimal:
        """What is not filled yet."""
        return self.qty - self.filled

    @property
    def once_triggered(self) -> Terms:
        """The plain order that a conditional one becomes."""
        return replace(self, type=BECOMES.get(self.type, self.type))


@dataclass(frozen=True, slots=True)
class Verdict:
    """An order that may go to the exchange."""

    opens: bool
    limit: Decimal
    """Worst price it may trade at."""


def check_order(
    account: Account, contract: Contract, terms: Terms, ledger: Ledger, picture: Picture, day: date
) -> Verdict:
    """Let an order pass, or raise a RefusalError with the first thing that is wrong with it.

    Money, shares and the distance to the market of a conditional order are judged when it is due.
    """
    check_permission(account, contract, terms.side, terms.type)
    check_phase(contract, terms.type, picture.state)
    check_quantity(contract, terms.side, terms.qty, terms.filled, ledger)
    if terms.type.conditional:
        check_condition(contract, terms.side, terms.type, terms.trigger, terms.trail, picture.last)
        if terms.type.needs_price:
            check_price(contract, terms.price)
        return Verdict(opens=True, limit=_ZERO)
    return check_plain(account, contract, terms, ledger, picture, day)


def check_plain(
    account: Account, contract: Contract, terms: Terms, ledger: Ledger, picture: Picture, day: date
) -> Verdict:
    """Judge what depends on money, holdings and the market as it stands."""
    limit = _limit(contract, terms, picture)
    opens = check_position(account, contract, terms, ledger, day)
    if terms.type.needs_price:
        check_bands(contract, terms.side, limit, picture, opens=opens)
    check_value(account, contract, terms.qty, limit)
    if opens:
        check_power(contract, ledger, needed_for(account.env, contract, terms, limit), terms.order_id)
    return Verdict(opens, limit)


def check_power(contract: Contract, ledger: Ledger, needed: Decimal, order_id: str | None) -> None:
    """Refuse what the account cannot pay for, leaving one order out of account."""
    power = ledger.power(contract.currency, without=order_id)
    if needed > power:
        raise RefusalError(
            f"Buying power is not enough: {needed:,.2f} {contract.currency.name} needed, "
            f"{max(power, _ZERO):,.2f} available."
        )


def needed_for(env: Env, contract: Contract, terms: Terms, limit: Decimal) -> Decimal:
    """Return the money that the rest of an opening order needs, fees included."""
    rest = terms.rest
    return required(contract, terms.side, rest, limit) + fee_total(
        env, contract, terms.side, rest, contract.value(rest, limit)
    )


def check_remark(remark: str) -> None:
    """Refuse a remark that is longer than OpenD carries."""
    if len(remark.encode()) > REMARK_LIMIT_BYTES:
        raise RefusalError(f"The remark is longer than {REMARK_LIMIT_BYTES} bytes.")


def check_permission(account: Account, contract: Contract, side: Side, order_type: OrderType) -> None:
    """Refuse what the account may not trade at all, or not in this way."""
    if not contract.type.tradable:
        raise RefusalError(f"{contract.id} cannot be traded.")
    if not account.may_trade(frozenset({contract.trade_market(account.env)})) or not trades_kind(
        account, contract
    ):
        kind = "securities" if contract.kind == "stock" else f"{contract.kind}s"
        raise RefusalError(
            f"Account {account.acc_id} may not trade {contract.id.market.name} {kind} such as {contract.id}."
        )
    if side not in (Side.BUY, Side.SELL):
        raise RefusalError("The side of an order must be BUY or SELL.")
    types = order_types(account, contract)
    if order_type not in types:
        raise RefusalError(
            f"Order type {order_type.name} is not accepted for {contract.id} in account "
            f"{account.acc_id}: use {_names(types)}."
        )


def check_phase(contract: Contract, order_type: OrderType, state: MarketState) -> None:
    """Refuse auction orders outside of an auction."""
    if order_type in _AUCTIONS and state not in _AUCTION_PHASES:
        raise RefusalError(
            f"{order_type.name} orders are accepted during an auction only: {contract.id} is in the phase "
            f"{state.name}."
        )


def check_price(contract: Contract, price: Decimal | None) -> Decimal:
    """Return a price an order may carry; refuse any other."""
    if price is None or price <= 0:
        raise RefusalError("The price must be more than 0.")
    if not contract.ladder.is_on_tick(price):
        if not contract.ladder.in_range(price):
            raise RefusalError(f"The price {price:f} is outside of what {contract.id} may cost.")
        raise RefusalError(
            f"The minimum tick size for this product is {contract.ladder.tick_up(price):f}: "
            f"{price:f} is between {contract.ladder.floor(price):f} and {contract.ladder.ceil(price):f}."
        )
    return price


def check_position(account: Account, contract: Contract, terms: Terms, ledger: Ledger, day: date) -> bool:
    """Return whether the order opens a position; refuse more than can be closed, and forbidden shorts."""
    held = ledger.qty(contract.id)
    against = held > 0 if terms.side is Side.SELL else held < 0
    if against:
        closable = ledger.closable(contract.id, day, without=terms.order_id)
        if terms.rest > closable:
            verb = "sold" if held > 0 else "bought back"
            raise RefusalError(
                f"The position is not enough: {closable:f} of {contract.id} can be {verb} now, "
                f"{terms.rest:f} asked for."
            )
        return False
    if terms.side is Side.SELL and not may_short(account, contract):
        raise RefusalError(
            f"The position is not enough: account {account.acc_id} holds no {contract.id} to sell, "
            "and short selling is not allowed."
        )
    return True


def max_quantities(
    account: Account, contract: Contract, terms: Terms, ledger: Ledger, day: date
) -> MaxQuantities:
    """Say how much could be traded at the price of `terms`; its side and quantity do not matter."""
    price = terms.price if terms.price is not None and terms.price > 0 else _ZERO
    power = ledger.power(contract.currency, without=terms.order_id)
    held = ledger.qty(contract.id)
    closable = ledger.closable(contract.id, day, without=terms.order_id)
    short = _ZERO
    if held <= 0 and may_short(account, contract):
        short = terms.filled + _affordable(account.env, contract, Side.SELL, power, price)
    buy = _ZERO if held < 0 else terms.filled + _affordable(account.env, contract, Side.BUY, power, price)
    return MaxQuantities(
        cash_buy=buy,
        position_sell=closable + terms.filled if held > 0 else _ZERO,
        margin_buy=buy,
        sell_short=short,
        buy_back=closable + terms.filled if held < 0 else _ZERO,
    )


def _limit(contract: Contract, terms: Terms, picture: Picture) -> Decimal:
    if terms.type.needs_price:
        return check_price(contract, terms.price)
    book = picture.book
    levels = (book.asks if terms.side is Side.BUY else book.bids)[:SWEEP_LEVELS]
    if not levels:
        raise RefusalError(f"Nobody {'offers' if terms.side is Side.BUY else 'bids for'} {contract.id}.")
    return levels[-1].price


def _affordable(env: Env, contract: Contract, side: Side, power: Decimal, price: Decimal) -> Decimal:
    lot = Decimal(contract.lot)
    a_lot = required(contract, side, lot, price)
    if a_lot <= 0 or power <= 0:
        return _ZERO
    lots = (power / a_lot).to_integral_value(ROUND_FLOOR)
    while (
        lots > 0 and needed_for(env, contract, Terms(side, OrderType.LIMIT, lots * lot, price), price) > power
    ):
        # Fees are a small part of the value: one or two lots less pay for them.
        over = needed_for(env, contract, Terms(side, OrderType.LIMIT, lots * lot, price), price) - power
        lots -= max((over / a_lot).to_integral_value(ROUND_FLOOR), Decimal(1))
    return max(lots, _ZERO) * lot


def _names(members: Iterable[NumberedEnum]) -> str:
    return ", ".join(member.name for member in members)
