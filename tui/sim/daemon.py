"""One simulated OpenD without a socket: requests in, answers and pushes out. Pure: time is an argument."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Hashable, Iterator
from typing import Any, NamedTuple

from tui.domain.orders import OrderStatus
from tui.sim.caller import Caller
from tui.sim.config import SimConfig
from tui.sim.handlers import (
    combos,
    costs,
    history,
    lists,
    options,
    quotes,
    research,
    session,
    system,
    trade,
    user,
)
from tui.sim.limits import check_items
from tui.sim.listings.table import UNIVERSE
from tui.sim.listings.universe import Universe
from tui.sim.market.reports import Changes
from tui.sim.mishaps import rights_changed
from tui.sim.publisher import Delivery
from tui.sim.refusal import RefusalError
from tui.sim.world import Handlers, World
from tui.wire.codec import decode_request, encode_push, encode_refusal, encode_reply
from tui.wire.errors import BodyError, UnknownProtocolError
from tui.wire.messages.base import Request
from tui.wire.messages.trade import FillPush, OrderPush
from tui.wire.protoids import ProtoId

_HANDLERS: Handlers = {
    **session.HANDLERS,
    **quotes.HANDLERS,
    **history.HANDLERS,
    **trade.HANDLERS,
    **system.HANDLERS,
    **options.HANDLERS,
    **lists.HANDLERS,
    **research.HANDLERS,
    **user.HANDLERS,
    **costs.HANDLERS,
    **combos.HANDLERS,
}
_AT_EXCHANGE = frozenset({OrderStatus.SUBMITTED, OrderStatus.FILLED_PART, OrderStatus.FILLED_ALL})


class Answer(NamedTuple):
    """The body of a reply, and whether the connection ends with it."""

    body: bytes
    hang_up: bool = False


class Daemon:
    """Answers requests of any number of connections and says what to push to whom."""

    def __init__(self, config: SimConfig, start: float, universe: Universe = UNIVERSE) -> None:
        self.world = World(config, start, universe)
        self._callers: list[Caller] = []

    # ---- connections

    def connect(self) -> Caller:
        """Add a connection."""
        caller = self.world.new_caller()
        self._callers.append(caller)
        return caller

    def disconnect(self, caller: Caller) -> None:
        """Forget a connection and everything it asked for."""
        self._callers.remove(caller)
        self.world.subscriptions.drop(caller, self.world.now)
        self.world.publisher.forget(caller)

    # ---- requests

    def answer(self, caller: Caller, proto_id: int, body: bytes, now: float) -> Answer:
        """Carry out one request; every request gets an answer, and none can end the daemon."""
        self.world.now = now
        greeting = proto_id == ProtoId.INIT_CONNECT
        if not caller.greeted and not greeting:
            return Answer(
                encode_refusal("The first request of a connection must be InitConnect."), hang_up=True
            )
        try:
            reply = self._carry_out(caller, decode_request(proto_id, body))
            if proto_id == ProtoId.TRD_PLACE_ORDER:
                self.world.delays.placed(reply.order_id, now)
            return Answer(encode_reply(proto_id, reply))
        except RefusalError as refusal:
            text = refusal.text
        except UnknownProtocolError:
            text = f"Protocol {proto_id} is not supported by this server."
        except BodyError as error:
            text = f"The request cannot be read: {error}."
        except Exception as error:  # noqa: BLE001 - one request must not end the daemon for everybody else
            traceback.print_exc(file=sys.stderr)
            text = f"Internal error of the simulator: {type(error).__name__}."
        return Answer(encode_refusal(text), hang_up=greeting and not caller.greeted)

    def _carry_out(self, caller: Caller, request: Request[Any]) -> Any:
        """Return the answer to a request that is in order and not too much."""
        handler = _HANDLERS.get(type(request))
        if handler is None:
            raise UnknownProtocolError(request.proto_id)
        check_items(request)
        if self.world.limits is not None:
            self.world.limits.charge(request, self.world.now)
        self.world.standing.require(request.proto_id)
        return handler(self.world, caller, request)

    # ---- time

    def warm_up(self) -> None:
        """Draw a year of every security's past, so that no request has to draw that of many at once.

        Markets of futures months open when somebody asks for them.
        """
        exchange = self.world.exchange
        for listing in (*exchange.universe, *exchange.warrants.listed()):
            exchange.snapshot(listing.id)

    def step(self, now: float, is_slow: Callable[[Hashable], bool]) -> Iterator[Delivery]:
        """Run the market up to now and yield every push; callers that are slow get fewer quotes."""
        world = self.world
        world.now = now
        changes = world.exchange.advance(now)
        world.brokerage.settle(changes.fills)
        world.brokerage.end(changes.ended, now)
        yield from self.trade_pushes()
        if world.standing.quote_login:
            yield from world.publisher.publish(changes, is_slow)
            yield from self._reminder_pushes(changes, now)
        # Orders go to the exchange last: what they change there is reported with the next step.
        world.brokerage.move(now)
        yield from self.trade_pushes()
        world.subscriptions.expire(now)
        yield from self._notices(now)

    def _notices(self, now: float) -> Iterator[Delivery]:
        """Yield what the daemon says of itself, to those who want to hear it."""
        world = self.world
        if world.rights.hold(now):
            rights_changed(world)
        world.notices.used(world.subscriptions.used, world.history_quota.used, now)
        for notice in world.notices.take():
            listeners = tuple(caller for caller in self._callers if caller.notices)
            if listeners:
                yield Delivery(*encode_push(notice), listeners)

    def _reminder_pushes(self, changes: Changes, now: float) -> Iterator[Delivery]:
        """Yield reminders that came true, to everybody: they are the user's, not a connection's."""
        for push in self.world.reminders.fire(changes.quotes | changes.books, now):
            listeners = tuple(caller for caller in self._callers if caller.greeted)
            if listeners:
                yield Delivery(*encode_push(push), listeners)

    def trade_pushes(self) -> Iterator[Delivery]:
        """Yield order and fill changes that were not pushed yet."""
        for push in self.world.brokerage.take_pushes():
            acc_id = (push.fill if isinstance(push, FillPush) else push.order).acc_id
            if isinstance(push, OrderPush) and push.order.status in _AT_EXCHANGE:
                self.world.delays.at_exchange(push.order.order_id, self.world.now)
            if isinstance(push, OrderPush):
                push = OrderPush(self.world.standing.seen(push.order))
            listeners = tuple(caller for caller in self._callers if acc_id in caller.acc_ids)
            if listeners:
                yield Delivery(*encode_push(push), listeners)
