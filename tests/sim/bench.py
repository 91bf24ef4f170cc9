"""One daemon without a socket, on a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from tests.sim.traders import SECONDS
from tui.domain.accounts import Env
from tui.domain.events import FillReported, OrderChanged, PushEvent
from tui.domain.ids import SecurityId
from tui.domain.markets import TradeMarket
from tui.domain.orders import ModifyOp, Order, OrderStatus, OrderType, Side
from tui.sim.caller import Caller
from tui.sim.config import SimConfig
from tui.sim.daemon import Daemon
from tui.sim.listings.table import UNIVERSE
from tui.sim.listings.universe import Universe
from tui.sim.trading.accounts import REAL_FUTURES, REAL_SECURITIES
from tui.wire.codec import decode_push, decode_reply, encode_request
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.session import InitConnect
from tui.wire.messages.trade import (
    GetOrders,
    Header,
    ModifyOrder,
    OrderReply,
    PlaceOrder,
    SubscribeAccounts,
    UnlockTrade,
)

R = TypeVar("R")
E = TypeVar("E")
STEP_S = 0.05
TENCENT = SecurityId.parse("00700")
WARRANT = SecurityId.parse("55182")
SMALL = UNIVERSE.only(map(SecurityId.parse, ("00700", "00005", "55182", "AAPL", "NVDA", "600519", "MHImain")))
"""Enough of the universe for the accounts and one of each kind."""
PASSWORD_MD5 = "e10adc3949ba59abbe56e057f20f883e"


def header(acc_id: int) -> Header:
    """The header of a request about an account."""
    real = acc_id in (REAL_SECURITIES, REAL_FUTURES)
    return Header(Env.REAL if real else Env.PAPER, acc_id, TradeMarket.UNKNOWN)


class Bench:
    """A greeted connection to a daemon, and everything pushed to it."""

    def __init__(
        self,
        *,
        seed: int = 7,
        rate: float = 1.0,
        language: str = "en",
        limits: bool = False,
        universe: Universe = SMALL,
        start: float = SECONDS,
        **more: Any,
    ) -> None:
        self.now = start
        config = SimConfig(seed=seed, rate=rate, language=language, limits=limits, **more)
        self.daemon = Daemon(config, self.now, universe)
        self.pushes: list[PushEvent] = []
        self.slow: set[Caller] = set()
        self._serials = count(1)
        self.caller = self.connect()

    def connect(self, *, notices: bool = False) -> Caller:
        """Add a greeted connection."""
        caller = self.daemon.connect()
        self.ask(InitConnect(client_version=100, client_id="test", receive_notices=notices), caller)
        return caller

    def ask(self, request: Request[R], caller: Caller | None = None) -> R:
        """Return the answer to a request."""
        sender = self.caller if caller is None else caller
        answer = self.daemon.answer(sender, request.proto_id, encode_request(request), self.now)
        return decode_reply(request, answer.body)

    def step(self, steps: int = 1) -> None:
        """Let time pass and keep what is pushed to the connection."""
        for _ in range(steps):
            self.now = round(self.now + STEP_S, 3)
            for delivery in self.daemon.step(self.now, self.slow.__contains__):
                if self.caller in delivery.listeners:
                    self.pushes += decode_push(delivery.proto_id, delivery.body)

    def step_until(self, condition: Callable[[], Any], seconds: float = 30) -> None:
        """Let time pass until something holds."""
        for _ in range(int(seconds / STEP_S)):
            if condition():
                return
            self.step()
        raise AssertionError(f"it did not happen within {seconds} simulated seconds")

    def pushed(self, kind: type[E]) -> list[E]:
        """The pushes of one kind so far."""
        return [event for event in self.pushes if isinstance(event, kind)]

    # ---- orders

    def follow(self, *acc_ids: int) -> None:
        """Ask for the order pushes of these accounts."""
        self.ask(SubscribeAccounts(acc_ids))

    def unlock(self) -> str:
        """Unlock trading with the right password."""
        return self.ask(UnlockTrade(unlock=True, password_md5=PASSWORD_MD5))

    @property
    def packet(self) -> PacketId:
        """A fresh stamp."""
        return PacketId(self.caller.conn_id, next(self._serials))

    def place(
        self,
        acc_id: int,
        side: Side,
        qty: int,
        price: Decimal | str | None,
        id_: SecurityId = TENCENT,
        kind: OrderType = OrderType.LIMIT,
        **more: Any,
    ) -> OrderReply:
        """Place an order."""
        exact = None if price is None else Decimal(price)
        return self.ask(PlaceOrder(self.packet, header(acc_id), id_, side, kind, Decimal(qty), exact, **more))

    def modify(self, acc_id: int, op: ModifyOp, order_id: str = "", **more: Any) -> OrderReply:
        """Change an order."""
        return self.ask(ModifyOrder(self.packet, header(acc_id), op, order_id, **more))

    def orders(self, acc_id: int) -> dict[str, Order]:
        """The order list of an account."""
        return {order.order_id: order for order in self.ask(GetOrders(header(acc_id)))}

    def statuses(self, order_id: str) -> list[OrderStatus]:
        """The statuses in which an order was pushed, without repetitions."""
        found: list[OrderStatus] = []
        for event in self.pushed(OrderChanged):
            if event.order.order_id == order_id and found[-1:] != [event.order.status]:
                found.append(event.order.status)
        return found

    def fills(self, order_id: str) -> list[Any]:
        """The fills of an order that were pushed."""
        return [event.fill for event in self.pushed(FillReported) if event.fill.order_id == order_id]

    def touch(self, id_: SecurityId = TENCENT) -> tuple[Decimal, Decimal]:
        """Best bid and ask."""
        book = self.daemon.world.exchange.book(id_)
        assert book.best_bid is not None
        assert book.best_ask is not None
        return book.best_bid, book.best_ask

    def away(self, ticks: int, id_: SecurityId = TENCENT) -> Decimal:
        """A price some ticks above the ask, or below the bid."""
        bid, ask = self.touch(id_)
        ladder = self.daemon.world.exchange.universe[id_].ladder
        return ladder.up(ask, ticks) if ticks >= 0 else ladder.down(bid, -ticks)
