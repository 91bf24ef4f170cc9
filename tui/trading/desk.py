"""The order desk: the only place that sends orders, each of them exactly once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tui.domain.accounts import Account, Env
from tui.domain.combos import ComboIntent
from tui.domain.ids import SecurityId
from tui.domain.intents import (
    AmendIntent,
    CancelIntent,
    OrderIntent,
    Outcome,
    OutcomeKind,
    split_remark,
)
from tui.domain.markets import Market, TradeMarket
from tui.domain.orders import ModifyOp, Order
from tui.trading.gate import Gate
from tui.trading.port import NoAnswerError, NotSentError, OrderPort
from tui.trading.records import Records
from tui.trading.soundness import unsound_amendment, unsound_combo, unsound_order
from tui.wire.errors import BodyError, RefusedError, WireError
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.trade import (
    Filter,
    GetHistoryOrders,
    GetOrders,
    Header,
    ModifyOrder,
    OrderReply,
    PlaceOrder,
)
from tui.wire.messages.trade_extras import PlaceComboOrder

_log = logging.getLogger(__name__)

GAP_S = 0.04
"""OpenD wants this much time between two modify requests of an account."""
_REFUSALS = frozenset({-1, -500})
"""RetType numbers by which OpenD says no; by all others (-100, -200, -400) it does not know either."""


class Desk:
    """Turns intents into requests and answers into outcomes. Nothing is ever sent again.

    Every intent names its account and environment; one that names a real account is refused unless the
    desk was built for real trading. A desk that is closed refuses every intent.
    """

    def __init__(
        self,
        port: OrderPort,
        accounts: Callable[[], Sequence[Account]],
        *,
        journal: Records,
        gates: Sequence[Gate] = (),
        now: Callable[[], datetime],
        allow_real: bool = False,
        why_not_real: str = "this desk trades paper only",
        closed: str = "",
    ) -> None:
        """Refuse everything for the reason `closed` gives, if there is one."""
        self._port = port
        self._accounts = accounts
        self._journal = journal
        self._gates = tuple(gates)
        self._now = now
        self._allow_real = allow_real
        self._why_not_real = why_not_real
        self._closed = closed
        self._tags: set[str] = set()
        """Of every intent that was sent, or might have been."""

    async def place(self, intent: OrderIntent) -> Outcome:
        """Send one new order."""
        account = self._account(intent.env, intent.acc_id)
        if isinstance(account, Outcome):
            return account
        trouble = unsound_order(intent) or self._claim(intent.tag)
        if trouble:
            return _rejected(trouble)
        header = Header(intent.env, intent.acc_id, place_market(intent.id, account))

        def build(packet: PacketId) -> PlaceOrder:
            return PlaceOrder(
                packet=packet,
                header=header,
                id=intent.id,
                side=intent.side,
                type=intent.type,
                qty=intent.qty,
                price=intent.price,
                tif=intent.tif,
                remark=intent.remark,
                trigger_price=intent.trigger_price,
                trail=intent.trail,
                expires_on=intent.expires_on,
            )

        return await self._send(build)

    async def place_combo(self, intent: ComboIntent) -> Outcome:
        """Send one new combined order; it ends, is looked up and is never sent again like any other."""
        account = self._account(intent.env, intent.acc_id)
        if isinstance(account, Outcome):
            return account
        trouble = unsound_combo(intent) or self._claim(intent.tag)
        if trouble:
            return _rejected(trouble)
        header = Header(intent.env, intent.acc_id, place_market(intent.legs[0].id, account))
        return await self._send(
            lambda packet: PlaceComboOrder(
                packet=packet,
                header=header,
                legs=intent.legs,
                type=intent.type,
                qty=intent.qty,
                price=intent.price,
                tif=intent.tif,
                remark=intent.remark,
            )
        )

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Change a working order; what the intent leaves out is first read from the broker."""
        account = self._account(intent.env, intent.acc_id)
        if isinstance(account, Outcome):
            return account
        if intent.qty is None or intent.price is None:
            order = await self._find(account, intent.order_id)
            if isinstance(order, Outcome):
                return order
            intent = _filled_in(intent, order)
        trouble = unsound_amendment(intent)
        if trouble:
            return _rejected(trouble)
        return await self._send(lambda packet: _amendment(packet, _header(account), intent))

    async def cancel(self, intent: CancelIntent) -> Outcome:
        """Withdraw one working order; real ones too, whether or not real orders may leave this desk."""
        account = self._account(intent.env, intent.acc_id, adds_risk=False)
        if isinstance(account, Outcome):
            return account
        return await self._withdraw(account, intent.order_id)

    async def cancel_all(self, *, env: Env, acc_id: int) -> Outcome:
        """Withdraw every working order of an account, whoever placed it.

        Real accounts have a request for that; paper and Stock Connect accounts have not, and there, or
        when it is refused, each order is cancelled by itself.
        """
        account = self._account(env, acc_id, adds_risk=False)
        if isinstance(account, Outcome):
            return account
        if env is Env.REAL and TradeMarket.HKCC not in account.markets:
            outcome = await self._send(
                lambda packet: ModifyOrder(packet, _header(account), ModifyOp.CANCEL, everything=True)
            )
            if outcome.kind is not OutcomeKind.REJECTED:
                return outcome
        return await self._cancel_each(account)

    async def cancel_market(self, *, env: Env, acc_id: int, market: TradeMarket) -> Outcome:
        """Withdraw every working order of an account in one market, whoever placed it, with one request.

        Paper accounts and Stock Connect have no such request: it is refused, and nothing is sent.
        """
        account = self._account(env, acc_id, adds_risk=False)
        if isinstance(account, Outcome):
            return account
        if not takes_cancel_all(env, market):
            return _rejected(f"{env.name} {market.name} orders are cancelled one by one")
        return await self._send(
            lambda packet: ModifyOrder(
                packet, _header(account), ModifyOp.CANCEL, everything=True, market=market
            )
        )

    async def lookup(self, *, env: Env, acc_id: int, tag: str) -> Order | None:
        """Return the broker's order that carries our tag, from today's list or the last days' history.

        Raises NotSentError, NoAnswerError or a WireError when the broker could not be asked.
        """
        account = self._account(env, acc_id)
        if isinstance(account, Outcome):
            raise NotSentError(account.text)
        # OpenD's own list may lack what it has had no answer about either: the broker's is asked for.
        orders = await self._port.request(GetOrders(_header(account), refresh=True))
        found = _tagged(orders, tag)
        if found is not None:
            return found
        # Two days either way: the texts are in the exchange's zone, which need not be ours.
        begin, end = (self._now() + timedelta(days=days) for days in (-2, 2))
        period = Filter(begin=f"{begin:%Y-%m-%d} 00:00:00", end=f"{end:%Y-%m-%d} 00:00:00")
        return _tagged(await self._port.request(GetHistoryOrders(_header(account), period)), tag)

    def _claim(self, tag: str) -> str:
        """Note that an intent is being sent; say so when it was before."""
        if tag in self._tags:
            return f"{tag} was sent before: one intent is one order"
        self._tags.add(tag)
        return ""

    async def _cancel_each(self, account: Account) -> Outcome:
        orders = await self._ask(GetOrders(_header(account)))
        if isinstance(orders, Outcome):
            return orders
        outcomes: list[Outcome] = []
        for order in orders:
            if not order.status.terminal:
                outcomes.append(await self._withdraw(account, order.order_id))
                await asyncio.sleep(GAP_S)
        return _sum_of(outcomes)

    async def _find(self, account: Account, order_id: str) -> Order | Outcome:
        orders = await self._ask(GetOrders(_header(account), Filter(order_ids=(order_id,))))
        if isinstance(orders, Outcome):
            return orders
        found = next((order for order in orders if order.order_id == order_id), None)
        return found if found is not None else _rejected(f"the account has no order {order_id} today")

    async def _ask(self, request: GetOrders) -> tuple[Order, ...] | Outcome:
        """Read orders before anything is sent: a failure here changes nothing at the broker."""
        try:
            return await self._port.request(request)
        except (NotSentError, NoAnswerError, WireError) as error:
            return _rejected(f"nothing was sent: the orders could not be read: {error}")

    async def _withdraw(self, account: Account, order_id: str) -> Outcome:
        header = _header(account)
        if not order_id:
            return _rejected("the request names no order")
        return await self._send(lambda packet: ModifyOrder(packet, header, ModifyOp.CANCEL, order_id))

    async def _send(self, build: Callable[[PacketId], Request[OrderReply]]) -> Outcome:
        try:
            reply = await self._port.request_order(build)
        except NotSentError as error:
            return Outcome(OutcomeKind.REJECTED, text=str(error), wait_s=error.wait_s)
        except RefusedError as error:
            kind = OutcomeKind.REJECTED if error.ret_type in _REFUSALS else OutcomeKind.UNKNOWN
            return Outcome(kind, text=str(error))
        except NoAnswerError as error:
            return Outcome(OutcomeKind.UNKNOWN, text=str(error))
        except BodyError as error:
            return Outcome(OutcomeKind.UNKNOWN, text=f"the answer cannot be read: {error}")
        except Exception as error:  # noqa: BLE001
            # The isolation point of the order path: whatever fails here may have failed after the sending.
            _log.exception("An order request failed")
            return Outcome(OutcomeKind.UNKNOWN, text=f"internal error: {type(error).__name__}")
        return Outcome(OutcomeKind.ACCEPTED, order_id=reply.order_id)

    def _account(self, env: Env, acc_id: int, *, adds_risk: bool = True) -> Account | Outcome:
        if self._closed:
            return _rejected(self._closed)
        account = next((one for one in self._accounts() if one.acc_id == acc_id), None)
        if account is None:
            return _rejected(f"OpenD lists no account {acc_id}")
        if account.env is not env or env is Env.UNKNOWN:
            return _rejected(f"account {acc_id} is {account.env.name}, the order says {env.name}")
        if env is not Env.PAPER and adds_risk and not self._allow_real:
            return _rejected(f"account {acc_id} is {env.name} and {self._why_not_real}")
        return account


def takes_cancel_all(env: Env, market: TradeMarket) -> bool:
    """Whether OpenD takes one request to cancel all orders of an account in a market."""
    return env is Env.REAL and market not in (TradeMarket.HKCC, TradeMarket.UNKNOWN)


def place_market(security: SecurityId, account: Account) -> TradeMarket:
    """Return the market a new order's header names, as the vendor's SDK chooses it."""
    if security.market in (Market.SH, Market.SZ):
        market = TradeMarket.HKCC if account.env is Env.REAL else TradeMarket.CN
    else:
        market = _PLACE_MARKETS.get(security.market, TradeMarket.UNKNOWN)
    if market not in account.markets and account.markets:
        return account.markets[0]  # Futures accounts: their markets are not those of the securities.
    return market


_PLACE_MARKETS = {
    Market.HK: TradeMarket.HK,
    Market.US: TradeMarket.US,
    Market.SG: TradeMarket.SG,
    Market.JP: TradeMarket.JP,
    Market.AU: TradeMarket.AU,
    Market.MY: TradeMarket.MY,
    Market.CA: TradeMarket.CA,
    Market.CC: TradeMarket.CRYPTO,
}


def _header(account: Account) -> Header:
    market = account.markets[0] if account.markets else TradeMarket.UNKNOWN
    return Header(account.env, account.acc_id, market)


def _filled_in(intent: AmendIntent, order: Order) -> AmendIntent:
    """Name all terms: what is to stay as it is, as the order has it."""
    return replace(
        intent,
        qty=order.qty if intent.qty is None else intent.qty,
        price=order.price if intent.price is None else intent.price,
        trigger_price=order.trigger_price if intent.trigger_price is None else intent.trigger_price,
        trail=order.trail if intent.trail is None else intent.trail,
    )


def _amendment(packet: PacketId, header: Header, intent: AmendIntent) -> ModifyOrder:
    trail = intent.trail
    return ModifyOrder(
        packet,
        header,
        ModifyOp.AMEND,
        intent.order_id,
        qty=intent.qty,
        price=intent.price,
        trigger_price=intent.trigger_price,
        trail_type=None if trail is None else trail.type,
        trail_value=None if trail is None else trail.value,
        trail_spread=None if trail is None else trail.spread,
    )


def _rejected(text: str) -> Outcome:
    return Outcome(OutcomeKind.REJECTED, text=text)


def _tagged(orders: Sequence[Order], tag: str) -> Order | None:
    return next((order for order in orders if split_remark(order.remark)[0] == tag), None)


def _sum_of(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the worst of several outcomes, with counts."""
    done = sum(outcome.kind is OutcomeKind.ACCEPTED for outcome in outcomes)
    text = f"{done} of {len(outcomes)} working orders cancelled"
    for kind in (OutcomeKind.UNKNOWN, OutcomeKind.REJECTED):
        worst = next((outcome for outcome in outcomes if outcome.kind is kind), None)
        if worst is not None:
            return Outcome(kind, text=f"{text}; {worst.text}")
    return Outcome(OutcomeKind.ACCEPTED, text=text)
